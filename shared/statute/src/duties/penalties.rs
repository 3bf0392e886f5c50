//! What a penalty obliges its bureau to do: publish, report, push, withdraw.

use super::{Duty, done, first, lapsed};
use crate::penalty::displayed;
use crate::tables::{DisplayChannel, Tables};
use domain::record::{MerchantKind, Outward, Penalty};

/// To be published on GSXT, unless the law forbids it or another authority decided (总局令第45号 Arts. 9 to 11), and to
/// be reported to the credit platform.
pub(super) fn of(penalty: &Penalty, tables: &Tables) -> Vec<Duty> {
    // Only how long it is displayed depends on what the party is, but for the smallest fines: an enterprise's.
    let display = displayed(penalty, MerchantKind::Enterprise, tables).display;
    if display.channel != DisplayChannel::Gsxt || !display.is_publishable() {
        return Vec::new();
    }
    let decided = penalty.decided_on;
    let published = penalty.published_on.map(done);
    let annulled = penalty.annulled_on.map(lapsed);
    let unsaid = Outward::default();
    let outward = penalty.outward.as_deref().unwrap_or(&unsaid);
    let mut duties = Vec::new();
    if outward.home_province.is_some() {
        duties.push(Duty::of("penalty_push", decided, first(outward.pushed_on.map(done), annulled)));
        duties.extend(
            outward
                .push_received_on
                .map(|received| Duty::of("penalty_publication_elsewhere", received, first(published, annulled))),
        );
    } else {
        duties.push(Duty::of("penalty_publication", decided, first(published, annulled)));
    }
    duties.push(Duty::of("penalty_reporting", decided, first(outward.reported_on.map(done), annulled)));
    // What was never published need not be withdrawn.
    if let (Some(annulled), true) = (penalty.annulled_on, penalty.published_on.is_some()) {
        let received = outward.annulment_received_on.unwrap_or(annulled);
        duties.push(Duty::of("penalty_withdrawal", received, outward.withdrawn_on.map(done)));
    }
    duties
}
