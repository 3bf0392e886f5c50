//! When a fine is overdue (逾期未缴罚款): due fifteen days after service or on the day an approved
//! deferral names; overdue only if a record says so.

use crate::reading::Derived;
use crate::tables::Tables;
use domain::day::Day;
use domain::facts::Overdue;
use domain::record::{Payment, PaymentState, Penalty};
use domain::span::Span;

/// The last day to pay without a deferral: so many days after service, by the table of the
/// decision day. `None` if the service is not known: then nothing can be late.
#[must_use]
pub fn due_day(penalty: &Penalty, tables: &Tables) -> Option<Derived<Day>> {
    let days = tables.due_days.at(penalty.decided_on);
    let due = penalty.served_on?.plus_days(*days.value);
    Some(Derived::ruled("due_day", due, &due.to_string(), days.basis))
}

/// When the fine is overdue and stated unpaid. `payments` are the statements about this penalty,
/// in any order.
///
/// A statement holds from its day until the next one's; of several on one day "paid" holds, then a
/// deferral. "Unpaid" means overdue only if stated for a day after the due day. A deferral moves
/// the due day of the statements after it and never brings it forward. No statement, nothing.
#[must_use]
pub fn overdue(penalty: &Penalty, payments: &[&Payment], tables: &Tables) -> Vec<Overdue> {
    let mut due = due_day(penalty, tables).map(|derived| derived.value);
    let statements = statements(payments);
    let ends = statements.iter().skip(1).map(|s| s.day).chain([Day::FOREVER]);
    let mut intervals: Vec<Overdue> = Vec::new();
    for (statement, off) in statements.iter().zip(ends) {
        match statement.state {
            PaymentState::Paid => {}
            PaymentState::Deferred => due = due.max(statement.deferred_until),
            PaymentState::Unpaid => {
                let Some(due) = due.filter(|due| *due < statement.day) else { continue };
                let span = Span::new(statement.day, off);
                match intervals.last_mut() {
                    Some(last) if last.span.off == span.from && last.due == due => last.span.off = off,
                    _ => intervals.push(Overdue { span, due }),
                }
            }
        }
    }
    intervals
}

/// The statements in order of day, one a day.
fn statements<'p>(payments: &[&'p Payment]) -> Vec<&'p Payment> {
    const fn rank(state: PaymentState) -> u8 {
        match state {
            PaymentState::Paid => 0,
            PaymentState::Deferred => 1,
            PaymentState::Unpaid => 2,
        }
    }
    let mut all: Vec<&Payment> = payments.iter().copied().filter(|p| !p.withdrawn).collect();
    // Of two deferrals on one day the one that names the later day comes first.
    all.sort_by_key(|p| (p.day, rank(p.state), std::cmp::Reverse(p.deferred_until)));
    all.dedup_by_key(|p| p.day);
    all
}
