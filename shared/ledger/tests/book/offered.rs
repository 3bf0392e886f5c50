//! Lists of a service's own: offered once, read page by page, shown to whoever may see them, and waited for.

use crate::export_jobs::killed_while_writing;
use crate::exports::{clerk, fetched, looked, ordered, over};
use crate::house::{House, merchant, until};
use crate::http::{Office, whole};
use contracts::access::{Role, Scope};
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Offer, Sheet, Tabled};
use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;
use statute::duties::Limits;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use testkit::each_backend;
use testkit::table::rows;
use utoipa::IntoParams;
use web::Fault;
use web::token::Grant;

/// Which numbers.
#[derive(Deserialize, IntoParams)]
struct Which {
    /// At most this one.
    until: usize,
    /// How many, of which an export knows nothing.
    #[expect(dead_code, reason = "a list has pages, a table has none")]
    limit: Option<u16>,
}

/// Numbers from 1 on, of merchants in turn.
#[derive(Default)]
struct Numbers {
    pages: AtomicUsize,
    away: AtomicBool,
    /// The number of which more is said than a cell of a workbook holds.
    long: AtomicUsize,
    /// Held by whoever wants a page to wait.
    gate: Mutex<()>,
}

/// The list of them.
struct Offered(Arc<Numbers>);

impl Tabled for Offered {
    type Filter = Which;
    type After = usize;

    const SHEET: Sheet = Sheet {
        list: "numbers",
        zh: "编号表",
        path: "/numbers",
        scopes: &[Scope::Decide],
        columns: &[("编号", Form::Number), ("说明", Form::Text)],
    };

    fn check(&self, which: &Which) -> Result<(), Fault> {
        if which.until > 0 {
            return Ok(());
        }
        let wrong = contracts::problem::FieldError::new("until", "应为正数", "must be positive");
        Err(Fault::new(contracts::problem::Code::InvalidQuery).errors([wrong]))
    }

    fn page(&self, which: &Which, asker: Asker<'_>, after: Option<usize>) -> Result<Lines<usize>, Fault> {
        if after.is_some() {
            drop(self.0.gate.lock());
        }
        self.0.pages.fetch_add(1, Ordering::SeqCst);
        if self.0.away.load(Ordering::SeqCst) {
            return Err(Fault::not_found("没有该编号表", "there are no such numbers"));
        }
        let from = after.unwrap_or_default() + 1;
        let until = which.until.min(from + EXPORT_PAGE - 1);
        let long = self.0.long.load(Ordering::SeqCst);
        let said = |number| if number == long { "长".repeat(40_000) } else { format!("={number} {}", asker.actor) };
        let line = |number: usize| Line {
            party: Some(merchant(u32::try_from(number % 3).unwrap())),
            cells: vec![number.to_string(), said(number)],
        };
        Ok(Lines { lines: (from..=until).map(line).collect(), next: (until < which.until).then_some(until) })
    }
}

fn order(until: usize, format: &str) -> serde_json::Value {
    json!({ "list": "numbers", "format": format, "filters": { "until": until.to_string() } })
}

#[test]
fn a_list_that_a_service_offers_is_exported_page_by_page() {
    each_backend(|place| {
        let house = House::open(place);
        let numbers = Arc::new(Numbers::default());
        let office = Office::offering(&house, vec![Arc::new(Offered(Arc::clone(&numbers)))]);
        let own = clerk("u-1");
        for (format, sign) in [("csv", "'="), ("xlsx", "=")] {
            let (bytes, name) = fetched(&office, &own, &order(1_200, format));
            // 编号表
            assert!(name.contains("%E7%BC%96%E5%8F%B7%E8%A1%A8%2D20260601"), "{name}");
            let found = rows(&bytes);
            assert_eq!(found.len(), 1_200, "{}", place.backend);
            assert_eq!((found[700]["编号"].as_str(), found[700]["说明"].as_str()), ("701", &*format!("{sign}701 u-1")));
        }
        assert_eq!(numbers.pages.load(Ordering::SeqCst), 6, "{}", place.backend);
        let heard = office.heard("GET /book/v1/exports/{export_id}/file");
        assert_eq!(heard[0].merchants, [0, 1, 2].map(merchant));

        // How many there will be is known where one page holds all of them, and in the end.
        let gate = numbers.gate.lock().unwrap();
        let href = ordered(&office, &own, &order(600, "csv"));
        let job = until(|| Some(looked(&office, &own, &href)).filter(|job| job["rows"] == 500));
        assert!(job["rows_total"].is_null() && job["state"] == "running", "{}: {job}", place.backend);
        drop(gate);
        assert_eq!(over(&office, &own, &href)["rows_total"], 600, "{}", place.backend);
    });
}

