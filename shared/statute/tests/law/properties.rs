//! What must always hold of display, annulment and payment, for random penalties and regimes.

use crate::support::{TABLES, merchant, payment, penalty};
use domain::day::Day;
use domain::record::{MerchantKind, Payment, PaymentState, Penalty, PenaltyKind};
use domain::span::{Span, Spans};
use domain::vocab::{Field, Severity};
use policy::embedded;
use proptest::prelude::*;
use statute::display::spans;
use statute::penalty::{derive, displayed};
use statute::tables::Tables;

const KINDS: [PenaltyKind; 8] = [
    PenaltyKind::Warning,
    PenaltyKind::PublicCriticism,
    PenaltyKind::Fine,
    PenaltyKind::Confiscation,
    PenaltyKind::PermitSuspendedOrRevoked,
    PenaltyKind::BusinessSuspended,
    PenaltyKind::ClosureOrdered,
    PenaltyKind::LicenceRevoked,
];

/// A day between 2018 and 2028.
fn any_day() -> impl Strategy<Value = Day> {
    (17_532i32..21_185).prop_map(Day::from_number)
}

fn after(decided: Day, gap: i32) -> Day {
    decided.plus_days(gap)
}

prop_compose! {
    fn any_penalty()(
        decided_on in any_day(),
        kinds in prop::sample::subsequence(KINDS.to_vec(), 1..4),
        is_bureau in any::<bool>(),
        severity in prop::option::of(prop::sample::select(Severity::ALL)),
        published in prop::option::of(0i32..60),
        until in prop::option::of(-10i32..1500),
        restricted in prop::option::of(0i32..2500),
        stops in prop::collection::vec(-5i32..1600, 0..3),
        revoked in prop::collection::vec(-5i32..1600, 0..3),
        annulled in prop::option::weighted(0.3, -5i32..1600),
        served in prop::option::of(0i32..20),
    ) -> Penalty {
        let mut it = penalty("2024-03-05");
        if !is_bureau {
            it.authority = "聊城市文化和旅游局".into();
        }
        let day = |gap| after(decided_on, gap);
        Penalty {
            decided_on,
            kinds,
            severity,
            published_on: published.map(day),
            display_until: until.map(day),
            restriction_until: restricted.map(day),
            display_stopped_on: stops.into_iter().map(day).collect(),
            stop_revoked_on: revoked.into_iter().map(day).collect(),
            annulled_on: annulled.map(day),
            served_on: served.map(day),
            ..it
        }
    }
}

fn shown(penalty: &Penalty, tables: &Tables) -> Spans {
    spans(penalty, Severity::General, tables).shown()
}

fn within(inner: &Spans, outer: &Spans) -> bool {
    inner.minus(outer).is_empty()
}

