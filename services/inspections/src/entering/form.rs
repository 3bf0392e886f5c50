//! What a device says of a visit (检查录入内容), and the rows that it becomes.

use super::Drawn;
use contracts::problem::FieldError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::RecordKind;
use domain::vocab::yes_no;
use intake::layout::Layout;
use intake::{Cells, RowIssue};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far the clock of a device may be ahead, in microseconds.
const AHEAD: i64 = 5 * 60 * 1_000_000;
const DAY: i64 = 86_400 * 1_000_000;
/// Most samples of one visit.
const MOST_SAMPLES: usize = 50;
/// Longest name or batch of a sample, and longest note, in characters.
const LONGEST: (usize, usize) = (200, 2_000);

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
    /// Why the merchant was visited: `own_motion`, `legal_minimum`, `complaint`, `clue` or `follow_up`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Kind of visit as the office calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) visit_type: Option<String>,
    /// Number of the draw that chose the merchant: the choice is then visited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) draw_id: Option<i64>,
    /// Number of the task that was planned otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) task: Option<String>,
    /// Staff numbers of the inspectors.
    #[schema(min_items = 1)]
    pub(crate) inspectors: Vec<String>,
    /// Results: I01 to I08 and I06L. I01 stands alone.
    #[schema(min_items = 1)]
    pub(crate) results: Vec<String>,
    /// Last day of an order to correct.
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

/// A sample that was taken on a visit (抽取的样品).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewSample {
    /// Number of the sample: that of the record of its test.
    pub(crate) number: String,
    /// Of what.
    #[schema(value_type = Product)]
    pub(crate) product: String,
    /// What it is.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) name: String,
    /// Its batch, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) batch: Option<String>,
    /// What a quick test on the spot found: SQ0 to SQ3 of a product, FS0 to FS2 of food. It is not final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<String>,
    /// Was the merchant told of that on the spot?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) told: bool,
}

/// What a sample is of (样品类别).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SampleProduct)]
pub(crate) enum Product {
    /// 产品
    Product,
    /// 食品
    Food,
}

impl Product {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "product" => Some(Self::Product),
            "food" => Some(Self::Food),
            _ => None,
        }
    }

    /// How its results begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Product => "SQ",
            Self::Food => "FS",
        }
    }
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
    inspection: Cells,
    tests: Vec<TestRow>,
}

/// A visit of which nothing is wrong.
pub(super) struct Checked {
    pub(super) key: String,
    pub(super) code: PartyCode,
    pub(super) day: Day,
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
        let Self { key, code, seen, inspection, tests } = self;
        Some(Checked { key, code: code?, day: seen?.at.day(), inspection, tests })
    }
}

