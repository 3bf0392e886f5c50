//! The class of a penalty by the channel of whoever decided: Order 107 for GSXT, Order 36 for Credit China (§2.1).

use crate::support::{TABLES, day, elsewhere, penalty};
use domain::money::Fen;
use domain::record::{MerchantKind, PartyKind, Penalty, PenaltyKind};
use domain::vocab::Severity;
use policy::embedded;
use policy::set::PolicySet;
use statute::penalty::{displayed, displayed_of_unknown};
use statute::severity::{instead, severity};
use statute::tables::Tables;

const EXTREME: &str = "severity/credit_china_extreme_fine.toml";
const SERIOUS: &str = "severity/credit_china_serious_kinds.toml";
const LOWER: &str = "severity/credit_china_lower_fine.toml";

/// A decision of another department over a fine, with kinds besides.
fn theirs(decided_on: &str, yuan: i64, besides: &[PenaltyKind]) -> Penalty {
    let kinds = std::iter::once(PenaltyKind::Fine).chain(besides.iter().copied()).collect();
    Penalty { kinds, fine_fen: Fen::from_yuan(yuan), ..elsewhere(decided_on, Severity::Minor) }
}

/// The same of the market regulation bureau.
fn ours(decided_on: &str, yuan: i64, besides: &[PenaltyKind]) -> Penalty {
    Penalty { authority: penalty(decided_on).authority, ..theirs(decided_on, yuan, besides) }
}

#[track_caller]
fn classed(penalty: &Penalty, tables: &Tables, wanted: (Severity, &str, bool)) {
    let derived = severity(penalty, MerchantKind::Enterprise, tables);
    let derivation = derived.derivation.unwrap();
    assert_eq!((derived.value, derivation.by.as_str(), derivation.provisional), wanted);
}

/// The shipped tables where an office has set from which amount on a fine is extremely large.
fn with_extreme_fines(value: &str) -> Result<Tables, Vec<policy::fault::Fault>> {
    let set = embedded::policies().unwrap();
    let (path, text) = set.files().find(|(path, _)| *path == EXTREME).unwrap();
    let own = text.replace("value = {}", &format!("value = {value}")).replace("provisional = true\n", "");
    let own = own.replace("\"OPEN\"", "\"P\"");
    Tables::read(&set.overlaid([(path, own.as_str())]).unwrap())
}

/// A shipped parameter as it reads once nothing of it is open.
fn settled(set: &PolicySet, path: &str) -> String {
    let (_, text) = set.files().find(|(known, _)| *known == path).unwrap();
    text.replace("provisional = true\n", "").replace("\"OPEN\"", "\"P\"").replace("\"K-M\"", "\"P\"")
}

#[test]
fn suspension_of_a_permit_and_downgrading_are_classed_by_the_channel() {
    use PenaltyKind::{PermitSuspended, QualificationDowngraded};
    use Severity::{General, Serious};
    let (common, own) = ("severity.serious_kinds@2025-12-25", "severity.credit_china_serious_kinds@2026-04-01");
    // Order 36 begins on 2026-04-01, and the table of the decision day stands whatever comes later.
    classed(&theirs("2026-03-31", 500, &[PermitSuspended]), &TABLES, (General, common, true));
    classed(&theirs("2026-04-01", 500, &[PermitSuspended]), &TABLES, (Serious, own, true));
    classed(&ours("2026-04-01", 500, &[PermitSuspended]), &TABLES, (General, common, true));
    for (decided_on, by) in [("2026-03-31", common), ("2026-04-01", own)] {
        classed(&theirs(decided_on, 500, &[QualificationDowngraded]), &TABLES, (Serious, by, true));
        classed(&ours(decided_on, 500, &[QualificationDowngraded]), &TABLES, (Serious, common, true));
    }
    let earlier = theirs("2024-03-05", 500, &[PermitSuspended]);
    classed(&earlier, &TABLES, (General, "severity.serious_kinds@2021-09-01", false));
}

