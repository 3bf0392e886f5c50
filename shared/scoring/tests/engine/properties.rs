//! What must hold for every merchant: sums, order, batch and single alike, and honest dates.

use crate::common::default_program;
use crate::random::{merchant, some_day, things};
use domain::points::Milli;
use proptest::prelude::*;
use scoring::city::{CityBuilder, NO_CLASS, Packet, heaviest_line};
use scoring::explain::{LineKind, Subject};

fn start() -> impl Strategy<Value = (Option<i32>, Option<i32>)> {
    (prop::option::weighted(0.9, -100i32..3000), prop::option::weighted(0.1, -100i32..1000))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_score_is_the_sum_of_its_lines(things in things(), (from, gone) in start(), on in some_day(), e in 200u32..9000) {
        let program = default_program();
        let facts = merchant(&things, from, gone);
        let found = Subject::new(&program, &facts, e).explain(on);
        prop_assume!(found.not_rated_since.is_none());
        let lines: Milli = found.lines.iter().map(|l| l.milli).sum();
        prop_assert_eq!(found.start_milli + lines, found.score_milli);
        let parts: Milli = found.parts.iter().map(|p| p.milli).sum();
        prop_assert_eq!(found.start_milli + parts, found.score_milli);
        for part in &found.parts {
            prop_assert!(part.milli.0.abs() <= part.max * 1000);
        }
        for line in &found.lines {
            let rests = matches!(line.kind, LineKind::Base | LineKind::ReliefCap);
            prop_assert!(rests || !line.records.is_empty(), "{:?}", line);
            prop_assert!(line.lapses_on.is_none_or(|lapse| lapse > on));
        }
    }

    #[test]
    fn the_order_of_facts_never_matters(things in things(), on in some_day(), turn in 0usize..14) {
        let program = default_program();
        let facts = merchant(&things, Some(2000), None);
        let mut turned = facts.clone();
        let n = turned.facts.len().max(1);
        turned.facts.rotate_left(turn % n);
        turned.statuses.reverse();
        let short = |facts| Subject::new(&program, facts, 700).rate(on).unwrap();
        prop_assert_eq!(short(&facts), short(&turned));
    }

    #[test]
    fn a_city_rates_as_its_merchants_do(
        city in prop::collection::vec((things(), start(), 200u32..9000), 1..12),
        on in some_day(),
    ) {
        let program = default_program();
        let merchants: Vec<_> = city.iter().map(|(t, (from, gone), e)| (merchant(t, *from, *gone), *e)).collect();
        let mut builder = CityBuilder::new(&program);
        for (facts, e) in &merchants {
            builder.push(Packet::of(&program, facts), *e);
        }
        let ratings = builder.build().rate(on);
        for (at, (facts, e)) in merchants.iter().enumerate() {
            let subject = Subject::new(&program, facts, *e);
            let Some(single) = subject.rate(on) else {
                prop_assert_eq!(ratings.class[at], NO_CLASS);
                continue;
            };
            prop_assert_eq!(i64::from(ratings.score_milli[at]), single.score_milli.0);
            prop_assert_eq!((ratings.class[at], ratings.band[at]), (single.class, single.band));
            prop_assert_eq!((ratings.rules[at], ratings.flags[at]), (single.rules, single.flags));
            prop_assert_eq!(ratings.heaviest.row(at).to_vec(), single.heaviest.to_vec());
            // The five heaviest keys are the five heaviest deductions of the explanation.
            let explained = subject.explain(on);
            let five: Vec<(Milli, Option<&str>)> = explained.lines.iter()
                .filter(|l| l.milli < Milli(0)).take(5).map(|l| (-l.milli, l.indicator)).collect();
            let keys: Vec<(Milli, Option<&str>)> = ratings.heaviest.row(at).iter()
                .filter_map(|key| heaviest_line(*key))
                .map(|(milli, indicator, _)| (milli, Some(program.method().indicators[indicator].id.as_str())))
                .collect();
            prop_assert_eq!(five, keys);
        }
    }

    #[test]
    fn nothing_changes_before_the_next_change_day(things in things(), (from, gone) in start(), on in some_day()) {
        let program = default_program();
        let facts = merchant(&things, from, gone);
        let subject = Subject::new(&program, &facts, 900);
        let now = subject.rate(on);
        let next = subject.next_change_day(on);
        let horizon = next.unwrap_or(on.plus_days(1300)).number().min(on.number() + 1300);
        for number in (on.number() + 1..horizon).step_by(7).chain([horizon - 1]) {
            if number > on.number() {
                prop_assert_eq!(subject.rate(domain::day::Day::from_number(number)), now);
            }
        }
    }

    #[test]
    fn a_line_lapses_on_its_day(things in things(), on in some_day()) {
        let program = default_program();
        let facts = merchant(&things, Some(2000), None);
        let subject = Subject::new(&program, &facts, 900);
        for line in subject.explain(on).lines {
            let Some(lapse) = line.lapses_on else { continue };
            let there = |day| subject.explain(day).lines.iter().any(|l| {
                l.indicator == line.indicator && (line.kind != LineKind::Event || l.records == line.records)
            });
            prop_assert!(!there(lapse));
            prop_assert!(there(lapse.plus_days(-1)));
        }
    }
}
