//! Alerts of growth as they are answered.

use crate::growth::{Alert, Confirmed, Dismissed, GrowthFound, State, document_no};
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::vocab::StatusKind;
use scoring::peers::{Stratum, Totals};
use serde::Serialize;
use utoipa::ToSchema;

/// The growth of a month, the least likely first (投诉异常增长).
#[derive(Serialize, ToSchema)]
#[schema(as = Growth)]
pub(super) struct View {
    /// The month.
    month: String,
    /// What was known by then counts.
    #[schema(value_type = String, format = DateTime)]
    known_at: Instant,
    /// The alerts.
    items: Vec<Item>,
    /// Cursor of the next page; null on the last.
    next: Option<String>,
    /// Merchants of the whole city that were looked at.
    merchants: usize,
    /// Merchants with complaints that did not trade before the month, so that nothing can be compared.
    not_compared: usize,
    /// False alarms that the policy states for a city and month.
    stated_false_alarms: u32,
    /// False alarms that are expected, in thousandths: at most the stated ones.
    expected_false_alarms_thousandths: u64,
    /// Both likelihoods of each alert lie below this, in parts of a million million.
    threshold_trillionths: u64,
    /// The scheme whose peers are compared.
    scheme: String,
    /// The intervals of the policy on which it rests.
    basis: Vec<String>,
    /// Do they rest on numbers that are not settled?
    provisional: bool,
    /// Digest of the growth of the whole city as it is kept.
    digest: String,
}

impl View {
    pub(super) fn of(found: GrowthFound, (department, next): (Option<&str>, Option<String>)) -> Self {
        let city = found.city;
        Self {
            month: found.month.to_string(),
            known_at: city.known_at,
            items: found.alerts.into_iter().map(|alert| Item::of(alert, department)).collect(),
            next,
            merchants: city.merchants,
            not_compared: city.new,
            stated_false_alarms: city.stated,
            expected_false_alarms_thousandths: city.false_alarms,
            threshold_trillionths: city.level,
            scheme: city.scheme,
            provisional: city.basis.iter().any(|basis| basis.provisional),
            basis: city.basis.into_iter().map(|basis| basis.reference).collect(),
            digest: found.digest,
        }
    }
}

/// A merchant whose complaints grew beyond chance (预警).
#[derive(Serialize, ToSchema)]
#[schema(as = GrowthAlert)]
pub(super) struct Item {
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name; nothing if it is not rated.
    name: Option<String>,
    /// The month.
    month: String,
    /// Its complaints of the month that count.
    complaints: u32,
    /// What its peers make one expect in a month, in thousandths.
    expected_thousandths: u64,
    /// What they make one expect in the twelve months before, in thousandths.
    expected_year_thousandths: u32,
    /// Its own complaints of the twelve months before.
    own_year: u64,
    /// Of those months, the ones in which it traded.
    own_months: u8,
    /// What its own months make one expect in a month, in thousandths.
    own_expected_thousandths: u64,
    /// Fewest complaints of the month that would have been an alert.
    fewest: u32,
    /// How likely so many or more are as its peers have it, in parts of a million million, rounded up.
    by_peers_trillionths: u64,
    /// How likely so many or more are after its own months, in parts of a million million, rounded up.
    by_own_trillionths: u64,
    /// The stratum of its peers.
    stratum: Stratum,
    /// The others of the stratum, in the twelve months before.
    others: Totals,
    /// How unlike the merchants of the stratum are: relative variance in thousandths.
    dispersion_between_thousandths: u32,
    /// How unlike the months of one merchant are: relative variance in thousandths.
    dispersion_monthly_thousandths: u32,
    /// How many merchants that was fitted on: the whole city's where the stratum has too few.
    dispersion_merchants: u32,
    /// How it stands.
    state: StateName,
    /// Where it is dismissed: who did that, when, why, and of how many complaints.
    #[serde(skip_serializing_if = "Option::is_none")]
    dismissed: Option<DismissedView>,
    /// Where it is confirmed: the standing record that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<ConfirmedView>,
    /// Where it is not: what is to be sent to confirm it.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<Confirm>,
}

