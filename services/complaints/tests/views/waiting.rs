//! Filings of which nobody knows whose they are: they count in ratios all the same, and each counts once.

use crate::office::{MOVED, Office, STAYS};
use complaints::{By, Counting, FilingCounted, HoldsWanted, Opened, Ratio, Sought, Whose};
use contracts::access::Reach;
use contracts::import::JobState;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::record::RecordKind;
use intake::Cells;
use intake::layout::Layout;
use ledger::{Asker, Handed, Settled, WaitingFilter};
use ratios::Measure;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use testkit::each_backend;

const COMPLAINTS: &str = "code,number,received_on,accepted_on,closed_on,outcome,office_area,office,case_no,case_filed_on,order_no,order_dispatched_on,order_due_on,order_answered_on\n";
const REPORTS: &str = "code,report_no,received_on,decided_on,decision\n";
const CLERK: Asker<'static> = Asker::house("clerk");

fn counting(by: Option<By>, by_whom: Asker<'_>) -> Counting {
    let (measures, reach, actor) = (Measure::ALL.to_vec(), by_whom.reach, by_whom.actor.to_owned());
    Counting { measures, from: None, to: None, as_of: None, by, reach, actor }
}

impl Office {
    /// A file is handed in and read; gives its number.
    fn import(&self, kind: RecordKind, text: &str, by: Asker<'_>) -> i64 {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let (layout, file_name) = (Layout::of(kind), "上报.csv");
        let handed = Handed { layout, file_name, mapping: None, history: false, dry_run: false, confirm: false, by };
        let import_id = self.desk.ledger.hand_in(&handed, &mut file).unwrap().import_id;
        self.desk.worker.wake();
        let begun = Instant::now();
        while self.desk.ledger.job(import_id, CLERK).unwrap().state == JobState::Queued {
            assert!(begun.elapsed() < Duration::from_secs(60), "the file is not read");
            std::thread::sleep(Duration::from_millis(5));
        }
        import_id
    }

    fn complaints(&self, rows: &str, by: Asker<'_>) -> i64 {
        self.import(RecordKind::Complaint, &format!("{COMPLAINTS}{rows}"), by)
    }

    /// Of how many each ratio is, and how many were good, whoever asks.
    fn counted_by(&self, by: Option<By>, asker: Asker<'_>) -> Vec<Ratio> {
        self.views.statistics.ratios(&counting(by, asker)).unwrap().ratios
    }

    /// Of how many complaints K1 is, and how many were good.
    fn k1(&self) -> (u64, u64) {
        let ratios = self.counted_by(None, CLERK);
        let ratio = ratios.iter().find(|ratio| ratio.measure == Measure::K1).unwrap();
        (ratio.figure.of, ratio.figure.good)
    }

    /// The filings of K1, page by page.
    fn k1_opened(&self) -> Vec<FilingCounted> {
        let counting = Counting { measures: vec![Measure::K1], ..counting(None, CLERK) };
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let opened = Opened { counting: counting.clone(), group: None, good: None, after, limit: 1 };
            let (page, next) = self.views.statistics.open(&opened).unwrap();
            all.extend(page);
            after = next;
            if after.is_none() {
                return all;
            }
        }
    }

    /// Of how many K1 is, group by group, for whoever asks.
    fn k1_by(&self, by: By, asker: Asker<'_>) -> Vec<(Option<String>, u64)> {
        let ratios = self.counted_by(Some(by), asker).into_iter().filter(|ratio| ratio.measure == Measure::K1);
        ratios.map(|ratio| (ratio.value, ratio.figure.of)).collect()
    }

    /// Keys of the rows that K1 counts for whoever asks, with import and row of those that they are shown.
    fn k1_rows(&self, asker: Asker<'_>) -> Vec<(String, Option<(i64, i64)>)> {
        let counting = Counting { measures: vec![Measure::K1], ..counting(None, asker) };
        let opened = Opened { counting, group: None, good: None, after: None, limit: 99 };
        let (found, _) = self.views.statistics.open(&opened).unwrap();
        let told = found.into_iter().map(|counted| match counted.whose {
            Whose::Waiting(place) => (counted.key, place.map(|place| (place.import_id, place.row))),
            Whose::Known(code) => panic!("{code}"),
        });
        let mut told: Vec<(String, Option<(i64, i64)>)> = told.collect();
        told.sort_unstable();
        told
    }

    /// It is said whose a row is.
    fn resolve(&self, (import_id, row): (i64, i64), code: &str, more: &[(&str, &str)]) {
        let said = more.iter().copied().chain([("code", code)]);
        let cells: Cells = said.map(|(id, text)| (id.to_owned(), text.to_owned())).collect();
        let settled = self.desk.ledger.retry(import_id, row, &cells, false, CLERK).unwrap();
        assert!(matches!(settled, Settled::Kept(_)), "{settled:?}");
    }
}

