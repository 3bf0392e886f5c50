//! What visits and sampling tests oblige an office, or a merchant, to do.

use super::{Duty, done, first, lapsed};
use domain::record::{Inspection, Sampling, Test};
use domain::vocab::{InspectionResult, VisitReason};

/// A result is to be published once it is signed off (国发〔2019〕5号), one that says “to be handled” to be replaced, and
/// what was ordered to be corrected.
pub(super) fn of_inspection(inspection: &Inspection) -> Vec<Duty> {
    let Some(visit) = inspection.visit.as_deref() else { return Vec::new() };
    let annulled = inspection.annulled_on.map(lapsed);
    let mut duties = Vec::new();
    // What was looked at because of a complaint or a clue is published with what becomes of it.
    let is_random = matches!(inspection.reason(), VisitReason::OwnMotion | VisitReason::LegalMinimum);
    duties.extend(visit.signed_off_on.filter(|_| is_random).map(|signed| {
        Duty::of("random_inspection_publication", signed, first(visit.published_on.map(done), annulled))
    }));
    let was_pending = visit.settled_on.is_some() || inspection.results().any(|result| result == InspectionResult::I07);
    duties.extend(
        visit
            .published_on
            .filter(|_| was_pending)
            .map(|published| Duty::of("pending_result", published, first(visit.settled_on.map(done), annulled))),
    );
    if visit.correct_by.is_some() {
        let correction = Duty::of("correction_order", inspection.day, first(visit.corrected_on.map(done), annulled));
        duties.push(correction.until(visit.correct_by));
    }
    duties
}

/// A final result is to be published; what failed is to be corrected within the order's limit, and until then whoever was
/// told of it may ask for another test, which the office sees to.
pub(super) fn of_test(test: &Test) -> Vec<Duty> {
    let unsaid = Sampling::default();
    let way = test.sampling.as_deref().unwrap_or(&unsaid);
    let annulled = test.annulled_on.map(lapsed);
    let mut duties = Vec::new();
    if test.is_final {
        duties.push(Duty::of("sampling_publication", test.day, first(way.published_on.map(done), annulled)));
    }
    duties.extend(retest_request(test, way));
    duties.extend(objection(test, way));
    duties.extend(way.ordered_on.filter(|_| !test.result.is_food()).map(|ordered| {
        let corrected = first(way.corrected_on.map(done), test.resolved_on.map(done));
        Duty::of("product_correction", ordered, first(corrected, annulled))
    }));
    duties
}

/// The time to ask for a re-test of what failed, from the day on which the party was told of it (产品质量法 Art. 15;
/// 食品安全法 Art. 88). A final result is open to no objection any more.
fn retest_request(test: &Test, way: &Sampling) -> Option<Duty> {
    if !test.result.has_failed() {
        return None;
    }
    let clock = if test.result.is_food() { "food_retest_request" } else { "product_retest_request" };
    let told = way.told_on?;
    // A record that is final says by its own day since when, which may be that of the report.
    let closed = test.is_final.then(|| lapsed(test.day.max(told)));
    let asked = way.objected_on.map(done);
    Some(Duty::of(clock, told, first(asked, first(closed, test.annulled_on.map(lapsed)))))
}

/// What an office owes to whoever objected: to accept a request for a re-test of food, and to decide on an objection to the
/// test of a product (食品安全抽样检验管理办法; 产品质量监督抽查管理暂行办法). Whatever the result is by now.
fn objection(test: &Test, way: &Sampling) -> Option<Duty> {
    let objected = way.objected_on?;
    let over = first(way.objection_decided_on.map(done), test.annulled_on.map(lapsed));
    Some(if test.result.is_food() {
        Duty::of("food_retest_acceptance", objected, first(way.objection_accepted_on.map(done), over))
    } else {
        Duty::of("product_objection_decision", objected, over)
    })
}
