//! Traces on their way to a collector (链路上报): OpenTelemetry's own batches and OTLP over HTTP. A collector that is away
//! costs traces and nothing else.

use anyhow::{Context as _, Result};
use contracts::span::{self, Side, Span, Spans};
use opentelemetry::trace::{SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SpanData, SpanEvents, SpanLinks, SpanProcessor as _};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Longest wait for the collector.
const PATIENCE: Duration = Duration::from_secs(5);

/// Exporting goes on as long as this is held; at its end what is left is sent.
pub(crate) struct Exporting(Arc<BatchSpanProcessor>);

impl Drop for Exporting {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown_with_timeout(PATIENCE) {
            tracing::warn!(%error, "the last traces did not reach their collector");
        }
    }
}

/// Begins to send the spans of this process, `name`, to the collector at `url`.
pub(crate) fn export(url: &str, name: &str) -> Result<Exporting> {
    let unusable = || format!("{url}：链路无法上报 traces cannot be sent there");
    // A proxy of the surroundings has no business between machines of one installation.
    let client = reqwest::blocking::Client::builder().no_proxy().timeout(PATIENCE).build().with_context(unusable)?;
    let endpoint = format!("{}/v1/traces", url.trim_end_matches('/'));
    let exporter = SpanExporter::builder().with_http().with_http_client(client).with_endpoint(endpoint);
    let exporter = exporter.with_timeout(PATIENCE).build().with_context(unusable)?;
    let mut processor = BatchSpanProcessor::builder(exporter).build();
    let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    processor
        .set_resource(&Resource::builder_empty().with_service_name(name.to_owned()).with_attribute(version).build());
    let processor = Arc::new(processor);
    let scope = InstrumentationScope::builder("fangxin").with_version(env!("CARGO_PKG_VERSION")).build();
    span::collect(Box::new(Otlp { processor: Arc::clone(&processor), scope }));
    Ok(Exporting(processor))
}

/// Puts spans into batches, which a thread of the library sends; what is too much is dropped.
struct Otlp {
    processor: Arc<BatchSpanProcessor>,
    scope: InstrumentationScope,
}

impl Spans for Otlp {
    #[expect(clippy::disallowed_methods, reason = "a collector compares the spans of several machines by their clocks")]
    fn put(&self, span: Span) {
        let end_time = SystemTime::now();
        let start_time = end_time.checked_sub(span.took).unwrap_or(end_time);
        let id = SpanId::from_bytes(span.trace.span.to_be_bytes());
        let trace = TraceId::from_bytes(span.trace.trace.to_be_bytes());
        let failed = span.status.is_none_or(|status| status >= 500);
        let status = span.status.map(|status| KeyValue::new("http.response.status_code", i64::from(status)));
        self.processor.on_end(SpanData {
            span_context: SpanContext::new(trace, id, TraceFlags::SAMPLED, false, TraceState::default()),
            parent_span_id: span.parent.map_or(SpanId::INVALID, |parent| SpanId::from_bytes(parent.to_be_bytes())),
            parent_span_is_remote: span.side == Side::Served && span.parent.is_some(),
            span_kind: match span.side {
                Side::Served => SpanKind::Server,
                Side::Asked => SpanKind::Client,
            },
            name: span.name.into(),
            start_time,
            end_time,
            attributes: status.into_iter().collect(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: if failed { Status::error("") } else { Status::Unset },
            instrumentation_scope: self.scope.clone(),
        });
    }
}