/// An official who is limited to an area.
fn within(actor: &'static str, area: &str) -> Asker<'static> {
    Asker { actor, reach: Reach::Within(AreaCode::parse(area).unwrap()), department: None }
}

/// A complaint of nobody that is known, which an office of this area handles.
fn row(number: u32, area: &str) -> String {
    format!(",{number},2026-08-03,2026-08-03,,,{area},,,,,,,\n")
}

fn of(area: &str, many: u64) -> (Option<String>, u64) {
    (Some(area.to_owned()), many)
}

/// Several filings with the code in each.
fn filings(code: &str) -> [(RecordKind, String); 2] {
    let complaints = format!(
        "{COMPLAINTS}\
         {code},1,2026-08-03,2026-08-03,2026-10-08,MEDIATED,371502,A,,,,,,\n\
         {code},2,2026-08-03,2026-08-03,,,371581,B,聊市监立〔2026〕1号,2026-09-07,,,,\n\
         {code},3,2026-08-03,2026-08-20,2026-09-01,SELF_SETTLED,371502,A,,,W1,2026-08-03,2026-08-07,2026-08-10\n\
         {code},4,2026-08-03,,,,371502,A,,,,,,\n"
    );
    let reports = format!(
        "{REPORTS}{code},5,2026-08-03,2026-08-20,filed\n{code},6,2026-08-03,2026-09-20,not_filed\n{code},7,2026-08-03,,\n"
    );
    [(RecordKind::Complaint, complaints), (RecordKind::Report, reports)]
}

#[test]
fn a_filing_without_a_party_counts_as_its_record_would_from_the_day_of_receipt() {
    each_backend(|place| {
        let (waiting, known) = (Office::open(place), testkit::Place::sqlite());
        let known = Office::open(&known);
        for (office, code) in [(&waiting, ""), (&known, MOVED)] {
            filings(code).iter().for_each(|(kind, text)| _ = office.import(*kind, text, CLERK));
            office.level();
        }
        for by in [None, Some(By::OfficeArea), Some(By::Office), Some(By::Month), Some(By::Source), Some(By::Problem)] {
            let counted = waiting.counted_by(by, CLERK);
            assert_eq!(counted, known.counted_by(by, CLERK), "{} {by:?}", place.backend);
            assert!(
                Measure::ALL[..6]
                    .iter()
                    .all(|measure| { counted.iter().any(|ratio| ratio.measure == *measure && ratio.figure.of > 0) })
            );
        }
        // Where a merchant is of whom nobody knows who it is, nobody knows either.
        for by in [By::MerchantArea, By::Industry] {
            let counted = waiting.counted_by(Some(by), CLERK);
            assert!(!counted.is_empty() && counted.iter().all(|ratio| ratio.value.is_none()), "{by:?} {counted:?}");
        }
        let opened = waiting.k1_opened();
        let rows = opened.iter().map(|counted| match &counted.whose {
            Whose::Waiting(Some(place)) => (place.file.as_str(), place.row, counted.key.as_str()),
            whose => panic!("{whose:?}"),
        });
        let told = [("上报.csv", 2, "complaint:1"), ("上报.csv", 3, "complaint:2"), ("上报.csv", 4, "complaint:3")];
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable();
        assert_eq!(rows, told, "{}", place.backend);
    });
}

#[test]
fn once_it_is_said_whose_it_is_it_counts_as_that_record_alone() {
    each_backend(|place| {
        let office = Office::open(place);
        let import_id = office.complaints(
            ",1,2026-08-03,2026-08-03,,,,,,,,,,\n,2,2026-08-03,2026-08-03,,,,,,,,,,\n,3,2026-08-03,2026-08-03,,,,,,,,,,\n\
             ,4,2026-08-03,2026-08-03,,,,,,,,,,\n",
            CLERK,
        );
        office.level();
        assert_eq!(office.k1(), (4, 0), "{}", place.backend);
        // By an official; the mirror has not come to it yet, and then it has.
        office.resolve((import_id, 2), MOVED, &[]);
        assert_eq!(office.k1(), (4, 0), "{}: at once", place.backend);
        // As the record it is, also where the number was mended.
        office.resolve(
            (import_id, 3),
            STAYS,
            &[("number", "2a"), ("closed_on", "2026-09-01"), ("outcome", "MEDIATED")],
        );
        assert_eq!(office.k1(), (4, 1), "{}: with what was said besides", place.backend);
        let area = |ratio: &Ratio| (ratio.measure == Measure::K1).then(|| (ratio.value.clone(), ratio.figure.of));
        let by_area =
            || -> Vec<_> { office.counted_by(Some(By::MerchantArea), CLERK).iter().filter_map(area).collect() };
        let known = vec![(Some("371502".to_owned()), 1), (Some("371581".to_owned()), 1), (None, 2)];
        assert_eq!(by_area(), known);
        office.level();
        assert_eq!(office.k1(), (4, 1), "{}: once it is followed", place.backend);
        assert_eq!(by_area(), known);
        // By another file that says whose it is.
        office.complaints(&format!("{MOVED},3,2026-08-03,2026-08-03,,,,,,,,,,\n"), CLERK);
        assert_eq!(office.k1(), (4, 1), "{}: read, and not followed", place.backend);
        office.level();
        assert_eq!(office.k1(), (4, 1), "{}: read and followed", place.backend);
        let codes = office.k1_opened().iter().filter(|counted| counted.whose.code().is_some()).count();
        assert_eq!(codes, 3);
        // Put aside, it counts no more; nor is what was taken back counted as what it was.
        office.desk.ledger.discard(import_id, 5, CLERK, "重复上报").unwrap();
        assert_eq!(office.k1(), (3, 1));
        let code = PartyCode::parse(MOVED).unwrap();
        let on = ledger::OnRecord { code, key: "complaint:1", version: 1, by: CLERK, reason: "登记有误" };
        office.desk.ledger.withdraw(on).unwrap();
        office.level();
        assert_eq!(office.k1(), (2, 1), "{}", place.backend);
    });
}

#[test]
fn what_is_nobodys_is_held_for_nobody_and_found_of_nobody() {
    each_backend(|place| {
        let office = Office::open_on(place, "2026-08-04");
        // Of one merchant so many on a day would be a burst.
        let rows =
            |code: &str| (0..12).map(|n| format!("{code},{n}{code},2026-08-03,,,,,,,,,,,\n")).collect::<String>();
        let held = || {
            office.level();
            while office.views.holds.keep().unwrap() > 0 {
                office.level();
            }
            let (kind, code, since, reach) = (None, None, None, Reach::Everywhere);
            let sought = Sought { kind, code, since, reach, after: None, limit: 99 };
            let wanted = HoldsWanted { state: None, ground: None, code: None, before: None, reach, limit: 99 };
            let holds = office.views.holds.list(&wanted).unwrap();
            (office.views.findings.find(&sought).unwrap().findings.len(), holds.len())
        };
        office.complaints(&rows(""), CLERK);
        assert_eq!(held(), (0, 0), "{}", place.backend);
        office.complaints(&rows(MOVED), CLERK);
        let (findings, holds) = held();
        assert!(findings > 0 && holds == 12, "{}: {findings} {holds}", place.backend);
    });
}

#[test]
fn what_waits_for_another_reason_counts_nowhere() {
    each_backend(|place| {
        let office = Office::open(place);
        // A wrong check character, a day that is none, both and no code at all; and one of which nothing else is wrong.
        let import_id = office.complaints(
            "91371500795315494X,1,2026-08-03,2026-08-03,,,,,,,,,,\n,2,2026-02-30,2026-08-03,,,,,,,,,,\n\
             91371500795315494U,3,2026-08-05,2026-08-03,,,,,,,,,,\n,4,2026-08-03,2026-08-03,,,,,,,,,,\n",
            CLERK,
        );
        let all = WaitingFilter { limit: 9, ..WaitingFilter::default() };
        assert_eq!(office.desk.ledger.waiting(import_id, &all, CLERK).unwrap().len(), 4);
        office.level();
        assert_eq!(office.k1(), (1, 0), "{}", place.backend);
    });
}

#[test]
fn whoever_is_limited_to_an_area_counts_the_rows_of_their_own_imports() {
    each_backend(|place| {
        let office = Office::open(place);
        let reach = Reach::Within(AreaCode::parse("371581").unwrap());
        let [county, other] = ["u-1", "u-2"].map(|actor| Asker { actor, reach, department: None });
        office.complaints(",1,2026-08-03,2026-08-03,,,,,,,,,,\n", CLERK);
        office.complaints(",2,2026-08-03,2026-08-03,,,,,,,,,,\n,3,2026-08-03,2026-08-03,,,,,,,,,,\n", county);
        office.level();
        let of = |asker| office.counted_by(None, asker)[0].figure.of;
        assert_eq!([of(CLERK), of(county), of(other)], [3, 2, 0], "{}", place.backend);
    });
}

#[test]
fn a_row_that_waits_counts_where_its_office_is_and_shows_its_file_to_nobody_else() {
    each_backend(|place| {
        let office = Office::open(place);
        let [county, other] = [within("u-1", "371581"), within("u-2", "371581")];
        office.complaints(&[row(1, "371581"), row(2, "371502"), row(3, "")].concat(), CLERK);
        let own = office.complaints(&[row(4, "371502"), row(5, ""), row(6, "371581")].concat(), county);
        office.level();
        // Nobody brings what would count as an office's outside their area: it waits as rows of merchants elsewhere do.
        let all = WaitingFilter { limit: 9, ..WaitingFilter::default() };
        let waiting = office.desk.ledger.waiting(own, &all, county).unwrap();
        let dispositions: Vec<&str> = waiting.iter().map(|row| row.disposition.as_str()).collect();
        assert_eq!(dispositions, ["rejected", "unresolved", "unresolved"], "{}", place.backend);
        let faults = waiting[0].faults.get();
        assert!(faults.contains("office_area") && faults.contains("不在您的辖区 371581"), "{faults}");
        let outcome = office.desk.ledger.job(own, county).unwrap().outcome.unwrap();
        assert_eq!((outcome.read, outcome.rejected, outcome.unresolved), (3, 1, 2), "{}", place.backend);
        let k1 = |asker, by| office.k1_by(by, asker);
        let by_office = By::OfficeArea;
        assert_eq!(k1(CLERK, by_office), [of("371502", 1), of("371581", 2), (None, 2)], "{}", place.backend);
        assert_eq!(k1(county, by_office), [of("371581", 2), (None, 1)], "{}: who brought it decides", place.backend);
        assert_eq!(k1(other, by_office), [of("371581", 2)], "{}", place.backend);
        // Of merchants of whom nobody knows who they are, everybody counts those of their own imports.
        let by_merchant = By::MerchantArea;
        assert_eq!([k1(county, by_merchant), k1(other, by_merchant)], [vec![(None, 2)], vec![]]);
        let told = |number: u32, row: Option<i64>| (format!("complaint:{number}"), row.map(|row| (own, row)));
        let rows = office.k1_rows(county);
        assert_eq!(rows, [told(1, None), told(5, Some(3)), told(6, Some(4))], "{}", place.backend);
        assert_eq!(office.k1_rows(other), [told(1, None), told(6, None)], "{}", place.backend);
    });
}

/// Whoever is limited to an area takes nothing from the figures of others, and nobody takes theirs from them.
#[test]
fn of_rows_of_one_number_the_citys_comes_first_and_ones_own_stays_ones_own() {
    each_backend(|place| {
        let office = Office::open(place);
        let [county, other] = [within("u-1", "371581"), within("u-2", "371502")];
        let colleague = within("u-3", "371581");
        office.complaints(&row(1, "371502"), CLERK);
        let own = [
            office.complaints(&row(1, "371581"), county),
            office.complaints(&row(2, "371581"), county),
            office.complaints(&row(3, ""), county),
        ];
        let others = office.complaints(&row(2, "371502"), other);
        office.complaints(&row(3, ""), CLERK);
        office.level();
        let by = By::OfficeArea;
        // The city's 1, the later 2 of two who are limited, and the city's 3.
        assert_eq!(office.k1_by(by, CLERK), [of("371502", 2), (None, 1)], "{}", place.backend);
        assert_eq!(office.k1_by(by, other), [of("371502", 2)], "{}", place.backend);
        assert_eq!(office.k1_by(by, colleague), [], "{}", place.backend);
        assert_eq!(office.k1_by(by, county), [of("371581", 2), (None, 1)], "{}", place.backend);
        let told = |number: u32, row: Option<i64>| (format!("complaint:{number}"), row.map(|import| (import, 2)));
        let rows = office.k1_rows(county);
        assert_eq!(rows, [told(1, Some(own[0])), told(2, Some(own[1])), told(3, Some(own[2]))], "{}", place.backend);
        assert_eq!(office.k1_rows(other), [told(1, None), told(2, Some(others))], "{}", place.backend);
        assert_eq!(office.k1_rows(CLERK).len(), 3, "{}: each once", place.backend);
    });
}

#[test]
fn of_one_item_the_same_filing_counts_for_whoever_asks() {
    each_backend(|place| {
        let office = Office::open(place);
        // The order waits for its party in the city's import, and stands again as a record of another office.
        office.complaints(",1,2026-08-03,2026-08-03,,,371502,A,,,W1,2026-08-03,2026-08-07,2026-08-10\n", CLERK);
        let order = [("order_no", "W1"), ("order_dispatched_on", "2026-08-03"), ("order_answered_on", "2026-08-04")];
        office.complaint(MOVED, "2", &[&order[..], &[("office_area", "371581")]].concat());
        office.level();
        let k3 = |asker: Asker<'_>| -> Vec<(Option<String>, u64)> {
            let ratios = office.counted_by(Some(By::OfficeArea), asker).into_iter();
            let ratios = ratios.filter(|ratio| ratio.measure == Measure::K3);
            ratios.map(|ratio| (ratio.value, ratio.figure.of)).collect()
        };
        let within = |area: &str| Asker { reach: Reach::Within(AreaCode::parse(area).unwrap()), ..CLERK };
        let the_first = [(Some("371502".to_owned()), 1)];
        assert_eq!(k3(CLERK), the_first, "{}", place.backend);
        assert_eq!(k3(Asker { actor: "u-1", ..within("371502") }), the_first, "{}", place.backend);
        assert_eq!(k3(Asker { actor: "u-2", ..within("371581") }), [], "{}", place.backend);
    });
}

