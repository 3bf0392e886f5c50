//! How serious a penalty is (严重程度): by its kinds, its amounts and its party, and by the standard of the channel of
//! whoever decided, never by what its file says of it.

use crate::reading::{Derived, names_any};
use crate::tables::dated::Basis;
use crate::tables::{FinedAs, Tables};
use domain::facts::Derivation;
use domain::money::Fen;
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

/// The parameter of the amounts below which a fine is lower, and that of Credit China.
const LOWER_FINE: &str = "severity.lower_fine@";
const LOWER_FINE_OF_CREDIT_CHINA: &str = "severity.credit_china_lower_fine@";

/// What the source states decides only where there is nothing to derive from, and never for certain.
const NOTHING_TO_DERIVE_FROM: Basis<'_> =
    Basis { by: "record: severity; neither kinds nor amounts to derive it from", provisional: true };

/// Does the penalty have what its severity is derived from: kinds, or an amount?
#[must_use]
pub fn is_derivable(penalty: &Penalty) -> bool {
    !penalty.kinds.is_empty() || penalty.fine_fen != Fen(0) || penalty.confiscated_fen != Fen(0)
}

/// What the source states of the severity, where the policy in force derives another one: what counts is that, and
/// the statement stays beside it.
#[must_use]
pub fn contradicted(penalty: &Penalty, derived: &Derived<Severity>) -> Option<Derivation> {
    let stated = penalty.severity.filter(|stated| *stated != derived.value)?;
    let by = derived.derivation.as_ref().map(|derivation| derivation.by.as_str()).unwrap_or_default();
    Some(Derivation {
        what: "stated_severity",
        value: stated.token().to_owned(),
        by: format!("record: severity; derived {} by {by}", derived.value.token()),
        provisional: false,
    })
}

/// The severity: serious if one of its kinds is, or its fine is extremely large where its channel
/// knows such fines, minor if it has only minor kinds or a fine strictly below the lower-fine amount,
/// otherwise general. The heaviest kind classes the whole decision, by the tables that its channel has
/// on the decision day. An amount without kinds is read as a fine or a confiscation. What the source
/// states decides only where there is neither.
///
/// `merchant` is asked only where the penalty does not say what its party is.
#[must_use]
pub fn severity(penalty: &Penalty, merchant: MerchantKind, tables: &Tables) -> Derived<Severity> {
    if let Some(stated) = penalty.severity.filter(|_| !is_derivable(penalty)) {
        return Derived::ruled("severity", stated, stated.token(), NOTHING_TO_DERIVE_FROM);
    }
    let day = penalty.decided_on;
    let permit = permit(penalty, tables).map(|read| read.value);
    let kinds = kinds(penalty, permit);
    let ruled = |severity: Severity, basis| Derived::ruled("severity", severity, severity.token(), basis);

    let classes = tables.classes(*tables.channel(&penalty.authority, day).value, day);
    let is_serious = |kind: &PenaltyKind| classes.serious.value.contains(kind);
    if kinds.iter().any(is_serious) {
        return ruled(Severity::Serious, classes.serious.basis);
    }
    if permit == Some(PermitPenalty::Unclear) {
        // Whichever it is, it is serious where both are.
        let is_so_either_way = [PenaltyKind::PermitSuspended, PenaltyKind::LicenceRevoked].iter().all(is_serious);
        let words = tables.revocation_words.at(day).basis.doubted(true);
        return ruled(Severity::Serious, if is_so_either_way { classes.serious.basis } else { words });
    }
    let (fined_as, doubt) = fined_as(penalty, merchant, tables);
    if let Some(extreme) = classes.extreme
        && extreme.value.is_some_and(|amounts| penalty.fine_fen >= amounts.of(fined_as))
    {
        return ruled(Severity::Serious, extreme.basis.doubted(doubt));
    }
    let (minor, is_extreme_open) = (&classes.minor, classes.is_extreme_open());
    let is_light = |kind: &PenaltyKind| *kind == PenaltyKind::Fine || minor.value.contains(kind);
    let is_bare_fine = kinds.is_empty() && penalty.fine_fen != Fen(0) && penalty.confiscated_fen == Fen(0);
    if !is_bare_fine && (kinds.is_empty() || !kinds.iter().all(is_light)) {
        // The residual class: what kept it from being serious is the table of serious kinds, and of a fine beside
        // them, that nobody has set from where on it is extremely large.
        let is_open = penalty.fine_fen != Fen(0) && is_extreme_open;
        return ruled(Severity::General, classes.serious.basis.doubted(is_open));
    }
    if !is_bare_fine && !kinds.contains(&PenaltyKind::Fine) {
        return ruled(Severity::Minor, minor.basis);
    }
    if penalty.fine_fen < classes.lower.value.of(fined_as) {
        ruled(Severity::Minor, classes.lower.basis.doubted(doubt))
    } else {
        ruled(Severity::General, classes.lower.basis.doubted(doubt || is_extreme_open))
    }
}

/// Which other severities it may turn out to have, where what gave it is not settled: a fine below or above another
/// lower-fine amount would be general or minor, and on Credit China one that is not lower may be extremely large; by
/// anything else it may be any.
#[must_use]
pub fn instead(derived: &Derived<Severity>) -> Vec<Severity> {
    let Some(unsettled) = derived.derivation.as_ref().filter(|derivation| derivation.provisional) else {
        return Vec::new();
    };
    let is_lower = unsettled.by.starts_with(LOWER_FINE_OF_CREDIT_CHINA) && derived.value == Severity::Minor;
    let never_serious = is_lower || unsettled.by.starts_with(LOWER_FINE);
    let may_be = |other: &Severity| *other != derived.value && !(never_serious && *other == Severity::Serious);
    Severity::ALL.iter().copied().filter(may_be).collect()
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
