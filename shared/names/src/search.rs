//! A search: kind after kind, each in the order of places.

use crate::entry::Entry;
use crate::index::Index;
use crate::list::List;
use crate::merge::merged;
use crate::near::Near;
use crate::query::{Query, read_as, with_initials};
use crate::readings::TABLE;
use domain::code::PartyCode;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// So many names are looked at in one search, those that may not be seen among them.
pub const LOOKS: usize = 4_096;

/// Fewest characters of a code by which somebody is looked for: with fewer, nearly everybody would be found.
pub const CODE_BEGINS: usize = 6;

/// The places of a credit code at which the digits of an area stand: the third to the eighth (GB 32100-2015, 5.3).
const AREA_DIGITS: Range<usize> = 2..8;

/// Can a code begin so: a credit code, whose third to eighth characters are digits, as far as they are typed, or a
/// registration number, which has digits alone? Of pinyin, letters throughout, it is known by this that it is none.
#[must_use]
pub fn may_begin_code(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| match AREA_DIGITS.contains(&at) {
        true => byte.is_ascii_digit(),
        false => byte.is_ascii_alphanumeric(),
    };
    text.len() >= CODE_BEGINS && text.bytes().enumerate().all(fits)
}

/// How a name fits a query, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The query is the merchant's code (统一社会信用代码): this one is meant. A query that is a code, with its
    /// check character, or a registration number, is looked for as no name.
    Code,
    /// The code begins with the query, of at least [`CODE_BEGINS`] characters ([`may_begin_code`]). Found by
    /// [`Index::with_code_beginning`] alone.
    CodePrefix,
    /// The query is the name. Others may have the same.
    Exact,
    /// The name begins with the query.
    Prefix,
    /// The name contains the query.
    Substring,
    /// The query is the first letters of the pinyin (拼音首字母) of characters side by side; letters and digits
    /// are their own.
    Initials,
    /// The query is the pinyin (全拼), without tones, of characters side by side; the last syllable may be
    /// only begun. ü is typed v.
    Pinyin,
    /// The name contains the query but for one character wrong, missing, too many, or two side by side
    /// swapped (近似); for queries of 3 to 64 characters. Never the merchant that was meant, until a person
    /// says so.
    Near,
}

impl Kind {
    /// The kind as a token.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::CodePrefix => "code_prefix",
            Self::Exact => "exact",
            Self::Prefix => "prefix",
            Self::Substring => "substring",
            Self::Initials => "initials",
            Self::Pinyin => "pinyin",
            Self::Near => "near",
        }
    }

    /// The kind in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Code => "代码一致",
            Self::CodePrefix => "代码开头一致",
            Self::Exact => "名称一致",
            Self::Prefix => "名称开头一致",
            Self::Substring => "名称包含",
            Self::Initials => "拼音首字母",
            Self::Pinyin => "全拼",
            Self::Near => "近似（可能有误字）",
        }
    }
}

/// A merchant who may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hit {
    /// The subject's number.
    pub subject_id: i64,
    /// The code, to tell those of one name apart.
    pub code: PartyCode,
    /// How the name fits.
    pub kind: Kind,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The beginning of all hits, in the order that the [crate] promises.
    pub hits: Vec<Hit>,
    /// Did the search end before it had the limit of hits and before it had looked at everything? Then more
    /// may fit, behind those that were found.
    pub cut: bool,
}

impl Index {
    /// Finds at most `limit` merchants among those of whom `may_see` is true, within [`LOOKS`].
    #[must_use]
    pub fn search(&self, query: &str, limit: usize, may_see: impl Fn(i64) -> bool) -> Found {
        self.search_within(LOOKS, query, limit, may_see)
    }

    /// Finds at most `limit` merchants whose codes begin with the query, in order of code, among those of whom `may_see` is
    /// true, within [`LOOKS`]. Nobody, where the query is too short or no beginning of a code.
    #[must_use]
    pub fn with_code_beginning(&self, query: &str, limit: usize, may_see: impl Fn(i64) -> bool) -> Found {
        let beginning = query.to_ascii_uppercase();
        let (found, hits) = (FxHashSet::default(), Vec::new());
        let mut search = Search { index: self, looks: LOOKS, limit, may_see, found, hits };
        let is_one = may_begin_code(&beginning);
        let among = self.codes_from(&beginning).filter_map(|slot| Some((slot, self.entry(slot)?)));
        let cut = is_one && limit > 0 && search.walk(Kind::CodePrefix, among, |_| true) == Err(End::Cut);
        Found { hits: search.hits, cut }
    }