#[test]
fn the_heaviest_kind_classes_the_whole_decision_on_every_channel() {
    use PenaltyKind::{BusinessSuspended, Confiscation, PermitSuspended, Warning};
    let own = "severity.credit_china_serious_kinds@2026-04-01";
    let c30 = theirs("2026-05-06", 8_000, &[Warning, BusinessSuspended]);
    classed(&c30, &TABLES, (Severity::Serious, own, true));
    let suspended = theirs("2026-05-06", 8_000, &[Warning, Confiscation, PermitSuspended]);
    classed(&suspended, &TABLES, (Severity::Serious, own, true));
    // Confiscation of goods is general.
    classed(&theirs("2026-05-06", 8_000, &[Confiscation]), &TABLES, (Severity::General, own, true));
}

#[test]
fn whatever_the_compound_kind_turns_out_to_be_is_serious_where_both_are() {
    let compound = |it: Penalty| Penalty { kinds: vec![PenaltyKind::PermitSuspendedOrRevoked], ..it };
    let own = "severity.credit_china_serious_kinds@2026-04-01";
    classed(&compound(theirs("2026-05-06", 0, &[])), &TABLES, (Severity::Serious, own, true));
    let words = "severity.revocation_words@2014-10-01";
    classed(&compound(ours("2026-05-06", 0, &[])), &TABLES, (Severity::Serious, words, true));
}

#[test]
fn a_lower_fine_and_a_warning_are_minor_by_the_standard_of_the_channel() {
    use Severity::{General, Minor};
    let (limit, minor) =
        ("severity.credit_china_lower_fine@2026-04-01", "severity.credit_china_minor_kinds@2026-04-01");
    classed(&theirs("2026-05-06", 99_999, &[]), &TABLES, (Minor, limit, true));
    classed(&theirs("2026-05-06", 100_000, &[]), &TABLES, (General, limit, true));
    classed(&theirs("2026-05-06", 500, &[PenaltyKind::Warning]), &TABLES, (Minor, limit, true));
    let criticised = Penalty { kinds: vec![PenaltyKind::PublicCriticism], ..theirs("2026-05-06", 0, &[]) };
    classed(&criticised, &TABLES, (Minor, minor, true));
    classed(&theirs("2026-03-31", 99_999, &[]), &TABLES, (Minor, "severity.lower_fine@2021-09-01", true));
    classed(&ours("2026-05-06", 99_999, &[]), &TABLES, (Minor, "severity.lower_fine@2021-09-01", true));
}

/// §2.1: extremely large fines are serious; the amount is OPEN, so that nothing is serious by it until an office sets it.
#[test]
fn an_extremely_large_fine_is_serious_once_an_office_has_set_from_which_amount_on() {
    use Severity::{General, Minor, Serious};
    let limit = "severity.credit_china_lower_fine@2026-04-01";
    let large = theirs("2026-05-06", 50_000_000, &[]);
    classed(&large, &TABLES, (General, limit, true));
    // 500,000 yuan for a person, 5,000,000 for an organisation.
    let own = with_extreme_fines("{ person = 50_000_000, organisation = 500_000_000 }").unwrap();
    let extreme = "severity.credit_china_extreme_fine@2026-04-01";
    classed(&large, &own, (Serious, extreme, false));
    classed(&theirs("2026-05-06", 5_000_000, &[PenaltyKind::Confiscation]), &own, (Serious, extreme, false));
    classed(&theirs("2026-05-06", 4_999_999, &[]), &own, (General, limit, true));
    let person = Penalty { party_kind: Some(PartyKind::NaturalPerson), ..theirs("2026-05-06", 500_000, &[]) };
    classed(&person, &own, (Serious, extreme, false));
    // Only on Credit China, and only from its standard on.
    classed(&ours("2026-05-06", 50_000_000, &[]), &own, (General, "severity.lower_fine@2021-09-01", true));
    classed(&theirs("2026-03-31", 50_000_000, &[]), &own, (General, "severity.lower_fine@2021-09-01", true));
    // What it may turn out to be: a fine that is not lower may be extremely large, a lower one may not.
    let may_be = |penalty: &Penalty| instead(&severity(penalty, MerchantKind::Enterprise, &TABLES));
    assert_eq!(may_be(&large), [Minor, Serious]);
    assert_eq!(may_be(&theirs("2026-05-06", 500, &[])), [General]);
    assert_eq!(may_be(&ours("2026-05-06", 50_000_000, &[])), [Minor]);
    for wrong in ["{ person = 0, organisation = 1 }", "{ person = 1 }", "{ person = -1, organisation = 1 }"] {
        assert_eq!(with_extreme_fines(wrong).unwrap_err().len(), 1, "{wrong}");
    }
}

