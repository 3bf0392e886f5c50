//! Ratios of what stands: each figure is exactly the filings into which it opens.

use crate::office::{MOVED, Office, STAYS};
use complaints::{By, Counting, FilingCounted, Kind, Opened, Sought, StatisticsError};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::RecordKind;
use ledger::{Asker, OnRecord};
use policy::library::Library;
use ratios::Measure;
use testkit::each_backend;

impl Office {
    /// Value, of how many, and how many were good, of each group of a ratio.
    fn told(&self, measure: Measure, by: Option<By>) -> Vec<(Option<String>, u64, u64)> {
        let ratios = self.views.statistics.ratios(&counting(measure, by)).unwrap();
        let all: Vec<FilingCounted> = self.opened(measure, by, None);
        let told: Vec<_> =
            ratios.ratios.into_iter().map(|ratio| (ratio.value, ratio.figure.of, ratio.figure.good)).collect();
        let of: u64 = told.iter().map(|(_, of, _)| of).sum();
        assert_eq!(all.iter().filter(|counted| counted.share.of).count() as u64, of, "it opens into what it counts");
        told
    }

    fn opened(&self, measure: Measure, by: Option<By>, group: Option<Option<String>>) -> Vec<FilingCounted> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let opened = Opened { counting: counting(measure, by), group: group.clone(), good: None, after, limit: 2 };
            let (page, next) = self.views.statistics.open(&opened).unwrap();
            all.extend(page);
            after = next;
            if after.is_none() {
                return all;
            }
        }
    }
}

fn counting(measure: Measure, by: Option<By>) -> Counting {
    Counting {
        measures: vec![measure],
        from: None,
        to: None,
        as_of: None,
        by,
        reach: Reach::Everywhere,
        actor: "clerk".to_owned(),
    }
}

fn known(value: &str, of: u64, good: u64) -> (Option<String>, u64, u64) {
    (Some(value.to_owned()), of, good)
}

#[test]
fn a_figure_is_split_and_opens_into_its_filings() {
    each_backend(|place| {
        let office = Office::open(place);
        let reading = office.views.statistics.ratios(&counting(Measure::K1, None));
        assert!(matches!(reading, Err(StatisticsError::Reading)), "{}: before anything is read", place.backend);
        office.level();
        let none = office.told(Measure::K1, None);
        assert_eq!(none, [(None, 0, 0)], "no data, and it says so");
        let closed = [("closed_on", "2026-10-08"), ("outcome", "MEDIATED")];
        let here = [("office_area", "371502"), ("source", "12315"), ("office", "A")];
        office.complaint(MOVED, "1", &[&closed[..], &here].concat());
        office.complaint(MOVED, "2", &here);
        office.complaint(STAYS, "3", &[&closed[..], &[("office_area", "371581"), ("source", "12345")]].concat());
        office.complaint(STAYS, "4", &[("duplicate", "是")]);
        office.complaint(STAYS, "5", &[]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 4, 2)]);
        let by_area = [known("371502", 2, 1), known("371581", 1, 1), (None, 1, 0)];
        assert_eq!(office.told(Measure::K1, Some(By::OfficeArea)), by_area);
        assert_eq!(
            office.told(Measure::K1, Some(By::Source)),
            [known("12315", 2, 1), known("12345", 1, 1), (None, 1, 0)]
        );
        assert_eq!(office.told(Measure::K1, Some(By::Month)), [known("2026-10", 4, 2)]);
        // Where the merchant was on the day of receipt, not where it is now.
        assert_eq!(office.told(Measure::K1, Some(By::MerchantArea)), [known("371502", 2, 1), known("371581", 2, 1)]);
        assert_eq!(office.told(Measure::K1, Some(By::Industry)), [known("F", 2, 1), known("H", 2, 1)]);
        let unknown = office.opened(Measure::K1, Some(By::OfficeArea), Some(None));
        let keys: Vec<&str> = unknown.iter().map(|counted| counted.key.as_str()).collect();
        assert_eq!(keys, ["complaint:5"]);
    });
}

