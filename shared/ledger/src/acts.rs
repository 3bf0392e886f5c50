//! What officials do with a record: correct it, take it back, move it to its party, decide a conflict.
//!
//! Each act is a new version that says who did it and why. Whoever acts says which version was looked at;
//! if another one stands by now, nothing is done.

use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::store::{VersionRow, store};
use crate::versions::{Act, Learnt, Manner, Place};
use db::Conn;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use intake::layout::Layout;
use intake::{Cells, ToCells};

/// Longest reason of an official's act, in characters: a line of a list, not a file.
pub const LONGEST_REASON: usize = 200;

/// An official's act on a record.
#[derive(Clone, Copy, Debug)]
pub struct OnRecord<'a> {
    /// The merchant.
    pub code: PartyCode,
    /// The record's key.
    pub key: &'a str,
    /// The version that was looked at.
    pub version: i32,
    /// Who acts.
    pub by: Asker<'a>,
    /// Why.
    pub reason: &'a str,
}

impl OnRecord<'_> {
    fn reasoned(&self) -> Result<(), LedgerError> {
        reasoned(self.reason).map(|_| ())
    }
}

/// An official's act has a reason: it is kept as it is, without what stands around it.
pub(crate) fn reasoned(reason: &str) -> Result<&str, LedgerError> {
    let reason = reason.trim();
    match reason.chars().count() {
        0 => Err(LedgerError::NoReason),
        length if length > LONGEST_REASON => Err(LedgerError::LongReason(length)),
        _ => Ok(reason),
    }
}

/// The record that is acted on, as it stands.
pub(crate) struct Standing {
    pub(crate) subject_id: i64,
    pub(crate) row: VersionRow,
    pub(crate) content: Content,
    pub(crate) layout: &'static Layout,
    pub(crate) versions: Vec<VersionRow>,
}

impl Ledger {
    /// Puts cells of a record right (更正); an empty text empties the cell.
    ///
    /// # Errors
    /// [`LedgerError::Row`] if the row would then have faults, [`LedgerError::Unfit`] if it would be
    /// another record or the same as before, [`LedgerError::Outside`] for a merchant that would leave the reach of
    /// whoever acts, [`LedgerError::Stale`], [`LedgerError::Missing`].
    pub fn correct(&self, on: OnRecord<'_>, changes: &Cells) -> Result<(), LedgerError> {
        self.act(on, |conn, standing, now| {
            let content = self.corrected(&standing.content, changes)?;
            // What binds the record is put back, so that whoever empties it changes nothing.
            let content = self.bound(conn, standing, content)?;
            // It would only stand in the way of what the source says of an earlier time.
            if content == standing.content {
                return Err(unfit("the correction changes nothing", "更正内容与现行版本相同"));
            }
            self.stays_within(&content, on.by.reach)?;
            let learnt = standing.learnt(&content, standing.after(now))?;
            self.write(conn, vec![learnt], &manner(on, Act::Correction, now)).map(|_| ())
        })
    }

    /// A record with cells put right, as a correction would write it.
    ///
    /// # Errors
    /// [`LedgerError::Row`] if it would have faults, [`LedgerError::Unfit`] if it would be another record.
    pub fn corrected(&self, content: &Content, changes: &Cells) -> Result<Content, LedgerError> {
        let mut cells = content.to_cells();
        cells.extend(changes.iter().map(|(id, text)| (id.clone(), text.clone())));
        let corrected = self.read_row(Layout::of(content.kind()), &cells, 1, None, true)?.content;
        if corrected.key() != content.key() || corrected.party() != content.party() {
            return Err(unfit(
                "a correction cannot make it another record: move it to its party, or withdraw it and send the other",
                "更正不能使其成为另一条记录：主体错误请改挂，编号错误请撤回后重新报送",
            ));
        }
        Ok(corrected)
    }