#[test]
fn a_cell_that_no_workbook_holds_is_named_and_a_csv_holds_it() {
    each_backend(|place| {
        let house = House::open(place);
        let numbers = Arc::new(Numbers { long: AtomicUsize::new(2), ..Numbers::default() });
        let office = Office::offering(&house, vec![Arc::new(Offered(Arc::clone(&numbers)))]);
        let own = clerk("u-1");
        let job = over(&office, &own, &ordered(&office, &own, &order(3, "xlsx")));
        let fault = (job["fault"]["zh"].as_str().unwrap(), job["fault"]["en"].as_str().unwrap());
        assert_eq!(job["state"], "failed", "{}: {job}", place.backend);
        assert!(fault.0.contains("“编号表”第 3 行“说明”") && fault.0.contains("请改用 CSV"), "{}", fault.0);
        assert!(
            fault.1.starts_with("row 3 of 编号表, column 说明: ") && fault.1.ends_with("ask for CSV"),
            "{}",
            fault.1
        );
        let (bytes, _) = fetched(&office, &own, &order(3, "csv"));
        assert_eq!(rows(&bytes)[1]["说明"].chars().count(), 40_000, "{}", place.backend);
    });
}

#[test]
fn what_is_wrong_is_said_as_the_list_says_it_and_whoever_may_not_see_it_is_told_of_no_list() {
    each_backend(|place| {
        let house = House::open(place);
        let numbers = Arc::new(Numbers::default());
        let office = Office::offering(&house, vec![Arc::new(Offered(Arc::clone(&numbers)))]);
        let refused = |who: Grant, order: &serde_json::Value| {
            let answer = office.by(who, Method::POST, "exports").json(order).send().unwrap();
            whole(answer, StatusCode::BAD_REQUEST)["errors"][0]["field"].clone()
        };
        let of = |filters: serde_json::Value| json!({ "list": "numbers", "format": "csv", "filters": filters });
        assert_eq!(refused(clerk("u-1"), &of(json!({}))), "filters.until", "{}", place.backend);
        assert_eq!(refused(clerk("u-1"), &of(json!({ "until": "0" }))), "filters.until");
        assert_eq!(refused(clerk("u-1"), &of(json!({ "until": "1", "limit": "1" }))), "filters.limit");
        let service = Grant::of_role("s-1", "其他系统", Role::Service);
        assert_eq!(refused(service.clone(), &order(1, "csv")), "list", "{}", place.backend);
        let named = |who: &Grant| {
            let lists = looked(&office, who, "exports/lists");
            lists.as_array().unwrap().iter().find(|list| list["list"] == "numbers").cloned()
        };
        assert_eq!(named(&service), None);
        let told = named(&clerk("u-1")).unwrap();
        assert_eq!((&told["title_zh"], &told["href"]), (&json!("编号表"), &json!("/book/v1/numbers")), "{told}");
        assert_eq!((&told["filters"], &told["columns"][0]["form"]), (&json!(["until"]), &json!("number")), "{told}");
        // What it says only when it is read, the job says.
        numbers.away.store(true, Ordering::SeqCst);
        let href = ordered(&office, &clerk("u-1"), &order(1, "csv"));
        let job = over(&office, &clerk("u-1"), &href);
        assert_eq!((&job["state"], &job["fault"]["zh"]), (&json!("failed"), &json!("没有该编号表")), "{job}");
    });
}

#[test]
fn an_export_waits_for_a_service_that_has_yet_to_say_what_it_offers() {
    each_backend(|place| {
        let house = House::open(place);
        let numbers: Arc<dyn Offer> = Arc::new(Offered(Arc::default()));
        let own = clerk("u-1");
        let href = {
            let office = Office::offering(&house, vec![Arc::clone(&numbers)]);
            let href = ordered(&office, &own, &order(3, "csv"));
            over(&office, &own, &href);
            href
        };
        // As a process that was killed leaves it; the one that is started next has not offered anything yet.
        killed_while_writing(&house);
        house.clock.forward(61_000_000);
        let exports = ledger::Exports::start(Arc::clone(&house.ledger), Arc::new(Limits::shipped().unwrap())).unwrap();
        let by = Asker::house("u-1");
        let id = href.rsplit('/').next().unwrap();
        until(|| (exports.job(id, by).unwrap().state == contracts::export::State::Queued).then_some(()));
        exports.offer(vec![numbers]);
        let done = until(|| Some(exports.job(id, by).unwrap()).filter(|job| job.state.is_over()));
        assert_eq!((done.state, done.rows), (contracts::export::State::Done, 3), "{}", place.backend);
    });
}
