//! A search in the directory. The index says who may be meant, and the database what stands of them: nobody is shown
//! whom the reach does not cover, even if the index should lag.

use super::{Directory, Roll};
use crate::merchants::rank;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::record::{Merchant, RecordKind};
use ledger::LedgerError;
use names::normal::normalised;
use names::{Kind, LOOKS, may_begin_code};
use rustc_hash::{FxHashMap, FxHashSet};

/// Longest text that is looked for, in characters: longer than any registered name.
pub(crate) const LONGEST: usize = 128;
/// So many are looked at for others of the same name or nearly so, also where fewer are shown.
const COMPARED: usize = 20;

/// What is looked for, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'q> {
    /// What was typed.
    pub text: &'q str,
    /// Only within this area, as areas are today.
    pub area: Option<AreaCode>,
    /// At most so many.
    pub limit: usize,
    /// Of merchants within this alone.
    pub reach: Reach,
}

/// By what somebody was found that is its own no more (曾用名、曾用代码).
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Before {
    /// A name that it had.
    Name(String),
    /// A code that was given up, or of a registration that does not count.
    Code(PartyCode),
}

/// Who may be meant, and by what.
struct Candidate {
    subject_id: i64,
    kind: Kind,
    before: Option<Before>,
}

/// A merchant who may be meant (候选主体).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// How the name fits.
    pub kind: Kind,
    /// What it had before, if that fits and not what it has now.
    pub before: Option<Before>,
    /// The registration that counts.
    pub merchant: Merchant,
    /// Its business key.
    pub key: String,
    /// The area, as areas are today.
    pub area: AreaCode,
}

/// What a search found (检索结果).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matches {
    /// The best first.
    pub listed: Vec<Listed>,
    /// Are there more, or may there be?
    pub cut: bool,
    /// How many others have the name of the first.
    pub same_name: usize,
    /// How many names differ from that of the first by one character.
    pub one_character: usize,
}

