//! A record on its way into the table.

use crate::versions::{Learnt, Place};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, RecordKey};
use domain::version::Version;

/// A record as it was read, before anybody knows whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) party: PartyCode,
    pub(crate) kind: &'static str,
    pub(crate) key: RecordKey,
    pub(crate) event_day: Option<Day>,
    pub(crate) content: String,
    pub(crate) withdrawn: bool,
    pub(crate) order: Option<Instant>,
    pub(crate) known_from: Instant,
    pub(crate) source_row: u64,
    /// The area that a merchant's own record names.
    pub(crate) area: Option<AreaCode>,
}

/// The area that a record names, if it is a merchant's own.
pub(crate) const fn area_of(content: &Content) -> Option<AreaCode> {
    match content {
        Content::Merchant(merchant) => Some(merchant.area),
        _ => None,
    }
}

impl Row {
    pub(crate) fn of(version: &Version<Content>) -> Result<Self, serde_json::Error> {
        let Version { content, order, known_from, source } = version;
        Ok(Self {
            party: content.party(),
            kind: content.kind().token(),
            key: content.key(),
            event_day: content.event_day(),
            withdrawn: content.is_withdrawn(),
            content: content.json()?,
            order: *order,
            known_from: *known_from,
            source_row: source.row,
            area: area_of(content),
        })
    }

    /// The same, now that its subject is known. Only history says itself since when it was known.
    pub(crate) fn learnt(self, subject_id: i64, is_history: bool) -> Learnt {
        let place = match self.order {
            Some(at) => Place::At(at),
            None if is_history => Place::First,
            None => Place::Arrival,
        };
        Learnt {
            subject_id,
            kind: self.kind,
            key: self.key.as_str().to_owned(),
            place,
            known_from: is_history.then_some(self.known_from),
            // Records without a day are listed as the oldest.
            event_day: self.event_day.unwrap_or(Day::DAWN).number(),
            content: self.content,
            bound: None,
            bound_back: false,
            moved_from: None,
            withdrawn: self.withdrawn,
            source_row: i64::try_from(self.source_row).ok(),
        }
    }
}