    /// Takes a record back (撤回): it no longer counts, but its versions stay.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] if it is withdrawn already, [`LedgerError::Stale`],
    /// [`LedgerError::Missing`].
    pub fn withdraw(&self, on: OnRecord<'_>) -> Result<(), LedgerError> {
        self.act(on, |conn, standing, now| {
            let gone = self.withdrawn(standing)?;
            let learnt = standing.learnt(&gone, standing.after(now))?;
            self.write(conn, vec![learnt], &manner(on, Act::Withdrawal, now)).map(|_| ())
        })
    }

    /// Ends a record that is under the wrong party and begins it under the right one (主体更正), at the
    /// place in the source's order that it had, or directly behind what stands there already: an earlier
    /// move may have ended it there.
    ///
    /// # Errors
    /// [`LedgerError::NoParty`] for a party that the registry has never heard of, [`LedgerError::Unfit`]
    /// for a merchant's own record or the same party, [`LedgerError::Stale`], [`LedgerError::Missing`].
    pub fn move_to(&self, on: OnRecord<'_>, party: PartyCode) -> Result<(), LedgerError> {
        on.reasoned()?;
        // Nobody of the sandbox is a party here.
        if party.is_sandbox() {
            return Err(LedgerError::NoParty(party));
        }
        // Looked up, never opened: a code that nothing is known of is probably mistyped.
        let to = self.parties.find(&[party])?.into_iter().next().flatten().ok_or(LedgerError::NoParty(party))?;
        self.act(on, |conn, standing, now| {
            // To whoever is limited to an area, nothing is known of a party elsewhere.
            if !Self::is_inside(conn, to, on.by.reach)? {
                return Err(LedgerError::NoParty(party));
            }
            if standing.content.kind() == RecordKind::Merchant {
                return Err(unfit("a merchant is its own party", "经营主体登记信息不能改挂"));
            }
            if to == standing.subject_id {
                return Err(unfit("it is this party's already", "该记录已在此主体名下"));
            }
            let gone = standing.learnt(&self.withdrawn(standing)?, standing.after(now))?;
            self.write(conn, vec![gone], &manner(on, Act::WrongParty, now))?;
            let mut cells = standing.content.to_cells();
            let of_party = party_cells(standing.layout, party);
            cells.retain(|id, _| !PARTY_COLUMNS.contains(&id.as_str()));
            cells.extend(of_party);
            let content = self.read_row(standing.layout, &cells, 1, None, true)?.content;
            let there = store(conn.again()).versions(&[(to, content.key().as_str())], on.by.reach)?;
            let behind = there.iter().find(|row| row.standing).map(behind);
            let place = match standing.row.place.max(behind) {
                Some(at) => Place::At(Instant::from_micros(at)),
                None => Place::First,
            };
            let moved_from = Some(standing.subject_id);
            let begun = Learnt { subject_id: to, moved_from, ..standing.learnt(&content, place)? };
            self.write(conn, vec![begun], &manner(on, Act::Moved, now)).map(|_| ())
        })
    }

    /// Decides a conflict (冲突裁定): the content of `chosen` stands from now on, directly after the place
    /// at which the contents contradict each other, so that what the source says later still replaces it.
    ///
    /// # Errors
    /// [`LedgerError::Unfit`] if the record has no conflict or `chosen` is no part of it,
    /// [`LedgerError::Stale`], [`LedgerError::Missing`].
    pub fn decide(&self, on: OnRecord<'_>, chosen: i32) -> Result<(), LedgerError> {
        self.act(on, |conn, standing, now| {
            let chosen = standing.versions.iter().find(|row| row.version == chosen && row.contested);
            let chosen = chosen.ok_or_else(|| {
                unfit("that version is no part of a conflict of this record", "该版本不在此记录的冲突之中")
            })?;
            let content = content_of(chosen)?;
            self.stays_within(&content, on.by.reach)?;
            let learnt = standing.learnt(&content, Place::At(Instant::from_micros(behind(chosen))))?;
            self.write(conn, vec![learnt], &manner(on, Act::Decision, now)).map(|_| ())
        })
    }

