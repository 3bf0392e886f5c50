//! What stands beside items, for services that show some: whoever keeps objections, as tests need it.

use contracts::port::{Marked, MarkedItem, Marks, Matter, MatterKind, PortError, Reply};
use domain::day::Day;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Nothing stands beside anything.
static NOTHING: LazyLock<Arc<dyn Marked>> = LazyLock::new(|| Arc::new(Marking::default()));

/// For a service beside whose items nothing stands.
#[must_use]
pub fn unmarked() -> &'static Arc<dyn Marked> {
    &NOTHING
}

/// Tells of the items that were marked, and keeps what it was asked.
#[derive(Default)]
pub struct Marking {
    marks: Mutex<BTreeMap<MarkedItem, Marks>>,
    asked: Mutex<Vec<Vec<MarkedItem>>>,
    away: AtomicBool,
}

impl Marking {
    /// From now on an objection is open about an item, and its merchant has said something of it; tells what then stands
    /// beside it.
    pub fn mark(&self, item: MarkedItem) -> Marks {
        let day = |text: &str| Day::parse(text).expect("a day");
        let mut marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let case_no = i64::try_from(marks.len()).expect("few items") + 1;
        let what = MatterKind::Objection;
        let pending = vec![Matter { what, case_no, since: day("2026-03-02"), suspended: false }];
        let text = format!("={}：情况有误", item.key);
        let reply = Some(Reply { case_no, text, shown_since: day("2026-03-09") });
        let told = Marks { pending, reply };
        marks.insert(item, told.clone());
        told
    }

    /// Nothing stands beside an item any more.
    pub fn clear(&self, item: &MarkedItem) {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner).remove(item);
    }

    /// What it was asked since this was called last, question by question.
    pub fn asked(&self) -> Vec<Vec<MarkedItem>> {
        std::mem::take(&mut *self.asked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// It answers no more, or again.
    pub fn go_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }
}

impl Marked for Marking {
    fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(PortError::Away { service: "repair".to_owned(), cause: "it is out".to_owned() });
        }
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(items.to_vec());
        let marks = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(items.iter().map(|item| marks.get(item).cloned().unwrap_or_default()).collect())
    }
}
