//! By what a penalty is classed (严重程度的分类标准): one standard, and from its first day on what Credit China has instead.
//! Before that day, and in a set that does not speak of it, as certificates of earlier days have it, the one standard
//! holds for both channels.

use super::dated::{Dated, Ruling};
use super::read::{Shaped, dated, fine_amounts, kinds};
use super::{DisplayChannel, FineAmounts, Tables};
use domain::day::Day;
use domain::money::Fen;
use domain::record::PenaltyKind;
use policy::fault::Fault;
use policy::parameter::Value;
use policy::set::PolicySet;

/// What classes a decision of a channel on a day.
#[derive(Debug)]
pub(crate) struct Classes<'t> {
    /// Kinds of which one is enough for serious.
    pub(crate) serious: Ruling<'t, Vec<PenaltyKind>>,
    /// Kinds that alone are minor.
    pub(crate) minor: Ruling<'t, Vec<PenaltyKind>>,
    /// Below which amount a fine is lower.
    pub(crate) lower: Ruling<'t, FineAmounts>,
    /// From which amount on a fine is extremely large, where the channel knows such fines; nobody may have set it.
    pub(crate) extreme: Option<Ruling<'t, Option<FineAmounts>>>,
}

impl Classes<'_> {
    /// May a fine that is not lower turn out to be an extremely large one, since the amount is not settled?
    pub(crate) fn is_extreme_open(&self) -> bool {
        self.extreme.is_some_and(|extreme| extreme.value.is_none() || extreme.basis.provisional)
    }
}

/// What Credit China has of its own (信用中国自有的分类标准).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct OfCreditChina {
    serious_kinds: Option<Dated<Vec<PenaltyKind>>>,
    minor_kinds: Option<Dated<Vec<PenaltyKind>>>,
    lower_fine: Option<Dated<FineAmounts>>,
    extreme_fine: Option<Dated<Option<FineAmounts>>>,
}

impl OfCreditChina {
    /// Reads it from a policy set; what the set does not speak of, Credit China has not.
    pub(super) fn read(set: &PolicySet, faults: &mut Vec<Fault>) -> Self {
        Self {
            serious_kinds: own(set, "severity.credit_china_serious_kinds", faults, kinds),
            minor_kinds: own(set, "severity.credit_china_minor_kinds", faults, kinds),
            lower_fine: own(set, "severity.credit_china_lower_fine", faults, fine_amounts),
            extreme_fine: own(set, "severity.credit_china_extreme_fine", faults, extreme_amounts),
        }
    }
}

impl Tables {
    /// What classes a decision of this channel on this day.
    pub(crate) fn classes(&self, channel: DisplayChannel, day: Day) -> Classes<'_> {
        let own = &self.classes_of_credit_china;
        let is_own = channel == DisplayChannel::CreditChina;
        Classes {
            serious: ruling(own.serious_kinds.as_ref().filter(|_| is_own), &self.serious_kinds, day),
            minor: ruling(own.minor_kinds.as_ref().filter(|_| is_own), &self.minor_kinds, day),
            lower: ruling(own.lower_fine.as_ref().filter(|_| is_own), &self.lower_fine, day),
            extreme: begun(own.extreme_fine.as_ref().filter(|_| is_own), day).map(|amounts| amounts.at(day)),
        }
    }
}

/// What the channel's own table says from its first day on, else the one that holds for all.
fn ruling<'t, T>(own: Option<&'t Dated<T>>, common: &'t Dated<T>, day: Day) -> Ruling<'t, T> {
    begun(own, day).unwrap_or(common).at(day)
}

/// A table that has begun by a day: its first interval stands in for no earlier one.
fn begun<T>(table: Option<&Dated<T>>, day: Day) -> Option<&Dated<T>> {
    table.filter(|table| table.begins() <= day)
}

fn own<T>(set: &PolicySet, id: &str, faults: &mut Vec<Fault>, shape: impl Fn(&Value) -> Shaped<T>) -> Option<Dated<T>> {
    dated(set.get(id)?, faults, |value, _| shape(value))
}

/// Two amounts, or an empty table as long as nobody knows them.
fn extreme_amounts(value: &Value) -> Shaped<Option<FineAmounts>> {
    if value.table().is_some_and(|amounts| amounts.is_empty()) {
        return Ok(None);
    }
    let amounts = fine_amounts(value)?;
    if amounts.person == Fen(0) || amounts.organisation == Fen(0) {
        return Err("from 0 on every decision would be serious: leave the table empty".to_owned());
    }
    Ok(Some(amounts))
}
