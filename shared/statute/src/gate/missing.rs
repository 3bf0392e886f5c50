//! What stands in the way of something that is about to leave (不得对外的理由).

use crate::publication::Withheld;
use crate::tables::Unpublished;
use domain::day::Day;
use std::fmt;

/// What is missing (缺少的要件).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lack {
    /// 目录没有该条目
    NotInCatalogue,
    /// 目录不许该方式
    ModeNotOpen,
    /// 方式与形式不符
    WrongMode,
    /// 没有规定可以该形式对外
    FormNotOpen,
    /// 缺少法定程序的日期
    DateMissing,
    /// 缺少告知、送达
    NoticeMissing,
    /// 法定程序之日未到
    DateNotReached,
    /// 法定程序先后颠倒
    DatesOutOfOrder,
    /// 缺少应当公开的栏目
    FieldMissing,
    /// 栏目不得对外
    FieldNotAllowed,
    /// 未去标识化
    NotMasked,
    /// 未经核对放行
    NotReleased,
    /// 依法不予公示
    NeverPublished(Unpublished),
    /// 本平台不公示
    Withheld(Withheld),
    /// 没有公示规则的结论
    NotJudged,
    /// 当日不在公示、列入或者可用期间
    NotInForce,
    /// 措施不在清单，或者不因该名单而适用
    MeasureNotAllowed,
    /// 没有写明依据
    BasisMissing,
    /// 该部门不适用该措施
    WrongDepartment,
    /// 表述为禁入
    PresentedAsBan,
    /// 表述为对市场主体的指令
    PresentedAsInstruction,
    /// 表述重于规定
    PresentedTooStrong,
    /// 披露范围没有开放
    NotOpened,
    /// 经营主体没有授权
    NotAuthorised,
}

impl Lack {
    /// One of each code.
    pub const ALL: [Self; 25] = [
        Self::NotInCatalogue,
        Self::ModeNotOpen,
        Self::WrongMode,
        Self::FormNotOpen,
        Self::DateMissing,
        Self::NoticeMissing,
        Self::DateNotReached,
        Self::DatesOutOfOrder,
        Self::FieldMissing,
        Self::FieldNotAllowed,
        Self::NotMasked,
        Self::NotReleased,
        Self::NeverPublished(Unpublished::Under18),
        Self::Withheld(Withheld::OtherField),
        Self::Withheld(Withheld::NaturalPerson),
        Self::NotJudged,
        Self::NotInForce,
        Self::MeasureNotAllowed,
        Self::BasisMissing,
        Self::WrongDepartment,
        Self::PresentedAsBan,
        Self::PresentedAsInstruction,
        Self::PresentedTooStrong,
        Self::NotOpened,
        Self::NotAuthorised,
    ];

    /// Its code in answers.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.texts().0
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::NeverPublished(ground) => ground.zh(),
            Self::Withheld(ground) => ground.zh(),
            _ => self.texts().1,
        }
    }

    /// The English label.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::NeverPublished(ground) => ground.en(),
            Self::Withheld(ground) => ground.en(),
            _ => self.texts().2,
        }
    }

    const fn texts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotInCatalogue => {
                ("NOT_IN_CATALOGUE", "不在公共信用信息目录之内", "it does not stand in the catalogue")
            }
            Self::ModeNotOpen => ("MODE_NOT_OPEN", "目录不许以该方式对外", "the catalogue does not open this mode"),
            Self::WrongMode => ("WRONG_MODE", "该形式不能以该方式对外", "this form is not of this mode"),
            Self::FormNotOpen => ("FORM_NOT_OPEN", "没有规定可以该形式对外", "no rule lets it leave in this form"),
            Self::DateMissing => ("DATE_MISSING", "缺少法定程序的日期", "the day of an act of the law is missing"),
            Self::NoticeMissing => ("NOTICE_MISSING", "缺少告知或者送达", "the party was not told"),
            Self::DateNotReached => ("DATE_NOT_REACHED", "法定程序之日未到", "an act of the law has not come yet"),
            Self::DatesOutOfOrder => {
                ("DATES_OUT_OF_ORDER", "法定程序先后颠倒", "an act came later than what has to follow it")
            }
            Self::FieldMissing => ("FIELD_MISSING", "缺少应当公开的栏目", "a field that has to be told is missing"),
            Self::FieldNotAllowed => ("FIELD_NOT_ALLOWED", "栏目不得对外", "a field may not leave"),
            Self::NotMasked => ("NOT_MASKED", "未去标识化", "personal data is not taken out"),
            Self::NotReleased => ("NOT_RELEASED", "未经他人核对放行", "nobody else has released it"),
            Self::NeverPublished(_) => ("NEVER_PUBLISHED", "", ""),
            Self::Withheld(Withheld::OtherField) => ("OTHER_FIELD", "", ""),
            Self::Withheld(Withheld::NaturalPerson) => ("NATURAL_PERSON", "", ""),
            Self::NotJudged => {
                ("NOT_JUDGED", "处罚未经公示规则判断", "the rules of displays have not judged the penalty")
            }
            Self::NotInForce => {
                ("NOT_IN_FORCE", "当日不在公示、列入或者可用期间", "it is not displayed, listed or usable on the day")
            }
            Self::MeasureNotAllowed => {
                ("MEASURE_NOT_ALLOWED", "清单没有因此适用的该项措施", "the list has no such measure for this trigger")
            }
            Self::BasisMissing => ("BASIS_MISSING", "没有写明措施的依据", "the basis of the measure is not named"),
            Self::WrongDepartment => {
                ("WRONG_DEPARTMENT", "该部门不适用该项措施", "it is not this department's measure")
            }
            Self::PresentedAsBan => ("PRESENTED_AS_BAN", "不得表述为禁入", "it may not be presented as a ban"),
            Self::PresentedAsInstruction => {
                ("PRESENTED_AS_INSTRUCTION", "不得表述为指令", "it may not be presented as an instruction")
            }
            Self::PresentedTooStrong => {
                ("PRESENTED_TOO_STRONG", "表述重于规定的适用方式", "it is presented as more than the table says")
            }
            Self::NotOpened => ("NOT_OPENED", "披露范围没有开放", "the table of disclosure does not open it"),
            Self::NotAuthorised => ("NOT_AUTHORISED", "经营主体没有授权", "the merchant has not authorised it"),
        }
    }
}

/// A piece that is missing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// What kind of piece.
    pub lack: Lack,
    /// Which: the token of the item, act, field, mode, measure or group.
    pub what: String,
    /// What is missing, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
    /// Instrument and article.
    pub article: String,
    /// The policy interval that asks for it.
    pub by: String,
    /// Does it rest on law that is not settled?
    pub provisional: bool,
    /// The first day on which time alone will have removed it.
    pub until: Option<Day>,
}

impl Missing {
    /// Its code in answers.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.lack.code()
    }

    /// Instrument and article, or where none is named the rule that asks for it.
    #[must_use]
    pub fn law(&self) -> &str {
        if self.article.is_empty() { &self.by } else { &self.article }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, zh, en, .. } = self;
        write!(f, "{} {what} {zh} {en} ({})", self.code(), self.law())
    }
}
