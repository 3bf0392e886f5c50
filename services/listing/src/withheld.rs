//! What is not told to others although the case stands so (未予对外的事项): published entries and measures that do not pass the
//! lawfulness gate, for officials, each with the pieces that are missing.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::List;
use crate::shelf::Shelved;
use contracts::access::Reach;
use contracts::port::Registration;
use domain::code::PartyCode;
use domain::day::Day;
use statute::gate::Missing;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cases that are looked at together.
const AT_ONCE: usize = 200;

/// Which are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unshown {
    /// Of this list alone.
    pub list: Option<List>,
    /// Of this merchant alone.
    pub subject: Option<i64>,
    /// Behind the case of this number.
    pub after: Option<i64>,
    /// At most so many cases.
    pub limit: usize,
}

/// A membership of which something is not told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Withheld {
    /// The case.
    pub case_no: i64,
    /// The code of the merchant when the case was opened.
    pub code: PartyCode,
    /// Its name, if it is registered.
    pub name: Option<String>,
    /// The list.
    pub list: List,
    /// What of it, with what is missing.
    pub held_back: Vec<HeldBack>,
}

/// Something of a membership that is not told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldBack {
    /// The measures; none of what is not published.
    pub measures: Vec<String>,
    /// Everything that is missing.
    pub missing: Vec<Missing>,
}

impl Lists {
    /// What of memberships of today is not told to others, in order of their cases, and where the list goes on.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn withheld(&self, wanted: &Unshown, reach: Reach) -> Result<(Vec<Withheld>, Option<i64>), ListError> {
        let today = self.today();
        let is_meant = |shelved: &Arc<Shelved>| {
            let one = &shelved.membership;
            wanted.list.is_none_or(|list| list == one.list)
                && wanted.subject.is_none_or(|subject| subject == one.subject_id)
                && wanted.after.is_none_or(|after| one.case_no > after)
                && one.around(today).is_some()
        };
        let mut meant = self.shelved()?;
        meant.retain(is_meant);
        let subjects: Vec<i64> = meant.iter().map(|shelved| shelved.membership.subject_id).collect();
        let covered = self.ledger.covered(&subjects, reach)?;
        meant.retain(|shelved| covered.contains(&shelved.membership.subject_id));
        let mut found: Vec<Withheld> = Vec::new();
        for some in meant.chunks(AT_ONCE) {
            let codes: Vec<PartyCode> = some.iter().map(|shelved| shelved.file.code).collect();
            let registered = self.around.merchants.registered(&codes, None)?;
            for (shelved, party) in some.iter().zip(registered) {
                let held_back = self.held_back(shelved, party.as_ref(), today)?;
                if held_back.is_empty() {
                    continue;
                }
                if found.len() == wanted.limit {
                    let next = found.last().map(|one| one.case_no);
                    return Ok((found, next));
                }
                let one = &shelved.membership;
                let (case_no, code, list) = (one.case_no, one.code, one.list);
                found.push(Withheld { case_no, code, name: party.map(|party| party.name), list, held_back });
            }
        }
        Ok((found, None))
    }

    /// What of a membership is not told today.
    fn held_back(
        &self,
        shelved: &Shelved,
        party: Option<&Registration>,
        today: Day,
    ) -> Result<Vec<HeldBack>, ListError> {
        let one = &shelved.membership;
        let entry = self.shows(one, party, today).and_then(Result::err);
        let entry = entry.map(|missing| HeldBack { measures: Vec::new(), missing });
        if one.list != List::SeriousList {
            return Ok(entry.into_iter().collect());
        }
        // Measures that lack the same pieces are told of together.
        let mut measures = BTreeMap::<Vec<(&'static str, String)>, HeldBack>::new();
        for (code, missing) in self.measures_of(one.subject_id, today, None)?.1 {
            let pieces = missing.iter().map(|piece| (piece.code(), piece.what.clone())).collect();
            let alike = measures.entry(pieces).or_insert(HeldBack { measures: Vec::new(), missing });
            alike.measures.push(code);
        }
        Ok(entry.into_iter().chain(measures.into_values()).collect())
    }
}