#[test]
fn what_changes_is_counted_anew_and_what_is_taken_back_no_more() {
    each_backend(|place| {
        let office = Office::open(place);
        office.complaint(MOVED, "1", &[]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 1, 0)], "{}", place.backend);
        office.complaint(MOVED, "1", &[("closed_on", "2026-09-01"), ("outcome", "SELF_SETTLED")]);
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 1, 1)]);
        assert_eq!(office.told(Measure::K4, None), [(None, 1, 1)]);
        let (code, key) = (PartyCode::parse(MOVED).unwrap(), "complaint:1");
        let seen = office.desk.ledger.versions(code, key, None, Reach::Everywhere).unwrap();
        let version = seen.iter().find(|view| view.standing).unwrap().version;
        let on = OnRecord { code, key, version, by: Asker::house("clerk"), reason: "登记有误" };
        office.desk.ledger.withdraw(on).unwrap();
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 0, 0)]);
        // Another process that reads it anew counts the same.
        let again = Office::open(place);
        again.level();
        assert_eq!(again.told(Measure::K1, None), [(None, 0, 0)]);
    });
}

#[test]
fn a_case_that_grew_out_of_several_filings_is_one() {
    each_backend(|place| {
        let office = Office::open(place);
        let filed = [("case_no", "聊市监立〔2026〕1号"), ("case_filed_on", "2026-09-07")];
        let decided = [("decided_on", "2026-08-20"), ("decision", "filed")];
        for number in ["1", "2"] {
            let report = [("code", MOVED), ("report_no", number), ("received_on", "2026-08-03")];
            office.send(RecordKind::Report, &[&report[..], &decided, &filed].concat());
        }
        office.complaint(STAYS, "3", &[&filed[..], &[("closed_on", "2026-09-01"), ("outcome", "T3")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K5, None), [(None, 3, 1)], "{}", place.backend);
        assert_eq!(office.told(Measure::K2, None), [(None, 2, 2)]);
        assert_eq!(office.opened(Measure::K5, None, None).len(), 6, "each adds by its end, and by the case");
    });
}

#[test]
fn one_order_under_two_numbers_is_one_whatever_its_area_and_waits_for_an_official() {
    each_backend(|place| {
        let office = Office::open(place);
        let order = |number: &'static str| [("order_no", number), ("order_answered_on", "2026-08-10")];
        office.complaint(MOVED, "1", &[&order("GD1")[..], &[("office_area", "371502")]].concat());
        office.complaint(STAYS, "2", &[&order("GD1")[..], &[("office_area", "371581")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K3, None), [(None, 1, 1)], "{}", place.backend);
        assert_eq!(office.told(Measure::K3, Some(By::OfficeArea)), [known("371502", 1, 1)], "the first alone");
        let sought = Sought {
            kind: Some(Kind::Order),
            code: None,
            since: Some(Day::parse("2026-08-03").unwrap()),
            reach: Reach::Everywhere,
            after: None,
            limit: 100,
        };
        let found = |sought: &Sought| {
            let found = office.views.findings.find(sought).unwrap().findings;
            let told = found.into_iter().map(|one| (one.order.unwrap(), one.filings, one.elsewhere));
            told.collect::<Vec<(String, Vec<String>, usize)>>()
        };
        let named = |key: &str| ("GD1".to_owned(), vec![key.to_owned()], 1);
        assert_eq!(found(&sought), [named("complaint:1"), named("complaint:2")], "each with its own alone");
        let of_one = Sought { code: Some(PartyCode::parse(STAYS).unwrap()), ..sought.clone() };
        assert_eq!(found(&of_one), [named("complaint:2")]);
        assert_eq!(found(&Sought { since: Some(Day::parse("2026-08-04").unwrap()), ..sought.clone() }), []);
        // An official links them: the main one stays, and nothing waits any more.
        office.complaint(STAYS, "2", &[&order("GD1")[..], &[("main_number", "1")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K3, None), [(None, 1, 1)], "{}", place.backend);
        assert_eq!(found(&sought), []);
    });
}

#[test]
fn a_dispute_that_went_on_from_online_settlement_counts_once() {
    each_backend(|place| {
        let office = Office::open(place);
        let case = [("code", MOVED), ("number", "O1"), ("filed_on", "2026-08-03"), ("settled_on", "2026-08-10")];
        office.send(RecordKind::OdrCase, &[&case[..], &[("due_on", "2026-08-17")]].concat());
        let failed = [("closed_on", "2026-09-01"), ("outcome", "T3")];
        office.complaint(MOVED, "1", &failed);
        office.level();
        assert_eq!(office.told(Measure::K4, None), [(None, 2, 1)], "{}: nothing links them", place.backend);
        office.complaint(MOVED, "1", &[&failed[..], &[("odr_number", "O1")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K4, None), [(None, 1, 0)], "{}: by its last outcome", place.backend);
    });
}

#[test]
fn a_repetition_that_stands_for_its_main_filing_is_not_to_be_published() {
    each_backend(|place| {
        let office = Office::open(place);
        let closed = [("closed_on", "2026-09-01"), ("outcome", "MEDIATED"), ("consent", "是")];
        office.complaint(MOVED, "1", &closed);
        office.complaint(MOVED, "2", &[&closed[..], &[("main_number", "nowhere")]].concat());
        office.level();
        assert_eq!(office.told(Measure::K1, None), [(None, 2, 2)], "{}: it counts", place.backend);
        assert_eq!(office.told(Measure::K6, None), [(None, 1, 0)], "{}: nobody may publish it", place.backend);
    });
}

#[test]
fn a_period_that_cannot_be_is_refused() {
    each_backend(|place| {
        let office = Office::open(place);
        office.level();
        let day = |text| Some(Day::parse(text).unwrap());
        for wrong in [
            Counting { as_of: day("2026-11-29"), ..counting(Measure::K1, None) },
            Counting { from: day("2026-03-01"), to: day("2026-02-01"), ..counting(Measure::K1, None) },
        ] {
            assert!(matches!(office.views.statistics.ratios(&wrong), Err(StatisticsError::Period(..))), "{wrong:?}");
        }
        let past = Counting { as_of: day("2025-03-01"), ..counting(Measure::K1, None) };
        let period = office.views.statistics.ratios(&past).unwrap().period;
        assert_eq!((Some(period.from), Some(period.to)), (day("2025-01-01"), day("2025-03-01")), "the year until then");
    });
}

/// Whoever sets a number sets it for the figures, which name it.
#[test]
fn an_offices_own_number_decides_and_is_named() {
    each_backend(|place| {
        let shipped = Library::shipped().unwrap();
        let own = shipped
            .text("ratios.t5_grace")
            .unwrap()
            .replace("value = 1", "value = 2")
            .replace("provisional = true", "");
        let own = shipped.clone().overlaid([("ratios/t5_grace.toml", own.as_str())]).unwrap();
        // Two working days behind the last one.
        let late = [("closed_on", "2026-10-10"), ("outcome", "T5")];
        Office::open(place).complaint(MOVED, "1", &late);
        let told = |library: &Library| {
            let office = Office::open_by(place, "2026-11-28", library);
            office.level();
            let found = office.views.statistics.ratios(&counting(Measure::K1, None)).unwrap();
            let named: Vec<String> = found.ratios[0].unsettled.iter().cloned().collect();
            (found.ratios[0].figure.good, named.join(" "))
        };
        let rule = "clocks.complaint_mediation@2026-04-15";
        assert_eq!(told(&shipped), (0, format!("{rule} ratios.t5_grace@2018-01-01")), "{}", place.backend);
        assert_eq!(told(&own), (1, rule.to_owned()), "{}", place.backend);
    });
}
