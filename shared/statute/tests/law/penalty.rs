//! What a penalty file lacks and how it is derived, the statuses of its kinds, and its payment.

use crate::support::{TABLES, day, days, merchant, payment, penalty, published};
use domain::facts::{Derivation, Overdue};
use domain::money::Fen;
use domain::record::{MerchantKind, PartyKind, Payment, PaymentState, Penalty, PenaltyKind};
use domain::span::Span;
use domain::vocab::{Field, Grade, Severity, StatusKind};
use policy::embedded;
use policy::set::PolicySet;
use statute::payment::overdue;
use statute::penalty::{PenaltyReading, derive};
use statute::tables::Tables;

fn read(penalty: &Penalty) -> PenaltyReading {
    derive(penalty, &[], &merchant(MerchantKind::Enterprise), &TABLES)
}

fn note<'r>(reading: &'r PenaltyReading, what: &str) -> Option<&'r Derivation> {
    reading.fact.derivations.iter().find(|d| d.what == what)
}

#[track_caller]
fn severity(penalty: &Penalty, merchant_kind: MerchantKind, wanted: &str, by: &str, provisional: bool) {
    let reading = derive(penalty, &[], &merchant(merchant_kind), &TABLES);
    assert_eq!(reading.fact.value(Field::Severity), Some(wanted));
    let derivation = note(&reading, "severity").unwrap();
    assert_eq!((derivation.by.as_str(), derivation.provisional), (by, provisional));
}

#[test]
fn the_kinds_and_the_fine_give_the_severity() {
    use MerchantKind::{Cooperative, Enterprise, SoleTrader};
    let of = |kinds: &[PenaltyKind], yuan: i64| Penalty {
        kinds: kinds.to_vec(),
        fine_fen: Fen::from_yuan(yuan),
        ..penalty("2024-03-05")
    };
    let fine = [PenaltyKind::Fine];
    let limit = "severity.lower_fine@2021-09-01";
    severity(&of(&fine, 99_999), Enterprise, "minor", limit, true);
    severity(&of(&fine, 100_000), Enterprise, "general", limit, true);
    severity(&of(&fine, 99_999), Cooperative, "minor", limit, true);
    severity(&of(&fine, 9_999), SoleTrader, "minor", limit, true);
    severity(&of(&fine, 10_000), SoleTrader, "general", limit, true);
    // C32 is about a natural person; the penalty's own word on its party stands above the merchant.
    let person = Penalty { party_kind: Some(PartyKind::NaturalPerson), ..of(&fine, 10_000) };
    severity(&person, Enterprise, "general", limit, true);
    let kinds = "severity.serious_kinds@2021-09-01";
    severity(&of(&[PenaltyKind::Warning, PenaltyKind::Fine], 500), Enterprise, "minor", limit, true);
    severity(&of(&[PenaltyKind::PublicCriticism], 0), Enterprise, "minor", "severity.minor_kinds@2021-09-01", false);
    severity(&of(&[PenaltyKind::Fine, PenaltyKind::Confiscation], 500), Enterprise, "general", kinds, false);
    severity(&of(&[PenaltyKind::PermitSuspended], 0), Enterprise, "general", kinds, false);
    severity(&of(&[], 0), Enterprise, "general", kinds, false);
    // C30: the heaviest kind classes the whole decision.
    let c30 = [PenaltyKind::Warning, PenaltyKind::Fine, PenaltyKind::BusinessSuspended];
    severity(&of(&c30, 8_000), Enterprise, "serious", kinds, false);
    let c30_later = Penalty { decided_on: day("2026-01-05"), ..of(&c30, 8_000) };
    severity(&c30_later, Enterprise, "serious", "severity.serious_kinds@2025-12-25", true);
    let before = Penalty { decided_on: day("2020-01-06"), ..of(&c30, 8_000) };
    severity(&before, Enterprise, "serious", kinds, true);
}

