//! In whose figure a filing is: in that of the office that handles it, and in that of the merchant's area on request
//! (settled readings, 13).

use crate::office::{MOVED, Office, Registry, STAYS};
use complaints::{By, Counting, FilingCounted, Opened};
use contracts::access::Reach;
use contracts::change::Change;
use contracts::port::{Feed, PortError};
use domain::area::{AreaChange, AreaCode, AreaHistory};
use ratios::Measure;
use std::time::Duration;
use testkit::{each_backend, told_of};

/// Both shops are registered here by now.
const HERE: &str = "371581";
const THERE: &str = "371502";

impl Feed for Registry {
    fn service(&self) -> &'static str {
        "registry"
    }

    fn changes(&self, after: Option<&str>, _: u16, _: Duration) -> Result<Vec<Change>, PortError> {
        Ok(if after.is_some() { Vec::new() } else { vec![told_of(1, 1, MOVED), told_of(2, 2, STAYS)] })
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        Ok(Some("2".to_owned()))
    }
}

fn within(area: &str) -> Reach {
    Reach::Within(AreaCode::parse(area).unwrap())
}

fn counting(reach: Reach, by: Option<By>) -> Counting {
    let (measures, actor) = (vec![Measure::K1], "county".to_owned());
    Counting { measures, from: None, to: None, as_of: None, by, reach, actor }
}

fn opened(office: &Office, reach: Reach, by: Option<By>, group: Option<Option<String>>) -> Vec<FilingCounted> {
    let opened = Opened { counting: counting(reach, by), group, good: None, after: None, limit: 100 };
    office.views.statistics.open(&opened).unwrap().0
}

/// Of how many K1 is, group by group; each opens into as many filings.
fn k1(office: &Office, reach: Reach, by: Option<By>) -> Vec<(Option<String>, u64)> {
    let ratios = office.views.statistics.ratios(&counting(reach, by)).unwrap().ratios;
    let told = ratios.into_iter().map(|ratio| {
        let group = by.map(|_| ratio.value.clone());
        assert_eq!(opened(office, reach, by, group).len() as u64, ratio.figure.of, "{by:?} {:?}", ratio.value);
        (ratio.value, ratio.figure.of)
    });
    told.collect()
}

fn keys(filings: Vec<FilingCounted>) -> Vec<String> {
    let mut keys: Vec<String> = filings.into_iter().map(|counted| counted.key).collect();
    keys.sort_unstable();
    keys
}

fn of(area: &str, many: u64) -> (Option<String>, u64) {
    (Some(area.to_owned()), many)
}

#[test]
fn a_countys_figure_is_the_citys_figure_of_its_offices() {
    each_backend(|place| {
        let office = Office::open(place);
        while office.desk.ledger.follow_places(&Registry, &Registry, Duration::ZERO).unwrap() > 0 {}
        office.complaint(MOVED, "1", &[("office_area", HERE)]);
        office.complaint(STAYS, "2", &[("office_area", HERE)]);
        office.complaint(STAYS, "3", &[("office_area", THERE)]);
        office.complaint(MOVED, "4", &[("office_area", THERE)]);
        office.complaint(STAYS, "5", &[]);
        office.level();
        for city in [Reach::Everywhere, within("371500")] {
            let told = k1(&office, city, Some(By::OfficeArea));
            assert_eq!(told, [of(THERE, 2), of(HERE, 2), (None, 1)], "{} {city:?}", place.backend);
        }
        // Of which no office is told where it is, the merchant's area counts it.
        assert_eq!(k1(&office, within(HERE), Some(By::OfficeArea)), [of(HERE, 2), (None, 1)], "{}", place.backend);
        assert_eq!(k1(&office, within(HERE), None), [(None, 3)]);
        assert_eq!(k1(&office, within(HERE), Some(By::Month)), [of("2026-10", 3)]);
        // An office sees what it handles, also of merchants who are registered elsewhere.
        assert_eq!(k1(&office, within(THERE), Some(By::OfficeArea)), [of(THERE, 2)], "{}", place.backend);
        assert_eq!(k1(&office, within(THERE), None), [(None, 2)]);
        assert_eq!(keys(opened(&office, within(THERE), None, None)), ["complaint:3", "complaint:4"]);
    });
}

