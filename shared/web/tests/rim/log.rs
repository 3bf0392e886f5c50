//! The log says what happened and why it failed, and names nobody.

use crate::house::House;
use std::fmt::{Debug, Write as _};
use std::sync::{Mutex, OnceLock};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Keeps the lines of the crate under test, from all threads.
struct Lines;

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Lines {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("web")
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(format!("{} ", event.metadata().level()));
        event.record(&mut text);
        LINES.lock().unwrap().push(text.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// The lines that name this request.
fn lines_of(house: &House, path: &str, number: &str) -> Vec<String> {
    lines_in(house, path, number, None)
}

/// The same of a request that belongs to a trace.
fn lines_in(house: &House, path: &str, number: &str, trace: Option<&str>) -> Vec<String> {
    static LISTENING: OnceLock<()> = OnceLock::new();
    LISTENING.get_or_init(|| tracing::subscriber::set_global_default(Lines).unwrap());
    let request = house.ask(reqwest::Method::GET, path).header("x-request-id", number);
    let request = request.header("x-forwarded-for", "192.0.2.7");
    let request = trace.into_iter().fold(request, |request, trace| request.header("traceparent", trace));
    request.header("x-purpose", "%E6%9F%A5%E8%AF%A2").send().unwrap();
    // A line is written before its answer is sent, so nothing has to be waited for.
    let named = format!("{number:?}");
    LINES.lock().unwrap().iter().filter(|line| line.contains(&named)).cloned().collect()
}

#[test]
fn a_request_is_one_line_with_its_pattern_and_without_its_person() {
    let lines = lines_of(&House::open(), "/notes/v1/merchants/91371500MA3C000001-zhangsan", "log-1");
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    for part in ["INFO", "method=GET", "pattern=\"/notes/v1/merchants/{merchant}\"", "status=200", "micros="] {
        assert!(line.contains(part), "{part} in {line}");
    }
    for person in ["91371500MA3C000001", "zhangsan", "u-17", "王某", "查询", "127.0.0.1", "192.0.2.7"] {
        assert!(!line.contains(person), "{person} in {line}");
    }
}

#[test]
fn a_fault_of_the_server_has_its_cause_in_the_log() {
    let lines = lines_of(&House::open(), "/notes/v1/fault", "log-2");
    let [cause, line] = lines.as_slice() else { panic!("{lines:?}") };
    assert!(cause.starts_with("ERROR") && cause.contains("the password is 1234"), "{cause}");
    assert!(line.contains("status=500"), "{line}");
}

#[test]
fn a_request_goes_on_with_the_trace_of_its_caller_or_begins_one() {
    let house = House::open();
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let header = format!("00-{trace}-00f067aa0ba902b7-01");
    let lines = lines_in(&house, "/notes/v1/traced", "log-3", Some(&header));
    assert!(lines.iter().any(|line| line.contains(&format!("trace_id={trace}"))), "{lines:?}");
    let traced = |given: Option<&str>| {
        let ask = house.bare(reqwest::Method::GET, "/notes/v1/traced");
        let ask = given.into_iter().fold(ask, |ask, given| ask.header("traceparent", given));
        ask.send().unwrap().json::<String>().unwrap()
    };
    let within = traced(Some(&header));
    assert!(within.starts_with(&format!("00-{trace}-")) && within.ends_with("-01"), "{within}");
    assert!(!within.contains("00f067aa0ba902b7"), "a part of its own: {within}");
    let (first, second) = (traced(None), traced(Some("nonsense")));
    assert!(first[..35] != second[..35] && first.ends_with("-00"), "{first} {second}");
}
