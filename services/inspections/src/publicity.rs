//! What is public of visits and sampling tests (检查结果公示): results that were published and that the policy lets be shown,
//! as codes and days, if they pass the lawfulness gate. Who went, and what somebody wrote, is told nowhere; the kind of visit in the words of a source is
//! such a text.

use crate::book::DrawBook;
use crate::error::DrawError;
use crate::linked::{Beside, case_of_test, case_of_visit};
use crate::store::{InspectorRow, store};
use contracts::access::Reach;
use contracts::port::{MarkedItem, Marks};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, Record as _, RecordKey, RecordKind, Sampling, Test};
use domain::span::{Span, Spans};
use domain::vocab::{FactKind, InspectionResult, TestResult, VisitReason};
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::Reader;
use policy::set::PolicySet;
use serde::Serialize;
use statute::linked::CaseResult;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// What may be shown on a day.
pub(crate) struct Rules {
    /// Visits that were made for one of these reasons.
    visits: BTreeSet<VisitReason>,
    /// Tests with a final result; no other ever.
    tests: bool,
    /// Does that rest on something that is not settled?
    pub(crate) provisional: bool,
}

/// A visit whose result is public.
pub(crate) struct PublicVisit {
    key: RecordKey,
    pub(crate) day: Day,
    /// In the national order.
    pub(crate) results: Vec<InspectionResult>,
    pub(crate) reason: VisitReason,
    /// Departments of those who went, as the register calls them.
    pub(crate) bureaus: Vec<String>,
    pub(crate) published_on: Day,
    pub(crate) correction: Option<Correction>,
    /// What stands beside it.
    pub(crate) marks: Marks,
}

/// A sampling test whose final result is public.
pub(crate) struct PublicTest {
    key: RecordKey,
    pub(crate) day: Day,
    pub(crate) result: TestResult,
    pub(crate) published_on: Day,
    pub(crate) correction: Option<Correction>,
    /// What stands beside it.
    pub(crate) marks: Marks,
}

/// What became of an order to correct (改正情况).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Correction {
    pub(crate) state: CorrectionState,
    /// Last day of the order, if it names one.
    pub(crate) by: Option<Day>,
    /// Day on which the correction was verified.
    pub(crate) on: Option<Day>,
}

/// Where a correction stands (改正状态).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CorrectionState {
    /// 责令改正，期限未满
    Ordered,
    /// 已改正
    Corrected,
    /// 逾期未改正
    Overdue,
}

/// What is public of one merchant, newest first.
pub(crate) struct PublicResults {
    pub(crate) visits: Vec<PublicVisit>,
    pub(crate) tests: Vec<PublicTest>,
    pub(crate) rules: Rules,
}

impl Rules {
    /// Reads what may be shown on a day.
    ///
    /// # Errors
    /// That the parameter is missing, ends, or has not the shape that is needed.
    pub(crate) fn on(policies: &PolicySet, day: Day) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader::on(policies, day);
        let shown = reader.take("inspections.publication", Unit::Tokens, |value| {
            let reasons = words(value, "visits")?.into_iter().map(|word| {
                let reason = VisitReason::ALL.iter().find(|reason| reason.token() == word);
                reason.copied().ok_or_else(|| format!("{word} is no reason of a visit"))
            });
            let tests = match words(value, "tests")?.as_slice() {
                [] => false,
                ["final"] => true,
                _ => return Err("of tests final results alone can be public".to_owned()),
            };
            Ok((reasons.collect::<Result<BTreeSet<VisitReason>, String>>()?, tests))
        });
        let basis = reader.end()?;
        // Whatever is missing is a fault, and those have been told.
        let (visits, tests) = shown.ok_or_else(Vec::new)?;
        Ok(Self { visits, tests, provisional: basis.iter().any(|basis| basis.provisional) })
    }
}

impl DrawBook {
    /// What is public of a merchant today; of one that nobody knows there is nothing.
    pub(crate) fn public_results(&self, code: PartyCode) -> Result<PublicResults, DrawError> {
        let today = self.around.clock.today();
        let rules = Rules::on(&self.around.policies, today).map_err(DrawError::Policy)?;
        let register = self.db.read::<_, DrawError>(|conn| Ok(store(conn).inspectors()?))?;
        let made = self.records_of(code)?;
        let views = self.ledger.of_codes(RecordKind::Test, &[code], None, Reach::Everywhere)?;
        let tested = views.into_iter().flatten().map(|view| serde_json::from_str(&view.content));
        let tested = tested.collect::<Result<Vec<Test>, _>>()?;
        let names_case = made.iter().any(|visit| case_of_visit(visit).is_some());
        let names_case = names_case || tested.iter().any(|test| case_of_test(test).is_some());
        let beside = if names_case { self.beside(code)? } else { Beside::default() };
        let visits = made.iter().filter_map(|record| self.visit(record, &rules, &beside, (today, &register)));
        let mut visits: Vec<PublicVisit> = visits.collect();
        visits.sort_by_key(|visit| std::cmp::Reverse((visit.published_on, visit.day)));
        let tests = tested.iter().filter_map(|record| self.test(record, &rules, &beside, today));
        let mut tests: Vec<PublicTest> = tests.collect();
        tests.sort_by_key(|test| std::cmp::Reverse((test.published_on, test.day)));
        let mut results = PublicResults { visits, tests, rules };
        self.mark(code, &mut results)?;
        Ok(results)
    }