/// When a visit was seen, as it is kept: never behind the house's own clock.
#[derive(Clone, Copy)]
struct Seen {
    at: Instant,
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
        let seen = seen(&self.seen_at, now, offline_days).map_err(|error| wrong.push(error)).ok();
        if let (Some(seen), Some(drawn)) = (seen, drawn)
            && seen.at.day() < drawn.from
        {
            let zh = format!("早于任务开始之日 {}", drawn.from);
            wrong.push(FieldError::new("seen_at", zh, format!("lies before the task begins on {}", drawn.from)));
        }
        if drawn.is_some() && self.task.is_some() {
            let (zh, en) = ("已填写 draw_id 时不填任务编号", "is not given beside draw_id, which has a task");
            wrong.push(FieldError::new("task", zh, en));
        }
        if self.inspectors.is_empty() {
            wrong.push(FieldError::new("inspectors", "至少一人", "at least one is needed"));
        }
        if self.note.as_deref().is_some_and(|note| note.chars().count() > LONGEST.1) {
            let (zh, en) = (format!("最多 {} 个字符", LONGEST.1), format!("at most {} characters", LONGEST.1));
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
            ("reason", text(&self.reason)),
            ("inspectors", Some(self.inspectors.join(";"))),
            ("noted_at", seen.map(|seen| seen.at.to_string())),
            ("signed_off_on", text(&self.signed_off_on)),
            ("correct_by", text(&self.correct_by)),
            ("visit_type", text(&self.visit_type)),
        ]);
        let tests = self.tests(day.as_deref(), wrong);
        Draft { key: self.key.clone(), code: PartyCode::parse(&self.code).ok(), seen, inspection, tests }
    }

    /// The rows of quick tests; puts what is wrong with samples to the others.
    fn tests(&self, day: Option<&str>, wrong: &mut Vec<FieldError>) -> Vec<TestRow> {
        if self.samples.len() > MOST_SAMPLES {
            let (zh, en) = (format!("最多 {MOST_SAMPLES} 件"), format!("at most {MOST_SAMPLES} samples"));
            wrong.push(FieldError::new("samples", zh, en));
        }
        let mut tests = Vec::new();
        for (at, sample) in self.samples.iter().take(MOST_SAMPLES).enumerate() {
            let mut reject = |column: &str, zh: &str, en: &str| {
                wrong.push(FieldError::new(Names::Sample(at).field(column), zh, en));
            };
            if !is_short(&sample.number) {
                reject("number", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            } else if self.samples.iter().take(at).any(|other| other.number == sample.number) {
                reject("number", "与前一件样品重复", "stands twice");
            }
            if !is_short(&sample.name) {
                reject("name", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            }
            if sample.batch.as_deref().is_some_and(|batch| !is_short(batch)) {
                reject("batch", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            }
            let product = Product::parse(&sample.product);
            if product.is_none() {
                reject("product", "应为 product 或 food", "must be product or food");
            }
            match (&sample.result, product) {
                (None, _) if sample.told => {
                    reject("told", "没有结果，不能告知", "nobody is told of a result that there is not");
                }
                (Some(result), Some(product)) if !result.starts_with(product.prefix()) => {
                    reject("result", "产品为 SQ，食品为 FS", "is SQ of a product and FS of food");
                }
                _ => {}
            }
            if let Some(result) = &sample.result {
                let cells = cells([
                    ("code", Some(self.code.clone())),
                    ("number", Some(sample.number.clone())),
                    ("day", day.map(str::to_owned)),
                    ("result", Some(result.clone())),
                    ("is_final", Some(yes_no(false).to_owned())),
                    ("case_no", self.case_no.clone()),
                    ("told_on", day.filter(|_| sample.told).map(str::to_owned)),
                ]);
                tests.push(TestRow { at, cells });
            }
        }
        tests
    }
}

fn cells<const N: usize>(said: [(&str, Option<String>); N]) -> Cells {
    said.into_iter().filter_map(|(id, text)| Some((id.to_owned(), text?))).collect()
}

/// When it was seen, if the house's clock allows for it.
fn seen(text: &str, now: Instant, offline_days: u32) -> Result<Seen, FieldError> {
    let of = |zh: String, en: String| FieldError {
        value: Some(text.chars().take(80).collect()),
        ..FieldError::new("seen_at", zh, en)
    };
    let at = Instant::parse(text).map_err(|_| {
        of(
            "应为带时区的时刻，如 2026-04-01T09:30:00+08:00".to_owned(),
            "must be an instant with its offset, such as 2026-04-01T09:30:00+08:00".to_owned(),
        )
    })?;
    if at.micros() > now.micros().saturating_add(AHEAD) {
        return Err(of(
            "晚于当前时间：请核对设备的时钟".to_owned(),
            format!("lies ahead of the clock of the house, {now}: look at the clock of the device"),
        ));
    }
    if at.micros() < now.micros().saturating_sub(i64::from(offline_days).saturating_mul(DAY)) {
        let zh = format!("早于 {offline_days} 日前：离线录入已过上传期限，请核对后以行报送");
        return Err(of(zh, format!("lies more than {offline_days} days back: an entry so old is sent as a row")));
    }
    // A clock that is a little ahead must not put a visit into tomorrow.
    Ok(Seen { at: at.min(now) })
}

fn is_short(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= LONGEST.0 && !text.chars().any(char::is_control)
}

/// Is it a UUID as RFC 9562 writes one, in small letters?
fn is_uuid(text: &str) -> bool {
    let is_at = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_at)
}
