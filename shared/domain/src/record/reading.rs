//! How the record of a visit is read where it does not say itself why it was made, or whether it was on the spot
//! (检查记录的认定). Everybody reads it here, so that no clock runs and no result is shown by another reading.

use super::Inspection;
use crate::vocab::VisitReason;

/// Words of a kind of visit, and what it is for. Sources call kinds as they like.
const REASONS: [(VisitReason, &[&str]); 4] = [
    (VisitReason::Complaint, &["投诉", "举报", "complaint"]),
    (VisitReason::Clue, &["线索", "clue"]),
    (VisitReason::FollowUp, &["复查", "回访", "整改", "follow"]),
    (VisitReason::LegalMinimum, &["法定", "legal"]),
];

/// Words of kinds of visits that nobody goes out for.
const OFF_SITE: [&str; 5] = ["书面", "网络", "非现场", "数据", "desk"];

impl Inspection {
    /// Why the merchant was visited (检查来源): as the record says; else by the words of its kind; else of the office's own
    /// motion, which protects the merchant.
    #[must_use]
    pub fn reason(&self) -> VisitReason {
        let by_kind = || REASONS.iter().find(|(_, words)| self.is_called(words)).map(|(reason, _)| *reason);
        let said = self.visit.as_deref().and_then(|visit| visit.reason);
        said.or_else(by_kind).unwrap_or(VisitReason::OwnMotion)
    }

    /// Was it made on the spot (现场检查), and not in writing or by data? As the record says; else by the words of its kind;
    /// else it was, which protects the merchant.
    #[must_use]
    pub fn is_on_site(&self) -> bool {
        let said = self.visit.as_deref().and_then(|visit| visit.on_site);
        said.unwrap_or_else(|| !self.is_called(&OFF_SITE))
    }

    fn is_called(&self, words: &[&str]) -> bool {
        let kind = self.visit_type.as_deref().unwrap_or_default().to_lowercase();
        words.iter().any(|word| kind.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Visit;

    fn visit(kind: Option<&str>, said: Visit) -> (VisitReason, bool) {
        let mut record: Inspection =
            serde_json::from_str(r#"{"party":"91371500795315494U","number":"1","day":"2026-05-01","result":"I01"}"#)
                .unwrap();
        record.visit_type = kind.map(str::to_owned);
        record.visit = Some(Box::new(said));
        (record.reason(), record.is_on_site())
    }

    #[test]
    fn kinds_of_visits_are_read_and_unknown_ones_protect() {
        let of = |kind| visit(kind, Visit::default());
        assert_eq!(of(None), (VisitReason::OwnMotion, true));
        assert_eq!(of(Some("双随机")), (VisitReason::OwnMotion, true));
        assert_eq!(of(Some("举报核查")), (VisitReason::Complaint, true));
        assert_eq!(of(Some("案件线索核查")), (VisitReason::Clue, true));
        assert_eq!(of(Some("整改复查")), (VisitReason::FollowUp, true));
        assert_eq!(of(Some("法定检查")), (VisitReason::LegalMinimum, true));
        assert_eq!(of(Some("书面检查")), (VisitReason::OwnMotion, false));
        assert_eq!(of(Some("Desk check")), (VisitReason::OwnMotion, false));
    }

    #[test]
    fn what_a_record_says_itself_counts_whatever_its_kind_is_called() {
        let said = Visit { reason: Some(VisitReason::Clue), on_site: Some(true), ..Visit::default() };
        assert_eq!(visit(Some("网络餐饮现场检查"), said.clone()), (VisitReason::Clue, true));
        assert_eq!(visit(None, Visit { on_site: Some(false), ..said }), (VisitReason::Clue, false));
    }
}
