//! Why a step is refused (不予办理的理由).

use super::requirement;
use domain::day::Day;
use serde::Serialize;
use std::fmt;

/// The cause of a refusal. What a step requires is refused with the requirement's own code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Cause {
    /// 没有这一步骤
    UnknownStep,
    /// 当前阶段不能办理
    WrongStage,
    /// 行为人身份不符
    WrongRole,
    /// 非本案机关
    WrongOffice,
    /// 曾参与本案，应当回避
    InvolvedBefore,
    /// 日期早于上一步骤
    OutOfOrder,
    /// 缺少材料
    MaterialMissing,
    /// 已过期限
    LimitOver,
    /// 期限未满
    LimitRunning,
    /// 期限所需的工作日安排尚未公布
    LimitUnknown,
    /// 期限不能延长：规定没有延长，或者已经届满
    NotExtendable,
    /// 没有法定的拒绝理由
    NoGround,
    /// 案件记载与规定的步骤不符
    BrokenHistory,
    /// 所依据的规定尚未核实，须由办理人明确承担
    LawUnsettled,
    /// 法定条件不具备
    Requirement(String),
}

impl Cause {
    /// Its code in answers.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::UnknownStep => "UNKNOWN_STEP",
            Self::WrongStage => "WRONG_STAGE",
            Self::WrongRole => "WRONG_ROLE",
            Self::WrongOffice => "WRONG_OFFICE",
            Self::InvolvedBefore => "INVOLVED_BEFORE",
            Self::OutOfOrder => "OUT_OF_ORDER",
            Self::MaterialMissing => "MATERIAL_MISSING",
            Self::LimitOver => "LIMIT_OVER",
            Self::LimitRunning => "LIMIT_RUNNING",
            Self::LimitUnknown => "LIMIT_UNKNOWN",
            Self::NotExtendable => "NOT_EXTENDABLE",
            Self::NoGround => "NO_GROUND",
            Self::BrokenHistory => "BROKEN_HISTORY",
            Self::LawUnsettled => "LAW_UNSETTLED",
            Self::Requirement(code) => code,
        }
    }

    /// The reason in Chinese.
    #[must_use]
    pub fn zh(&self) -> &str {
        self.labels().0
    }

    /// The reason in English.
    #[must_use]
    pub fn en(&self) -> &str {
        self.labels().1
    }

    fn labels(&self) -> (&str, &str) {
        match self {
            Self::UnknownStep => ("没有这一步骤", "there is no such step"),
            Self::WrongStage => ("当前阶段不能办理", "not in this stage"),
            Self::WrongRole => ("行为人身份不符", "not by whoever asks"),
            Self::WrongOffice => ("非本案机关", "another office's case"),
            Self::InvolvedBefore => ("曾参与本案，应当回避", "took part in the case before"),
            Self::OutOfOrder => ("日期早于上一步骤", "earlier than the step before"),
            Self::MaterialMissing => ("缺少材料", "something is missing"),
            Self::LimitOver => ("已过期限", "its time is over"),
            Self::LimitRunning => ("期限未满", "a time limit still runs"),
            Self::LimitUnknown => ("期限所需的工作日安排尚未公布", "the working days that it needs are not published"),
            Self::NotExtendable => ("期限不能延长", "the time limit cannot be extended"),
            Self::NoGround => ("没有法定的拒绝理由", "there is no ground for refusing"),
            Self::BrokenHistory => ("案件记载与规定的步骤不符", "the case does not fit the procedure"),
            Self::LawUnsettled => (
                "所依据的规定尚未核实，须由办理人写明并承担",
                "it rests on law that is not settled: whoever acts names it",
            ),
            Self::Requirement(code) => requirement(code).map_or((code, code), |found| (found.zh, found.en)),
        }
    }
}

/// A step that was not taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Refused {
    /// Why.
    pub cause: Cause,
    /// What is meant: the material, the limit, the stage, the policy that is not settled.
    pub what: String,
    /// Instrument and article.
    pub article: String,
    /// The first day on which time alone will have removed it.
    pub until: Option<Day>,
    /// Does it rest on law that is not settled?
    pub provisional: bool,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.cause.code(), self.what, self.article)
    }
}
