//! What goes wrong with cases.

use crate::drafts::MOST_AHEAD;
use crate::papers::{MOST_BYTES, MOST_IN_CASE, MOST_PAPERS, MOST_TOGETHER};
use contracts::port::PortError;
use db::{DbError, OpenError, QueryError, Transient};
use domain::day::Day;
use ledger::LedgerError;
use statute::procedure::Refused;

/// Why nothing was done in a case, or nothing is shown of it.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no such thing, or none that whoever asks may see.
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// There is no procedure of this name.
    #[error("there is no procedure {0:?}")]
    UnknownProcedure(String),
    /// Somebody else has acted since the case was looked at (案件已有新的进展).
    #[error("the case has gone on since it was looked at: it stands in {stage} after {steps} steps")]
    Overtaken {
        /// The stage in which it stands now.
        stage: String,
        /// How many steps have been taken by now.
        steps: i32,
    },
    /// Another case of the same merchant has gone on while it was found out whether the step can be taken: what was found
    /// may hold no more (同一主体另有案件同时办理).
    #[error("another case of the merchant has gone on at the same time")]
    Raced,
    /// This book is kept by another law by now: another process has taken it over.
    #[error("cases are kept by another process, by another law")]
    OtherLaw,
    /// The law does not allow the step (依法不能办理); everything that stands in the way.
    #[error("the law does not allow the step: {}", listed(.0))]
    Refused(Vec<Refused>),
    /// What is of an earlier day was done on paper, and says so (补录须注明书面办理).
    #[error("{on} is not today: what was done on paper says so, and nothing else is of an earlier day than {today}")]
    NotToday {
        /// The day of the step.
        on: Day,
        /// Today.
        today: Day,
    },
    /// Nobody acts on a day that has not come yet.
    #[error("{on} has not come yet: today is {today}")]
    Ahead {
        /// The day of the step.
        on: Day,
        /// Today.
        today: Day,
    },
    /// A field does not fit.
    #[error("{field}: {en}")]
    Field {
        /// The field.
        field: &'static str,
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// A paper is not taken.
    #[error(transparent)]
    Paper(#[from] PaperError),
    /// A cursor was not given out by this feed.
    #[error("{0:?} is no cursor of this feed")]
    Cursor(String),
    /// Another service, which was asked what a step requires.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The service's own records, which were asked what a step requires.
    #[error(transparent)]
    Records(#[from] LedgerError),
    /// What is kept cannot be read, or what is to be kept cannot be written.
    #[error("a case cannot be turned into JSON or back: {0}")]
    Content(#[from] serde_json::Error),
    /// What is kept is not what this program has written.
    #[error("what is kept of case {case_no} cannot be read: {what}")]
    Kept {
        /// The case.
        case_no: i64,
        /// What of it.
        what: &'static str,
    },
    /// The tables could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl CaseError {
    /// A field that does not fit.
    pub(crate) fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Field { field, zh: zh.into(), en: en.into() }
    }
}

impl From<QueryError> for CaseError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl Transient for CaseError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Records(error) => error.database(),
            _ => None,
        }
    }
}

fn listed(refused: &[Refused]) -> String {
    refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Why a paper (材料) is not taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PaperError {
    /// Its first bytes are those of none of the kinds that are taken.
    #[error("{name:?} is no PDF, JPEG or PNG file")]
    Kind {
        /// Its name, cleaned.
        name: String,
    },
    /// It is too large.
    #[error("{name:?} has {size} bytes, more than {MOST_BYTES}")]
    TooLarge {
        /// Its name, cleaned.
        name: String,
        /// Its bytes.
        size: usize,
    },
    /// Those of one step are too large together.
    #[error("the papers of one step have {size} bytes together, more than {MOST_TOGETHER}")]
    TooMuch {
        /// Their bytes.
        size: usize,
    },
    /// The case holds as much as it may.
    #[error("the papers of the case would have {size} bytes together, more than {MOST_IN_CASE}")]
    Full {
        /// Their bytes.
        size: usize,
    },
    /// An account has sent too much ahead of steps.
    #[error("papers sent ahead would have {size} bytes together, more than {MOST_AHEAD}")]
    Ahead {
        /// Their bytes.
        size: usize,
    },
    /// There are too many with one step.
    #[error("{count} papers came with one step, more than {MOST_PAPERS}")]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

impl PaperError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Kind { name } => format!("“{name}”不是 PDF、JPEG 或者 PNG 文件"),
            Self::TooLarge { name, size } => format!("“{name}”有 {size} 字节，超过 {MOST_BYTES} 字节"),
            Self::TooMuch { size } => format!("一次提交的材料共有 {size} 字节，超过 {MOST_TOGETHER} 字节"),
            Self::Full { size } => format!("本案材料将共有 {size} 字节，超过 {MOST_IN_CASE} 字节"),
            Self::Ahead { size } => format!("尚未使用的材料将共有 {size} 字节，超过 {MOST_AHEAD} 字节"),
            Self::TooMany { count } => format!("一次提交了 {count} 份材料，超过 {MOST_PAPERS} 份"),
        }
    }
}