#[test]
fn while_rows_are_resolved_no_look_finds_one_twice_or_none() {
    const ROWS: i64 = 40;
    each_backend(|place| {
        let office = Office::open(place);
        let rows: String = (0..ROWS).map(|n| format!(",{n},2026-08-03,2026-08-03,,,,,,,,,,\n")).collect();
        let import_id = office.complaints(&rows, CLERK);
        office.level();
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for row in 0..ROWS {
                    // Every other number is mended at once.
                    let number = if row % 2 == 0 { format!("x{row}") } else { row.to_string() };
                    office.resolve(
                        (import_id, row + 2),
                        [MOVED, STAYS][(row % 3 == 0) as usize],
                        &[("number", &number)],
                    );
                }
                done.store(true, Ordering::Release);
            });
            scope.spawn(|| {
                while !done.load(Ordering::Acquire) {
                    office.views.take_in(Duration::from_millis(1)).unwrap();
                }
            });
            while !done.load(Ordering::Acquire) {
                assert_eq!(office.k1(), (ROWS as u64, 0), "{}", place.backend);
            }
        });
        office.level();
        assert_eq!(office.k1(), (ROWS as u64, 0), "{}", place.backend);
        assert!(office.k1_opened().iter().all(|counted| counted.whose.code().is_some()));
    });
}
