//! What is answered to a visit that was entered, and how an entry is shown afterwards.

use super::form::{Checked, NewVisit};
use super::sample::{NewSample, Product};
use super::warnings::Warning;
use crate::book::DrawBook;
use crate::error::DrawError;
use crate::store::{EntryRow, store};
use contracts::access::Reach;
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Content, Record as _, RecordKey, RecordKind, Test, TestState};
use serde::{Deserialize, Serialize};
use statute::duties::Limits;
use utoipa::ToSchema;

/// A visit that was entered (检查录入回执), each time the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VisitTaken)]
pub(crate) struct Taken {
    /// The key of the device.
    pub(crate) key: String,
    /// The merchant.
    #[schema(value_type = String)]
    pub(crate) code: PartyCode,
    /// The day of the visit in Chinese civil time.
    #[schema(value_type = String, format = Date)]
    pub(crate) day: Day,
    /// Path of the entry.
    pub(crate) href: String,
    /// The records that it became: that of the visit first, then those of quick tests.
    pub(crate) records: Vec<Kept>,
    /// The time limits that it set going, as they stood then.
    pub(crate) clocks: Vec<Started>,
    /// What somebody should look at, as it was then; those of before there were warnings have none.
    #[serde(default)]
    #[schema(required = true)]
    pub(crate) warnings: Vec<Warning>,
}

/// A record that was kept (生成的记录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VisitRecord)]
pub(crate) struct Kept {
    /// Its business key.
    pub(crate) key: String,
    /// Its path.
    pub(crate) href: String,
}

/// A time limit that was set going (开始计算的期限).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VisitClock)]
pub(crate) struct Started {
    /// Its clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// Key of the record that set it going.
    record: String,
    /// The day of the event that set it going, which is not counted.
    #[schema(value_type = String, format = Date)]
    started_on: Day,
    /// The last day as the law counts it; nothing while nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_on: Option<Day>,
    /// Does the rule rest on something that is not settled?
    provisional: bool,
}

/// A visit as it was entered (检查录入), with what has become of its samples.
#[derive(Serialize, ToSchema)]
#[schema(as = VisitEntry)]
pub(crate) struct Entry {
    /// What was answered.
    pub(crate) taken: Taken,
    /// When it was seen.
    #[schema(format = DateTime)]
    seen_at: String,
    /// When it came in.
    #[schema(value_type = String, format = DateTime)]
    entered_at: Instant,
    /// Whose account it came from.
    entered_by: String,
    /// The draw that chose the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    draw_id: Option<i64>,
    /// The note.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Samples that were taken.
    samples: Vec<Sample>,
}

/// A sample, and where its test stands today.
#[derive(Serialize, ToSchema)]
#[schema(as = VisitSample)]
struct Sample {
    /// Its number.
    number: String,
    /// Of what.
    product: Product,
    /// What it is.
    name: String,
    /// Its batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// Where its test stands.
    state: SampleState,
    /// Path of the record of its test, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
}

/// Where a sample stands (样品状态): a test has no record before it was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SampleState {
    /// 已抽样，尚无结果
    Taken,
    /// 已检验，未告知
    Tested,
    /// 已告知
    Told,
    /// 异议、复检中
    Objected,
    /// 最终结论
    Final,
}

impl SampleState {
    const fn of(test: TestState) -> Self {
        match test {
            TestState::Tested => Self::Tested,
            TestState::Told => Self::Told,
            TestState::Objected => Self::Objected,
            TestState::Final => Self::Final,
        }
    }
}

impl DrawBook {
    /// What is answered to a visit whose records were kept just now.
    pub(super) fn taken(
        &self,
        checked: &Checked,
        kept: &[(RecordKind, RecordKey)],
        limits: &Limits,
    ) -> Result<Taken, DrawError> {
        let (mut records, mut clocks) = (Vec::new(), Vec::new());
        for (kind, key) in kept {
            let versions = self.ledger.versions(checked.code, key.as_str(), None, Reach::Everywhere)?;
            let standing = versions.into_iter().find(|view| view.standing);
            let content = standing.ok_or_else(|| DrawError::Own(format!("{key} was not kept")))?.content;
            clocks.extend(self.started(&Content::from_json(*kind, &content)?, limits));
            let href = owner::href(*kind, checked.code, key.as_str());
            records.push(Kept { href, key: key.to_string() });
        }
        let (key, href) = (checked.key.clone(), format!("/{}/v1/visits/{}", crate::SERVICE, checked.key));
        Ok(Taken { key, code: checked.code, day: checked.day, href, records, clocks, warnings: Vec::new() })
    }

    fn started(&self, content: &Content, limits: &Limits) -> Vec<Started> {
        let today = self.around.clock.today();
        let running = limits.duties(content).into_iter().filter(|duty| duty.course.stop.is_none());
        let started = running.filter_map(|duty| {
            let (clock, reading) = (limits.clocks().get(duty.clock)?, limits.read(&duty, today)?);
            Some(Started {
                clock: duty.clock.to_owned(),
                title_zh: clock.title.zh.clone(),
                title: clock.title.en.clone(),
                record: content.key().as_str().to_owned(),
                started_on: duty.course.started_on,
                due_on: reading.due,
                provisional: reading.provisional,
            })
        });
        started.collect()
    }

    /// The entry under a key, if it is of a merchant within a reach.
    pub(crate) fn entry(&self, visit_key: &str, reach: Reach) -> Result<Entry, DrawError> {
        let key = visit_key.to_ascii_lowercase();
        let found = self.db.read::<_, DrawError>(|conn| Ok(store(conn).entry(&key)?))?;
        let missing = || DrawError::Missing { zh: "检查录入", en: "visit that was entered" };
        let row = found.ok_or_else(missing)?;
        let code = PartyCode::parse(&row.merchant).map_err(|error| DrawError::Own(error.to_string()))?;
        match self.ledger.subject(code, reach) {
            Ok(_) => self.shown(row, code),
            Err(ledger::LedgerError::Missing(_)) => Err(missing()),
            Err(error) => Err(error.into()),
        }
    }

    fn shown(&self, row: EntryRow, code: PartyCode) -> Result<Entry, DrawError> {
        let visit: NewVisit = serde_json::from_str(&row.entry)?;
        let views = self.ledger.of_codes(RecordKind::Test, &[code], None, Reach::Everywhere)?;
        let tests = views.into_iter().flatten().map(|view| serde_json::from_str::<Test>(&view.content));
        let tests: Vec<Test> = tests.collect::<Result<_, _>>()?;
        let sample = |sample: NewSample| {
            let test = tests.iter().find(|test| test.number == sample.number.trim() && !test.withdrawn);
            let state = test.map_or(SampleState::Taken, |test| SampleState::of(test.state()));
            let href = test.map(|test| owner::href(RecordKind::Test, code, test.key().as_str()));
            let product = Product::parse(&sample.product)?;
            Some(Sample { number: sample.number, product, name: sample.name, batch: sample.batch, state, href })
        };
        Ok(Entry {
            taken: serde_json::from_str(&row.answer)?,
            seen_at: visit.seen_at,
            entered_at: Instant::from_micros(row.entered_at),
            entered_by: row.actor,
            draw_id: visit.draw_id,
            note: visit.note,
            samples: visit.samples.into_iter().filter_map(sample).collect(),
        })
    }
}
