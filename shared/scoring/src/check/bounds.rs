//! Promise 4 by arithmetic: what caps allow, and classes by items.

use super::Violation;
use policy::scheme::{PointsMethod, Scheme, WorstItemMethod};

/// Smallest and largest score that the caps of the parts allow, in points.
pub(super) fn score(method: &PointsMethod, found: &mut Vec<Violation>) -> (i64, i64) {
    let taken: i64 = method.parts.iter().filter(|p| !p.adds).map(|p| p.max).sum();
    let added: i64 = method.parts.iter().filter(|p| p.adds).map(|p| p.max).sum();
    let (low, high) = (method.start - taken, method.start + added);
    if low < 0 || high > 1000 {
        found.push(Violation {
            promise: 4,
            line: 0,
            en: format!(
                "scores can reach {low} to {high}: start and the maxima of the parts must keep them in 0 to 1000"
            ),
            zh: format!("得分可能落在 {low} 到 {high}：起始分与各部分上限须使得分保持在 0 到 1000"),
            example: None,
        });
    }
    (low, high)
}

/// Each class must be reachable by some items; that a worse item never helps follows from rows whose
/// bounds only widen, which reading the file has made sure of.
pub(super) fn worst_item(scheme: &Scheme, method: &WorstItemMethod, found: &mut Vec<Violation>) {
    let items = i64::try_from(method.items.len()).unwrap_or(i64::MAX);
    let mut above: Option<(i64, i64)> = None;
    for row in &method.rows {
        let total = row.total_at_most.unwrap_or(i64::MAX);
        let worst = row.worst_at_most.unwrap_or(i64::MAX);
        let reached = above.is_none_or(|(above_total, above_worst)| {
            let by_item = above_worst < worst && above_worst < total;
            let by_total = above_total < total && above_total < items.saturating_mul(worst);
            by_item || by_total
        });
        let possible = total >= 0 && worst >= 0 && reached;
        if !possible {
            let class = scheme.class_name(row.class);
            found.push(Violation {
                promise: 4,
                line: 0,
                en: format!("class {class} can never be reached"),
                zh: format!("等级 {class} 永远无法达到"),
                example: None,
            });
        }
        above = Some((total, worst));
    }
}