    /// As [`search`](Self::search), within another number of looks.
    #[must_use]
    pub fn search_within(&self, looks: usize, query: &str, limit: usize, may_see: impl Fn(i64) -> bool) -> Found {
        let mut search = Search { index: self, looks, limit, may_see, found: FxHashSet::default(), hits: Vec::new() };
        let cut = limit > 0 && search.all(&Query::new(query)) == Err(End::Cut);
        Found { hits: search.hits, cut }
    }
}

/// Why a search ends before every kind was looked for.
#[derive(PartialEq, Eq)]
enum End {
    /// It has the limit.
    Full,
    /// It may look no further.
    Cut,
}

struct Search<'i, F> {
    index: &'i Index,
    looks: usize,
    limit: usize,
    may_see: F,
    found: FxHashSet<u32>,
    hits: Vec<Hit>,
}

impl<'i, F: Fn(i64) -> bool> Search<'i, F> {
    fn all(&mut self, query: &Query) -> Result<(), End> {
        let index = self.index;
        let entries = |slot| Some((slot, index.entry(slot)?));
        if let Ok(code) = PartyCode::parse(&query.text) {
            return self.walk(Kind::Code, index.with_code(code).filter_map(entries), |_| true);
        }
        if query.text.is_empty() {
            return Ok(());
        }
        let same = index.with_name(query.length(), &query.text).filter_map(entries);
        self.walk(Kind::Exact, same, |_| true)?;
        self.lists(Kind::Prefix, query.beginning(index), |name| name.starts_with(&query.text))?;
        self.lists(Kind::Substring, query.containing(index), |name| name.contains(&query.text))?;
        if let Some(letters) = &query.pinyin {
            let mut characters = Vec::new();
            self.lists(Kind::Initials, with_initials(index, letters), |name| {
                starts(&mut characters, name, |from| begins(from, letters))
            })?;
            let read = read_as(index, letters).ok_or(End::Cut)?;
            self.lists(Kind::Pinyin, read, |name| starts(&mut characters, name, |from| reads(from, letters)))?;
        }
        if let Some(near) = Near::new(&query.characters) {
            self.lists(Kind::Near, query.nearly_containing(index), |name| near.is_in(name))?;
        }
        Ok(())
    }

    fn lists(&mut self, kind: Kind, lists: Vec<&'i List>, fits: impl FnMut(&str) -> bool) -> Result<(), End> {
        let index = self.index;
        self.walk(kind, merged(index, lists), fits)
    }

    /// Takes those that fit, one after the other.
    fn walk(
        &mut self,
        kind: Kind,
        among: impl Iterator<Item = (u32, &'i Entry)>,
        mut fits: impl FnMut(&str) -> bool,
    ) -> Result<(), End> {
        let mut last = None;
        for (slot, entry) in among {
            self.looks = self.looks.checked_sub(1).ok_or(End::Cut)?;
            // One that is in several lists comes several times in a row.
            if last.replace(slot) == Some(slot) {
                continue;
            }
            if self.found.contains(&slot) || !fits(&entry.name) || !(self.may_see)(entry.subject_id) {
                continue;
            }
            self.found.insert(slot);
            self.hits.push(Hit { subject_id: entry.subject_id, code: entry.code, kind });
            if self.hits.len() >= self.limit {
                return Err(End::Full);
            }
        }
        Ok(())
    }
}

/// Does something hold from one of the name's characters on?
fn starts(characters: &mut Vec<char>, name: &str, holds: impl Fn(&[char]) -> bool) -> bool {
    characters.clear();
    characters.extend(name.chars());
    (0..characters.len()).any(|from| characters.get(from..).is_some_and(&holds))
}

/// Are the letters initials of the first characters?
fn begins(characters: &[char], letters: &str) -> bool {
    letters.len() <= characters.len()
        && letters.bytes().zip(characters).all(|(letter, c)| TABLE.initials(*c).contains(&letter))
}

/// Can the letters be read off the first characters, the last of them perhaps not to its end?
fn reads(characters: &[char], letters: &str) -> bool {
    let Some((first, rest)) = characters.split_first() else { return false };
    TABLE.of(*first).any(|reading| match letters.strip_prefix(reading) {
        Some("") => true,
        Some(left) => reads(rest, left),
        None => reading.starts_with(letters),
    })
}
