//! What a device says of a visit (检查录入内容), and the rows that it becomes.

use super::Drawn;
use super::own::{Seen, is_uuid};
use super::sample::NewSample;
use contracts::problem::FieldError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::vocab::{InspectionResult, yes_no};
use intake::layout::Layout;
use intake::{Cells, RowIssue};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Longest note, in characters.
const LONGEST: usize = 2_000;
/// Longest reason, in characters.
const LINE: usize = 200;

/// A visit with everything found on it (检查录入). Texts are read as cells of a row are, so that all that is wrong is
/// told at once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "key": "0190f3a2-7c1e-7b60-9d0a-3f4e5a6b7c8d", "code": "91371502MA00000A05",
    "seen_at": "2026-11-20T23:30:00+08:00", "reason": "own_motion", "inspectors": ["I1", "I2"],
    "results": ["I06"], "correct_by": "2026-12-20",
    "samples": [{ "number": "CJ2026000456", "product": "food", "name": "酱牛肉", "batch": "20261101" }]
}))]
pub(crate) struct NewVisit {
    /// Made by the device: a UUID. It becomes the number of the record, so that twice is once.
    #[schema(pattern = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")]
    pub(crate) key: String,
    /// Credit code or registration number of the merchant.
    pub(crate) code: String,
    /// When it was seen, by the device, with its offset. The day of the visit is that of Chinese civil time.
    #[schema(format = DateTime)]
    pub(crate) seen_at: String,
    /// Why the merchant was visited; of a visit that was drawn the draw says it: `own_motion`, `legal_minimum`, `complaint`, `clue` or `follow_up`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Kind of visit as the office calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit_type: Option<String>,
    /// Was it on the spot, and not in writing or by data? If it is not said, the kind of visit says it; of a visit that was
    /// drawn it must be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) on_site: Option<bool>,
    /// Number of the draw that chose the merchant: the choice is then visited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) draw_id: Option<i64>,
    /// Number of the task that was planned otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<String>,
    /// Staff numbers of the inspectors: of a visit that was drawn those who were drawn, at least two.
    #[schema(min_items = 1)]
    pub(crate) inspectors: Vec<String>,
    /// Why others went than were drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub(crate) substitution: Option<String>,
    /// Results: I01 to I08 and I06L. I01 stands alone.
    #[schema(min_items = 1)]
    pub(crate) results: Vec<String>,
    /// Last day of an order to correct; I06 needs it.
    #[schema(format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) correct_by: Option<String>,
    /// Day on which it was signed off: its publication is due from then on.
    #[schema(format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signed_off_on: Option<String>,
    /// Number of the case that it led to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) case_no: Option<String>,
    /// Samples that were taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 50)]
    pub(crate) samples: Vec<NewSample>,
    /// A note for the office, which stays there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    pub(crate) note: Option<String>,
}

/// The row of a test, and at which sample it stands.
#[derive(Clone, Debug)]
pub(super) struct TestRow {
    pub(super) at: usize,
    pub(super) cells: Cells,
}

/// Rows of a visit of which nothing is known to be wrong yet.
pub(super) struct Draft {
    key: String,
    code: Option<PartyCode>,
    seen: Option<Seen>,
    sector: Option<String>,
    inspection: Cells,
    tests: Vec<TestRow>,
}

/// A visit of which nothing is wrong.
pub(super) struct Checked {
    pub(super) key: String,
    pub(super) code: PartyCode,
    pub(super) day: Day,
    /// The sector for which it was drawn.
    pub(super) sector: Option<String>,
    pub(super) inspection: Cells,
    pub(super) tests: Vec<TestRow>,
}