/// Severity is derived from kinds, amount and party by the policy in force, never typed in.
#[test]
fn a_stated_severity_is_a_statement_beside_the_derived_one() {
    let limit = "severity.lower_fine@2021-09-01";
    for &stated in Severity::ALL {
        let fined = Penalty { severity: Some(stated), ..published("2024-03-05", "2024-03-20", Severity::Minor) };
        severity(&fined, MerchantKind::Enterprise, "minor", limit, true);
        let reading = read(&fined);
        let told = note(&reading, "stated_severity").map(|told| (told.value.as_str(), told.by.as_str()));
        let by = format!("record: severity; derived minor by {limit}");
        let contradicts = stated != Severity::Minor;
        assert_eq!(told, contradicts.then_some((stated.token(), by.as_str())), "{stated:?}");
        let unsaid = read(&Penalty { severity: None, ..fined });
        assert_eq!((&reading.fact.counts, &reading.fact.shown), (&unsaid.fact.counts, &unsaid.fact.shown));
    }
}

#[test]
fn the_stated_word_decides_only_where_nothing_is_there_to_derive_from() {
    let bare = Penalty { kinds: Vec::new(), fine_fen: Fen(0), ..penalty("2024-03-05") };
    let nothing = "record: severity; neither kinds nor amounts to derive it from";
    for &stated in Severity::ALL {
        let of =
            |fine_fen, confiscated_fen| Penalty { severity: Some(stated), fine_fen, confiscated_fen, ..bare.clone() };
        severity(&of(Fen(0), Fen(0)), MerchantKind::Enterprise, stated.token(), nothing, true);
        // An amount without kinds is enough.
        let limit = "severity.lower_fine@2021-09-01";
        severity(&of(Fen::from_yuan(99_999), Fen(0)), MerchantKind::Enterprise, "minor", limit, true);
        severity(&of(Fen::from_yuan(100_000), Fen(0)), MerchantKind::Enterprise, "general", limit, true);
        let kinds = "severity.serious_kinds@2021-09-01";
        severity(&of(Fen(0), Fen(1)), MerchantKind::Enterprise, "general", kinds, false);
    }
    // Kinds alone are enough.
    let closed = Penalty { kinds: vec![PenaltyKind::ClosureOrdered], severity: Some(Severity::Minor), ..bare };
    severity(&closed, MerchantKind::Enterprise, "serious", "severity.serious_kinds@2021-09-01", false);
}

#[test]
fn the_city_s_own_threshold_is_a_file() {
    let set = embedded::policies().unwrap();
    let (_, text) = set.files().find(|(path, _)| *path == "severity/lower_fine.toml").unwrap();
    let own = text.replace("10_000_000", "5_000_000");
    let tables = Tables::read(&set.overlaid([("severity/lower_fine.toml", own.as_str())]).unwrap()).unwrap();
    let c08 = Penalty { published_on: Some(day("2024-03-20")), ..penalty("2024-03-05") };
    let read = |tables| derive(&c08, &[], &merchant(MerchantKind::Enterprise), tables).fact;
    assert_eq!(read(&TABLES).counts, days(&[("2024-03-05", "2024-06-21")]));
    assert_eq!(read(&tables).counts, days(&[("2024-03-05", "2025-12-25")]));
}

#[test]
fn the_compound_kind_is_read_from_the_texts() {
    let of = |content: &str, permit: &str| {
        read(&Penalty {
            kinds: vec![PenaltyKind::PermitSuspendedOrRevoked],
            content: content.into(),
            permit: permit.into(),
            ..penalty("2024-03-05")
        })
    };
    let revoked = of("吊销食品经营许可证", "");
    assert_eq!(revoked.fact.value(Field::Severity), Some("serious"));
    assert_eq!(revoked.statuses[0].kind, StatusKind::LicenceRevoked);
    let suspended = of("", "暂扣食品经营许可证JY13715020000001");
    assert_eq!(suspended.fact.value(Field::Severity), Some("general"));
    assert!(suspended.statuses.is_empty());
    for unclear in [of("", "JY13715020000001"), of("暂扣或者吊销许可证", "")] {
        assert_eq!(unclear.fact.value(Field::Severity), Some("serious"));
        assert!(note(&unclear, "severity").unwrap().provisional && note(&unclear, "permit").unwrap().provisional);
        assert!(unclear.statuses.is_empty());
    }
}