    fn act(
        &self,
        on: OnRecord<'_>,
        mut act: impl FnMut(&mut Conn<'_>, &Standing, Instant) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        on.reasoned()?;
        let subject_id = self.subject(on.code, on.by.reach)?;
        self.change(|mut conn| {
            let versions = store(conn.again()).versions(&[(subject_id, on.key)], on.by.reach)?;
            let standing = Standing::among(versions)?.ok_or(LedgerError::Missing("record"))?;
            if standing.row.version != on.version {
                return Err(LedgerError::Stale { standing: standing.row.version });
            }
            act(&mut conn, &standing, self.clock.now())
        })
    }

    /// The record as its office takes it back.
    pub(crate) fn withdrawn(&self, standing: &Standing) -> Result<Content, LedgerError> {
        if standing.row.withdrawn {
            return Err(unfit("it is withdrawn already", "该记录已撤回"));
        }
        let mut cells = standing.content.to_cells();
        cells.insert("record_state".to_owned(), "withdrawn".to_owned());
        Ok(self.read_row(standing.layout, &cells, 1, None, true)?.content)
    }
}

impl Standing {
    /// What stands among the versions of one record; nothing if there are none.
    pub(crate) fn among(versions: Vec<VersionRow>) -> Result<Option<Self>, LedgerError> {
        let Some(row) = versions.iter().find(|row| row.standing).cloned() else { return Ok(None) };
        let content = content_of(&row)?;
        let layout = Layout::of(content.kind());
        Ok(Some(Self { subject_id: row.subject_id, row, content, layout, versions }))
    }

    /// Now, or after what stands if its source's clock is ahead.
    pub(crate) fn after(&self, now: Instant) -> Place {
        Place::At(Instant::from_micros(now.micros().max(behind(&self.row))))
    }

    /// Directly behind what stands, so that what its source says later still replaces it.
    pub(crate) fn behind(&self) -> Place {
        Place::At(Instant::from_micros(behind(&self.row)))
    }

    pub(crate) fn learnt(&self, content: &Content, place: Place) -> Result<Learnt, LedgerError> {
        Ok(Learnt {
            subject_id: self.subject_id,
            kind: content.kind().token(),
            key: content.key().as_str().to_owned(),
            place,
            known_from: None,
            event_day: content.event_day().unwrap_or(Day::DAWN).number(),
            content: content.json()?,
            bound: None,
            bound_back: false,
            moved_from: None,
            withdrawn: content.is_withdrawn(),
            source_row: None,
        })
    }
}

/// The place directly behind a version's; history without an order comes before every place.
fn behind(row: &VersionRow) -> i64 {
    row.place.map_or(i64::MIN, |at| at.saturating_add(1))
}

/// Columns that say whose a record is.
const PARTY_COLUMNS: [&str; 5] = ["code", "cf_xdr_shxym", "cf_xdr_gszc", "cf_xdr_mc", "cf_xdr_lb"];

/// The cells that say whose a record is, in a layout.
pub(crate) fn party_cells(layout: &Layout, party: PartyCode) -> Cells {
    let is_penalty = layout.column("cf_xdr_shxym").is_some();
    let code = match (is_penalty, party.is_registration_number()) {
        (true, true) => "cf_xdr_gszc",
        (true, false) => "cf_xdr_shxym",
        (false, _) => "code",
    };
    let mut cells = Cells::from([(code.to_owned(), party.to_string())]);
    if is_penalty {
        cells.insert("cf_xdr_mc".to_owned(), party.to_string());
    }
    cells
}

pub(crate) fn content_of(row: &VersionRow) -> Result<Content, LedgerError> {
    let kind = RecordKind::from_token(&row.kind).ok_or(LedgerError::Missing("kind of the record"))?;
    Ok(Content::from_json(kind, &row.content)?)
}

fn manner(on: OnRecord<'_>, act: Act, now: Instant) -> Manner {
    Manner::decided(act, on.by, on.reason.trim(), now)
}

pub(crate) fn unfit(en: &str, zh: &str) -> LedgerError {
    LedgerError::Unfit { en: en.to_owned(), zh: zh.to_owned() }
}
