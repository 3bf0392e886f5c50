//! How serious a penalty is (严重程度), where its file does not say: by its kinds and its fine.

use crate::reading::{Derived, names_any};
use crate::tables::{FinedAs, Tables};
use domain::record::{MerchantKind, PartyKind, Penalty, PenaltyKind};
use domain::vocab::Severity;

/// What the compound kind 暂扣或者吊销许可证、执照 of the 2018 standard turns out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PermitPenalty {
    /// 吊销
    Revoked,
    /// 暂扣
    Suspended,
    /// The texts do not tell, or tell both: serious for the severity, and no revocation in force.
    Unclear,
}

/// Reads the compound kind from the content (cf_nr) and the permit's name (cf_nr_zkdx); `None` if
/// the penalty does not have that kind.
#[must_use]
pub fn permit(penalty: &Penalty, tables: &Tables) -> Option<Derived<PermitPenalty>> {
    if !penalty.kinds.contains(&PenaltyKind::PermitSuspendedOrRevoked) {
        return None;
    }
    let words = tables.revocation_words.at(penalty.decided_on);
    let says = |words: &[String]| names_any(&penalty.content, words) || names_any(&penalty.permit, words);
    let (value, name) = match (says(&words.value.revoked), says(&words.value.suspended)) {
        (true, false) => (PermitPenalty::Revoked, "revoked"),
        (false, true) => (PermitPenalty::Suspended, "suspended"),
        _ => (PermitPenalty::Unclear, "unclear"),
    };
    let basis = words.basis.doubted(value == PermitPenalty::Unclear);
    Some(Derived::ruled("permit", value, name, basis))
}

/// The kinds of a penalty with the compound kind resolved; an unclear one is left as it is.
#[must_use]
pub fn kinds(penalty: &Penalty, permit: Option<PermitPenalty>) -> Vec<PenaltyKind> {
    let resolve = |kind: &PenaltyKind| match (kind, permit) {
        (PenaltyKind::PermitSuspendedOrRevoked, Some(PermitPenalty::Revoked)) => PenaltyKind::LicenceRevoked,
        (PenaltyKind::PermitSuspendedOrRevoked, Some(PermitPenalty::Suspended)) => PenaltyKind::PermitSuspended,
        _ => *kind,
    };
    penalty.kinds.iter().map(resolve).collect()
}

/// The severity: stated by the record; else serious if one of its kinds is, minor if it has only
/// minor kinds or a fine strictly below the lower-fine amount, otherwise general. The heaviest
/// kind classes the whole decision, by the tables of the decision day.
///
/// `merchant` is asked only where the penalty does not say what its party is.
#[must_use]
pub fn severity(penalty: &Penalty, merchant: MerchantKind, tables: &Tables) -> Derived<Severity> {
    if let Some(stated) = penalty.severity {
        return Derived::stated(stated);
    }
    let day = penalty.decided_on;
    let permit = permit(penalty, tables).map(|read| read.value);
    let kinds = kinds(penalty, permit);
    let ruled = |severity: Severity, basis| Derived::ruled("severity", severity, severity.token(), basis);

    let serious = tables.serious_kinds.at(day);
    if kinds.iter().any(|kind| serious.value.contains(kind)) {
        return ruled(Severity::Serious, serious.basis);
    }
    if permit == Some(PermitPenalty::Unclear) {
        return ruled(Severity::Serious, tables.revocation_words.at(day).basis.doubted(true));
    }
    let minor = tables.minor_kinds.at(day);
    let is_light = |kind: &PenaltyKind| *kind == PenaltyKind::Fine || minor.value.contains(kind);
    if kinds.is_empty() || !kinds.iter().all(is_light) {
        // The residual class: what kept it from being serious is the table of serious kinds.
        return ruled(Severity::General, serious.basis);
    }
    if !kinds.contains(&PenaltyKind::Fine) {
        return ruled(Severity::Minor, minor.basis);
    }
    let limit = tables.lower_fine.at(day);
    let (fined_as, doubt) = fined_as(penalty, merchant, tables);
    let below = match fined_as {
        FinedAs::Person => limit.value.person,
        FinedAs::Organisation => limit.value.organisation,
    };
    let severity = if penalty.fine_fen < below { Severity::Minor } else { Severity::General };
    ruled(severity, limit.basis.doubted(doubt))
}

/// Which of the two amounts the party has, and whether that is unsettled.
fn fined_as(penalty: &Penalty, merchant: MerchantKind, tables: &Tables) -> (FinedAs, bool) {
    let party = penalty.party_kind.unwrap_or(match merchant {
        MerchantKind::SoleTrader => PartyKind::SoleTrader,
        MerchantKind::Enterprise | MerchantKind::Cooperative => PartyKind::Organisation,
    });
    match party {
        PartyKind::NaturalPerson => (FinedAs::Person, false),
        PartyKind::Organisation => (FinedAs::Organisation, false),
        PartyKind::SoleTrader => {
            let rule = tables.sole_trader.at(penalty.decided_on);
            (*rule.value, rule.basis.provisional)
        }
    }
}
