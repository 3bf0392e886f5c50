//! How long after what it tells of a record may arrive before its source is told that it was late (迟报). No law: what
//! this house asks of those who feed it.

use domain::day::Day;
use domain::record::RecordKind;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader};
use policy::set::PolicySet;
use std::collections::BTreeMap;

/// Most days that may be given.
const MOST: i64 = 3_660;

/// Days after which a record is late, by kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lateness {
    days: BTreeMap<String, i64>,
    /// The interval that this was read from.
    pub basis: Vec<Basis>,
}

impl Lateness {
    /// Reads what holds on a day.
    ///
    /// # Errors
    /// Every fault of the parameter.
    pub fn on(set: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let days = reader.take("sources.late_after", Unit::Days, days);
        let basis = reader.end()?;
        // What is missing is a fault, and those have been told.
        days.map(|days| Self { days, basis }).ok_or_else(Vec::new)
    }

    /// The most days between an event and the arrival of its record that are not late; nothing for a kind of which
    /// nobody has said so.
    #[must_use]
    pub fn after(&self, kind: &str) -> Option<i64> {
        self.days.get(kind).copied()
    }

    /// Does it rest on something that is not settled?
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.basis.iter().any(|basis| basis.provisional)
    }
}

fn days(value: &Value) -> Result<BTreeMap<String, i64>, String> {
    let table = value.table().ok_or("a table by kind of record is needed")?;
    let read = |(kind, value): (&String, &Value)| {
        let known = RecordKind::from_token(kind).filter(|known| known.token() == kind);
        known.ok_or_else(|| format!("{kind} is no kind of record"))?;
        let days = value.integer().filter(|days| (0..=MOST).contains(days));
        Ok((kind.clone(), days.ok_or_else(|| format!("the days of {kind} are not within 0 and {MOST}"))?))
    };
    table.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::embedded;

    #[test]
    fn every_kind_has_its_days_and_nothing_else_has() {
        let day = Day::parse("2026-10-01").unwrap();
        let lateness = Lateness::on(&embedded::sources().unwrap(), day).unwrap();
        assert!(RecordKind::ALL.iter().all(|kind| lateness.after(kind.token()).is_some()));
        assert_eq!((lateness.after("penalties"), lateness.after("行政处罚")), (Some(20), None));
        assert!(lateness.is_provisional());
        let (path, shipped) = embedded::SOURCES[0];
        for (right, wrong) in [("penalties = 20", "penalties = -1"), ("penalties = 20", "fines = 20")] {
            let text = shipped.replace(right, wrong);
            assert_ne!(text, shipped);
            let set = PolicySet::read([(path, text.as_str())]).unwrap();
            assert!(Lateness::on(&set, day).is_err(), "{wrong}");
        }
    }
}
