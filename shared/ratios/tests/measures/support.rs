//! Filings, and what they add.

use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Content, Handling, OdrCase, Report, said};
use domain::vocab::{ComplaintOutcome, ReportDecision};
use policy::embedded;
use ratios::{Figure, Measure, Period, Rules, Share};
use statute::duties::Limits;
use std::sync::LazyLock;

pub(crate) static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::shipped().unwrap());
pub(crate) static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::on(&embedded::ratios().unwrap(), day("2026-11-28")).unwrap());

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Received and accepted on 2026-08-03, so that it is to end by 2026-10-02, a holiday, or 2026-10-08.
pub(crate) fn complaint() -> Complaint {
    Complaint {
        party: PartyCode::parse("91371500795315494U").unwrap(),
        number: "1".into(),
        received_on: day("2026-08-03"),
        accepted_on: Some(day("2026-08-03")),
        closed_on: None,
        outcome: None,
        refused_by: None,
        duplicate: false,
        held_from: None,
        held_until: None,
        handling: said(Handling { office: Some("371502SJ".into()), ..Handling::default() }),
        publicity: None,
        withdrawn: false,
    }
}

pub(crate) fn closed(on: &str, outcome: ComplaintOutcome) -> Complaint {
    Complaint { closed_on: Some(day(on)), outcome: Some(outcome), ..complaint() }
}

/// Received on 2026-08-03, so that it is to be verified by 2026-08-24.
pub(crate) fn report(decided: Option<(&str, ReportDecision)>) -> Report {
    Report {
        party: complaint().party,
        number: "1".into(),
        received_on: day("2026-08-03"),
        real_name: false,
        extended_on: Vec::new(),
        decided_on: decided.map(|(on, _)| day(on)),
        decision: decided.map(|(_, decision)| decision),
        duplicate: false,
        handling: None,
        withdrawn: false,
    }
}

pub(crate) fn odr_case(settled: Option<&str>) -> OdrCase {
    OdrCase {
        party: complaint().party,
        number: "1".into(),
        filed_on: day("2026-08-03"),
        due_on: day("2026-08-17"),
        answered_on: None,
        settled_on: settled.map(day),
        void: false,
        withdrawn: false,
    }
}

pub(crate) const ALWAYS: Period = Period { from: Day::DAWN, to: Day::FOREVER };

pub(crate) fn shares(measure: Measure, content: impl Into<Content>, as_of: &str) -> Vec<Share> {
    let found = ratios::shares(&[measure], &content.into(), ALWAYS, day(as_of), (&LIMITS, &RULES));
    found.into_iter().map(|(_, share)| share).collect()
}

/// By which day it counts, and whether it is as it should be; nothing if it does not count.
pub(crate) fn told(measure: Measure, content: impl Into<Content>) -> Option<(String, bool)> {
    let found = shares(measure, content, "2026-11-28");
    assert!(found.len() <= 1, "{found:?}");
    found.first().filter(|share| share.of).map(|share| (share.day.to_string(), share.good))
}

pub(crate) fn figure(measure: Measure, all: &[Content], period: Period, as_of: Day) -> Figure {
    let shares = all.iter().flat_map(|content| ratios::shares(&[measure], content, period, as_of, (&LIMITS, &RULES)));
    shares.fold(Figure::default(), |figure, (_, share)| figure.and(share.of, share.good))
}
