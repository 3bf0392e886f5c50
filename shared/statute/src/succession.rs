//! Whose conduct counts with a merchant that carries others on (承继), from which day, and why: records follow the
//! subject. A pure function of the registrations and the law.

use crate::reading::note;
use crate::tables::{PassesOn, Tables};
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Derivation, SUCCESSION};
use domain::record::{Merchant, Predecessor, Records, SuccessionGround};
use std::collections::BTreeMap;

/// A predecessor whose conduct counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// Its place among the predecessors.
    pub at: usize,
    /// The first day on which its conduct counts with the successor.
    pub from: Day,
    /// A note for each succession on the way, the predecessor's own first: who was carried on, and by which rule.
    pub notes: Vec<Derivation>,
}

/// The way from a predecessor to the merchant: from which day it is open, and over whom it goes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    from: Day,
    steps: usize,
    over: Vec<PartyCode>,
}

/// Which of `predecessors` (前主体) count with the merchant of this code, in their order. Who carries on somebody who
/// had carried on a third carries on that one too; of several ways the one that is open first counts, so that circles
/// end and nobody counts twice.
#[must_use]
pub fn carried(code: PartyCode, predecessors: &[Predecessor<'_>], tables: &Tables) -> Vec<Carried> {
    let mut ways: BTreeMap<PartyCode, Way> =
        BTreeMap::from([(code, Way { from: Day::DAWN, steps: 0, over: Vec::new() })]);
    let opens: Vec<(&Predecessor<'_>, Day)> =
        predecessors.iter().filter_map(|one| Some((one, passes_on_from(one.merchant, tables)?))).collect();
    // A way that comes to the same place again is longer and no sooner open, so each is found within so many rounds.
    for _ in 0..opens.len() {
        let mut is_shorter = false;
        for (one, from) in &opens {
            let own = one.merchant.code;
            let next = one.by.iter().filter_map(|by| ways.get(by)).map(|way| Way {
                from: way.from.max(*from),
                steps: way.steps + 1,
                over: [own].into_iter().chain(way.over.iter().copied()).collect(),
            });
            let Some(best) = next.min() else { continue };
            if ways.get(&own).is_none_or(|way| best < *way) {
                ways.insert(own, best);
                is_shorter = true;
            }
        }
        if !is_shorter {
            break;
        }
    }
    let note_of = |code: &PartyCode| {
        predecessors.iter().find(|one| one.merchant.code == *code).and_then(|one| why(one.merchant, tables))
    };
    let places = predecessors.iter().enumerate().filter(|(_, one)| one.merchant.code != code);
    places
        .filter_map(|(at, one)| {
            let way = ways.get(&one.merchant.code)?;
            Some(Carried { at, from: way.from, notes: way.over.iter().filter_map(note_of).collect() })
        })
        .collect()
}

/// A merchant's records without what of its predecessors does not count with it: whom it does not carry on by law, and
/// standing records that do not pass on. What is certified or shown rests on nothing else.
#[must_use]
pub fn pruned<'r>(mut records: Records<'r>, tables: &Tables) -> Records<'r> {
    if records.predecessors.is_empty() {
        return records;
    }
    let counting = carried(records.merchant.code, &records.predecessors, tables);
    let mut at = 0;
    records.predecessors.retain_mut(|one| {
        let counts = counting.iter().any(|carried| carried.at == at);
        at += 1;
        one.standing.retain(|record| tables.passes_on(one.merchant, record.kind.token()));
        counts
    });
    records
}

/// The first day on which a merchant's conduct counts with whoever carries it on; nothing if it does not.
fn passes_on_from(merchant: &Merchant, tables: &Tables) -> Option<Day> {
    let succession = merchant.succession.as_ref()?;
    match tables.passing(succession.ground).at(succession.on).value {
        PassesOn::Carries => Some(succession.on),
        // As long as it lives on, its conduct is its own.
        PassesOn::OnceGone => merchant.trading_off().map(|off| off.max(succession.on)),
        PassesOn::Stays => None,
    }
}

/// By which rule a merchant's conduct passes on.
fn why(merchant: &Merchant, tables: &Tables) -> Option<Derivation> {
    let succession = merchant.succession.as_ref()?;
    Some(note(SUCCESSION, merchant.code.as_str(), tables.passing(succession.ground).at(succession.on).basis))
}

impl Tables {
    /// Does a standing record of this kind pass on from a merchant?
    #[must_use]
    pub fn passes_on(&self, merchant: &Merchant, kind: &str) -> bool {
        let Some(succession) = &merchant.succession else { return false };
        self.succession.standing.at(succession.on).value.iter().any(|known| known == kind)
    }

    fn passing(&self, ground: SuccessionGround) -> &crate::tables::dated::Dated<PassesOn> {
        let tables = &self.succession;
        match ground {
            SuccessionGround::Merger => &tables.merger,
            SuccessionGround::Division => &tables.division,
            SuccessionGround::Conversion => &tables.conversion,
            SuccessionGround::CodeChange => &tables.code_change,
        }
    }
}
