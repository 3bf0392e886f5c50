//! Random merchants: every kind of fact, clustered in time so that rules, cases and windows meet.

use crate::common::{Shop, annul, stop, today, unpaid};
use domain::day::Day;
use domain::facts::Facts;
use domain::span::{Span, Spans};
use domain::vocab::{self, FactKind, Field, StatusKind, yes_no};
use proptest::prelude::*;
use std::sync::Arc;

/// One random thing on file.
#[derive(Clone, Debug)]
pub(crate) enum Thing {
    Fact {
        kind: FactKind,
        dated_by: u8,
        age_days: i32,
        values: Vec<u8>,
        case: Option<u8>,
        cause: u8,
        stopped: Option<i32>,
        annulled: Option<i32>,
        unpaid: Option<i32>,
        publishable: bool,
    },
    Status {
        kind: StatusKind,
        from: i32,
        days: Option<i32>,
        case: Option<u8>,
    },
}

fn ago(days: i32) -> Day {
    today().plus_days(-days)
}

fn fact() -> impl Strategy<Value = Thing> {
    let stops = prop::option::weighted(0.3, 0i32..1500);
    let ends = (stops.clone(), prop::option::weighted(0.1, 0i32..1500), prop::option::weighted(0.2, 0i32..400));
    (
        prop::sample::select(FactKind::ALL),
        any::<u8>(),
        -60i32..1500,
        prop::collection::vec(any::<u8>(), 4),
        (prop::option::weighted(0.5, 0u8..3), 0u8..3),
        ends,
        prop::bool::weighted(0.9),
    )
        .prop_map(|(kind, dated_by, age_days, values, (case, cause), (stopped, annulled, unpaid), publishable)| {
            Thing::Fact { kind, dated_by, age_days, values, case, cause, stopped, annulled, unpaid, publishable }
        })
}

fn status() -> impl Strategy<Value = Thing> {
    let days = prop::option::weighted(0.6, 0i32..1200);
    (prop::sample::select(StatusKind::ALL), -60i32..1500, days, prop::option::weighted(0.3, 0u8..3))
        .prop_map(|(kind, from, days, case)| Thing::Status { kind, from, days, case })
}

/// A few to many things on file.
pub(crate) fn things() -> impl Strategy<Value = Vec<Thing>> {
    prop::collection::vec(prop_oneof![5 => fact(), 2 => status()], 0..14)
}

/// A merchant with these things on file.
pub(crate) fn merchant(things: &[Thing], trading_from: Option<i32>, gone: Option<i32>) -> Facts {
    let mut shop = Shop::bare();
    shop.0.trading_from = trading_from.map(ago);
    shop.0.gone_from = gone.map(ago);
    for (n, thing) in things.iter().enumerate() {
        put(&mut shop, n, thing);
    }
    shop.0.facts.sort_by(|a, b| (&a.key, a.day, a.dated_by).cmp(&(&b.key, b.day, b.dated_by)));
    shop.0.statuses.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
    shop.0
}

fn put(shop: &mut Shop, n: usize, thing: &Thing) {
    let case_no = |case: &Option<u8>| case.map(|c| Arc::from(format!("K{c}").as_str()));
    match thing {
        Thing::Fact { kind, dated_by, age_days, values, case, cause, stopped, annulled, unpaid: due, publishable } => {
            let chosen = chosen(*kind, values);
            let on = ago(*age_days);
            let fact = shop.push(*kind, &format!("r{n:02}"), &on.to_string(), &chosen);
            let known = vocab::dated_by(*kind);
            fact.dated_by = known[usize::from(*dated_by) % known.len()];
            if matches!(kind, FactKind::Penalty | FactKind::Inspection | FactKind::ProductTest | FactKind::FoodTest) {
                fact.case_no = case_no(case);
            }
            fact.observes = matches!(
                kind,
                FactKind::Inspection | FactKind::FoodTest | FactKind::ProductTest | FactKind::AnnualReport
            ) && !matches!(fact.value(Field::Result), Some("I02" | "I05"));
            if *kind == FactKind::Penalty {
                fact.shown = fact.counts.clone();
                fact.cause = (*cause > 0).then(|| Arc::from(format!("cause{cause}").as_str()));
                if let Some(due) = due {
                    unpaid(fact, &on.plus_days(*due).to_string());
                }
                if !publishable {
                    fact.publishable = false;
                    fact.counts = Spans::none();
                    fact.shown = Spans::none();
                }
            }
            if *kind != FactKind::AnnualReport {
                if let Some(days) = stopped {
                    stop(fact, &on.plus_days(*days).to_string());
                }
                if let Some(days) = annulled {
                    annul(fact, &on.plus_days(*days).to_string());
                }
            }
        }
        Thing::Status { kind, from, days, case } => {
            let status = shop.status(*kind, &ago(*from).to_string());
            status.spans = Spans::one(Span::new(ago(*from), days.map_or(Day::FOREVER, |d| ago(*from).plus_days(d))));
            status.case_no = case_no(case);
        }
    }
}

fn chosen(kind: FactKind, picks: &[u8]) -> Vec<(Field, &'static str)> {
    let fields = Field::ALL.iter().filter(|f| !vocab::values(kind, **f).is_empty());
    let mut values: Vec<(Field, &'static str)> = fields
        .zip(picks.iter().cycle())
        .map(|(field, pick)| {
            let all = vocab::values(kind, *field);
            (*field, all[usize::from(*pick) % all.len()])
        })
        .collect();
    if kind == FactKind::Judgment {
        values = vec![(Field::Consumption, yes_no(true))];
    }
    values
}

/// A day near the days of the things.
pub(crate) fn some_day() -> impl Strategy<Value = Day> {
    (-400i32..1500).prop_map(ago)
}
