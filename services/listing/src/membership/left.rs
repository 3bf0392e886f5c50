//! What ends a time on a list.

use super::List;
use super::steps::{has_effect, requires};
use serde::Serialize;
use statute::membership::LeftBy;
use statute::procedure::Step;
use utoipa::ToSchema;

/// What ended a time on a list (移出原因).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Left {
    /// 期满移出
    Term,
    /// 限制期限届满
    Restriction,
    /// 移出、恢复正常记载状态
    Removed,
    /// 撤销列入
    Fallen,
    /// 更正
    Corrected,
    /// 终止
    Closed,
    /// 临时屏蔽: it is off the public list for a time.
    Shielded,
}

impl Left {
    /// By what a step ends a time: the law says so by what the step does and requires.
    pub(crate) fn by(list: List, law: &Step) -> Self {
        match list {
            _ if has_effect(law, "correct") => Self::Corrected,
            List::SeriousList if requires(law, "REMOVAL_NOT_APPROVED") => Self::Removed,
            List::SeriousList if requires(law, "TERM_NOT_OVER") => Self::Term,
            List::SeriousList => Self::Fallen,
            List::AbnormalList | List::AbnormalMark if law.requires.is_empty() => Self::Closed,
            List::AbnormalList | List::AbnormalMark => Self::Removed,
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Term => "期满移出",
            Self::Restriction => "限制期限届满移出",
            Self::Removed => "移出",
            Self::Fallen => "撤销列入",
            Self::Corrected => "更正",
            Self::Closed => "终止",
            Self::Shielded => "临时屏蔽",
        }
    }
}

impl From<LeftBy> for Left {
    fn from(left: LeftBy) -> Self {
        match left {
            LeftBy::Term => Self::Term,
            LeftBy::Restriction => Self::Restriction,
            LeftBy::Removed => Self::Removed,
            LeftBy::Fallen => Self::Fallen,
        }
    }
}