#[test]
fn what_another_office_handles_counts_by_the_area_of_merchants_alone() {
    each_backend(|place| {
        let office = Office::open(place);
        while office.desk.ledger.follow_places(&Registry, &Registry, Duration::ZERO).unwrap() > 0 {}
        office.complaint(STAYS, "1", &[("office_area", THERE)]);
        office.complaint(STAYS, "2", &[]);
        office.level();
        for by in [None, Some(By::OfficeArea), Some(By::Office), Some(By::Industry)] {
            let filings = keys(opened(&office, within(HERE), by, None));
            assert_eq!(filings, ["complaint:2"], "{} {by:?}", place.backend);
        }
        let by = Some(By::MerchantArea);
        assert_eq!(k1(&office, within(HERE), by), [of(HERE, 2)], "{}", place.backend);
        assert_eq!(keys(opened(&office, within(HERE), by, None)), ["complaint:1", "complaint:2"]);
        assert_eq!(k1(&office, within(THERE), by), [], "it handles one, and no merchant of it is concerned");
    });
}

/// What the registry says of a merchant is told to whoever may see it, and no list can be asked for it either.
#[test]
fn the_trade_of_a_merchant_elsewhere_is_not_told_to_the_office_that_handles_its_filing() {
    each_backend(|place| {
        let office = Office::open(place);
        while office.desk.ledger.follow_places(&Registry, &Registry, Duration::ZERO).unwrap() > 0 {}
        office.complaint(MOVED, "1", &[("office_area", THERE)]);
        office.complaint(STAYS, "2", &[("office_area", THERE)]);
        office.complaint(STAYS, "3", &[("office_area", HERE)]);
        office.level();
        let by = Some(By::Industry);
        assert_eq!(k1(&office, Reach::Everywhere, by), [of("F", 2), of("H", 1)], "{}", place.backend);
        // Both merchants are registered here.
        assert_eq!(k1(&office, within(HERE), by), [of("F", 1)], "{}", place.backend);
        assert_eq!(k1(&office, within(THERE), by), [(None, 2)], "{}", place.backend);
        for trade in ["F", "H"] {
            let found = opened(&office, within(THERE), by, Some(Some(trade.to_owned())));
            assert_eq!(keys(found), [""; 0], "{}: {trade}", place.backend);
        }
        assert_eq!(keys(opened(&office, within(THERE), by, Some(None))), ["complaint:1", "complaint:2"]);
    });
}

#[test]
fn offices_are_counted_under_the_area_that_has_succeeded_theirs() {
    each_backend(|place| {
        let office = Office::open(place);
        let [from, to] = ["371523", "371503"].map(|area| AreaCode::parse(area).unwrap());
        office.desk.ledger.know_areas(AreaHistory(vec![AreaChange { from, to, on: None }]));
        office.complaint(MOVED, "1", &[("office_area", "371523")]);
        office.complaint(MOVED, "2", &[("office_area", "371503")]);
        office.complaint(STAYS, "3", &[("office_area", "3715JK")]);
        office.level();
        let by = Some(By::OfficeArea);
        let all = [of("371503", 2), of("3715JK", 1)];
        assert_eq!(k1(&office, Reach::Everywhere, by), all, "{}", place.backend);
        assert_eq!(k1(&office, within("371503"), by), all[..1]);
        // Whoever asks for the area as it was called before is told of the same office.
        for area in ["371523", "371503"] {
            let filings = keys(opened(&office, Reach::Everywhere, by, Some(Some(area.to_owned()))));
            assert_eq!(filings, ["complaint:1", "complaint:2"], "{}: {area}", place.backend);
        }
        // A zone lies below the city alone, although it is exchanged under a district.
        assert_eq!(k1(&office, within("3715JK"), by), all[1..]);
        assert_eq!(k1(&office, within("371502"), by), []);
    });
}
