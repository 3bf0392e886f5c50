//! What a server measures of itself (运行指标), in the text of Prometheus (OpenMetrics 1.0).

use crate::api::{Reply, Sketch};
use crate::fault::Fault;
use actix_web::body::BoxBody;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, Responder};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge as Value;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::time::Duration;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};

const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper bounds of the classes of latency, in seconds.
const BOUNDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Names and values of labels.
type Labels = Vec<(&'static str, String)>;

/// How something is at the moment (瞬时指标), as [`crate::Health`] says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gauge {
    /// Its name, such as `fangxin_rating_waiting`.
    pub name: &'static str,
    /// What it means.
    pub help: &'static str,
    /// What tells it from others of its name.
    pub labels: Labels,
    /// Its value.
    pub value: i64,
}

/// What tells a request from others. All of it is bounded: a caller can name any method, and would fill memory.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Served {
    method: &'static str,
    path: Arc<str>,
    status: u16,
}

/// How long requests took, by operation and status.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Served, Histogram>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let requests = Family::<Served, Histogram>::new_with_constructor(|| Histogram::new(BOUNDS));
        let mut registry = Registry::default();
        let help = "Time from the head of a request to the head of its answer, by operation and status";
        registry.register("fangxin_request_seconds", help, requests.clone());
        Self { registry, requests }
    }

    /// Counts a request.
    pub(crate) fn note(&self, method: &Method, pattern: &Arc<str>, status: u16, took: Duration) {
        let served = Served { method: named(method), path: Arc::clone(pattern), status };
        self.requests.get_or_create(&served).observe(took.as_secs_f64());
    }

    /// Everything as text, with what the services say of themselves.
    pub(crate) fn exposed(&self, gauges: &[Gauge]) -> Result<Exposition, Fault> {
        let mut own = Registry::default();
        for of_name in gauges.chunk_by(|a, b| a.name == b.name) {
            let family = Family::<Labels, Value>::default();
            if let Some(first) = of_name.first() {
                own.register(first.name, first.help, family.clone());
            }
            for gauge in of_name {
                family.get_or_create(&gauge.labels).set(gauge.value);
            }
        }
        let (mut text, mut services) = (String::new(), String::new());
        encode(&mut text, &self.registry).map_err(Fault::internal)?;
        encode(&mut services, &own).map_err(Fault::internal)?;
        // Each ends by itself, and there is one end.
        text.truncate(text.trim_end().trim_end_matches("# EOF").len());
        Ok(Exposition(text + &services))
    }
}

/// A method that anything here answers, or `other`.
fn named(method: &Method) -> &'static str {
    const KNOWN: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// Metrics as text (指标文本).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exposition(String);

impl Responder for Exposition {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().content_type(MEDIA_TYPE).body(self.0)
    }
}

impl Reply for Exposition {
    fn describe(sketch: &mut Sketch) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let content = ContentBuilder::new().schema(Some(text)).build();
        let response = ResponseBuilder::new().description("OpenMetrics 文本 / OpenMetrics text");
        sketch.reply(200, response.content("application/openmetrics-text", content));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_gauges_are_one_text_with_one_end() {
        let metrics = Metrics::new();
        let path: Arc<str> = "/notes/v1/notes/{id}".into();
        metrics.note(&Method::GET, &path, 200, Duration::from_micros(700));
        metrics.note(&Method::GET, &path, 200, Duration::from_millis(2));
        for number in 0..50 {
            let made_up = Method::from_bytes(format!("M{number}").as_bytes()).unwrap();
            metrics.note(&made_up, &"-".into(), 404, Duration::from_millis(2));
        }
        let feed = |feed: &str, value| {
            let labels = vec![("feed", feed.to_owned())];
            Gauge { name: "fangxin_feed_level", help: "Is a feed level", labels, value }
        };
        let text = metrics.exposed(&[feed("registry", 1), feed("violations", 0)]).unwrap().0;
        for line in [
            "# TYPE fangxin_request_seconds histogram",
            "fangxin_request_seconds_count{method=\"GET\",path=\"/notes/v1/notes/{id}\",status=\"200\"} 2",
            "fangxin_request_seconds_bucket{le=\"0.001\",method=\"GET\",path=\"/notes/v1/notes/{id}\",status=\"200\"} 1",
            "fangxin_request_seconds_count{method=\"other\",path=\"-\",status=\"404\"} 50",
            "# TYPE fangxin_feed_level gauge",
            "fangxin_feed_level{feed=\"registry\"} 1",
            "fangxin_feed_level{feed=\"violations\"} 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert_eq!(text.matches("# EOF").count(), 1, "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