impl Draft {
    /// Each row with its layout, and how its columns are called in the request.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static Layout, &Cells, Names)> {
        let tests = self.tests.iter().map(|test| (Names::Sample(test.at), &test.cells));
        let all = std::iter::once((Names::Visit, &self.inspection)).chain(tests);
        all.map(|(names, cells)| (Layout::of(names.kind()), cells, names))
    }

    /// The whole, unless merchant or instant are unknown.
    pub(super) fn complete(self) -> Option<Checked> {
        let Self { key, code, seen, sector, inspection, tests } = self;
        Some(Checked { key, code: code?, day: seen?.at.day(), sector, inspection, tests })
    }
}

/// How the columns of a row are called in the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Names {
    /// Of the visit itself.
    Visit,
    /// Of the test of a sample.
    Sample(usize),
}

impl Names {
    /// The kind of record of its row.
    pub(super) const fn kind(self) -> RecordKind {
        match self {
            Self::Visit => RecordKind::Inspection,
            Self::Sample(_) => RecordKind::Test,
        }
    }

    /// The field of a column.
    pub(super) fn field(self, column: &str) -> String {
        match (self, column) {
            (_, "code") => "code".to_owned(),
            (_, "day" | "noted_at") => "seen_at".to_owned(),
            (Self::Visit, "number") => "key".to_owned(),
            (Self::Visit, "result") => "results".to_owned(),
            (Self::Visit, column) => column.to_owned(),
            (Self::Sample(at), "told_on") => format!("samples[{at}].told"),
            (Self::Sample(at), column) => format!("samples[{at}].{column}"),
        }
    }

    /// What is wrong with a row in the names of the request, without fields of which something was said already.
    pub(super) fn told(self, issue: &RowIssue, said: &[FieldError]) -> Vec<FieldError> {
        let faults = issue.faults.iter().map(|fault| FieldError {
            value: (!fault.value.is_empty()).then(|| fault.value.clone()),
            ..FieldError::new(self.field(&fault.field), fault.reason_zh.as_str(), fault.reason_en.as_str())
        });
        let mut told: Vec<FieldError> = Vec::new();
        for fault in faults {
            if said.iter().chain(&told).all(|before| before.field != fault.field) {
                told.push(fault);
            }
        }
        told
    }
}

impl NewVisit {
    /// The same as it is compared: one instant or key may be written in several ways.
    pub(super) fn plain(&self) -> Self {
        let seen_at = Instant::parse(&self.seen_at).map_or_else(|_| self.seen_at.clone(), |at| at.to_string());
        Self { key: self.key.to_ascii_lowercase(), seen_at, ..self.clone() }
    }

    /// Says what does not fit what was drawn: why the merchant is visited, and by whom (settled readings, 22 and 23).
    fn fits(&self, drawn: Option<&Drawn>, wrong: &mut Vec<FieldError>) {
        let mut say = |field: &'static str, zh: &str, en: &str| wrong.push(FieldError::new(field, zh, en));
        let said =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let substitution = said(&self.substitution);
        if substitution.as_ref().is_some_and(|text| text.chars().count() > LINE) {
            say("substitution", "最多 200 个字符", "at most 200 characters");
        }
        let Some(drawn) = drawn else {
            if substitution.is_some() {
                say("substitution", "仅用于抽中的检查", "is for visits that were drawn");
            }
            return;
        };
        let (reason, team) = (drawn.reason(), &drawn.team);
        if said(&self.reason).is_some_and(|said| said != reason) {
            let zh = format!("抽中的检查，事由为 {reason}");
            say("reason", &zh, &format!("of this visit, which was drawn, it is {reason}"));
        }
        let went: BTreeSet<&str> = self.inspectors.iter().map(|one| one.trim()).collect();
        let drawn: BTreeSet<&str> = team.iter().map(String::as_str).collect();
        if went.len() < 2 {
            say("inspectors", "抽中的检查不少于两人", "a visit that was drawn needs two");
        } else if !drawn.is_empty() && !drawn.is_subset(&went) && substitution.is_none() {
            let names = team.join("、");
            let zh = format!("抽取的检查人员为 {names}；换人须填写 substitution");
            say("inspectors", &zh, &format!("{names} were drawn; if others went, `substitution` says why"));
        }
    }

