//! What goes wrong with draws, and how it is said over HTTP.

use contracts::port::PortError;
use contracts::problem::{Code, FieldError};
use db::{DbError, QueryError, Transient};
use draws::commitment::{CommitError, OpenError};
use draws::course::{EndError, RevealError};
use draws::frozen::InputError;
use ledger::LedgerError;
use policy::fault::Fault as PolicyFault;
use web::Fault;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// There is no such thing, or none within the reach of whoever asks.
    #[error("there is no such {en}")]
    Missing {
        /// What there is not, in Chinese.
        zh: &'static str,
        /// The same in English.
        en: &'static str,
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
    /// It does not fit what is there.
    #[error("{en}")]
    State {
        /// Why, in Chinese.
        zh: String,
        /// Why, in English.
        en: String,
    },
    /// Some of the merchants are outside the reach of whoever acts.
    #[error("this concerns merchants outside the caller's area")]
    Outside,
    /// Somebody else has changed it since it was looked at.
    #[error("it was changed meanwhile")]
    Stale,
    /// Nothing was committed to.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The inputs cannot be frozen.
    #[error(transparent)]
    Inputs(#[from] InputError),
    /// Nothing was drawn.
    #[error(transparent)]
    Reveal(#[from] RevealError),
    /// The commitment does not end.
    #[error(transparent)]
    End(#[from] EndError),
    /// The policy says nothing of draws today.
    #[error("the policy of draws: {0:?}")]
    Policy(Vec<PolicyFault>),
    /// Another service.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The records of visits.
    #[error(transparent)]
    Records(#[from] LedgerError),
    /// Something of the installation's own: its seal, randomness, what it keeps.
    #[error("{0}")]
    Own(String),
    /// Something kept cannot be read.
    #[error("what is kept cannot be read: {0}")]
    Content(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Database(#[from] DbError),
}

impl DrawError {
    /// A field that does not fit.
    pub(crate) fn field(field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Field { field, zh: zh.into(), en: en.into() }
    }

    /// It does not fit what is there.
    pub(crate) fn state(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::State { zh: zh.into(), en: en.into() }
    }

    /// There is no such draw.
    pub(crate) const fn no_draw() -> Self {
        Self::Missing { zh: "抽取", en: "draw" }
    }
}

impl From<QueryError> for DrawError {
    fn from(error: QueryError) -> Self {
        Self::Database(error.into())
    }
}

impl Transient for DrawError {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Database(error) => Some(error),
            Self::Records(error) => error.database(),
            _ => None,
        }
    }
}

impl From<DrawError> for Fault {
    fn from(error: DrawError) -> Self {
        let told = error.to_string();
        let wrong = |field: &str, zh: String, en: String| {
            Self::new(Code::Unprocessable).errors([FieldError::new(field, zh, en)])
        };
        match error {
            DrawError::Missing { zh, .. } => Self::not_found(format!("没有该{zh}"), told),
            DrawError::Field { field, zh, en } => wrong(field, zh, en),
            DrawError::State { zh, en } => Self::conflict(zh, en),
            DrawError::Outside => Self::new(Code::OutsideReach).detail("涉及辖区以外的经营主体", told),
            DrawError::Stale => Self::new(Code::PreconditionFailed).detail("内容已被他人更改，请重新读取", told),
            DrawError::Commit(error) => match error {
                CommitError::Lead { days } => {
                    let zh = format!("公开随机值须在承诺公布 {days} 个24小时之后产生");
                    wrong("value_at", zh, told)
                }
                CommitError::Missing { what } => wrong(what, "不能为空".to_owned(), told),
                CommitError::Earlier { .. } => Self::conflict("只有逾期未揭示、作废或中止的抽取可以重新抽取", told),
                CommitError::Task { .. } => Self::conflict("原抽取属于另一任务", told),
                CommitError::Inputs(error) => DrawError::Inputs(error).into(),
            },
            DrawError::Inputs(InputError::Json(cause)) => Self::internal(cause),
            DrawError::Inputs(InputError::Rules(cause)) => Self::internal(cause),
            DrawError::Inputs(_) => Self::new(Code::Unprocessable).detail(format!("抽取的输入不能冻结：{told}"), told),
            DrawError::Reveal(error) => match error {
                RevealError::SecondDraw { .. } => Self::conflict("该承诺已抽取过：一个承诺只抽取一次", told),
                RevealError::Ended { .. } => Self::conflict("该承诺已逾期、作废或中止", told),
                RevealError::NotYet => wrong("published_at", "不能晚于当前时间".to_owned(), told),
                RevealError::Open(OpenError::Early) => wrong("published_at", "早于承诺所定的时刻".to_owned(), told),
                RevealError::Open(OpenError::Late) => {
                    wrong("published_at", "晚于等待期限：不能据此抽取".to_owned(), told)
                }
                RevealError::Open(OpenError::Text) => wrong("value", "不能为空、过长或首尾有空白".to_owned(), told),
                // The inputs and the nonce are the house's own.
                RevealError::Open(_) => Self::internal(told),
            },
            DrawError::End(EndError::Reason) => wrong("reason", "须填写理由".to_owned(), told),
            DrawError::End(_) => Self::conflict("该承诺已结束或仍在等待", told),
            DrawError::Policy(_) | DrawError::Own(_) | DrawError::Content(_) => Self::internal(told),
            DrawError::Port(PortError::Away { .. }) => Self::unavailable(told),
            DrawError::Port(_) => Self::internal(told),
            DrawError::Records(error) => error.into(),
            DrawError::Database(error) if error.is_of_disk() => Self::disk(error),
            DrawError::Database(error) => Self::unavailable(error),
        }
    }
}
