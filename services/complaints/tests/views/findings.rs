//! What an official should look at: found among what stands, for whom it may concern.

use crate::office::{MOVED, Office, Registry, STAYS};
use complaints::{Counting, Finding, Kind, Sought, StatisticsError};
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use ledger::{Asker, LedgerError};
use ratios::Measure;
use std::time::Duration;
use testkit::each_backend;

fn sought() -> Sought {
    Sought { kind: None, code: None, since: None, reach: Reach::Everywhere, after: None, limit: 100 }
}

fn found(office: &Office, sought: &Sought) -> Vec<Finding> {
    office.level();
    office.views.findings.find(sought).unwrap().findings
}

#[test]
fn a_group_and_a_repetition_are_found_and_what_is_taken_care_of_is_not() {
    each_backend(|place| {
        let office = Office::open(place);
        for n in 0..10 {
            let (number, received) = (format!("g{n}"), format!("2026-11-{:02}", 5 + n));
            let filer = format!("pseudonym-number-{n:02}");
            let more =
                [("received_on", received.as_str()), ("accepted_on", ""), ("filer", &filer), ("problem", "预付式消费")];
            office.complaint(MOVED, &number, &more);
        }
        let again = [("received_on", "2026-11-20"), ("accepted_on", ""), ("problem", "预付式消费")];
        office.complaint(MOVED, "again", &[&again[..], &[("filer", "pseudonym-number-09")]].concat());
        office.complaint(STAYS, "alone", &again);
        let all = found(&office, &sought());
        let told: Vec<(Kind, usize)> = all.iter().map(|finding| (finding.kind, finding.filings.len())).collect();
        assert_eq!(told, [(Kind::Repeat, 1), (Kind::Group, 11)], "{}", place.backend);
        assert_eq!((all[1].complainants, all[1].problem.as_deref()), (Some(10), Some("预付式消费")));
        assert_eq!((all[0].beside.as_deref(), all[0].held), (Some("complaint:g9"), 0));
        assert_eq!(all[0].lapses_on, Some(Day::parse("2026-12-04").unwrap()), "ten working days behind 2026-11-20");
        let held = [("held_from", "2026-11-23"), ("held_until", "2026-12-04"), ("filer", "pseudonym-number-09")];
        office.complaint(MOVED, "again", &[&again[..], &held].concat());
        assert_eq!(found(&office, &Sought { kind: Some(Kind::Repeat), ..sought() })[0].held, 1);
        office.complaint(
            MOVED,
            "again",
            &[&again[..], &[("filer", "pseudonym-number-09"), ("duplicate", "是")]].concat(),
        );
        assert_eq!(found(&office, &Sought { kind: Some(Kind::Repeat), ..sought() }), [], "it is known to be one");
        let later = Some(Day::parse("2026-11-15").unwrap());
        assert_eq!(found(&office, &Sought { since: later, ..sought() }), [], "the group's last came before");
    });
}

#[test]
fn a_list_goes_on_where_it_ended() {
    each_backend(|place| {
        let office = Office::open(place);
        for n in 0..4 {
            let received = format!("2026-11-{:02}", 10 + n);
            let more = [("received_on", received.as_str()), ("accepted_on", ""), ("filer", "pseudonym-number-00")];
            office.complaint(MOVED, &format!("{n}"), &[&more[..], &[("problem", "价格")]].concat());
        }
        let whole = found(&office, &sought());
        assert_eq!(whole.len(), 3, "{}: all but the first repeat one", place.backend);
        let first = office.views.findings.find(&Sought { limit: 2, ..sought() }).unwrap();
        let rest = office.views.findings.find(&Sought { after: first.next.clone(), ..sought() }).unwrap();
        assert_eq!([first.findings, rest.findings].concat(), whole);
        assert_eq!(rest.next, None);
    });
}

#[test]
fn what_is_held_makes_no_group() {
    each_backend(|place| {
        let office = Office::open(place);
        (0..9).for_each(|n| one_of_a_group(&office, n, &format!("2026-11-{:02}", 5 + n), &[]));
        let held = [("held_from", "2026-11-20"), ("held_until", "2026-12-03")];
        one_of_a_group(&office, 9, "2026-11-20", &held);
        let groups = |office: &Office| found(office, &Sought { kind: Some(Kind::Group), ..sought() });
        assert_eq!(groups(&office), [], "{}: nine, and one that waits for a check", place.backend);
        // It counts once somebody has looked, or the hold has lapsed.
        one_of_a_group(&office, 9, "2026-11-20", &[("held_from", "2026-11-20"), ("held_until", "2026-11-27")]);
        assert_eq!(groups(&office)[0].complainants, Some(10), "{}", place.backend);
    });
}

