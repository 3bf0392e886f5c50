//! How orders bind a record (指令约束): what was found to be wrong is put right again wherever it is said again. Of a field
//! that an order put right, a source that says something else than what was wrong has learnt something since, and that
//! counts; a record that was taken back stays so. Pure but for the reading of the orders.

use super::{Changes, WITHDRAW, fields};
use crate::error::LedgerError;
use crate::oblige::Bound;
use crate::store::{OrderRow, store};
use crate::versions::Learnt;
use db::Conn;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use rustc_hash::FxHashMap;
use serde_json::Value;

/// A content as orders make it.
pub(crate) struct Ordered {
    /// The content.
    pub(crate) bound: Bound,
    /// Is the record taken back?
    pub(crate) takes_back: bool,
}

/// What orders make of everything that was learnt, in its order; nothing of what they do not touch. What bound a record
/// under another party binds it under the one that an official moves it to as well.
pub(crate) fn ordered(conn: &mut Conn<'_>, learnt: &[Learnt]) -> Result<Vec<Option<Ordered>>, LedgerError> {
    let mut subjects: Vec<i64> =
        learnt.iter().flat_map(|one| [Some(one.subject_id), one.moved_from]).flatten().collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut orders: FxHashMap<(i64, String), Vec<OrderRow>> = FxHashMap::default();
    for row in store(conn.again()).orders(&subjects)? {
        orders.entry((row.subject_id, row.key.clone())).or_default().push(row);
    }
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let mut ordered = Vec::with_capacity(learnt.len());
    for one in learnt {
        let of = (one.subject_id, one.key.clone());
        let before = one.moved_from.and_then(|from| orders.get(&(from, of.1.clone()))).cloned();
        if let Some(before) = before {
            let own = orders.entry(of.clone()).or_default();
            for row in taken_along(own, before, one.subject_id) {
                store(conn.again()).add_order(&row)?;
                own.push(row);
            }
        }
        ordered.push(match orders.get(&of) {
            Some(own) if !one.withdrawn => by(own, one)?,
            _ => None,
        });
    }
    Ok(ordered)
}

/// The orders that a record brings along, as they are to be written beside its own: what it had brought before stays.
fn taken_along(own: &[OrderRow], before: Vec<OrderRow>, subject_id: i64) -> Vec<OrderRow> {
    let last = own.last().map_or(0, |row| row.number);
    let is_new = |row: &OrderRow| own.iter().all(|known| known.cause != row.cause);
    let new = before.into_iter().filter(is_new);
    new.zip(last + 1..).map(|(row, number)| OrderRow { subject_id, number, ..row }).collect()
}

/// What orders make of something learnt, one after the other.
fn by(own: &[OrderRow], one: &Learnt) -> Result<Option<Ordered>, LedgerError> {
    let mut said = fields(&one.content)?;
    let (mut since, mut takes_back) = (None, false);
    for row in own {
        let mut touches = row.what == WITHDRAW;
        takes_back |= touches;
        let amended: Changes = serde_json::from_str(&row.amended)?;
        for (name, amended) in amended {
            if said.get(&name).unwrap_or(&Value::Null) != &amended.from {
                continue;
            }
            touches = true;
            match amended.to {
                Value::Null => said.remove(&name),
                to => said.insert(name, to),
            };
        }
        since = since.max(touches.then_some(row.recorded_at));
    }
    let Some(since) = since else { return Ok(None) };
    if takes_back {
        said.insert("withdrawn".to_owned(), Value::Bool(true));
    }
    // In the form in which its kind is written.
    let kind = RecordKind::from_token(one.kind).ok_or(LedgerError::Missing("kind of the record"))?;
    let content = Content::from_json(kind, &Value::Object(said).to_string())?.json()?;
    Ok(Some(Ordered { bound: Bound { content, since: Instant::from_micros(since) }, takes_back }))
}
