//! Whose conduct counts with a successor, from which day.

use crate::support::{TABLES, day, merchant};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{
    Merchant, MerchantKind, MerchantStatus, Predecessor, Records, StandingKind, Succession, SuccessionGround,
};
use domain::vocab::StatusKind;
use policy::set::PolicySet;
use statute::succession::{carried, pruned};
use statute::tables::Tables;
use std::collections::BTreeSet;

fn code(number: u32) -> PartyCode {
    PartyCode::complete(&format!("91371502MA{number:07}")).unwrap()
}

/// A merchant that others carry on from a day, gone on that day.
fn gone(number: u32, by: &[u32], ground: SuccessionGround, on: &str) -> Merchant {
    Merchant { status: MerchantStatus::Deregistered, status_from: Some(day(on)), ..living(number, by, ground, on) }
}

/// The same, which lives on.
fn living(number: u32, by: &[u32], ground: SuccessionGround, on: &str) -> Merchant {
    let by = by.iter().map(|number| code(*number)).collect();
    let succession = Some(Box::new(Succession { by, ground, on: day(on) }));
    Merchant { code: code(number), succession, ..merchant(MerchantKind::SoleTrader) }
}

fn file(merchant: &Merchant) -> Predecessor<'_> {
    let by = merchant.succession.iter().flat_map(|one| &one.by).copied().collect();
    let (penalties, payments, inspections) = (Vec::new(), Vec::new(), Vec::new());
    Predecessor { merchant, by, penalties, payments, inspections, tests: Vec::new(), standing: Vec::new() }
}

/// Who counts with the merchant of number 9, from which day and over whom.
fn counting(all: &[Merchant], tables: &Tables) -> Vec<(PartyCode, Day, Vec<String>)> {
    let files: Vec<Predecessor<'_>> = all.iter().map(file).collect();
    let found = carried(code(9), &files, tables);
    let told = found.into_iter().map(|one| {
        let over = one.notes.iter().map(|note| format!("{} {}", note.value, note.by)).collect();
        (files[one.at].merchant.code, one.from, over)
    });
    told.collect()
}

fn from(all: &[Merchant]) -> Vec<(PartyCode, Day)> {
    counting(all, &TABLES).into_iter().map(|(code, from, _)| (code, from)).collect()
}

use SuccessionGround::{CodeChange, Conversion, Division, Merger};

#[test]
fn a_merger_and_a_conversion_carry_conduct_and_a_division_does_not() {
    for (ground, article) in [(Merger, "第二百二十一条"), (Conversion, "第十三条"), (CodeChange, "33号")] {
        let told = counting(&[gone(1, &[9], ground, "2026-03-01")], &TABLES);
        let [(whose, from, notes)] = told.as_slice() else { panic!("{ground:?}: {told:?}") };
        assert_eq!((*whose, *from, notes.len()), (code(1), day("2026-03-01"), 1), "{ground:?}");
        assert!(notes[0].starts_with(code(1).as_str()) && notes[0].contains(article), "{notes:?}");
    }
    assert_eq!(from(&[gone(1, &[8, 9], Division, "2026-03-01")]), []);
}

#[test]
fn who_lives_on_keeps_its_conduct_until_it_trades_no_more() {
    for ground in [Merger, Conversion] {
        assert_eq!(from(&[living(1, &[9], ground, "2026-03-01")]), []);
        let later = Merchant { status_from: Some(day("2026-04-10")), ..gone(1, &[9], ground, "2026-03-01") };
        assert_eq!(from(&[later]), [(code(1), day("2026-04-10"))]);
        let earlier = Merchant { status_from: Some(day("2026-02-10")), ..gone(1, &[9], ground, "2026-03-01") };
        assert_eq!(from(&[earlier]), [(code(1), day("2026-03-01"))]);
    }
    // Under another code it is the same merchant, whatever is said of the old one.
    assert_eq!(from(&[living(1, &[9], CodeChange, "2026-03-01")]), [(code(1), day("2026-03-01"))]);
}

#[test]
fn conduct_follows_through_a_chain_from_the_last_day_of_it() {
    let chain = [gone(1, &[2], Conversion, "2025-01-10"), gone(2, &[9], Merger, "2026-03-01")];
    let told = counting(&chain, &TABLES);
    let days: Vec<(PartyCode, Day, usize)> = told.iter().map(|(code, from, over)| (*code, *from, over.len())).collect();
    assert_eq!(days, [(code(1), day("2026-03-01"), 2), (code(2), day("2026-03-01"), 1)]);
    assert!(told[0].2[0].starts_with(code(1).as_str()) && told[0].2[1].starts_with(code(2).as_str()), "{told:?}");
    // What was carried on late comes late, however early the rest was.
    let late = [gone(1, &[2], Conversion, "2026-06-01"), gone(2, &[9], Merger, "2026-03-01")];
    assert_eq!(from(&late), [(code(1), day("2026-06-01")), (code(2), day("2026-03-01"))]);
    // A division in between ends it.
    let cut = [gone(1, &[2], Conversion, "2025-01-10"), gone(2, &[9], Division, "2026-03-01")];
    assert_eq!(from(&cut), []);
}