#[test]
fn repetitions_without_a_main_filing_are_named_and_the_first_counts_until_that_is_mended() {
    each_backend(|place| {
        let office = Office::open(place);
        let again = |number: &str, main: &str, more: &[(&str, &str)]| {
            office.complaint(
                MOVED,
                number,
                &[&[("received_on", "2026-08-03"), ("main_number", main)][..], more].concat(),
            );
        };
        office.complaint(STAYS, "main", &[]);
        again("2", "main", &[]);
        again("3", "mian", &[]);
        again("4", "mian", &[("accepted_on", "2026-08-04")]);
        let wanted = Sought { kind: Some(Kind::Mainless), since: Some(Day::parse("2026-08-03").unwrap()), ..sought() };
        let all = found(&office, &wanted);
        assert_eq!(all.len(), 1, "{}: {all:?}", place.backend);
        assert_eq!((all[0].party.as_str(), all[0].main_number.as_deref()), (MOVED, Some("mian")));
        assert_eq!(all[0].filings, ["complaint:3", "complaint:4"]);
        let elsewhere = Sought { code: Some(PartyCode::parse(STAYS).unwrap()), ..wanted.clone() };
        assert_eq!(found(&office, &elsewhere), [], "{}", place.backend);
        let k1 = |office: &Office| {
            let (measures, actor) = (vec![Measure::K1], "clerk".to_owned());
            let counting =
                Counting { measures, from: None, to: None, as_of: None, by: None, reach: Reach::Everywhere, actor };
            office.views.statistics.ratios(&counting).unwrap().ratios[0].figure.of
        };
        assert_eq!(k1(&office), 2, "{}: the main one, and one for that which is not there", place.backend);
        for number in ["3", "4"] {
            again(number, "main", &[]);
        }
        assert_eq!((found(&office, &wanted), k1(&office)), (vec![], 1), "{}", place.backend);
    });
}

#[test]
fn repetitions_without_a_main_filing_are_told_within_the_reach_alone() {
    each_backend(|place| {
        let office = Office::open(place);
        while office.desk.ledger.follow_places(&Registry, &Registry, Duration::ZERO).unwrap() > 0 {}
        office.complaint(MOVED, "2", &[("main_number", "mian")]);
        let since = Some(Day::parse("2026-08-03").unwrap());
        let told = |reach: Reach| -> Vec<(Kind, Vec<String>)> {
            let found = found(&office, &Sought { since, reach, ..sought() });
            found.into_iter().map(|finding| (finding.kind, finding.filings)).collect()
        };
        let within = |area: &str| Reach::Within(AreaCode::parse(area).unwrap());
        let wanted = [(Kind::Mainless, vec!["complaint:2".to_owned()])];
        for reach in [Reach::Everywhere, within("371500"), within("371581")] {
            assert_eq!(told(reach), wanted, "{} {reach:?}", place.backend);
        }
        // Where it was before it moved, and elsewhere.
        for reach in [within("371502"), within("371523")] {
            assert_eq!(told(reach), [], "{} {reach:?}", place.backend);
        }
    });
}

/// One of many who complain about money that was paid ahead.
fn one_of_a_group(office: &Office, n: usize, received: &str, more: &[(&str, &str)]) {
    let filer = format!("pseudonym-number-{n:02}");
    let usual = [("received_on", received), ("accepted_on", ""), ("filer", &filer), ("problem", "预付式消费")];
    office.complaint(MOVED, &format!("g{n}"), &[&usual[..], more].concat());
}

#[test]
fn a_dismissed_group_comes_back_only_when_somebody_complains_later() {
    each_backend(|place| {
        let office = Office::open(place);
        (0..10).for_each(|n| one_of_a_group(&office, n, &format!("2026-11-{:02}", 5 + n), &[]));
        let groups = |office: &Office| found(office, &Sought { kind: Some(Kind::Group), ..sought() });
        let (code, last) = (PartyCode::parse(MOVED).unwrap(), Day::parse("2026-11-14").unwrap());
        let dismiss = |office: &Office, to: Day, reason: &str| {
            office.views.findings.dismiss((code, "预付式消费", to), reason, Asker::house("li"))
        };
        assert_eq!(groups(&office)[0].dismissed, None, "{}: it waits", place.backend);
        let unreasoned = dismiss(&office, last, " ");
        assert!(matches!(unreasoned, Err(StatisticsError::Ledger(LedgerError::NoReason))), "{unreasoned:?}");
        let another = dismiss(&office, last.plus_days(-1), "促销所致");
        assert!(matches!(another, Err(StatisticsError::Decided(..))), "not as it was looked at: {another:?}");
        let elsewhere = Asker { reach: Reach::Within(AreaCode::parse("371502").unwrap()), ..Asker::house("li") };
        let beyond = office.views.findings.dismiss((code, "预付式消费", last), "促销所致", elsewhere);
        assert!(matches!(beyond, Err(StatisticsError::Ledger(LedgerError::Missing(_)))), "{beyond:?}");
        let dismissed = dismiss(&office, last, "促销所致").unwrap().dismissed.unwrap();
        assert_eq!((dismissed.actor.as_str(), dismissed.reason.as_str()), ("li", "促销所致"));
        assert_eq!((dismissed.to, dismissed.complainants), (last, 10));
        let again = dismiss(&office, last, "促销所致");
        assert!(matches!(again, Err(StatisticsError::Decided(..))), "{}: {again:?}", place.backend);
        // What changes without a later day was looked at: another complainant of those days, another text.
        one_of_a_group(&office, 10, "2026-11-12", &[]);
        one_of_a_group(&office, 3, "2026-11-08", &[("goods", "健身卡")]);
        assert_eq!(groups(&office)[0].dismissed, Some(dismissed.clone()), "{}", place.backend);
        // Another process finds it dismissed as well.
        let next = Office::open(place);
        assert_eq!(groups(&next)[0].dismissed, Some(dismissed), "{}", place.backend);
        one_of_a_group(&office, 11, "2026-11-15", &[]);
        let grown = groups(&office).remove(0);
        assert_eq!((grown.dismissed, grown.complainants), (None, Some(12)), "{}: it waits again", place.backend);
        let later = dismiss(&office, grown.to, "仍为促销所致").unwrap().dismissed.unwrap();
        assert_eq!((later.to, later.complainants), (last.plus_days(1), 12));
    });
}