/// What kept such a decision from being serious is certain only of its kinds as long as nobody has set the amount.
#[test]
fn general_by_its_kinds_is_unsettled_beside_a_fine_that_may_be_extremely_large() {
    let set = embedded::policies().unwrap();
    let serious = settled(&set, SERIOUS);
    let tables = Tables::read(&set.overlaid([(SERIOUS, serious.as_str())]).unwrap()).unwrap();
    let kinds = "severity.credit_china_serious_kinds@2026-04-01";
    let besides = [PenaltyKind::Confiscation];
    classed(&theirs("2026-05-06", 500_000, &besides), &tables, (Severity::General, kinds, true));
    classed(&theirs("2026-05-06", 0, &besides), &tables, (Severity::General, kinds, false));
}

#[test]
fn an_amount_that_an_office_has_set_for_the_time_being_settles_nothing_below_it() {
    let set = embedded::policies().unwrap();
    let (lower, certain) = (settled(&set, LOWER), settled(&set, EXTREME));
    let value = "value = { person = 50_000_000, organisation = 500_000_000 }";
    let certain = certain.replace("value = {}", value);
    let (_, text) = set.files().find(|(path, _)| *path == EXTREME).unwrap();
    let provisional = text.replace("value = {}", value);
    let limit = "severity.credit_china_lower_fine@2026-04-01";
    for (extreme, is_open) in [(certain.as_str(), false), (provisional.as_str(), true)] {
        let own = set.overlaid([(LOWER, lower.as_str()), (EXTREME, extreme)]).unwrap();
        let tables = Tables::read(&own).unwrap();
        classed(&theirs("2026-05-06", 4_999_999, &[]), &tables, (Severity::General, limit, is_open));
        classed(&theirs("2026-05-06", 99_999, &[]), &tables, (Severity::Minor, limit, false));
    }
}

#[test]
fn the_display_rests_on_the_class_of_its_channel_and_says_by_which_rule() {
    let suspended = theirs("2026-05-06", 500, &[PenaltyKind::PermitSuspended]);
    for reading in [displayed(&suspended, MerchantKind::Enterprise, &TABLES), displayed_of_unknown(&suspended, &TABLES)]
    {
        assert_eq!(reading.severity, Severity::Serious);
        let [only] = reading.display.shown.as_slice() else { panic!("{:?}", reading.display.shown) };
        assert_eq!((only.span.off, only.provisional), (day("2029-05-07"), true), "three years, if it is serious");
        let said = reading.derivations.iter().find(|derived| derived.what == "severity").unwrap();
        assert_eq!(said.by, "severity.credit_china_serious_kinds@2026-04-01");
    }
}

/// A certificate carries the parameters of its day, and those of earlier days know one standard.
#[test]
fn a_set_that_does_not_speak_of_credit_china_has_one_standard() {
    let set = embedded::policies().unwrap();
    let before = PolicySet::read(set.files().filter(|(path, _)| !path.starts_with("severity/credit_china_"))).unwrap();
    let tables = Tables::read(&before).unwrap();
    let suspended = theirs("2026-05-06", 500, &[PenaltyKind::PermitSuspended]);
    classed(&suspended, &tables, (Severity::General, "severity.serious_kinds@2025-12-25", true));
}
