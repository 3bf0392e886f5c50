//! The figures of a card, as they are answered.

use domain::day::Day;
use domain::instant::Instant;
use serde::Serialize;
use utoipa::ToSchema;

/// The report card of a source for a month (数据源成绩单). Where there is nothing to count, a figure is null and not zero.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SourceCard {
    /// The source: a department, or `account:` and the account where it acts for none.
    pub source: String,
    /// The month of receipt in Chinese time, such as `2026-10`.
    pub month: String,
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// The day as of which it is: the last one of the month, or today.
    #[schema(value_type = String, format = Date)]
    pub as_of: Day,
    /// Is the month not over yet?
    pub running: bool,
    /// Does it rest on something that is not settled, such as from when on a record is late?
    pub provisional: bool,
    /// How soon it tells (及时性).
    pub freshness: Freshness,
    /// What it leaves out (完整性): every column that may be empty, for each kind of which something came.
    pub completeness: Vec<Completeness>,
    /// Where others say something else (矛盾).
    pub contradictions: Contradictions,
    /// Rows that could not be kept (待处理行), for each reason.
    pub waiting: Vec<WaitingRows>,
    /// Its rows (报送量).
    pub rows: Rows,
    /// Whom it concerns (影响面).
    pub effect: Effect,
}

/// How soon a source tells (及时性).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceFreshness)]
pub struct Freshness {
    /// The newest day on which something happened of what came in the month in which something came last.
    #[schema(value_type = Option<String>, format = Date)]
    pub newest_event: Option<Day>,
    /// Days since then.
    pub days_since_event: Option<u64>,
    /// When something last came.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_receipt: Option<Instant>,
    /// Days since then.
    pub days_since_receipt: Option<u64>,
    /// New records that came late.
    pub late: u64,
    /// New records of which it is known when they would have been late.
    pub judged: u64,
    /// Thousandths of these that came late, cut.
    pub permille: Option<u64>,
    /// By kind: new records alone, and no history.
    pub by_kind: Vec<Lag>,
}

/// How long records took from what happened to their arrival (时滞).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceLag)]
pub struct Lag {
    /// Kind of the records.
    pub kind: String,
    /// The same in Chinese.
    pub kind_zh: String,
    /// How many.
    pub records: u64,
    /// Whole days within which half of them came.
    pub median_days: Option<i64>,
    /// Whole days within which nine of ten came.
    pub ninetieth_days: Option<i64>,
    /// Days after which one is late; null if nobody has said so.
    pub late_after_days: Option<i64>,
    /// How many came late.
    pub late: Option<u64>,
    /// Thousandths that came late, cut.
    pub permille: Option<u64>,
}

/// How often something stands in a column that may be empty (完整性).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceCompleteness)]
pub struct Completeness {
    /// Kind of the records.
    pub kind: String,
    /// Id of the column.
    pub column: String,
    /// Its header.
    pub column_zh: String,
    /// Rows in which something stands there.
    pub filled: u64,
    /// Rows.
    pub rows: u64,
    /// Thousandths, cut.
    pub permille: Option<u64>,
}

/// Conflicts between what a source and others say of the same record (矛盾).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
#[schema(as = SourceContradictions)]
pub struct Contradictions {
    /// Open when the month ended, or now: at the place that stands, or by what each said last.
    pub open: u64,
    /// Decided within the month.
    pub decided: u64,
    /// Of these in favour of this source.
    pub in_favour: u64,
    /// Of these in favour of another one.
    pub against: u64,
    /// Open ones in which the source itself says several things.
    pub with_itself: u64,
    /// The same for each of the others; one conflict can have several.
    pub others: Vec<Contradicting>,
}

/// Conflicts with one other source.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
#[schema(as = SourceContradicting)]
pub struct Contradicting {
    /// The other source; null for whoever may see their own card alone.
    pub source: Option<String>,
    /// Open when the month ended, or now.
    pub open: u64,
    /// Decided within the month.
    pub decided: u64,
    /// Of these in favour of this source.
    pub in_favour: u64,
    /// Of these in favour of the other one.
    pub against: u64,
}

impl Contradicting {
    pub(super) fn of(source: &str) -> Self {
        Self { source: Some(source.to_owned()), ..Self::default() }
    }
}

/// Rows that could not be kept for one reason (待处理行).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceWaitingRows)]
pub struct WaitingRows {
    /// `awaiting_confirmation`, `quarantined`, `unresolved` or `rejected`.
    pub reason: String,
    /// The same in Chinese.
    pub reason_zh: String,
    /// How many came in the month.
    pub arrived: u64,
    /// What had become of these when the month ended; of the running one, by now.
    pub by_month_end: Fates,
    /// What has become of these by now: alone of the figures about rows this one goes on changing.
    pub by_now: Fates,
    /// Open when the month ended, whenever they came.
    pub open: u64,
    /// Days for which the oldest of these had been waiting.
    pub oldest_open_days: Option<u64>,
}

/// What became of rows that could not be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
#[schema(as = SourceWaitingFates)]
pub struct Fates {
    /// They wait.
    pub open: u64,
    /// Mended and kept.
    pub mended: u64,
    /// Put aside.
    pub discarded: u64,
}

/// How many rows of a source came within the month, and what became of them (报送量).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceRows)]
pub struct Rows {
    /// Rows that were kept as a version of a record.
    pub accepted: u64,
    /// Of these the first of their record.
    pub new_records: u64,
    /// Of these later ones of a record that was there.
    pub later_versions: u64,
    /// Of these loaded as history.
    pub history: u64,
    /// Of these taking their record back.
    pub withdrawn: u64,
    /// Files that were read.
    pub files: u64,
    /// Files that could not be read at all.
    pub unreadable_files: u64,
    /// Rows of the files that were read.
    pub rows_of_files: u64,
    /// Of these such as said nothing new. What other systems send again leaves no trace.
    pub repeated: u64,
    /// Of these such as could not be kept, and did wait already.
    pub waiting_already: u64,
    /// What the source had said last and officials put right.
    pub corrected_by_officials: u64,
    /// What the source had said last and officials took back.
    pub withdrawn_by_officials: u64,
    /// What the source had said last of the wrong party, and officials moved.
    pub moved_by_officials: u64,
}

/// Whom a source concerns (影响面). What that does to classes, ratings say.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceEffect)]
pub struct Effect {
    /// Merchants of whom something came within the month.
    pub merchants: u64,
    /// Merchants of whom a record of this source stands now that was not taken back, whatever month is asked for.
    pub merchants_concerned: u64,
    /// Path of what all that this source told, to whatever service, does to classes in that month (对等级的影响).
    pub classes_href: String,
}

/// What a list says of a source (数据源).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[schema(as = SourceShortCard)]
pub struct ShortCard {
    /// The source: a department, or `account:` and the account where it acts for none.
    pub source: String,
    /// The month of receipt.
    pub month: String,
    /// When something last came, by the end of the month.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_receipt: Option<Instant>,
    /// Days since then.
    pub days_since_receipt: Option<u64>,
    /// Rows that were kept within the month.
    pub accepted: u64,
    /// Rows that could not be kept and were open when the month ended, whenever they came.
    pub waiting: u64,
}