/// Why nothing was looked for.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The names are still being read.
    #[error("names are still being read into memory; try again in a moment")]
    Reading,
    /// There is nothing to look for.
    #[error("says nothing that could be looked for")]
    Empty,
    /// Nobody is called so.
    #[error("has {0} characters, and at most {LONGEST} are looked for")]
    Long(usize),
    /// The city has no such area.
    #[error("{0} is no area of the city")]
    Area(AreaCode),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Directory {
    /// Finds merchants within a reach by what a person typed: by code or its beginning, name, part of a name, pinyin, and
    /// with a typing error; also by a code or a name that it had before.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn search(&self, sought: Sought<'_>) -> Result<Matches, SearchError> {
        let text = normalised(sought.text);
        match text.chars().count() {
            0 => return Err(SearchError::Empty),
            length if length > LONGEST => return Err(SearchError::Long(length)),
            _ => {}
        }
        let ledger = self.roll.ledger();
        let area = sought.area.map(|area| ledger.present(area));
        if let Some(area) = area.filter(|area| area.zh().is_none()) {
            return Err(SearchError::Area(area));
        }
        let within = [Some(sought.reach), area.map(Reach::Within)];
        let is_within = |area| within.iter().flatten().all(|reach| reach.covers(Some(area)));
        // One more than is shown, to know whether there are more.
        let wanted = sought.limit.max(COMPARED).saturating_add(1);
        let (candidates, cut) = self.candidates(&text, wanted, |area| is_within(ledger.present(area)))?;
        let mut listed = self.listed(candidates, sought.reach)?;
        listed.retain(|listed| is_within(listed.area));
        let (same_name, one_character) = likeness(&listed);
        let cut = cut || listed.len() > sought.limit;
        listed.truncate(sought.limit);
        Ok(Matches { listed, cut, same_name, one_character })
    }

    /// Who may be meant, and how, the best first, and whether there may be more. Of one kind what somebody has now comes
    /// before what somebody had.
    fn candidates(
        &self,
        text: &str,
        wanted: usize,
        is_within: impl Fn(AreaCode) -> bool,
    ) -> Result<(Vec<Candidate>, bool), SearchError> {
        let mut meant = Vec::new();
        if let Ok(code) = PartyCode::parse(text) {
            self.roll.look(|_| ()).ok_or(SearchError::Reading)?;
            // The index knows one code of a merchant, who may have had others before.
            let found = self.subjects.find(&[code]).map_err(LedgerError::from)?;
            let before = Some(Before::Code(code));
            let candidate = |subject_id| Candidate { subject_id, kind: Kind::Code, before: before.clone() };
            meant.extend(found.into_iter().flatten().map(candidate));
            // Fifteen digits are a registration number, but no less the beginning of a credit code.
            if !code.is_registration_number() {
                return Ok((meant, false));
            }
        }
        let given_up = self.given_up(text)?;
        let found = self.roll.look(|Roll { index, past, areas, .. }| {
            // Of each area once, not of each of the thousands of names that are looked at.
            let within: Vec<bool> = areas.codes.iter().map(|area| is_within(*area)).collect();
            let may_see = |subject_id| {
                let area = areas.of.get(&subject_id).map(|at| usize::from(*at));
                area.and_then(|at| within.get(at)).copied().unwrap_or(false)
            };
            let of_code = index.with_code_beginning(text, wanted, may_see);
            let of_name = index.search(text, wanted, may_see);
            let (former, is_cut) = past.search(text, wanted, may_see);
            let cut = of_code.cut || of_name.cut || is_cut || given_up.len() >= LOOKS;
            let hits = of_code.hits.into_iter().chain(of_name.hits);
            let now = hits.map(|hit| Candidate { subject_id: hit.subject_id, kind: hit.kind, before: None });
            let codes = given_up.into_iter().filter(|(_, subject_id)| may_see(*subject_id));
            let codes = codes.map(|(code, subject_id)| Candidate {
                subject_id,
                kind: Kind::CodePrefix,
                before: Some(Before::Code(code)),
            });
            let names = former.into_iter().map(|former| Candidate {
                subject_id: former.subject_id,
                kind: former.kind,
                before: Some(Before::Name(former.name)),
            });
            (meant.into_iter().chain(now).chain(codes).chain(names).collect::<Vec<Candidate>>(), cut)
        });
        let (mut candidates, cut) = found.ok_or(SearchError::Reading)?;
        candidates.sort_by_key(|candidate| candidate.kind);
        let mut seen = FxHashSet::default();
        candidates.retain(|candidate| seen.insert(candidate.subject_id));
        let cut = cut || candidates.len() >= wanted;
        candidates.truncate(wanted);
        Ok((candidates, cut))
    }

    /// Former codes that begin so.
    fn given_up(&self, text: &str) -> Result<Vec<(PartyCode, i64)>, SearchError> {
        if !may_begin_code(text) {
            return Ok(Vec::new());
        }
        Ok(self.subjects.former(&text.to_ascii_uppercase(), LOOKS).map_err(LedgerError::from)?)
    }

    /// What stands of them, in their order; nobody who is registered no more.
    fn listed(&self, candidates: Vec<Candidate>, reach: Reach) -> Result<Vec<Listed>, LedgerError> {
        let subjects: Vec<i64> = candidates.iter().map(|candidate| candidate.subject_id).collect();
        let mut counting: FxHashMap<i64, (String, Merchant)> = FxHashMap::default();
        for stands in self.roll.ledger().standing_of(RecordKind::Merchant, &subjects, reach)? {
            let merchant: Merchant = serde_json::from_str(&stands.content)?;
            let is_behind = |(_, other): &(String, Merchant)| rank(other.code) >= rank(merchant.code);
            if !counting.get(&stands.subject_id).is_some_and(is_behind) {
                counting.insert(stands.subject_id, (stands.key, merchant));
            }
        }
        let listed = candidates.into_iter().filter_map(|Candidate { subject_id, kind, before }| {
            let (key, merchant) = counting.remove(&subject_id)?;
            let area = self.roll.ledger().present(merchant.area);
            // Whatever the index knew: what it has now is none of before.
            let before = before.filter(|before| match before {
                Before::Name(name) => *name != merchant.name,
                Before::Code(code) => *code != merchant.code,
            });
            Some(Listed { kind, before, merchant, key, area })
        });
        Ok(listed.collect())
    }
}

/// How many have the name of the first, and how many nearly so.
fn likeness(listed: &[Listed]) -> (usize, usize) {
    let name = |listed: &Listed| normalised(&listed.merchant.name).chars().collect::<Vec<char>>();
    let Some((first, others)) = listed.split_first() else { return (0, 0) };
    let (first, others) = (name(first), others.iter().map(name).collect::<Vec<_>>());
    let same = others.iter().filter(|other| **other == first).count();
    let nearly = others.iter().filter(|other| differ_by_one(&first, other)).count();
    (same, nearly)
}

/// Do two texts differ by one character that is another one, missing or too many, or by two side by side that are
/// swapped?
fn differ_by_one(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - same).unwrap_or_default(), b.get(..b.len() - same).unwrap_or_default());
    match (a, b) {
        ([_], [_]) | ([], [_]) | ([_], []) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::differ_by_one;

    #[test]
    fn one_character_is_one_wrong_missing_too_many_or_two_swapped() {
        let differ = |a: &str, b: &str| {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(differ_by_one(&a, &b), differ_by_one(&b, &a), "{a:?} {b:?}");
            differ_by_one(&a, &b)
        };
        for (a, b) in
            [("鲁韵商贸", "鲁运商贸"), ("鲁韵商贸", "鲁商贸"), ("鲁韵商贸", "韵鲁商贸"), ("瑞瑞店", "瑞店"), ("店", "")]
        {
            assert!(differ(a, b), "{a} {b}");
        }
        for (a, b) in [("鲁韵商贸", "鲁韵商贸"), ("鲁韵商贸", "鲁运商行"), ("鲁韵商贸", "商韵鲁贸"), ("", "瑞店")]
        {
            assert!(!differ(a, b), "{a} {b}");
        }
    }
}