#[test]
fn a_suspension_ends_and_a_revocation_in_the_same_decision_does_not() {
    let both = read(&Penalty {
        kinds: vec![PenaltyKind::LicenceRevoked, PenaltyKind::BusinessSuspended],
        restriction_until: Some(day("2024-03-31")),
        ..penalty("2024-03-05")
    });
    let spans = |kind| both.statuses.iter().find(|status| status.kind == kind).unwrap().spans.clone();
    assert_eq!(spans(StatusKind::SuspensionOrdered), days(&[("2024-03-05", "2024-04-01")]));
    assert_eq!(spans(StatusKind::LicenceRevoked), both.fact.counts);
}

#[test]
fn a_missing_grade_has_no_value_and_a_flag() {
    let missing = read(&penalty("2024-03-05"));
    assert_eq!(missing.fact.value(Field::Grade), None);
    assert!(note(&missing, "grade").is_some_and(|d| d.value == "normal" && d.provisional));
    let given = read(&Penalty { grade: Some(Grade::Lenient), ..penalty("2024-03-05") });
    assert_eq!(given.fact.value(Field::Grade), Some("lenient"));
    assert!(note(&given, "grade").is_none());
}

#[test]
fn the_ground_or_children_s_goods_make_it_a_matter_of_safety() {
    let of = |ground: &str, conduct: &str, stated: Option<bool>| {
        let penalty =
            Penalty { ground: ground.into(), conduct: conduct.into(), safety: stated, ..penalty("2024-03-05") };
        read(&penalty).fact.value(Field::Safety)
    };
    assert_eq!(of("《中华人民共和国特种设备安全法》第八十四条", "", None), Some("yes"));
    assert_eq!(of("《中华人民共和国价格法》第四十二条", "未明码标价", None), Some("no"));
    assert_eq!(of("《中华人民共和国产品质量法》第五十条", "销售不合格童车", None), Some("yes"));
    assert_eq!(of("《中华人民共和国食品安全法》", "", Some(false)), Some("no"));
}

#[test]
fn causes_are_normalised_or_their_own_text_or_none() {
    let of = |conduct: &str| read(&Penalty { conduct: conduct.into(), ..penalty("2024-03-05") });
    assert_eq!(of("销售 过期食品。").fact.cause.as_deref(), Some("经营超过保质期的食品"));
    assert!(note(&of("销售过期食品"), "cause").is_some_and(|d| d.by == "cause.names@2014-10-01"));
    assert_eq!(of("经营超过保质期的食品").fact.cause.as_deref(), Some("经营超过保质期的食品"));
    assert_eq!(of(" 其他违法行为 ").fact.cause.as_deref(), Some("其他违法行为"));
    assert_eq!(of("  ").fact.cause, None);
}

#[test]
fn kinds_put_statuses_in_force_while_the_penalty_counts() {
    let suspended = Penalty {
        kinds: vec![PenaltyKind::Fine, PenaltyKind::BusinessSuspended, PenaltyKind::ClosureOrdered],
        restriction_until: Some(day("2026-06-30")),
        ..penalty("2026-01-05")
    };
    let reading = read(&suspended);
    let found: Vec<_> = reading.statuses.iter().map(|s| s.kind).collect();
    assert_eq!(found, [StatusKind::ClosureOrdered, StatusKind::SuspensionOrdered]);
    assert!(reading.statuses.iter().all(|s| s.key == reading.fact.key && s.derivations.is_empty()));
    assert_eq!(reading.statuses[0].spans, days(&[("2026-01-05", "2026-07-01")]));
    let annulled = read(&Penalty { annulled_on: Some(day("2026-03-02")), ..suspended.clone() });
    assert_eq!(annulled.statuses[0].spans, days(&[("2026-01-05", "2026-03-02")]));
    let endless = read(&Penalty { restriction_until: None, ..suspended.clone() });
    assert_eq!(endless.statuses[0].spans, endless.fact.counts);
    assert!(endless.statuses[0].derivations[0].provisional);
    let never = read(&Penalty { minor_party: true, ..suspended });
    assert!(never.statuses.is_empty() && never.fact.counts.is_empty() && !never.fact.publishable);
    assert!(note(&never, "publishable").is_some_and(|d| d.value == "under_18"));
}

