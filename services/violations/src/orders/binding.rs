//! How orders bind a penalty (指令约束): which days of stopping and resuming it holds besides those that its source
//! states. Pure but for the reading of the orders.

use super::{RESUME, SHIELD, STOP, UNSHIELD};
use crate::store::{OrderRow, store};
use db::Conn;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Penalty, RecordKind, Shielded};
use domain::span::{Span, Spans};
use domain::vocab::StopReason;
use ledger::{Binding, Bound, LedgerError};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// What binds penalties, as the ledger asks for it. What bound a record under another party binds it under the one that
/// an official moves it to as well. Orders go by the party and the key together: one decision may name several parties,
/// and what is repaired of one is not of the others.
///
/// # Errors
/// If the database does not answer, or what is stored cannot be read.
pub(crate) fn oblige(mut conn: Conn<'_>, bindings: &mut [Binding<'_>]) -> Result<(), LedgerError> {
    let is_penalty = |binding: &&mut Binding<'_>| binding.kind == RecordKind::Penalty;
    let penalties = bindings.iter().filter(|binding| binding.kind == RecordKind::Penalty);
    let mut subjects: Vec<i64> =
        penalties.flat_map(|binding| [Some(binding.subject_id), binding.moved_from]).flatten().collect();
    subjects.sort_unstable();
    subjects.dedup();
    let mut orders: FxHashMap<(i64, String), Vec<OrderRow>> = FxHashMap::default();
    for row in store(conn.again()).orders(&subjects)? {
        orders.entry((row.subject_id, row.key.clone())).or_default().push(row);
    }
    if orders.is_empty() {
        return Ok(());
    }
    for binding in bindings.iter_mut().filter(is_penalty) {
        let of = (binding.subject_id, binding.key.to_owned());
        let before = binding.moved_from.and_then(|from| orders.get(&(from, of.1.clone()))).cloned();
        if let Some(before) = before {
            let own = orders.entry(of.clone()).or_default();
            for row in taken_along(own, before, binding.subject_id) {
                store(conn.again()).add_order(&row)?;
                own.push(row);
            }
        }
        let Some(own) = orders.get(&of) else { continue };
        let mut penalty: Penalty = serde_json::from_str(binding.content)?;
        let given = own.iter().filter(|row| !is_of_shield(row)).map(Given::of).collect::<Result<Vec<_>, _>>()?;
        bind(&mut penalty, given);
        // No source tells of shields, so that the orders say all of it.
        penalty.shielded = Shielded::of(&shielded(own));
        let since = own.iter().map(|row| row.recorded_at).max().unwrap_or_default();
        let content = serde_json::to_string(&penalty)?;
        binding.bound = Some(Bound { content, since: Instant::from_micros(since) });
    }
    Ok(())
}

/// The orders that a record brings along, as they are to be written beside its own: what it had brought before stays.
fn taken_along(own: &[OrderRow], before: Vec<OrderRow>, subject_id: i64) -> Vec<OrderRow> {
    let last = own.last().map_or(0, |row| row.number);
    let is_new = |row: &OrderRow| own.iter().all(|known| known.cause != row.cause);
    let new = before.into_iter().filter(is_new);
    new.zip(last + 1..).map(|(row, number)| OrderRow { subject_id, number, ..row }).collect()
}

