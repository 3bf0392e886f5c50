//! Peers' tables: made once a month from everything that was known on its first, kept, and made again only
//! where history is loaded that changes what was known.

use crate::book::{Ruling, version_of};
use crate::error::RatingError;
use crate::judge::Known;
use crate::store::{PeersTableRow, Store};
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use policy::scheme::Peers;
use scoring::peers::{Member, PeersTable, Stratum, Totals, window};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tables that are remembered: the months of two years.
const REMEMBERED: usize = 24;
/// Rows of facts that are looked at together.
const PAGE: i64 = 50_000;

/// First day of the month, microsecond of what was known, digest of the scheme.
type Key = (i32, i64, String);

/// The tables in memory.
#[derive(Default)]
pub(crate) struct PeersBook {
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    tables: BTreeMap<Key, Arc<PeersTable>>,
    /// Tables that are being made: what was known by when, and whether something was learnt meanwhile that
    /// had been known by then.
    making: BTreeMap<u64, (i64, bool)>,
    /// Number of the last table that was begun.
    begun: u64,
    /// How often tables were forgotten.
    forgotten: u64,
}

impl Shelf {
    fn begin(&mut self, known_then: i64) -> u64 {
        self.begun += 1;
        self.making.insert(self.begun, (known_then, false));
        self.begun
    }

    /// Keeps a table that was made, unless it rests on less than is known by now.
    fn end(&mut self, number: u64, made: Option<(Key, Arc<PeersTable>)>) {
        let is_spoiled = self.making.remove(&number).is_none_or(|(_, is_spoiled)| is_spoiled);
        let Some((key, table)) = made.filter(|_| !is_spoiled) else { return };
        if self.tables.len() >= REMEMBERED {
            self.tables.pop_first();
        }
        self.tables.insert(key, table);
    }
}

impl PeersBook {
    /// The table that serves a day, as known at an instant; nothing for a scheme without peers. With `keep`
    /// it is also written.
    pub(crate) fn table(
        &self,
        store: &mut dyn Store,
        ruling: &Ruling,
        (day, known_at): (Day, Option<Instant>),
        keep: bool,
    ) -> Result<Option<Arc<PeersTable>>, RatingError> {
        let Some(peers) = peers_of(ruling) else { return Ok(None) };
        let (_, month) = window(peers, day);
        let known_then = known_at.map_or(month, |at| at.min(month));
        let key: Key = (day.month_start().number(), known_then.micros(), ruling.rulebook.scheme.digest.0.clone());
        let number = {
            let mut shelf = self.shelf();
            if let Some(table) = shelf.tables.get(&key) {
                return Ok(Some(Arc::clone(table)));
            }
            shelf.begin(key.1)
        };
        let table = kept_or_made(store, (peers, day, known_then), &key, keep).map(Arc::new);
        self.shelf().end(number, table.as_ref().ok().map(|table| (key, Arc::clone(table))));
        table.map(Some)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often tables were forgotten, to notice that it happened.
    pub(crate) fn forgotten(&self) -> u64 {
        self.shelf().forgotten
    }

    /// Something was learnt that had been known since an instant: tables of what was known then or later
    /// no longer hold.
    pub(crate) fn forget_since(&self, known_from: i64) {
        let mut shelf = self.shelf();
        let before = shelf.tables.len();
        shelf.tables.retain(|(_, known_at, _), _| *known_at < known_from);
        let mut is_touched = shelf.tables.len() < before;
        for (_, is_spoiled) in shelf.making.values_mut().filter(|(known_at, _)| *known_at >= known_from) {
            *is_spoiled = true;
            is_touched = true;
        }
        // Nearly everything is learnt after the first of the month, and then no table rests on it.
        if is_touched {
            shelf.forgotten += 1;
        }
    }
}

/// The table as it was written, else made and, with `keep`, written.
fn kept_or_made(
    store: &mut dyn Store,
    (peers, day, known_then): (&Peers, Day, Instant),
    (month, known_at, scheme_digest): &Key,
    keep: bool,
) -> Result<PeersTable, RatingError> {
    if let Some(row) = store.peers(*month, *known_at, scheme_digest)? {
        let strata: Vec<(Stratum, Totals)> = serde_json::from_str(&row.strata)?;
        return Ok(PeersTable::kept(peers, day, known_then, strata));
    }
    let table = made(store, peers, day, known_then)?;
    if keep {
        store.add_peers(&PeersTableRow {
            month: *month,
            known_at: *known_at,
            scheme_digest: scheme_digest.clone(),
            digest: table.digest()?.0,
            strata: serde_json::to_string(&table.rows().collect::<Vec<_>>())?,
        })?;
    }
    Ok(table)
}

/// What a scheme says of peers.
pub(crate) fn peers_of(ruling: &Ruling) -> Option<&Peers> {
    ruling.rulebook.scheme.points().and_then(|method| method.peers.as_ref())
}

/// A merchant as the peers' table looks at it; nothing if it was not known by then.
pub(crate) fn member(
    peers: &Peers,
    day: Day,
    known: &Known,
    known_at: Option<Instant>,
) -> Result<Option<Member>, RatingError> {
    let (window, _) = window(peers, day);
    let Some(merchant) = known.merchant(known_at)? else { return Ok(None) };
    Ok(Some(Member::of(peers, window, merchant, known.complaints(known_at)?)))
}

/// Makes a table from everybody's merchants and complaints.
fn made(store: &mut dyn Store, peers: &Peers, day: Day, known_then: Instant) -> Result<PeersTable, RatingError> {
    let kinds = [RecordKind::Merchant.token(), RecordKind::Complaint.token()];
    let mut members: Vec<Member> = Vec::new();
    let mut after = i64::MIN;
    loop {
        let rows = store.facts_behind(after, &kinds, PAGE)?;
        let Some(last) = rows.last() else { break };
        after = last.subject_id;
        for subject in rows.chunk_by(|a, b| a.subject_id == b.subject_id) {
            let mut known = Known::default();
            for row in subject {
                known.put(version_of(row)?);
            }
            members.extend(member(peers, day, &known, Some(known_then))?);
        }
    }
    Ok(PeersTable::make(peers, day, known_then, &members))
}
