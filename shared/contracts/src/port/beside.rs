//! How whatever shows items asks what stands beside them (并列标注), and how a table says it.

use super::PortError;
use super::marks::{MOST_MARKED, Marked, MarkedItem, Marks, Matter};
use domain::code::PartyCode;

/// The service that keeps lists, which is how the key of a membership begins.
const LISTING: &str = "listing";
/// Kind of a membership of a list.
const MEMBERSHIP: &str = "membership";
/// Kind of a merchant's class.
const CLASS: &str = "class";
/// How the document is numbered of a standing record that tells of a membership: its case and the number of its time follow.
const OF_LISTING: &str = "listing-";

impl MarkedItem {
    /// A record by its key, which begins with its kind. A standing record that tells of a membership is marked as that
    /// membership is: both are one decision.
    #[must_use]
    pub fn of_record(subject_id: i64, key: &str) -> Self {
        if let Some(case_no) = listed(key) {
            return Self::of_membership(subject_id, case_no);
        }
        let kind = key.split(':').next().unwrap_or_default();
        Self { subject_id, kind: kind.to_owned(), key: key.to_owned() }
    }

    /// A membership, by the number of its case.
    #[must_use]
    pub fn of_membership(subject_id: i64, case_no: i64) -> Self {
        Self { subject_id, kind: MEMBERSHIP.to_owned(), key: format!("{LISTING}:{case_no}") }
    }

    /// The class of a merchant, by the code under which it is registered now.
    #[must_use]
    pub fn of_class(subject_id: i64, code: PartyCode) -> Self {
        Self { subject_id, kind: CLASS.to_owned(), key: code.to_string() }
    }
}

/// The case of a membership that a standing record tells of, by the key of the record.
fn listed(key: &str) -> Option<i64> {
    let document = key.strip_prefix("standing:")?.rsplit('/').next()?;
    let (case_no, _) = document.strip_prefix(OF_LISTING)?.split_once('-')?;
    case_no.parse().ok()
}

/// The marks of any number of items, in their order: a question for each [`MOST_MARKED`], and none for no items.
///
/// # Errors
/// [`PortError`], also if an item was left without an answer: nothing is shown as if nothing stood beside it.
pub fn marks_beside(marked: &dyn Marked, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError> {
    let mut all = Vec::with_capacity(items.len());
    for some in items.chunks(MOST_MARKED) {
        let found = marked.marks(some)?;
        if found.len() != some.len() {
            let cause = format!("{} answers to {} items", found.len(), some.len());
            return Err(PortError::Away { service: "repair".to_owned(), cause });
        }
        all.extend(found);
    }
    Ok(all)
}

impl Marks {
    /// As a table shows them, under 处理中 and 主体说明 (`intake::export::MARKS`); both are empty of most items.
    #[must_use]
    pub fn cells(&self) -> [String; 2] {
        let matters: Vec<String> = self.pending.iter().map(told).collect();
        [matters.join("；"), self.reply.as_ref().map(|reply| reply.text.clone()).unwrap_or_default()]
    }
}

/// A matter in Chinese.
fn told(matter: &Matter) -> String {
    let suspended = if matter.suspended { "，停止执行" } else { "" };
    format!("{}（自 {} 起{suspended}）", matter.what.zh(), matter.since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::port::{MatterKind, Reply};
    use domain::day::Day;
    use std::sync::Mutex;

    /// Answers each item with its own number as the case, and keeps how many were asked for at once.
    #[derive(Default)]
    struct Numbers {
        asked: Mutex<Vec<usize>>,
        short: usize,
    }

    fn matter(case_no: i64) -> Matter {
        Matter { what: MatterKind::Objection, case_no, since: Day::parse("2026-03-01").unwrap(), suspended: false }
    }

    impl Marked for Numbers {
        fn marks(&self, items: &[MarkedItem]) -> Result<Vec<Marks>, PortError> {
            self.asked.lock().unwrap().push(items.len());
            let of = |item: &MarkedItem| Marks { pending: vec![matter(item.subject_id)], reply: None };
            Ok(items.iter().skip(self.short).map(of).collect())
        }
    }

    #[test]
    fn many_items_are_asked_for_together_and_answered_in_their_order() {
        let numbers = Numbers::default();
        let items: Vec<MarkedItem> = (0..2_001).map(|number| MarkedItem::of_record(number, "penalty:1")).collect();
        let marks = marks_beside(&numbers, &items).unwrap();
        assert!(marks.iter().zip(0..).all(|(marks, number)| marks.pending[0].case_no == number));
        assert_eq!((marks.len(), numbers.asked.lock().unwrap().clone()), (2_001, vec![1_000, 1_000, 1]));
    }

    #[test]
    fn nobody_is_asked_about_nothing() {
        let numbers = Numbers::default();
        assert_eq!(marks_beside(&numbers, &[]), Ok(Vec::new()));
        assert!(numbers.asked.lock().unwrap().is_empty());
    }

    #[test]
    fn an_item_without_an_answer_is_no_item_without_marks() {
        let numbers = Numbers { short: 1, ..Numbers::default() };
        let items = [MarkedItem::of_record(1, "penalty:1"), MarkedItem::of_record(1, "penalty:2")];
        assert!(matches!(marks_beside(&numbers, &items), Err(PortError::Away { .. })));
    }

    #[test]
    fn an_item_is_named_by_its_kind_and_key() {
        let code = PartyCode::parse("91371502MA00000A05").unwrap();
        let named = |item: MarkedItem| (item.kind, item.key);
        let stated = "standing:serious_list/371500SJ/聊市监列〔2026〕1号";
        let of = |key: &str| named(MarkedItem::of_record(1, key));
        assert_eq!(of("odr_case:O1"), ("odr_case".to_owned(), "odr_case:O1".to_owned()));
        assert_eq!(of(stated), ("standing".to_owned(), stated.to_owned()));
        assert_eq!(
            of("standing:serious_list/371500SJ/listing-12-1"),
            named(MarkedItem::of_membership(1, 12)),
            "a time on a list"
        );
        assert_eq!(named(MarkedItem::of_membership(1, 12)), ("membership".to_owned(), "listing:12".to_owned()));
        assert_eq!(named(MarkedItem::of_class(1, code)), ("class".to_owned(), "91371502MA00000A05".to_owned()));
    }

    #[test]
    fn a_table_says_what_is_pending_since_when_and_what_the_merchant_says() {
        let remedy = Matter { what: MatterKind::Remedy, suspended: true, ..matter(4) };
        let reply = Reply { case_no: 5, text: "已整改".to_owned(), shown_since: Day::parse("2026-03-02").unwrap() };
        let marks = Marks { pending: vec![matter(3), remedy], reply: Some(reply) };
        let pending = "异议处理中（自 2026-03-01 起）；行政复议、行政诉讼审理中（自 2026-03-01 起，停止执行）";
        assert_eq!(marks.cells(), [pending, "已整改"]);
        assert_eq!(Marks::default().cells(), ["", ""]);
    }
}
