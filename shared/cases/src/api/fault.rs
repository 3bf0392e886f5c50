//! What goes wrong with cases, as it is answered.

use crate::error::CaseError;
use contracts::problem::{Code, FieldError, RefusedReason};
use statute::procedure::Refused;
use web::Fault;

/// A reason for which the law does not allow a step, as it is told.
#[must_use]
pub fn reason(refused: Refused) -> RefusedReason {
    let Refused { cause, what, article, until, provisional } = refused;
    RefusedReason {
        code: cause.code().to_owned(),
        reason_zh: cause.zh().to_owned(),
        reason: cause.en().to_owned(),
        what,
        article,
        until,
        provisional,
    }
}

impl From<CaseError> for Fault {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Missing(what) => Self::not_found("没有该案件或者材料", format!("there is no such {what}")),
            CaseError::UnknownProcedure(name) => Self::new(Code::Unprocessable).errors([FieldError {
                value: Some(name),
                ..FieldError::new("procedure", "没有该程序", "there is no such procedure")
            }]),
            CaseError::Overtaken { stage, steps } => Self::new(Code::PreconditionFailed).detail(
                format!("案件已有新的进展：现为 {stage}，已办 {steps} 步，请重新查看后再办理"),
                format!("the case has gone on: it stands in {stage} after {steps} steps; look again before acting"),
            ),
            CaseError::Raced => Self::conflict(
                "同一主体的另一案件正在办理，请重试",
                "another case of the merchant has gone on at the same time: try again",
            ),
            CaseError::Refused(refused) => {
                let listed =
                    |tell: &dyn Fn(&Refused) -> String| refused.iter().map(tell).collect::<Vec<_>>().join("；");
                let zh = listed(&|one| format!("{}（{}）", one.cause.zh(), one.article));
                let en = listed(&|one| one.to_string());
                Self::new(Code::RefusedByLaw).detail(zh, en).refused(refused.into_iter().map(reason).collect())
            }
            CaseError::Ahead { on, today } => Self::new(Code::Unprocessable).errors([FieldError {
                value: Some(on.to_string()),
                ..FieldError::new("on", format!("不能晚于今天 {today}"), format!("today is {today}"))
            }]),
            CaseError::NotToday { on, today } => Self::new(Code::Unprocessable).errors([FieldError {
                value: Some(on.to_string()),
                ..FieldError::new(
                    "on",
                    format!("早于今天 {today}：仅限工作人员补录书面办理的步骤（on_paper）"),
                    format!("earlier than today, {today}: only an official records what was done on paper (on_paper)"),
                )
            }]),
            CaseError::Field { field, zh, en } => {
                Self::new(Code::Unprocessable).errors([FieldError::new(field, zh, en)])
            }
            CaseError::Paper(error) => {
                Self::new(Code::Unprocessable).errors([FieldError::new("papers", error.zh(), error.to_string())])
            }
            CaseError::Cursor(_) => Self::new(Code::CursorInvalid),
            CaseError::Records(error) => error.into(),
            CaseError::Port(error) => Self::unavailable(error),
            error @ CaseError::OtherLaw => Self::unavailable(error),
            CaseError::Database(error) => ledger::LedgerError::from(error).into(),
            error @ (CaseError::Content(_) | CaseError::Kept { .. } | CaseError::Open(_)) => Self::internal(error),
        }
    }
}
