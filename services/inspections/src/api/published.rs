//! Results of visits and sampling tests for whoever asks.

use crate::book::DrawBook;
use crate::publicity::{Correction, CorrectionState, PublicResults, PublicTest, PublicVisit};
use contracts::port::Marks;
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use domain::vocab::{InspectionResult, TestResult, VisitReason};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Doc, Fault, Path, State, Visitor, blocking};

/// Stands beside whatever is public of visits.
const NOTICE_ZH: &str = "公示的是该次检查、抽检的结果，不代表对经营主体的总体评价。";
const NOTICE: &str =
    "What is published is the result of that visit or test; it judges the merchant as a whole in no way.";

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/published/{code}",
        read,
        Doc::new("read_published_inspections", "检查结果公示", "Published results of visits and sampling tests")
            .text("Results that were published of one merchant, newest publication first: of visits those that the policy lets be shown by why they were made (`inspections.publication`), of sampling tests final ones alone. Codes and days: not who went, and nothing that somebody wrote. What was taken back, annulled or stopped vanishes. The same is answered about a merchant of whom nothing is known. Needs no login.")
            .errors(&[Code::Unavailable]),
    )
}

/// Which merchant.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Credit code or registration number.
    #[param(value_type = String)]
    code: PartyCode,
}

/// Published results of a merchant (检查结果公示).
#[derive(Serialize, ToSchema)]
struct PublishedInspections {
    /// The code that was asked for.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Visits.
    visits: Vec<PublishedVisit>,
    /// Sampling tests.
    tests: Vec<PublishedTest>,
    /// Does what is shown rest on a parameter that is not settled?
    provisional: bool,
    /// How to read it, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

/// The published result of a visit (公示的检查结果).
#[derive(Serialize, ToSchema)]
struct PublishedVisit {
    /// Day of the visit.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Its results.
    results: Vec<PublishedResult>,
    /// Why the merchant was visited.
    visit_type: VisitReason,
    /// The same in Chinese.
    visit_type_zh: &'static str,
    /// Departments that visited, as far as the register of inspectors tells.
    bureaus: Vec<String>,
    /// Day of publication.
    #[schema(value_type = String, format = Date)]
    published_on: Day,
    /// What became of an order to correct, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<PublishedCorrection>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// One result of a visit (检查结果).
#[derive(Serialize, ToSchema)]
struct PublishedResult {
    /// Code of the national form.
    code: InspectionResult,
    /// The same in Chinese.
    zh: &'static str,
}

/// The published result of a sampling test (公示的抽检结果).
#[derive(Serialize, ToSchema)]
struct PublishedTest {
    /// Day on which it became final.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Its result.
    result: TestResult,
    /// The same in Chinese.
    result_zh: &'static str,
    /// Day of publication.
    #[schema(value_type = String, format = Date)]
    published_on: Day,
    /// What became of an order to correct, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<PublishedCorrection>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// What became of an order to correct (改正情况).
#[derive(Serialize, ToSchema)]
struct PublishedCorrection {
    /// Where it stands today.
    state: CorrectionState,
    /// Last day of the order, if it names one.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    correct_by: Option<Day>,
    /// Day on which the correction was verified.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_on: Option<Day>,
}

impl PublishedVisit {
    fn of(visit: PublicVisit) -> Self {
        let result = |code: InspectionResult| PublishedResult { code, zh: code.zh() };
        Self {
            day: visit.day,
            results: visit.results.into_iter().map(result).collect(),
            visit_type: visit.reason,
            visit_type_zh: visit.reason.zh(),
            bureaus: visit.bureaus,
            published_on: visit.published_on,
            correction: visit.correction.map(PublishedCorrection::of),
            marks: visit.marks,
        }
    }
}

impl PublishedTest {
    fn of(PublicTest { day, result, published_on, correction, marks, .. }: PublicTest) -> Self {
        let correction = correction.map(PublishedCorrection::of);
        Self { day, result, result_zh: result.zh(), published_on, correction, marks }
    }
}

impl PublishedCorrection {
    const fn of(Correction { state, by, on }: Correction) -> Self {
        Self { state, correct_by: by, corrected_on: on }
    }
}

async fn read(_: Visitor, book: State<DrawBook>, one: Path<One>) -> Result<Answer<PublishedInspections>, Fault> {
    blocking(move || {
        let PublicResults { visits, tests, rules } = book.public_results(one.code)?;
        Ok(Answer::new(PublishedInspections {
            code: one.code,
            visits: visits.into_iter().map(PublishedVisit::of).collect(),
            tests: tests.into_iter().map(PublishedTest::of).collect(),
            provisional: rules.provisional,
            notice_zh: NOTICE_ZH,
            notice: NOTICE,
        }))
    })
    .await
}
