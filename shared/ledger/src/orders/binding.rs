//! How orders bind a record (指令约束): what was found to be wrong is put right again wherever it is said again. Of a field
//! that an order put right, a source that says something else than what was wrong has learnt something since, and that
//! counts; a record that was taken back stays so. Pure but for the reading of the orders.

use super::{WITHDRAW, amended, fields};
use crate::error::LedgerError;
use crate::oblige::Bound;
use crate::store::{OrderRow, store};
use crate::versions::Learnt;
use contracts::port::leaves::{self, Leaves};
use db::Conn;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

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
    let kind = RecordKind::from_token(one.kind).ok_or(LedgerError::Missing("kind of the record"))?;
    let mut said = fields(&one.content)?;
    let (mut since, mut takes_back) = (None, false);
    for row in own {
        let withdraws = row.what == WITHDRAW;
        takes_back |= withdraws;
        let touches = put_right(&mut said, amended(row)?, kind) || withdraws;
        since = since.max(touches.then_some(row.recorded_at));
    }
    let Some(since) = since else { return Ok(None) };
    if takes_back {
        said.insert("withdrawn".to_owned(), Value::Bool(true));
    }
    // In the form in which its kind is written.
    let content = content(kind, said)?.json()?;
    Ok(Some(Ordered { bound: Bound { content, since: Instant::from_micros(since) }, takes_back }))
}

/// Puts right what is said wrong again, leaf by leaf; tells whether anything was. What lies in one object is put right
/// together, or not at all where the rest of what is said in it cannot be without what was wrong (a work order without its
/// number): then its source has learnt of another one.
fn put_right(said: &mut Map<String, Value>, amended: Leaves, kind: RecordKind) -> bool {
    let mut by_holder = BTreeMap::<String, Leaves>::new();
    for (path, leaf) in amended.into_iter().filter(|(path, leaf)| leaves::said(said, path) == &leaf.from) {
        by_holder.entry(leaves::holder(&path).to_owned()).or_default().insert(path, leaf);
    }
    let mut touches = false;
    for of_one in by_holder.into_values() {
        let mut right = said.clone();
        for (path, leaf) in of_one {
            leaves::put(&mut right, &path, leaf.to);
        }
        if content(kind, right.clone()).is_ok() {
            (*said, touches) = (right, true);
        }
    }
    touches
}

fn content(kind: RecordKind, fields: Map<String, Value>) -> Result<Content, serde_json::Error> {
    Content::from_json(kind, &Value::Object(fields).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const COMPLAINT: RecordKind = RecordKind::Complaint;

    fn filing(handling: Value) -> Map<String, Value> {
        let filing = json!({
            "party": "91371500795315494U", "number": "1", "received_on": "2026-03-02", "handling": handling,
        });
        filing.as_object().unwrap().clone()
    }

    /// What an order makes of a filing that is told again.
    fn told_again(before: Value, right: Value, again: Value) -> Value {
        let mut said = filing(again);
        put_right(&mut said, leaves::changes(&filing(before), &filing(right)), COMPLAINT);
        said.remove("handling").unwrap_or_default()
    }

    #[test]
    fn what_else_is_said_in_an_object_stands_beside_what_is_put_right() {
        let wrong = json!({ "office": "a", "filer": "p" });
        let found = told_again(wrong, json!({ "office": "b", "filer": "p" }), json!({ "office": "a", "filer": "q" }));
        assert_eq!(found, json!({ "office": "b", "filer": "q" }));
        let found = told_again(json!({ "office": "a" }), json!({}), json!({ "office": "a" }));
        assert_eq!(found, json!(null), "nothing is left of it");
        let found = told_again(json!({}), json!({ "office": "b" }), json!({ "filer": "q" }));
        assert_eq!(found, json!({ "office": "b", "filer": "q" }));
    }

    #[test]
    fn another_work_order_than_the_one_that_was_wrong_is_kept_whole() {
        let wrong = json!({ "office": "a", "order": { "number": "7", "dispatched_on": "2026-03-02" } });
        let again = json!({ "office": "a", "order": { "number": "7", "dispatched_on": "2026-03-09" } });
        let found = told_again(wrong.clone(), json!({ "office": "b" }), again.clone());
        assert_eq!(found, json!({ "office": "b", "order": again["order"] }));
        assert_eq!(told_again(wrong.clone(), json!({ "office": "b" }), wrong), json!({ "office": "b" }));
    }

    #[test]
    fn an_order_that_was_kept_by_whole_objects_binds_by_its_leaves() {
        let kept = json!({ "handling": {
            "from": { "office": "a", "filer": "p" }, "to": { "office": "b", "filer": "p" },
        } });
        let row = OrderRow {
            subject_id: 1,
            key: "complaint:1".to_owned(),
            number: 1,
            what: "amend".to_owned(),
            cells: "{}".to_owned(),
            amended: kept.to_string(),
            on_day: 0,
            cause: "repair:1#2".to_owned(),
            reason: "x".to_owned(),
            wrong_since: 0,
            recorded_at: 0,
            actor: "house:repair".to_owned(),
        };
        let mut said = filing(json!({ "office": "a", "filer": "q" }));
        assert!(put_right(&mut said, amended(&row).unwrap(), COMPLAINT));
        assert_eq!(said["handling"], json!({ "office": "b", "filer": "q" }));
    }
}