fn intervals(payments: &[Payment], served_on: Option<&str>) -> Vec<Overdue> {
    let penalty = Penalty { served_on: served_on.map(day), ..penalty("2026-01-05") };
    overdue(&penalty, &payments.iter().collect::<Vec<_>>(), &TABLES)
}

fn late(from: &str, off: Option<&str>, due: &str) -> Overdue {
    let off = off.map_or(domain::day::Day::FOREVER, day);
    Overdue { span: Span::new(day(from), off), due: day(due) }
}

#[test]
fn a_fine_is_overdue_only_if_a_record_says_so() {
    use PaymentState::{Deferred, Paid, Unpaid};
    let served = Some("2026-01-08"); // due 2026-01-23
    assert!(intervals(&[], served).is_empty());
    assert!(intervals(&[payment("2026-01-23", Unpaid)], served).is_empty());
    assert_eq!(intervals(&[payment("2026-01-24", Unpaid)], served), [late("2026-01-24", None, "2026-01-23")]);
    assert!(intervals(&[payment("2026-01-24", Unpaid)], None).is_empty());
    let paid = [payment("2026-03-02", Paid), payment("2026-02-02", Unpaid), payment("2026-02-20", Unpaid)];
    assert_eq!(intervals(&paid, served), [late("2026-02-02", Some("2026-03-02"), "2026-01-23")]);
    assert!(intervals(&[payment("2026-02-02", Unpaid), payment("2026-02-02", Paid)], served).is_empty());
    let deferred = Payment { deferred_until: Some(day("2026-04-30")), ..payment("2026-02-10", Deferred) };
    let after = [payment("2026-02-02", Unpaid), deferred, payment("2026-04-30", Unpaid), payment("2026-05-06", Unpaid)];
    let wanted = [late("2026-02-02", Some("2026-02-10"), "2026-01-23"), late("2026-05-06", None, "2026-04-30")];
    assert_eq!(intervals(&after, served), wanted);
    assert_eq!(intervals(&after, None), wanted[1..]);
}

#[test]
fn the_due_day_names_its_table() {
    let penalty = Penalty { served_on: Some(day("2026-01-08")), ..penalty("2026-01-05") };
    let unpaid = payment("2026-02-02", PaymentState::Unpaid);
    let reading = derive(&penalty, &[&unpaid], &merchant(MerchantKind::Enterprise), &TABLES);
    assert_eq!(reading.fact.overdue, [late("2026-02-02", None, "2026-01-23")]);
    assert!(note(&reading, "due_day").is_some_and(|d| d.by == "payment.due_days@2021-07-15" && !d.provisional));
}

#[test]
fn tables_name_what_is_missing_or_misshapen() {
    let set = embedded::policies().unwrap();
    let without = PolicySet::read(set.files().filter(|(path, _)| !path.starts_with("severity/lower"))).unwrap();
    let faults = Tables::read(&without).unwrap_err();
    assert_eq!(
        faults.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["severity/lower_fine.toml:1: parameter severity.lower_fine is missing"]
    );
    let broken: Vec<(&str, String)> = set
        .files()
        .map(|(path, text)| {
            let text = text.replace("\"warning\"", "\"scolding\"").replace("minor = 3,", "minor = -3,");
            (path, text.replace("\"销售劣药\"", "\"销售假药。\"").replace("\"371503\"", "\"37150\""))
        })
        .collect();
    let broken = PolicySet::read(broken.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
    let faults: Vec<String> = Tables::read(&broken).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 8, "{faults:#?}");
    assert!(faults[0].starts_with("severity/minor_kinds.toml:8: unknown variant `scolding`"), "{faults:#?}");
    assert!(faults.iter().any(|f| f.contains("belongs to two causes")), "{faults:#?}");
}

#[test]
fn the_area_history_comes_with_the_tables() {
    let old = domain::area::AreaCode::parse("371523").unwrap();
    assert_eq!(TABLES.areas().current(old, day("2026-01-05")).as_str(), "371503");
}
