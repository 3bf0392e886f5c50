//! What a record service says over HTTP about its ledger; handlers parse, call and answer.

mod acts;
mod beside;
mod cells;
mod deadlines;
mod events;
mod exportable;
mod exports;
mod feed;
mod imports;
mod joined;
mod mappings;
mod orders;
mod records;
mod sources;
mod subject;
mod unresolved;
mod view;
mod waiting;

pub use beside::{DueBook, DuePage, counted};
pub use deadlines::Deadline;
pub use joined::{Elsewhere, Joined};

use crate::acts::LONGEST_REASON;
use crate::book::Ledger;
use crate::deadlines::Deadlines;
use crate::error::LedgerError;
use crate::exports::Exports;
use crate::import::Worker;
use contracts::access::Claims;
use contracts::port::{Feed, Marked};
use contracts::problem::{Code, FieldError};
use db::Transient as _;
use domain::record::{
    Assessment, Complaint, Inspection, Merchant, OdrCase, Payment, Penalty, RecordKind, Report, Standing, Test,
};
use intake::RowIssue;
use statute::duties::Limits;
use std::sync::Arc;
use web::{Api, Doc, Fault, Receipts};

/// A ledger with whoever works on it.
pub struct Desk {
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// Reads its imports.
    pub worker: Worker,
    /// Works out its time limits.
    pub deadlines: Deadlines,
    /// Writes its lists as tables.
    pub exports: Exports,
}

impl Desk {
    /// Starts reading what is queued. What is due is worked out by these limits once it is followed.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(ledger: Arc<Ledger>, limits: Arc<Limits>) -> Result<Self, std::io::Error> {
        let worker = Worker::start(Arc::clone(&ledger))?;
        let exports = Exports::start(Arc::clone(&ledger), Arc::clone(&limits))?;
        let deadlines = Deadlines::of(Arc::clone(&ledger), limits);
        Ok(Self { ledger, worker, deadlines, exports })
    }

    /// Says who knows what stands beside what is shown here; see [`Ledger::know_marks`]. Exports of records wait for it.
    pub fn know_marks(&self, marked: &Arc<dyn Marked>) {
        self.ledger.know_marks(marked);
        self.exports.ring();
    }
}

/// The operations of a record service on its ledger; `zh` and `en` name the service.
#[must_use]
pub fn api(desk: Arc<Desk>, zh: &'static str, en: &'static str) -> Api {
    let service = desk.ledger.db.service();
    let kinds = desk.ledger.kinds();
    let feed: Arc<dyn Feed> = Arc::<Ledger>::clone(&desk.ledger);
    let api = beside(desk, zh, en);
    let api = kinds.iter().fold(api, |api, kind| match kind {
        RecordKind::Merchant => records::mount::<Merchant>(api, *kind),
        RecordKind::Penalty => records::mount::<Penalty>(api, *kind),
        RecordKind::Payment => records::mount::<Payment>(api, *kind),
        RecordKind::Inspection => records::mount::<Inspection>(api, *kind),
        RecordKind::Test => records::mount::<Test>(api, *kind),
        RecordKind::Assessment => records::mount::<Assessment>(api, *kind),
        RecordKind::Complaint => records::mount::<Complaint>(api, *kind),
        RecordKind::Report => records::mount::<Report>(api, *kind),
        RecordKind::OdrCase => records::mount::<OdrCase>(api, *kind),
        RecordKind::Standing => records::mount::<Standing>(api, *kind),
    });
    let api = imports::mount(api, service);
    let api = waiting::mount(api, service);
    let api = mappings::mount(api, service);
    let api = deadlines::mount(api, service);
    let api = unresolved::mount(api, service);
    let api = events::mount(api, service);
    let api = sources::mount(api, service);
    let api = subject::mount(api, service);
    let api = orders::mount(api, service);
    feed::mount(api, feed)
}

/// What a service without records of its own has of a ledger beside what it keeps: requests that count once, and lists
/// as tables.
#[must_use]
pub fn beside(desk: Arc<Desk>, zh: &'static str, en: &'static str) -> Api {
    let service = desk.ledger.service();
    let receipts: Arc<dyn Receipts> = Arc::new(desk.ledger.receipts());
    exports::mount(Api::new(format!("/{service}/v1"), zh, en).with(desk).with(receipts), service)
}

/// The operations of a feed: what others follow.
#[must_use]
pub fn followed(api: Api, feed: Arc<dyn Feed>) -> Api {
    feed::mount(api, feed)
}

/// The description of an operation on something of a service or kind: its id is `verb_noun`.
fn doc(verb: &str, noun: &str, zh: &'static str, en: &'static str) -> Doc {
    Doc::new(format!("{verb}_{noun}"), zh, en)
}

impl From<LedgerError> for Fault {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Missing(what) => Self::not_found("没有该记录", format!("there is no such {what}")),
            LedgerError::Stale { standing } => Self::new(Code::PreconditionFailed).detail(
                format!("该记录已有变动，现行版本为 {standing}，请重新查看后再操作"),
                format!("the record has changed, version {standing} stands: look again before acting"),
            ),
            LedgerError::Unfit { en, zh } => Self::conflict(zh, en),
            LedgerError::NoReason => {
                Self::new(Code::InvalidBody).errors([FieldError::new("reason", "须填写理由", "a reason is needed")])
            }
            LedgerError::LongReason(length) => Self::new(Code::InvalidBody).errors([FieldError::new(
                "reason",
                format!("理由最多 {LONGEST_REASON} 个字符，现有 {length} 个"),
                error.to_string(),
            )]),
            LedgerError::NoParty(code) => Self::new(Code::Unprocessable).errors([FieldError {
                value: Some(code.to_string()),
                ..FieldError::new(
                    "to",
                    "没有该经营主体的任何信息，请核对代码",
                    "nothing is known of this party; check its code",
                )
            }]),
            LedgerError::Outside(area) => Self::new(Code::OutsideReach).detail(
                format!("{area} 不在您的辖区之内：移出辖区须由全市权限办理"),
                format!("{area} is outside your area: only somebody for the whole city moves a merchant there"),
            ),
            LedgerError::Row(issue) => Self::new(Code::Unprocessable).errors(faults(&issue, None)),
            LedgerError::Unreadable(error) => {
                Self::new(Code::ImportFileUnreadable).detail(error.zh(), error.to_string())
            }
            LedgerError::File(error) => Self::unwritten(error),
            LedgerError::List(fault) => *fault,
            LedgerError::Counting => Self::new(Code::Unavailable)
                .detail("正在重新计算期限，请稍后再试", "time limits are being worked out anew; try again in a moment"),
            error if error.is_of_disk() => Self::disk(error),
            error if error.is_passing() => Self::unavailable(error),
            error => Self::internal(error),
        }
    }
}

/// Refuses whoever is limited to an area what concerns every merchant at once.
///
/// # Errors
/// A fault that says so.
pub fn for_everybody(claims: &Claims) -> Result<(), Fault> {
    if claims.reach().is_everywhere() {
        return Ok(());
    }
    Err(Fault::new(Code::OutsideReach).detail("该操作涉及全部主体", "this concerns every merchant"))
}

/// What is wrong with a row, field by field.
fn faults(issue: &RowIssue, row: Option<u64>) -> Vec<FieldError> {
    let field = |fault: &intake::issue::CellFault| FieldError {
        row,
        value: (!fault.value.is_empty()).then(|| fault.value.clone()),
        ..FieldError::new(fault.field.as_ref(), fault.reason_zh.as_str(), fault.reason_en.as_str())
    };
    issue.faults.iter().map(field).collect()
}
