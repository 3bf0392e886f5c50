//! What a penalty obliges its bureau to do: publish, report, push, withdraw.

use super::{Duty, done, first, lapsed};
use crate::display::stated_end;
use crate::penalty::displayed;
use crate::tables::{DisplayChannel, Tables};
use domain::day::Day;
use domain::record::{MerchantKind, Outward, PartyKind, Penalty};
use domain::span::Spans;

/// To be published on GSXT, unless the law forbids it or another authority decided (总局令第45号 Arts. 9 to 11), and to
/// be reported to the credit platform.
pub(super) fn of(penalty: &Penalty, tables: &Tables) -> Vec<Duty> {
    // Only how long it is displayed depends on what the party is, but for the smallest fines: an enterprise's.
    let display = displayed(penalty, MerchantKind::Enterprise, tables).display;
    if display.channel != DisplayChannel::Gsxt || !display.is_publishable() {
        return Vec::new();
    }
    let decided = penalty.decided_on;
    // Behind an end that the record states nobody may publish it. The longest display is no such end: it runs from the
    // publication (总局令第45号 Art. 13), and as long as that is missed it has not begun.
    let over = stated_end(penalty).filter(|off| !off.is_sentinel());
    let annulled = penalty.annulled_on.map(lapsed);
    let ended = first(annulled, stopped(penalty).map(lapsed));
    let unsaid = Outward::default();
    let outward = penalty.outward.as_deref().unwrap_or(&unsaid);
    let mut duties = Vec::new();
    // A natural person is on no public page (山东省社会信用条例 Art. 20), so nobody is bound to put one there.
    if penalty.party_kind != Some(PartyKind::NaturalPerson) {
        let published = first(penalty.published_on.map(done), ended);
        if outward.home_province.is_some() {
            let pushed = first(outward.pushed_on.map(done), ended);
            duties.push(Duty::of("penalty_push", decided, pushed).moot(over));
            // What the home province is bound to is followed from its receipt on (Art. 10), and not before: nobody here
            // is late with it.
            let there = |received| Duty::of("penalty_publication_elsewhere", received, published).moot(over);
            duties.extend(outward.push_received_on.map(there));
        } else {
            duties.push(Duty::of("penalty_publication", decided, published).moot(over));
        }
    }
    duties.push(Duty::of("penalty_reporting", decided, first(outward.reported_on.map(done), annulled)));
    // What was not to be seen on that day, never published or stopped before, need not be withdrawn.
    if let Some(annulled) = penalty.annulled_on
        && penalty.published_on.is_some_and(|published| published <= annulled)
        && shown(penalty, display.shown(), tables).contains(annulled)
    {
        let received = outward.annulment_received_on.unwrap_or(annulled);
        duties.push(Duty::of("penalty_withdrawal", received, outward.withdrawn_on.map(done)));
    }
    duties
}

/// The first day on which its display was stopped by a decision that nobody has revoked since, of which a reason is
/// told: nobody may publish it from then on. A day without a reason may be one that was planned ahead, and until it
/// comes the duty runs. On one day a stop comes before its revocation, as it does with the display.
fn stopped(penalty: &Penalty) -> Option<Day> {
    penalty.display_stop_reason?;
    let is_revoked = |stop: &Day| penalty.stop_revoked_on.iter().any(|revoked| revoked >= stop);
    let stops = penalty.display_stopped_on.iter().copied();
    stops.filter(|stop| *stop >= penalty.decided_on && !is_revoked(stop)).min()
}

/// Days of its display had it not been annulled. Where it is not said what the party is, it may be a sole trader, whose
/// fine is general from a smaller amount on and is displayed for longer.
fn shown(penalty: &Penalty, of_enterprise: Spans, tables: &Tables) -> Spans {
    match penalty.party_kind {
        Some(_) => of_enterprise,
        None => of_enterprise.or(&displayed(penalty, MerchantKind::SoleTrader, tables).display.shown()),
    }
}
