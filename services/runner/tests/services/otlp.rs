//! Traces across services reach a collector: one request, whatever it leads to, is one trace.

use crate::{Installation, RESTAURANT, program, told, until};
use domain::code::{PartyCode, organisation_code};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind};
use prost::Message as _;
use reqwest::Method;
use serde_json::json;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use testkit::Place;

/// A collector: what came, with the name of the service that sent it.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<(String, Span)>>>);

impl Collector {
    /// Listens until the test ends; gives its address.
    fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let own = self.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let own = own.clone();
                std::thread::spawn(move || own.hear(stream.unwrap()));
            }
        });
        address
    }

    fn hear(&self, stream: TcpStream) {
        let (mut reader, mut writer) = (BufReader::new(stream.try_clone().unwrap()), stream);
        loop {
            let (mut line, mut length, mut first) = (String::new(), 0, String::new());
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some((name, value)) = line.split_once(':') {
                    if name.eq_ignore_ascii_case("content-length") {
                        length = value.trim().parse().unwrap();
                    }
                } else {
                    first = line.clone();
                }
                line.clear();
            }
            if first.is_empty() {
                return;
            }
            assert!(first.starts_with("POST /v1/traces "), "{first}");
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            self.take(&ExportTraceServiceRequest::decode(body.as_slice()).unwrap());
            let answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n";
            writer.write_all(answer.as_bytes()).unwrap();
        }
    }

    fn take(&self, request: &ExportTraceServiceRequest) {
        let mut all = self.0.lock().unwrap();
        for of in &request.resource_spans {
            let attributes = &of.resource.as_ref().unwrap().attributes;
            let name = attributes.iter().find(|one| one.key == "service.name").unwrap().value.clone().unwrap();
            let Some(Any::StringValue(name)) = name.value else { panic!("{name:?}") };
            let spans = of.scope_spans.iter().flat_map(|scope| scope.spans.clone());
            all.extend(spans.map(|span| (name.clone(), span)));
        }
    }

    /// The spans of a trace.
    fn of(&self, trace: u128) -> Vec<(String, Span)> {
        let all = self.0.lock().unwrap();
        all.iter().filter(|(_, span)| span.trace_id == trace.to_be_bytes()).cloned().collect()
    }
}

#[test]
fn a_variable_that_is_empty_names_no_collector_and_a_wrong_one_is_told() {
    let serve = |url: &str| {
        let mut program = program();
        program.env("OTEL_EXPORTER_OTLP_ENDPOINT", url).args(["serve", "--listen", "nowhere"]);
        let output = program.output().unwrap();
        (output.status.code(), told(&output))
    };
    // What is wrong then is the place where to listen.
    for url in ["", "http://127.0.0.1:9"] {
        let (code, text) = serve(url);
        assert!(code == Some(2) || code == Some(3), "{url}: {text}");
        assert!(text.contains("nowhere") && !text.contains("--otlp"), "{url}: {text}");
    }
    for url in ["https://127.0.0.1:9", "http://", "collector"] {
        let (code, text) = serve(url);
        assert!(code == Some(2) && text.contains("--otlp") && text.contains("http://"), "{url}: {text}");
    }
}

#[test]
fn a_request_that_leads_to_another_service_is_one_trace() {
    let (place, collector) = (Place::postgres(), Collector::default());
    let installation = Installation::apart(&place).given("OTEL_EXPORTER_OTLP_ENDPOINT", collector.listen());
    let served = installation.serve();
    let token = served.token("official", &[]);
    let send = |code: &str, trace: u128, flags: &str| {
        let row = json!({ "code": code, "number": "N1", "day": "2026-05-06", "result": "I01" });
        let path = "/inspections/v1/inspections";
        let request = served.request_with(Method::POST, path, &token);
        let request = request.header("traceparent", format!("00-{trace:032x}-00000000000000aa-{flags}"));
        assert_eq!(request.json(&json!({ "rows": [row] })).send().unwrap().status(), 200);
    };
    // Of each the registry must be asked whose the code is.
    let other = PartyCode::complete(&format!("91371500{}", organisation_code("70000001"))).unwrap();
    send(other.as_str(), 0xabc, "00");
    send(RESTAURANT, 0xdef, "01");
    let asked = |spans: &[(String, Span)]| spans.iter().any(|(_, span)| span.name.starts_with("POST /registry/v1/"));
    let spans = until(60, "the spans", || {
        let spans = collector.of(0xdef);
        (asked(&spans) && spans.iter().any(|(name, _)| name == "fangxin-inspections")).then_some(spans)
    });
    let spans = until(60, "the rest of them", || {
        let all = collector.of(0xdef);
        (all.len() >= spans.len().max(3)).then_some(all)
    });
    let one = |service: &str, kind: SpanKind| {
        let is_it = |(name, span): &&(String, Span)| name == service && span.kind == kind as i32;
        &spans.iter().find(is_it).unwrap_or_else(|| panic!("{service} {kind:?}: {spans:?}")).1
    };
    let (sent, asks, serves) = (
        one("fangxin-inspections", SpanKind::Server),
        one("fangxin-inspections", SpanKind::Client),
        one("fangxin-registry", SpanKind::Server),
    );
    assert_eq!(sent.name, "POST /inspections/v1/inspections");
    assert_eq!(sent.parent_span_id, 0xaa_u64.to_be_bytes());
    assert_eq!(asks.parent_span_id, sent.span_id);
    assert_eq!((asks.name.as_str(), &asks.span_id), ("POST registry", &serves.parent_span_id));
    assert!(
        sent.start_time_unix_nano <= asks.start_time_unix_nano && asks.end_time_unix_nano <= sent.end_time_unix_nano
    );
    // Nothing of the merchant is told, and what its caller does not want kept is not.
    let told = format!("{spans:?}");
    assert!(!told.contains(RESTAURANT), "{told}");
    assert!(collector.of(0xabc).is_empty());
}