    /// Says what stands beside each result of a merchant.
    fn mark(&self, code: PartyCode, results: &mut PublicResults) -> Result<(), DrawError> {
        let PublicResults { visits, tests, .. } = results;
        if visits.is_empty() && tests.is_empty() {
            return Ok(());
        }
        let Some(subject_id) = self.ledger.subject_of(code)? else { return Ok(()) };
        let keys = visits.iter().map(|visit| &visit.key).chain(tests.iter().map(|test| &test.key));
        let items: Vec<MarkedItem> = keys.map(|key| MarkedItem::of_record(subject_id, key.as_str())).collect();
        let beside =
            visits.iter_mut().map(|visit| &mut visit.marks).chain(tests.iter_mut().map(|test| &mut test.marks));
        for (beside, marks) in beside.zip(self.ledger.marks(&items)?) {
            *beside = marks;
        }
        Ok(())
    }

    /// A visit as the public sees it, if it may.
    fn visit(
        &self,
        record: &Inspection,
        rules: &Rules,
        beside: &Beside,
        (today, register): (Day, &[InspectorRow]),
    ) -> Option<PublicVisit> {
        let went = record.visit.as_deref()?;
        let published_on = went.published_on?;
        let reason = record.reason();
        let is_open = !record.withdrawn && rules.visits.contains(&reason);
        let days = public(published_on, [record.display_stopped_on, record.annulled_on], is_open);
        let (kind, case_no) = (FactKind::Inspection, case_of_visit(record));
        let days = self.shown_with_case(&CaseResult { kind, case_no, on: record.day, shown: &days }, beside);
        if !self.shows("inspection_result", record.day, &days) {
            return None;
        }
        let mut bureaus: Vec<String> = Vec::new();
        for row in register.iter().filter(|row| went.inspectors.contains(&row.inspector_id)) {
            if !bureaus.contains(&row.department) {
                bureaus.push(row.department.clone());
            }
        }
        let ordered = went.correct_by.is_some() || went.corrected_on.is_some();
        let correction = ordered.then(|| Correction::of(went.correct_by, went.corrected_on, today));
        let (key, marks) = (record.key(), Marks::default());
        let results = record.results().collect();
        Some(PublicVisit { key, day: record.day, results, reason, bureaus, published_on, correction, marks })
    }

    /// A test as the public sees it, if it may.
    fn test(&self, record: &Test, rules: &Rules, beside: &Beside, today: Day) -> Option<PublicTest> {
        let way: &Sampling = record.sampling.as_deref()?;
        let published_on = way.published_on?;
        let is_open = !record.withdrawn && rules.tests && record.is_final;
        let days = public(published_on, [record.display_stopped_on, record.annulled_on], is_open);
        let kind = if record.result.is_food() { FactKind::FoodTest } else { FactKind::ProductTest };
        let case_no = case_of_test(record);
        let days = self.shown_with_case(&CaseResult { kind, case_no, on: record.day, shown: &days }, beside);
        if !self.shows("sampling_result", record.day, &days) {
            return None;
        }
        let corrected_on = record.resolved_on.into_iter().chain(way.corrected_on).min();
        let ordered = way.ordered_on.is_some() || corrected_on.is_some();
        let correction = ordered.then(|| Correction::of(None, corrected_on, today));
        let (key, marks) = (record.key(), Marks::default());
        Some(PublicTest { key, day: record.day, result: record.result, published_on, correction, marks })
    }
}

/// The days on which a published result may be shown: until its display was stopped, or it was annulled.
fn public(published_on: Day, ends: [Option<Day>; 2], is_open: bool) -> Spans {
    let off = ends.into_iter().flatten().min().unwrap_or(Day::FOREVER);
    if is_open { Spans::of([Span::new(published_on, off)]) } else { Spans::none() }
}

impl Correction {
    fn of(by: Option<Day>, on: Option<Day>, today: Day) -> Self {
        let state = match (by, on) {
            (_, Some(on)) if on <= today => CorrectionState::Corrected,
            (Some(by), _) if by < today => CorrectionState::Overdue,
            _ => CorrectionState::Ordered,
        };
        Self { state, by, on }
    }
}

fn words<'v>(value: &'v Value, of: &str) -> Result<Vec<&'v str>, String> {
    value.entry(of).and_then(Value::texts).ok_or_else(|| format!("a list of words is needed for {of}"))
}