    /// Staff numbers of those who went. Several may stand in one text, as in a cell.
    pub(super) fn went(&self) -> impl Iterator<Item = &str> {
        let each = self.inspectors.iter().flat_map(|text| text.split(intake::SEPARATORS));
        each.map(str::trim).filter(|id| !id.is_empty())
    }

    /// Is one of its results an order to correct? Several may stand in one text, as in a cell.
    fn orders_correction(&self) -> bool {
        let is_order = |text: &str| InspectionResult::from_token(text.trim()) == Some(InspectionResult::I06);
        self.results.iter().flat_map(|text| text.split(intake::SEPARATORS)).any(is_order)
    }

    /// The rows that it becomes; puts what is wrong with its own fields to the others.
    pub(super) fn checked(
        &self,
        (now, offline_days): (Instant, u32),
        drawn: Option<&Drawn>,
        wrong: &mut Vec<FieldError>,
    ) -> Draft {
        if !is_uuid(&self.key) {
            wrong.push(FieldError::new("key", "应为设备生成的 UUID", "must be a UUID made by the device"));
        }
        let seen = Seen::of(&self.seen_at, now, offline_days).map_err(|error| wrong.push(error)).ok();
        if let (Some(seen), Some(drawn)) = (seen, drawn)
            && seen.at.day() < drawn.from
        {
            let zh = format!("早于任务开始之日 {}", drawn.from);
            wrong.push(FieldError::new("seen_at", zh, format!("lies before the task begins on {}", drawn.from)));
        }
        self.fits(drawn, wrong);
        if drawn.is_some() && self.task.is_some() {
            let (zh, en) = ("已填写 draw_id 时不填任务编号", "is not given beside draw_id, which has a task");
            wrong.push(FieldError::new("task", zh, en));
        }
        if self.orders_correction() && self.correct_by.as_deref().is_none_or(|day| day.trim().is_empty()) {
            let (zh, en) = ("责令改正（I06）须填写改正期限", "I06 orders to correct: by which day?");
            wrong.push(FieldError::new("correct_by", zh, en));
        }
        if self.inspectors.is_empty() {
            wrong.push(FieldError::new("inspectors", "至少一人", "at least one is needed"));
        }
        if self.note.as_deref().is_some_and(|note| note.chars().count() > LONGEST) {
            let (zh, en) = (format!("最多 {} 个字符", LONGEST), format!("at most {} characters", LONGEST));
            wrong.push(FieldError::new("note", zh, en));
        }
        let day = seen.map(|seen| seen.at.day().to_string());
        let text = |text: &Option<String>| text.clone();
        let inspection = cells([
            ("code", Some(self.code.clone())),
            ("number", Some(self.key.clone())),
            ("day", day.clone()),
            ("result", Some(self.results.join(";"))),
            ("case_no", text(&self.case_no)),
            ("task", drawn.map(|drawn| drawn.task.clone()).or_else(|| text(&self.task))),
            // Of a visit that was drawn nobody has to say it.
            ("reason", drawn.map(|drawn| drawn.reason().to_owned()).or_else(|| text(&self.reason))),
            ("on_site", self.on_site.map(|is_on_site| yes_no(is_on_site).to_owned())),
            ("inspectors", Some(self.inspectors.join(";"))),
            ("noted_at", seen.map(|seen| seen.at.to_string())),
            ("signed_off_on", text(&self.signed_off_on)),
            ("correct_by", text(&self.correct_by)),
            ("visit_type", text(&self.visit_type)),
        ]);
        let tests = self.tests(day.as_deref(), wrong);
        let (code, sector) = (PartyCode::parse(&self.code).ok(), drawn.and_then(|drawn| drawn.sector.clone()));
        Draft { key: self.key.clone(), code, seen, sector, inspection, tests }
    }
}

pub(super) fn cells<const N: usize>(said: [(&str, Option<String>); N]) -> Cells {
    said.into_iter().filter_map(|(id, text)| Some((id.to_owned(), text?))).collect()
}