/// How an alert stands (处置状态).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GrowthState)]
enum StateName {
    /// 待核实
    Waiting,
    /// 已确认
    Confirmed,
    /// 不成立
    Dismissed,
}

/// Who dismissed an alert (预警不成立).
#[derive(Serialize, ToSchema)]
#[schema(as = GrowthDismissed)]
struct DismissedView {
    /// Number of the account.
    actor: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Instant,
    /// Why.
    reason: String,
    /// The complaints of the month that counted then.
    complaints: i64,
}

/// The record that confirms an alert (确认依据).
#[derive(Serialize, ToSchema)]
#[schema(as = GrowthConfirmed)]
struct ConfirmedView {
    /// Its path; its versions say who sent it and when.
    href: String,
    /// The office that said so.
    office: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, if it has ended or will.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
}

/// What is to be sent to confirm an alert (确认方式).
#[derive(Serialize, ToSchema)]
#[schema(as = GrowthConfirm)]
struct Confirm {
    /// Where to, by POST.
    href: String,
    /// One of its `rows`.
    row: ConfirmRow,
}

/// The standing record that confirms an alert (确认记录).
#[derive(Serialize, ToSchema)]
#[schema(as = GrowthConfirmRow)]
struct ConfirmRow {
    /// The merchant's code.
    #[schema(value_type = String)]
    code: PartyCode,
    /// What is stated.
    kind: &'static str,
    /// The office that states it, as the caller's account names it: to be filled in if it names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    office: Option<String>,
    /// The number by which the record confirms this alert.
    document_no: String,
    /// First day on which it counts: today, unless another is meant.
    #[schema(value_type = String, format = Date)]
    from: Day,
}

impl Item {
    pub(super) fn of(alert: Alert, department: Option<&str>) -> Self {
        let Alert { month, grown, name, state, day } = alert;
        let (code, found) = (grown.code, grown.found);
        let confirm = || Confirm {
            href: format!("/{}/v1/{}", owner::of(RecordKind::Standing), RecordKind::Standing.token()),
            row: ConfirmRow {
                code,
                kind: StatusKind::GroupAlert.token(),
                office: department.map(str::to_owned),
                document_no: document_no(month),
                from: day,
            },
        };
        let (state, dismissed, confirmed, confirm) = match state {
            State::Waiting => (StateName::Waiting, None, None, Some(confirm())),
            State::Dismissed(dismissed) => {
                (StateName::Dismissed, Some(DismissedView::of(dismissed)), None, Some(confirm()))
            }
            State::Confirmed(confirmed) => (StateName::Confirmed, None, Some(ConfirmedView::of(code, confirmed)), None),
        };
        Self {
            code,
            name,
            month: month.to_string(),
            complaints: found.observed,
            expected_thousandths: found.expected,
            expected_year_thousandths: grown.expected,
            own_year: grown.before,
            own_months: grown.months,
            own_expected_thousandths: found.own_expected,
            fewest: found.threshold,
            by_peers_trillionths: found.tail_expected,
            by_own_trillionths: found.tail_own,
            stratum: grown.stratum,
            others: grown.others,
            dispersion_between_thousandths: found.dispersion.between,
            dispersion_monthly_thousandths: found.dispersion.month,
            dispersion_merchants: found.dispersion.merchants,
            state,
            dismissed,
            confirmed,
            confirm,
        }
    }
}

impl DismissedView {
    fn of(dismissed: Dismissed) -> Self {
        let Dismissed { actor, at, reason, complaints } = dismissed;
        Self { actor, at, reason, complaints }
    }
}

impl ConfirmedView {
    fn of(code: PartyCode, confirmed: Confirmed) -> Self {
        let Confirmed { key, office, from, until } = confirmed;
        Self { href: owner::href(RecordKind::Standing, code, &key), office, from, until }
    }
}