/// An order as it binds.
#[derive(Clone, Copy, Debug)]
struct Given {
    on: Day,
    /// In which order they were given.
    number: i32,
    what: Says,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Says {
    Stop(StopReason),
    Resume,
}

impl Given {
    fn of(row: &OrderRow) -> Result<Self, LedgerError> {
        let reason = row.stop_reason.as_deref().and_then(StopReason::from_token);
        let what = match (row.what.as_str(), reason) {
            (STOP, Some(reason)) => Says::Stop(reason),
            (RESUME, None) => Says::Resume,
            // The table takes nothing else.
            _ => return Err(LedgerError::Missing("meaning of an order")),
        };
        Ok(Self { on: Day::from_number(row.on_day), number: row.number, what })
    }
}

/// What was ordered for one day.
struct OfDay {
    /// The reason of the last stop, if there was one.
    stop: Option<StopReason>,
    last: Says,
}

/// Puts the ordered days beside those that are stated. A resumption counts where the display is stopped by then, or it
/// would begin another term of a penalty that is displayed; on one day a stop comes before its revocation, so that a day
/// whose last order is a stop has none. A stop from before the decision, of which the source has said another day since,
/// holds from the decision on.
fn bind(penalty: &mut Penalty, mut given: Vec<Given>) {
    given.sort_by_key(|order| (order.on, order.number));
    let decided_on = penalty.decided_on;
    let mut ordered: BTreeMap<Day, OfDay> = BTreeMap::new();
    let early = given.iter().rfind(|order| order.on < decided_on).copied();
    let early = early.filter(|order| order.what != Says::Resume).map(|order| Given { on: decided_on, ..order });
    for Given { on, what, .. } in early.into_iter().chain(given.into_iter().filter(|order| order.on >= decided_on)) {
        let day = ordered.entry(on).or_insert(OfDay { stop: None, last: what });
        day.last = what;
        if let Says::Stop(reason) = what {
            day.stop = Some(reason);
        }
    }
    let stated_last = penalty.display_stopped_on.iter().max().copied();
    let ordered_last = ordered.iter().rev().find_map(|(day, of_day)| Some((*day, of_day.stop?)));
    if let Some((day, reason)) = ordered_last
        && stated_last.is_none_or(|stated| stated <= day)
    {
        penalty.display_stop_reason = Some(reason);
    }
    let stops = ordered.iter().filter(|(_, of_day)| of_day.stop.is_some()).map(|(day, _)| *day);
    penalty.display_stopped_on.extend(stops);
    sorted(&mut penalty.display_stopped_on);
    for (day, of_day) in &ordered {
        match of_day.last {
            Says::Resume if is_stopped(penalty, *day) => penalty.stop_revoked_on.push(*day),
            Says::Resume => {}
            // What was bound before may hold the resumption that this stop undoes.
            Says::Stop(_) => penalty.stop_revoked_on.retain(|resumed| resumed != day),
        }
    }
    sorted(&mut penalty.stop_revoked_on);
}

/// Days of the shields that were ordered: a shield runs on whatever else stops or resumes beneath it. Of one day the last
/// order holds.
fn shielded(rows: &[OrderRow]) -> Spans {
    let mut turns: Vec<(i32, i32, bool)> =
        rows.iter().filter(|row| is_of_shield(row)).map(|row| (row.on_day, row.number, row.what == SHIELD)).collect();
    turns.sort_unstable();
    let (mut days, mut since) = (Vec::new(), None);
    for (day, _, begins) in turns {
        let on = Day::from_number(day);
        if begins {
            since.get_or_insert(on);
        } else {
            days.extend(since.take().map(|from| Span::new(from, on)));
        }
    }
    Spans::of(days.into_iter().chain(since.map(Span::since)))
}

fn is_of_shield(row: &OrderRow) -> bool {
    row.what == SHIELD || row.what == UNSHIELD
}

/// Is the display stopped at the beginning of a day, or by a stop of that day, as far as it is resumed before?
fn is_stopped(penalty: &Penalty, day: Day) -> bool {
    let resumed = penalty.stop_revoked_on.iter().filter(|resumed| **resumed < day).max();
    // A stop on the day of a resumption came before it.
    let counts = |stop: &&Day| **stop <= day && **stop >= penalty.decided_on && resumed.is_none_or(|on| on < *stop);
    penalty.display_stopped_on.iter().any(|stop| counts(&stop))
}

fn sorted(days: &mut Vec<Day>) {
    days.sort_unstable();
    days.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::vocab::StopReason::{Other, Repaired};
    use serde_json::json;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// A penalty of 2026-02-10 with days that its source states.
    fn stated(stopped: &[&str], resumed: &[&str]) -> Penalty {
        let mut penalty: Penalty = serde_json::from_value(json!({
            "party": "91371500795315494U", "authority": "某局", "authority_code": "a", "decision_no": "1",
            "ground": "法", "kinds": ["fine"], "content": "罚款", "fine_fen": 1, "confiscated_fen": 0,
            "decided_on": "2026-02-10",
        }))
        .unwrap();
        penalty.display_stopped_on = stopped.iter().map(|text| day(text)).collect();
        penalty.stop_revoked_on = resumed.iter().map(|text| day(text)).collect();
        penalty
    }

    /// The days of a penalty that is bound by orders, in the order in which they were given.
    #[track_caller]
    fn bound(mut penalty: Penalty, orders: &[(&str, Says)]) -> (Vec<String>, Vec<String>, Option<StopReason>) {
        let given =
            || (1..).zip(orders).map(|(number, (on, what))| Given { on: day(on), number, what: *what }).collect();
        bind(&mut penalty, given());
        let once = penalty.clone();
        bind(&mut penalty, given());
        assert_eq!(penalty, once, "what is bound already stays as it is");
        let told = |days: &[Day]| days.iter().map(ToString::to_string).collect();
        (told(&penalty.display_stopped_on), told(&penalty.stop_revoked_on), penalty.display_stop_reason)
    }

    const STOPPED: Says = Says::Stop(Repaired);

    #[test]
    fn ordered_days_stand_beside_those_that_are_stated() {
        let (stops, resumed, reason) = bound(stated(&["2026-03-01"], &["2026-04-01"]), &[("2026-05-20", STOPPED)]);
        assert_eq!((stops.join(" "), resumed.join(" ")), ("2026-03-01 2026-05-20".into(), "2026-04-01".into()));
        assert_eq!(reason, Some(Repaired));
        let orders = [("2026-05-20", STOPPED), ("2026-08-01", Says::Resume), ("2026-09-01", Says::Stop(Other))];
        let (stops, resumed, reason) = bound(stated(&[], &[]), &orders);
        assert_eq!((stops.join(" "), resumed.join(" ")), ("2026-05-20 2026-09-01".into(), "2026-08-01".into()));
        assert_eq!(reason, Some(Other), "that of the last stop");
        let (_, _, reason) = bound(stated(&["2026-06-01"], &[]), &[("2026-05-20", STOPPED)]);
        assert_eq!(reason, None, "of the last one, which the source states, nothing is known");
    }

    #[test]
    fn a_display_that_is_not_stopped_does_not_begin_anew() {
        for orders in [
            &[("2026-05-20", Says::Resume)][..],
            &[("2026-05-20", STOPPED), ("2026-08-01", Says::Resume), ("2026-09-01", Says::Resume)],
        ] {
            let (stops, resumed, _) = bound(stated(&[], &[]), orders);
            assert_eq!(stops.len(), resumed.len(), "{orders:?}");
        }
        let again = [("2026-05-20", STOPPED), ("2026-06-20", STOPPED), ("2026-08-01", Says::Resume)];
        let (stops, resumed, _) = bound(stated(&[], &[]), &again);
        assert_eq!((stops.len(), resumed.join(" ")), (2, "2026-08-01".into()));
    }

    #[test]
    fn of_one_day_the_last_order_counts() {
        let (stops, resumed, _) = bound(stated(&[], &[]), &[("2026-05-20", STOPPED), ("2026-05-20", Says::Resume)]);
        assert_eq!((stops.len(), resumed.len()), (1, 1));
        let orders = [("2026-05-01", STOPPED), ("2026-05-20", Says::Resume), ("2026-05-20", STOPPED)];
        let (stops, resumed, _) = bound(stated(&[], &[]), &orders);
        assert_eq!((stops.join(" "), resumed.len()), ("2026-05-01 2026-05-20".into(), 0));
        // As it had been bound before the last order was given.
        let (stops, resumed, _) = bound(stated(&["2026-05-01"], &["2026-05-20"]), &orders);
        assert_eq!((stops.join(" "), resumed.len()), ("2026-05-01 2026-05-20".into(), 0));
    }

    #[test]
    fn what_was_ordered_before_a_decision_that_is_dated_later_now_holds_from_it_on() {
        let (stops, resumed, reason) = bound(stated(&[], &[]), &[("2026-01-20", STOPPED)]);
        assert_eq!((stops.join(" "), resumed.len(), reason), ("2026-02-10".into(), 0, Some(Repaired)));
        let (stops, resumed, _) = bound(stated(&[], &[]), &[("2026-01-20", STOPPED), ("2026-01-25", Says::Resume)]);
        assert_eq!((stops.len(), resumed.len()), (0, 0), "it begins as if nothing had been ordered");
    }

    #[test]
    fn a_shield_lasts_until_it_is_lifted_and_of_one_day_the_last_order_holds() {
        let row = |(number, (on, what)): (i32, &(&str, &str))| OrderRow {
            subject_id: 1,
            key: "penalty:a:1".to_owned(),
            number,
            what: (*what).to_owned(),
            on_day: day(on).number(),
            stop_reason: None,
            cause: format!("repair:1#{number}"),
            reason: "x".to_owned(),
            recorded_at: 0,
            actor: "house:repair".to_owned(),
        };
        let days = |orders: &[(&str, &str)]| {
            let rows: Vec<OrderRow> = (1..).zip(orders).map(row).collect();
            let days = shielded(&rows);
            days.iter().map(|span| format!("{}/{}", span.from, span.off)).collect::<Vec<_>>().join(" ")
        };
        let (shield, unshield) = (("2026-05-20", SHIELD), ("2026-11-02", UNSHIELD));
        assert_eq!(days(&[shield]), format!("2026-05-20/{}", Day::FOREVER));
        assert_eq!(days(&[unshield, shield]), "2026-05-20/2026-11-02", "by day, not by arrival");
        let again = [shield, ("2026-06-01", SHIELD), ("2026-08-01", RESUME), unshield, ("2026-12-01", UNSHIELD)];
        assert_eq!(days(&again), "2026-05-20/2026-11-02");
        assert_eq!(days(&[shield, ("2026-05-20", UNSHIELD)]), "");
        assert_eq!(days(&[("2026-05-20", UNSHIELD), shield, unshield]), "2026-05-20/2026-11-02");
    }

    #[test]
    fn a_record_that_is_moved_brings_its_orders_along_once() {
        let order = |subject_id, number, cause: &str| OrderRow {
            subject_id,
            key: "penalty:a:1".to_owned(),
            number,
            what: STOP.to_owned(),
            on_day: 0,
            stop_reason: Some("other".to_owned()),
            cause: cause.to_owned(),
            reason: "x".to_owned(),
            recorded_at: 0,
            actor: "house:repair".to_owned(),
        };
        let taken = taken_along(&[order(2, 1, "repair:1")], vec![order(1, 1, "repair:1"), order(1, 2, "repair:2")], 2);
        assert_eq!(taken, [order(2, 2, "repair:2")]);
    }
}
