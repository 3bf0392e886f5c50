//! Merchants as the registry has them, however many, and where they are and what they trade in, for people.

use contracts::port::{Merchants, PortError, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Section;
use domain::instant::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Most codes of which the registry is asked at once.
const TOGETHER: usize = 10_000;

/// Those of these codes that are registered, as was known at an instant, or as is known now.
pub(crate) fn registered(
    merchants: &dyn Merchants,
    codes: &BTreeSet<PartyCode>,
    known_at: Option<Instant>,
) -> Result<BTreeMap<PartyCode, Registration>, PortError> {
    let codes: Vec<PartyCode> = codes.iter().copied().collect();
    let mut found = BTreeMap::new();
    for some in codes.chunks(TOGETHER) {
        let known = some.iter().zip(merchants.registered(some, known_at)?);
        found.extend(known.filter_map(|(code, merchant)| Some((*code, merchant?))));
    }
    Ok(found)
}

/// An area by its Chinese name.
pub(crate) fn area_zh(code: &str) -> Option<String> {
    AreaCode::parse(code).ok().and_then(|area| area.zh()).map(str::to_owned)
}

/// A section of trades by its Chinese name.
pub(crate) fn trade_zh(letter: &str) -> Option<String> {
    Section::all().find(|section| section.letter().to_string() == letter).map(|section| section.zh().to_owned())
}
