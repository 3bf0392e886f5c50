//! What a permit obliges its holder to do: to renew it before it runs out.

use super::beside::Beside;
use super::{Duty, done, first, lapsed};
use domain::record::{Permit, Record as _, Standing, StandingKind};

/// Fewest days before the end of a permit from which on another one under the same name is taken for its renewal, where
/// it does not say so: one that begins earlier stands beside it, for other premises.
const NEAR: i32 = 366;

/// Runs out on its last day, unless a later permit stands in its place by then (行政许可法 Art. 50), it was given up or
/// taken away, or its holder trades no more. Of one whose name was never told, nobody could say whether another one stands in its place.
pub(super) fn of(standing: &Standing, beside: &Beside<'_>) -> Option<Duty> {
    let last = standing.until.filter(|_| standing.kind == StandingKind::Permit)?;
    let said = standing.permit.as_deref().filter(|permit| permit.name.is_some())?;
    let renewals = beside.standings().filter(|other| renews(other, standing));
    let renewed = renewals.map(|renewal| renewal.from).min().map(done);
    let given_up = said.ended_on.map(lapsed);
    let gone = beside.merchant().and_then(|merchant| merchant.trading_off());
    let gone = gone.map(|off| lapsed(off.max(standing.from)));
    let ended = first(renewed, first(given_up, gone));
    Some(Duty::of("permit_expiry", standing.from, ended).until(Some(last)))
}

/// Does a permit stand in place of an earlier one: by the number it names, else under the same name?
fn renews(later: &Standing, earlier: &Standing) -> bool {
    let is_later = later.kind == StandingKind::Permit && later.key() != earlier.key() && later.from > earlier.from;
    let goes_on = later.until.is_none_or(|until| Some(until) > earlier.until);
    let is_near = earlier.until.is_none_or(|until| later.from >= until.plus_days(-NEAR));
    let unsaid = Permit::default();
    let (later, number) = (later.permit.as_deref().unwrap_or(&unsaid), &earlier.document_no);
    let name = earlier.permit.as_deref().and_then(|permit| permit.name.as_ref());
    is_later
        && match &later.renews {
            Some(renewed) => renewed == number,
            None => name.is_some() && later.name.as_ref() == name && goes_on && is_near,
        }
}
