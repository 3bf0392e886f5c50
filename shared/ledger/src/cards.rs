//! The report card of each source (数据源成绩单): how soon it tells, what it leaves out, where others contradict it, what
//! of it could not be kept, and whom it concerns. It judges nobody: it goes back to the department that feeds us.
//!
//! A month that is over is read from the journal as it was when it ended, so that it is the same whenever it is asked
//! for; the two figures that are of now say so.

mod card;
mod disputes;
mod facts;
mod figures;
mod kept;
mod month;
mod table;

pub use figures::{
    Completeness, Contradicting, Contradictions, Effect, Fates, Freshness, Lag, Rows, ShortCard, SourceCard,
    WaitingRows,
};
pub(crate) use kept::Kept;
pub use month::Month;
pub(crate) use table::Format;

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::import::{DISCARDED, KEPT};
use crate::store::{ArrivalCount, Store, WaitingCount, store};
use crate::versions::Act;
use contracts::import::{JobState, Outcome};
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use facts::{Acts, Arrivals, Cell, Facts, Files, Filled, Waiting};
use intake::ToCells as _;
use intake::layout::{Column, Layout, Presence};
use statute::lateness::Lateness;
use std::collections::BTreeMap;

/// Contents that are read together.
const PAGE: i64 = 5_000;

/// Columns that say whose a record is or what it is: one of several is filled, and the others never.
const NOT_JUDGED: [&str; 6] = ["code", "cf_xdr_shxym", "cf_xdr_gszc", "record_state", "changed_at", "known_at"];

impl Ledger {
    /// The card of a source for a month, as it is seen today.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if nothing ever came from it.
    pub fn source_card(
        &self,
        source: &str,
        month: Month,
        lateness: Option<&Lateness>,
    ) -> Result<SourceCard, LedgerError> {
        let facts = self.db.read::<_, LedgerError>(|conn| {
            let store = store(conn);
            if !store.has_source(source)? {
                return Err(LedgerError::Missing("source"));
            }
            // Before anything is read: what is counted belongs to no later instant.
            let now = self.clock.now();
            let lasting = match self.cards.get(source, month) {
                Some(kept) => kept,
                None => {
                    let counted = lasting(store, source, month)?;
                    self.cards.put(source, month, &counted, now);
                    counted
                }
            };
            of_now(store, source, month, lasting)
        })?;
        Ok(card::card(source, month, self.clock.today(), &facts, lateness))
    }

