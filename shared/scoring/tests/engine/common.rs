//! Merchants built fact by fact, for the tests of the engine.

use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Fact, Facts, Overdue, StatusFact};
use domain::record::{Channel, MerchantKind, RecordKey, SizeBand};
use domain::span::{Span, Spans};
use domain::vocab::{DatedBy, FactKind, Field, StatusKind};
use policy::scheme::Scheme;
use scoring::program::Program;

/// The day of the worked examples.
pub(crate) fn today() -> Day {
    day("2026-11-23")
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// The text of the default scheme.
pub(crate) const SCHEME: &str = include_str!("../../../../policies/schemes/lc-consume-1.0.toml");

/// The default scheme with one passage changed.
pub(crate) fn changed(from: &str, to: &str) -> String {
    assert_eq!(SCHEME.matches(from).count(), 1, "{from:?} must stand there once");
    SCHEME.replace(from, to)
}

pub(crate) fn default_scheme() -> Scheme {
    policy::scheme::parse::read("lc-consume-1.0.toml", SCHEME).unwrap()
}

pub(crate) fn default_program() -> Program {
    Program::compile(&default_scheme()).unwrap()
}

/// A merchant under construction.
#[derive(Clone)]
pub(crate) struct Shop(pub(crate) Facts);

impl Shop {
    /// Five years old, nothing on file.
    pub(crate) fn bare() -> Self {
        Self(Facts {
            code: PartyCode::parse("91371500795315494U").unwrap(),
            kind: MerchantKind::Enterprise,
            size: SizeBand::Small,
            channel: Channel::Shop,
            area: domain::area::AreaCode::parse("371502").unwrap(),
            industry: domain::industry::Industry::parse("6210").unwrap(),
            trading_from: Some(day("2021-11-01")),
            trading_off: None,
            gone_from: None,
            facts: Vec::new(),
            statuses: Vec::new(),
            items: Vec::new(),
        })
    }

    /// Five years old, with this year's annual report.
    pub(crate) fn clean() -> Self {
        let mut shop = Self::bare();
        shop.push(FactKind::AnnualReport, "report", "2026-03-01", &[]).observes = true;
        shop
    }

    /// Puts a fact in that counts from its day for ever.
    pub(crate) fn push(&mut self, kind: FactKind, key: &str, on: &str, values: &[(Field, &'static str)]) -> &mut Fact {
        let from = day(on);
        let dated_by = domain::vocab::dated_by(kind)[0];
        let record = RecordKey::new(kind.token(), &[key]);
        let mut fact = Fact::new(kind, dated_by, record, from, Spans::one(Span::since(from)));
        fact.values = values.to_vec();
        self.0.facts.push(fact);
        self.0.facts.last_mut().unwrap()
    }

    pub(crate) fn penalty(
        &mut self,
        key: &str,
        on: &str,
        severity: &'static str,
        grade: &'static str,
        safety: bool,
    ) -> &mut Fact {
        let safety = domain::vocab::yes_no(safety);
        let values = [(Field::Severity, severity), (Field::Grade, grade), (Field::Safety, safety)];
        let fact = self.push(FactKind::Penalty, key, on, &values);
        fact.shown = fact.counts.clone();
        fact
    }

    pub(crate) fn visit(&mut self, key: &str, on: &str, result: &'static str) -> &mut Fact {
        let fact = self.push(FactKind::Inspection, key, on, &[(Field::Result, result)]);
        fact.observes = !matches!(result, "I02" | "I05");
        fact
    }

    pub(crate) fn food_test(
        &mut self,
        key: &str,
        on: &str,
        result: &'static str,
        diligence: &'static str,
    ) -> &mut Fact {
        let values = [(Field::Result, result), (Field::Diligence, diligence), (Field::Resolved, "no")];
        let fact = self.push(FactKind::FoodTest, key, on, &values);
        fact.observes = true;
        fact
    }

    /// An accepted complaint with an outcome, counted by receipt and by closing.
    pub(crate) fn complaint(&mut self, key: &str, on: &str, outcome: &'static str) {
        let values: &[(Field, &'static str)] = match outcome {
            "T2" => &[(Field::Outcome, "T2"), (Field::By, "merchant")],
            _ => &[(Field::Outcome, outcome)],
        };
        self.push(FactKind::Complaint, key, on, values);
        let closed = self.push(FactKind::Complaint, key, on, values);
        closed.dated_by = DatedBy::Closed;
    }

    pub(crate) fn status(&mut self, kind: StatusKind, from: &str) -> &mut StatusFact {
        self.0.statuses.push(StatusFact {
            kind,
            key: RecordKey::new("standing", &[kind.token(), from]),
            case_no: None,
            spans: Spans::one(Span::since(day(from))),
            derivations: Vec::new(),
        });
        self.0.statuses.last_mut().unwrap()
    }
}

/// Shows a penalty off display from a day.
pub(crate) fn stop(fact: &mut Fact, on: &str) {
    let until = Spans::one(Span::new(Day::DAWN, day(on)));
    fact.counts = fact.counts.and(&until);
    fact.shown = fact.shown.and(&until);
}

/// Annuls a penalty from a day: it stops counting, its display would have gone on.
pub(crate) fn annul(fact: &mut Fact, on: &str) {
    fact.counts = fact.counts.and(&Spans::one(Span::new(Day::DAWN, day(on))));
}

/// Its fine is unpaid since the day after `due`.
pub(crate) fn unpaid(fact: &mut Fact, due: &str) {
    fact.overdue.push(Overdue { span: Span::since(day(due).next()), due: day(due) });
}