proptest! {
    #[test]
    fn intervals_are_in_order_disjoint_and_begin_with_the_decision(it in any_penalty()) {
        let display = spans(&it, Severity::Serious, &TABLES);
        for pair in display.shown.windows(2) {
            prop_assert!(pair[0].span.off <= pair[1].span.from);
        }
        prop_assert!(display.shown.iter().all(|i| !i.span.is_empty() && it.decided_on <= i.span.from));
        prop_assert!(display.is_publishable() || display.shown.is_empty());
        prop_assert!(within(&display.public(), &display.counts()));
    }

    #[test]
    fn a_stop_never_lengthens_display(it in any_penalty(), gap in -5i32..1600) {
        let mut stopped = it.clone();
        let on = after(it.decided_on, gap);
        stopped.display_stopped_on.push(on);
        // A revocation that had nothing to revoke would now have something.
        prop_assume!(it.stop_revoked_on.iter().all(|revoked| *revoked < on));
        prop_assert!(within(&shown(&stopped, &TABLES), &shown(&it, &TABLES)));
        // What was shown before it stays as it was.
        let before = Spans::one(Span::new(Day::DAWN, on));
        prop_assert_eq!(shown(&stopped, &TABLES).and(&before), shown(&it, &TABLES).and(&before));
    }

    #[test]
    fn a_revoked_stop_never_shortens_what_was_shown_before_it(it in any_penalty(), gap in 0i32..1600) {
        let mut revoked = it.clone();
        let on = after(it.decided_on, gap);
        revoked.stop_revoked_on.push(on);
        let before = Spans::one(Span::new(Day::DAWN, on));
        prop_assert_eq!(shown(&revoked, &TABLES).and(&before), shown(&it, &TABLES).and(&before));
    }

    #[test]
    fn annulment_cuts_what_counts_and_not_what_was_shown(it in any_penalty(), gap in -5i32..1600) {
        let on = after(it.decided_on, gap);
        let standing = Penalty { annulled_on: None, ..it };
        let annulled = Penalty { annulled_on: Some(on), ..standing.clone() };
        let (a, b) = (spans(&standing, Severity::General, &TABLES), spans(&annulled, Severity::General, &TABLES));
        prop_assert_eq!(a.shown(), b.shown());
        prop_assert_eq!(a.counts(), a.shown());
        prop_assert_eq!(b.counts(), a.shown().and(&Spans::one(Span::new(Day::DAWN, on))));
    }

    #[test]
    fn the_display_alone_is_that_of_the_whole_reading(it in any_penalty()) {
        for kind in MerchantKind::ALL {
            let whole = derive(&it, &[], &merchant(*kind), &TABLES).fact;
            let alone = displayed(&it, *kind, &TABLES);
            prop_assert_eq!(whole.value(Field::Severity), Some(alone.severity.token()));
            prop_assert_eq!((whole.shown, whole.counts), (alone.display.shown(), alone.display.counts()));
            prop_assert_eq!(whole.publishable, alone.display.is_publishable());
            let of_rating: Vec<_> = whole.derivations.iter().filter(|it| alone.derivations.contains(it)).collect();
            prop_assert_eq!(of_rating, alone.derivations.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn statuses_hold_only_while_the_penalty_counts(it in any_penalty()) {
        let reading = derive(&it, &[], &merchant(MerchantKind::Enterprise), &TABLES);
        prop_assert!(reading.statuses.iter().all(|s| !s.spans.is_empty() && within(&s.spans, &reading.fact.counts)));
        prop_assert!(within(&reading.fact.counts, &reading.fact.shown));
        prop_assert!(reading.fact.publishable || reading.fact.shown.is_empty());
    }

    #[test]
    fn the_order_of_payments_never_matters(
        it in any_penalty(),
        said in prop::collection::vec((0usize..3, 0i32..60, prop::option::of(0i32..90)), 0..7),
        turn in any::<prop::sample::Index>(),
    ) {
        const STATES: [PaymentState; 3] = [PaymentState::Paid, PaymentState::Unpaid, PaymentState::Deferred];
        let payments: Vec<Payment> = said
            .iter()
            .map(|(state, gap, until)| Payment {
                day: after(it.decided_on, *gap),
                deferred_until: until.map(|gap| after(it.decided_on, gap)),
                ..payment("2026-01-05", STATES[*state])
            })
            .collect();
        let straight: Vec<&Payment> = payments.iter().collect();
        let mut turned = straight.clone();
        turned.rotate_left(if said.is_empty() { 0 } else { turn.index(said.len()) });
        turned.reverse();
        // A statement said twice says nothing new.
        turned.extend(straight.first());
        let read = |payments: &[&Payment]| derive(&it, payments, &merchant(MerchantKind::SoleTrader), &TABLES);
        let straight = read(&straight);
        prop_assert_eq!(&straight, &read(&turned));
        for late in &straight.fact.overdue {
            prop_assert!(late.due < late.span.from && !late.span.is_empty());
        }
    }
}

/// The shipped tables with other maxima for GSXT: (first day, months of a general penalty).
fn regimes(list: &[(Day, u32)]) -> Tables {
    let set = embedded::policies().unwrap();
    let mut text = String::from(
        "id = \"publicity.gsxt_maxima\"\ntitle = { zh = \"\", en = \"\" }\nunit = \"months\"\nowner = \"x\"\n",
    );
    for (from, months) in list {
        text += &format!(
            "[[from]]\nday = {from}\nvalue = {{ minor = 1, general = {months}, serious = 36 }}\n\
             source = {{ title = \"t\", article = \"a\" }}\n"
        );
    }
    Tables::read(&set.overlaid([("publicity/gsxt_maxima.toml", text.as_str())]).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn a_later_regime_never_revives_lengthens_or_reaches_back(
        decided_on in any_day(),
        gaps in prop::collection::vec((1i32..900, 1u32..72), 1..5),
        own in prop::option::of(0i32..1500),
    ) {
        let mut list = vec![(Day::from_number(17_000), 60)];
        let mut at = decided_on;
        for (gap, months) in gaps {
            at = after(at, gap);
            list.push((at, months));
        }
        let it = Penalty { decided_on, display_until: own.map(|gap| after(decided_on, gap)), ..penalty("2024-03-05") };
        let mut old = shown(&it, &regimes(&list[..1]));
        for known in 2..=list.len() {
            let new = shown(&it, &regimes(&list[..known]));
            prop_assert!(within(&new, &old), "{new:?} goes beyond {old:?}");
            let (first_day, months) = list[known - 1];
            let before = Spans::one(Span::new(Day::DAWN, first_day));
            prop_assert_eq!(new.and(&before), old.and(&before));
            // Nothing is left beyond the new maximum, but for the day before the regime began.
            let longest = decided_on.plus_months(months).next().max(first_day);
            prop_assert!(new.last_off().is_none_or(|off| off <= longest));
            old = new;
        }
    }
}