    /// What is said of sources behind one of them, in order of their names; `only` this one, if it is named.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn sources(
        &self,
        month: Month,
        after: Option<&str>,
        limit: usize,
        only: Option<&str>,
    ) -> Result<Vec<ShortCard>, LedgerError> {
        let span = month.span();
        let today = self.clock.today();
        self.db.read(|conn| {
            let store = store(conn);
            let mut cards = Vec::new();
            let mut behind = after.unwrap_or_default().to_owned();
            while cards.len() < limit {
                let next = match only {
                    Some(only) => Some(only.to_owned()).filter(|only| *only > behind),
                    None => store.source_behind(&behind)?,
                };
                let Some(source) = next else { break };
                behind.clone_from(&source);
                if only.is_some() && !store.has_source(&source)? {
                    break;
                }
                let newest = store.newest_receipt(&source, span.1)?.map(Instant::from_micros);
                let accepted = count(store.accepted(&source, span)?);
                let waiting = store.waiting_of(&source, span)?;
                let open = waiting.iter().filter(|some| outcome(&some.then_state) == facts::Outcome::Open);
                let open = open.map(|some| count(some.number)).sum();
                cards.push(card::short(source, month, today, newest, (accepted, open)));
            }
            Ok(cards)
        })
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// What follows from the journal up to the end of the month, and stays as it is once that is over.
fn lasting(store: &mut dyn Store, source: &str, month: Month) -> Result<Facts, LedgerError> {
    let span = month.span();
    let newest_receipt = store.newest_receipt(source, span.1)?.map(Instant::from_micros);
    let newest_event = match newest_receipt {
        None => None,
        Some(at) => store.newest_event(source, Month::of(at.day()).span())?,
    };
    Ok(Facts {
        newest_receipt,
        newest_event: newest_event.map(Day::from_number).filter(|day| !day.is_sentinel()),
        arrivals: store.arrivals(source, span)?.into_iter().map(arrivals).collect(),
        filled: filled(store, source, span)?,
        disputes: disputes::of_source(store, source, span)?,
        files: files(store.outcomes_of(source, span)?)?,
        acts: acts(store, source, span)?,
        merchants: count(store.merchants_told(source, span)?),
        ..Facts::default()
    })
}

/// The same with what is of now: what has become of rows by now, and whom what stands concerns.
fn of_now(store: &mut dyn Store, source: &str, month: Month, lasting: Facts) -> Result<Facts, LedgerError> {
    let waiting = store.waiting_of(source, month.span())?.into_iter().map(waiting).collect();
    Ok(Facts { waiting, concerned: count(store.merchants_concerned(source)?), ..lasting })
}

fn arrivals(row: ArrivalCount) -> Arrivals {
    Arrivals {
        kind: row.kind,
        is_history: row.act == Act::History.token(),
        is_first: row.first == 1,
        is_withdrawal: row.withdrawal == 1,
        lag: row.lag,
        number: count(row.number),
    }
}

fn outcome(state: &str) -> facts::Outcome {
    match state {
        KEPT => facts::Outcome::Mended,
        DISCARDED => facts::Outcome::Discarded,
        _ => facts::Outcome::Open,
    }
}

fn waiting(row: WaitingCount) -> Waiting {
    Waiting {
        is_of_month: row.of_month == 1,
        then: outcome(&row.then_state),
        now: outcome(&row.now_state),
        number: count(row.number),
        since: Instant::from_micros(row.since),
        disposition: row.disposition,
    }
}

fn files(jobs: Vec<(String, Option<String>)>) -> Result<Files, LedgerError> {
    let mut files = Files::default();
    for (state, outcome) in jobs {
        if state == JobState::Failed.token() {
            files.unreadable += 1;
        } else if state == JobState::Done.token() {
            let outcome: Option<Outcome> = outcome.as_deref().map(serde_json::from_str).transpose()?;
            let outcome = outcome.unwrap_or_default();
            files.read += 1;
            files.rows += outcome.read;
            files.repeated += outcome.repeated;
            files.waiting_already += outcome.waiting_already;
        }
    }
    Ok(files)
}

fn acts(store: &mut dyn Store, source: &str, span: (i64, i64)) -> Result<Acts, LedgerError> {
    let mut acts = Acts::default();
    for row in store.acts_on(source, span)? {
        let number = count(row.number);
        match row.act.as_str() {
            act if act == Act::Correction.token() => acts.corrected = number,
            act if act == Act::Withdrawal.token() => acts.withdrawn = number,
            _ => acts.moved = number,
        }
    }
    Ok(acts)
}

/// How often something stands in each column that may be empty. A page at a time, so that a large month needs no more
/// memory than a small one.
fn filled(store: &mut dyn Store, source: &str, span: (i64, i64)) -> Result<BTreeMap<Cell, Filled>, LedgerError> {
    let mut of_kind: BTreeMap<String, Kind> = BTreeMap::new();
    let mut behind = (span.0 - 1, i64::MAX);
    loop {
        let page = store.contents(source, span, behind, PAGE)?;
        for row in &page {
            let kind = RecordKind::from_token(&row.kind).ok_or(LedgerError::Missing("kind of the record"))?;
            let counted = of_kind.entry(row.kind.clone()).or_insert_with(|| Kind::of(kind));
            counted.count(&Content::from_json(kind, &row.content)?);
        }
        match page.last() {
            Some(last) => behind = (last.recorded_at, last.seq),
            None => break,
        }
    }
    let mut filled = BTreeMap::new();
    for (kind, counted) in of_kind {
        for (column, number) in counted.columns {
            let cell = Cell { kind: kind.clone(), column: column.id, zh: column.zh };
            filled.insert(cell, Filled { filled: number, rows: counted.rows });
        }
    }
    Ok(filled)
}

/// What is counted of the contents of a kind.
struct Kind {
    rows: u64,
    columns: Vec<(&'static Column, u64)>,
}

impl Kind {
    fn of(kind: RecordKind) -> Self {
        let may_be_empty = |column: &&Column| column.presence != Presence::Cell && !NOT_JUDGED.contains(&column.id);
        let columns = Layout::of(kind).exported().filter(may_be_empty).map(|column| (column, 0)).collect();
        Self { rows: 0, columns }
    }

    fn count(&mut self, content: &Content) {
        let cells = content.to_cells();
        self.rows += 1;
        for (column, number) in &mut self.columns {
            *number += u64::from(cells.get(column.id).is_some_and(|text| !text.is_empty()));
        }
    }
}
