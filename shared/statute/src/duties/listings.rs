//! What a membership of the abnormal list, or the mark of a sole trader, obliges the registering bureau to do.

use super::{Duty, done};
use domain::record::{Standing, StandingKind};
use domain::vocab::StatusKind;

/// To list within some days of the finding, and to remove within some days of the application (经营异常名录管理办法).
pub(super) fn of(standing: &Standing) -> Vec<Duty> {
    use StatusKind::{AbnormalFalseInformation, AbnormalLateInformation, AbnormalLateReport, AbnormalUnreachable};
    let StandingKind::Status(
        AbnormalFalseInformation | AbnormalLateInformation | AbnormalLateReport | AbnormalUnreachable,
    ) = standing.kind
    else {
        return Vec::new();
    };
    let Some(listing) = standing.listing.as_deref() else { return Vec::new() };
    let listed = listing.found_on.map(|found| Duty::of("abnormal_listing", found, Some(done(standing.from))));
    // The last day on the list is the day before its removal.
    let removed = standing.until.map(|last| done(last.next()));
    let removal = listing.applied_on.map(|applied| Duty::of("abnormal_removal", applied, removed));
    listed.into_iter().chain(removal).collect()
}
