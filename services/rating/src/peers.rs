//! Peers' tables: made once a month from everything that was known on its first, kept, and made again only
//! where history is loaded that changes what was known.

use crate::book::version_of;
use crate::error::RatingError;
use crate::judge::Known;
use crate::moment::bearing;
use crate::rulings::Ruling;
use crate::store::{PeersTableRow, Store};
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use policy::scheme::Peers;
use scoring::peers::{Member, PeersTable, Stratum, Totals, window};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tables that are remembered: the months of twenty years, each some hundred numbers.
const REMEMBERED: usize = 240;
/// Rows of facts that are looked at together.
const PAGE: i64 = 50_000;

/// First day of the month, microsecond of what was known, digest of the scheme.
pub(crate) type Key = (i32, i64, String);

/// The key of the table that serves a day, with everything known that was known when its month began.
pub(crate) fn key_of(ruling: &Ruling, peers: &Peers, day: Day) -> Key {
    key(ruling, day, window(peers, day).1)
}

fn key(ruling: &Ruling, day: Day, known_then: Instant) -> Key {
    (day.month_start().number(), known_then.micros(), ruling.rulebook.scheme.digest.0.clone())
}

/// Under this name it is remembered how often history was loaded that tables may rest on.
const GENERATION: &str = "peers.generation";

/// The tables in memory.
#[derive(Default)]
pub(crate) struct PeersBook {
    shelf: Mutex<Shelf>,
}

/// Tables of one generation.
#[derive(Default)]
struct Shelf {
    generation: u64,
    tables: BTreeMap<Key, Arc<PeersTable>>,
}

impl PeersBook {
    /// The table that serves a day, as known at an instant; nothing for a scheme without peers. With `keep`
    /// it is also written. It is that of the facts which the same transaction sees.
    pub(crate) fn table(
        &self,
        store: &mut dyn Store,
        ruling: &Ruling,
        (day, known_at): (Day, Option<Instant>),
        (now, keep): (Instant, bool),
    ) -> Result<Option<Arc<PeersTable>>, RatingError> {
        let Some(peers) = peers_of(ruling) else { return Ok(None) };
        let (_, month) = window(peers, day);
        let known_then = known_at.map_or(month, |at| at.min(month));
        if known_then > now {
            // Whatever is learnt until then will still belong to it.
            return made(store, peers, day, known_then).map(|table| Some(Arc::new(table)));
        }
        let generation = generation(store)?;
        let key = key(ruling, day, known_then);
        if let Some(table) = self.shelf().of(generation).and_then(|tables| tables.get(&key).cloned()) {
            return Ok(Some(table));
        }
        let table = Arc::new(kept_or_made(store, (peers, day, known_then), &key, (generation, keep))?);
        if let Some(tables) = self.shelf().of(generation) {
            if tables.len() >= REMEMBERED {
                tables.pop_first();
            }
            tables.insert(key, Arc::clone(&table));
        }
        Ok(Some(table))
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    /// The tables of a generation; those of an earlier one are thrown away. Whoever still sees an earlier
    /// one finds none.
    fn of(&mut self, generation: u64) -> Option<&mut BTreeMap<Key, Arc<PeersTable>>> {
        if generation > self.generation {
            *self = Self { generation, tables: BTreeMap::new() };
        }
        (generation == self.generation).then_some(&mut self.tables)
    }
}

/// How often history was loaded that tables may rest on.
pub(crate) fn generation(store: &mut dyn Store) -> Result<u64, RatingError> {
    Ok(store.note(GENERATION)?.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// Something was learnt that had been known since an instant: tables of what was known then or later no
/// longer hold. Nearly everything is learnt after the first of the month, and then no table rests on it.
pub(crate) fn forget_since(store: &mut dyn Store, known_from: i64, today: Day) -> Result<(), RatingError> {
    if known_from > Instant::start_of(today.month_start()).micros() {
        return Ok(());
    }
    let next = generation(store)? + 1;
    Ok(store.set_note(GENERATION, &next.to_string())?)
}

/// The table as it was written, else made and, with `keep`, written.
fn kept_or_made(
    store: &mut dyn Store,
    (peers, day, known_then): (&Peers, Day, Instant),
    key: &Key,
    (generation, is_kept): (u64, bool),
) -> Result<PeersTable, RatingError> {
    let kept = store.peers(key.0, key.1, &key.2)?;
    if let Some(row) = kept.filter(|row| Ok(row.generation) == i64::try_from(generation)) {
        let strata: Vec<(Stratum, Totals)> = serde_json::from_str(&row.strata)?;
        return Ok(PeersTable::kept(peers, day, known_then, strata));
    }
    let table = made(store, peers, day, known_then)?;
    if is_kept {
        keep(store, key, &table, generation)?;
    }
    Ok(table)
}

/// Writes a table of a generation.
pub(crate) fn keep(
    store: &mut dyn Store,
    (month, known_at, scheme_digest): &Key,
    table: &PeersTable,
    generation: u64,
) -> Result<(), RatingError> {
    Ok(store.put_peers(&PeersTableRow {
        generation: i64::try_from(generation).unwrap_or(i64::MAX),
        month: *month,
        known_at: *known_at,
        scheme_digest: scheme_digest.clone(),
        digest: table.digest()?.0,
        strata: serde_json::to_string(&table.rows().collect::<Vec<_>>())?,
    })?)
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
            let looked_at = bearing(|| {
                let mut known = Known::default();
                for row in subject {
                    known.put(version_of(row)?);
                }
                member(peers, day, &known, Some(known_then))
            });
            match looked_at {
                Ok(member) => members.extend(member),
                // It cannot be rated either, and must not keep the others from it.
                Err(error) => tracing::error!(%error, "a merchant is left out of its peers"),
            }
        }
    }
    Ok(PeersTable::make(peers, day, known_then, &members))
}
