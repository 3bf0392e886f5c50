//! What cannot be written is told in the log without naming anybody.

use crate::{entry, keeper, merchant, run, until};
use contracts::audit::Trail as _;
use std::fmt::{Debug, Write as _};
use std::sync::Mutex;
use testkit::Place;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps every line of every crate.
struct Lines;

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(format!("{} ", event.metadata().target()));
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

#[test]
fn what_could_not_be_written_is_told_without_names() {
    tracing::subscriber::set_global_default(Lines).unwrap();
    testkit::each_backend(|place: &Place| {
        LINES.lock().unwrap().clear();
        let trail = keeper(place);
        let refusing = match place.backend {
            "sqlite" => {
                "CREATE TRIGGER refusing BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'refused'); END"
            }
            _ => "ALTER TABLE audit_entry ADD CONSTRAINT refused CHECK (status = 0)",
        };
        run(place, refusing).unwrap();
        trail.put(entry(7));
        until("a line", || LINES.lock().unwrap().iter().any(|line| line.contains("cannot be written")));
        drop(trail);
        let lines = LINES.lock().unwrap().join("\n");
        assert!(lines.contains("audit entries cannot be written") && lines.contains("refused"), "{lines}");
        assert!(lines.contains("an audit entry was not written") && lines.contains("GET /violations"), "{lines}");
        let merchant = merchant(1).to_string();
        for name in ["u-1", "聊城", "贷前", "192.0.2.7", "t-7", "/penalties/7", "r-7", merchant.as_str()] {
            assert!(!lines.contains(name), "{name} in {lines}");
        }
    });
}