#[test]
fn several_predecessors_count_each_and_nobody_twice() {
    let both = [gone(1, &[9], Merger, "2026-03-01"), gone(2, &[9], Merger, "2026-04-01")];
    assert_eq!(from(&both), [(code(1), day("2026-03-01")), (code(2), day("2026-04-01"))]);
    // Of two ways the one that is open first counts.
    let ways = [
        gone(1, &[2, 3], CodeChange, "2024-01-01"),
        gone(2, &[9], Merger, "2026-03-01"),
        gone(3, &[9], Merger, "2025-03-01"),
    ];
    // Whichever way is come upon first.
    for order in [[0, 1, 2], [1, 0, 2], [2, 0, 1]] {
        let told = from(&order.map(|at: usize| ways[at].clone()));
        assert!(told.contains(&(code(1), day("2025-03-01"))) && told.len() == 3, "{order:?}: {told:?}");
    }
}

#[test]
fn circles_end() {
    let circle = [
        gone(1, &[2], Merger, "2026-01-01"),
        gone(2, &[1, 9], CodeChange, "2026-02-01"),
        gone(9, &[1], Merger, "2026-03-01"),
    ];
    assert_eq!(from(&circle), [(code(1), day("2026-02-01")), (code(2), day("2026-02-01"))]);
    assert_eq!(from(&[gone(1, &[1], Merger, "2026-01-01")]), []);
}

#[test]
fn what_does_not_count_is_in_no_certificate() {
    let all = [gone(1, &[9], Merger, "2026-03-01"), gone(2, &[9], Division, "2026-03-01")];
    let standing: Vec<_> = StandingKind::all().map(standing_of).collect();
    let own = Merchant { code: code(9), ..merchant(MerchantKind::Enterprise) };
    let predecessors = all.iter().map(|one| Predecessor { standing: standing.iter().collect(), ..file(one) }).collect();
    let whole = Records { predecessors, ..file(&own).alone() };
    let left = pruned(whole, &TABLES).predecessors;
    assert_eq!(left.iter().map(|one| one.merchant.code).collect::<Vec<_>>(), [code(1)]);
    let kept: BTreeSet<&str> = left[0].standing.iter().map(|one| one.kind.token()).collect();
    for kind in ["serious_list", "abnormal_unreachable", "judgment", "breach"] {
        assert!(kept.contains(kind), "{kind}");
    }
    for kind in [StatusKind::TitleCity, StatusKind::NoReasonReturn, StatusKind::PermitExpired, StatusKind::GroupAlert] {
        assert!(!kept.contains(kind.token()), "{kind:?}");
    }
    assert!(!kept.contains("annual_report") && !kept.contains("permit"));
}

fn standing_of(kind: StandingKind) -> domain::record::Standing {
    domain::record::Standing {
        party: code(1),
        kind,
        office: "聊城市市场监督管理局".into(),
        document_no: "1".into(),
        from: day("2025-01-01"),
        until: None,
        shielded: Vec::new(),
        case_no: None,
        listing: None,
        permit: None,
        withdrawn: false,
    }
}

#[test]
fn a_policy_of_earlier_days_that_does_not_speak_of_it_carries_nothing() {
    let files = policy::embedded::PARAMETERS.iter().copied().filter(|(path, _)| !path.starts_with("succession/"));
    let silent = Tables::read(&PolicySet::read(files).unwrap()).unwrap();
    assert_eq!(counting(&[gone(1, &[9], Merger, "2026-03-01")], &silent), []);
}

#[test]
fn the_rule_of_the_day_of_succession_decides() {
    let policies = policy::embedded::policies().unwrap();
    let path = "succession/merger.toml";
    let (_, text) = policies.files().find(|(known, _)| *known == path).unwrap();
    let later = "\n[[from]]\nday = 2026-06-01\nvalue = \"stays\"\nsource = { title = \"x\", article = \"1\", confidence = \"P\" }\n\n[review]";
    let changed = policies.overlaid([(path, text.replace("\n[review]", later).as_str())]).unwrap();
    let tables = Tables::read(&changed).unwrap();
    let told = |on: &str| counting(&[gone(1, &[9], Merger, on)], &tables).len();
    assert_eq!((told("2026-05-31"), told("2026-06-01")), (1, 0));
}
