//! The lawfulness gate (对外合法性审查): whatever leaves this house goes through [`gate`], and what is missing is named, all of
//! it at once.
//!
//! It makes no rule that stands elsewhere: whether a penalty is shown is [`crate::display`]'s and
//! [`crate::publication`]'s, which measures a list has is [`crate::measures`]', who may see what is the table of disclosure.
//! The gate asks for their word, and beside that for the catalogue, the mode, the acts of the law with their days, masking
//! and release (`policies/catalogue`, docs/gate.md). Who passes is told which unclear law that rests on.

mod catalogue;
mod door;
mod missing;
mod shown;

pub use catalogue::Catalogue;
pub use missing::{Lack, Missing};

use crate::display::Display;
use crate::measures::MeasureKind;
use crate::publication::Withheld;
use domain::day::Day;
use domain::record::PartyKind;
use domain::span::Spans;
use door::Door;
use policy::unclear::unnamed;
use serde::Serialize;

/// How public credit information may leave (公开方式; 山东省社会信用条例 Art. 20).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 公示
    Publish,
    /// 授权查询
    AuthorisedQuery,
    /// 政务共享
    GovernmentSharing,
}

impl Mode {
    /// Each with its token and its labels.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 3] = [
        (Self::Publish, "publish", "公示", "publication"),
        (Self::AuthorisedQuery, "authorised_query", "授权查询", "authorised query"),
        (Self::GovernmentSharing, "government_sharing", "政务共享", "sharing among authorities"),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(mode, ..)| *mode == self).map_or("", |(_, token, ..)| token)
    }

    fn labels(self) -> (&'static str, &'static str) {
        Self::ALL.iter().find(|(mode, ..)| *mode == self).map_or(("", ""), |(_, _, zh, en)| (zh, en))
    }

    fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(mode, ..)| *mode)
    }
}

/// An act that the law asks for before something leaves (法定程序), which has a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// 事先告知
    Noticed,
    /// 上级同意
    Consented,
    /// 作出决定
    Decided,
    /// 送达
    Served,
    /// 告知将公示
    PublicationTold,
    /// 查实
    Verified,
    /// 检查、检验结束
    Completed,
}

impl Act {
    /// Each with its token and its labels.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 7] = [
        (Self::Noticed, "noticed", "事先告知", "the notice before the decision"),
        (Self::Consented, "consented", "上级同意", "the consent of the next level up"),
        (Self::Decided, "decided", "作出决定", "the decision"),
        (Self::Served, "served", "送达", "service"),
        (Self::PublicationTold, "publication_told", "告知将公示", "the notice that it will be published"),
        (Self::Verified, "verified", "查实", "verification"),
        (Self::Completed, "completed", "检查、检验结束", "the end of the inspection or test"),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(act, ..)| *act == self).map_or("", |(_, token, ..)| token)
    }

    /// Is it something that the party is told?
    #[must_use]
    pub const fn is_notice(self) -> bool {
        matches!(self, Self::Noticed | Self::Served | Self::PublicationTold)
    }

    fn labels(self) -> (&'static str, &'static str) {
        Self::ALL.iter().find(|(act, ..)| *act == self).map_or(("", ""), |(_, _, zh, en)| (zh, en))
    }

    fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(act, ..)| *act)
    }
}

/// Whom it is about (当事人).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Party {
    /// Its kind, if it is known.
    pub kind: Option<PartyKind>,
    /// Is it registered as a merchant?
    pub is_registered: bool,
    /// Is it under 18?
    pub is_under_18: bool,
}

/// The word of the rules of displays (公示规则的结论).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict<'l> {
    /// Of a penalty: its display, and why it is not shown here ([`crate::publication::Rules::withheld`]).
    Penalty {
        /// When the law lets it be displayed.
        display: &'l Display,
        /// Why this house does not show it.
        withheld: &'l [Withheld],
    },
    /// Of anything else: days on which its own rules let it be shown.
    Days(&'l Spans),
}

/// A measure as it is told to whoever applies it (告知的措施).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent<'l> {
    /// Its code, such as `M08`.
    pub code: &'l str,
    /// As what it is presented.
    pub presented_as: MeasureKind,
    /// Instrument and article that are named with it.
    pub basis: &'l str,
    /// Whom it is told.
    pub department: &'l str,
    /// Days on the list.
    pub listed: &'l Spans,
}

/// What somebody asks to see (披露).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked<'l> {
    /// The role of whoever asks, as the table of disclosure has it: `bank`.
    pub role: &'l str,
    /// On which ground: `duty`, `own`, `held`, `authorisation`, `public`.
    pub ground: &'l str,
    /// The groups of fields.
    pub groups: &'l [&'l str],
    /// Has the merchant authorised it, for this day and these groups?
    pub is_authorised: bool,
    /// Days on which the information may be used: those on which a penalty counts or a listing runs.
    pub usable: &'l Spans,
}

/// In what form something leaves (对外形式).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form<'l> {
    /// 名单公示: a public entry of a list, while the listing runs.
    Listing(&'l Spans),
    /// 公示
    Display(Verdict<'l>),
    /// 措施告知部门
    Measure(Sent<'l>),
    /// 披露
    Disclosure(Asked<'l>),
}

impl Form<'_> {
    /// The token of each form in files.
    pub const TOKENS: [&'static str; 4] = ["listing", "display", "measure", "disclosure"];

    /// Its token.
    #[must_use]
    pub const fn token(&self) -> &'static str {
        match self {
            Self::Listing(_) => "listing",
            Self::Display(_) => "display",
            Self::Measure(_) => "measure",
            Self::Disclosure(_) => "disclosure",
        }
    }

    /// The modes that it can be: who shows something to everybody cannot call that sharing.
    const fn modes(&self) -> &'static [Mode] {
        match self {
            Self::Listing(_) | Self::Display(_) => &[Mode::Publish],
            Self::Measure(_) => &[Mode::GovernmentSharing, Mode::AuthorisedQuery],
            Self::Disclosure(asked) => match asked.ground.as_bytes() {
                b"public" => &[Mode::Publish],
                b"own" | b"held" | b"authorisation" => &[Mode::AuthorisedQuery],
                b"duty" => &[Mode::GovernmentSharing],
                _ => &[],
            },
        }
    }
}

/// What is about to leave (拟对外的信息), and what is known of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaving<'l> {
    /// What it is, by its token in the catalogue.
    pub item: &'l str,
    /// In what form it leaves.
    pub form: Form<'l>,
    /// How.
    pub mode: Mode,
    /// On which day.
    pub day: Day,
    /// Whom it is about.
    pub party: Party,
    /// The acts that were done, each with its day.
    pub acts: &'l [(Act, Day)],
    /// The fields that it tells.
    pub fields: &'l [&'l str],
    /// Is personal data taken out?
    pub is_masked: bool,
    /// Has an official who did not write it released what a person wrote?
    pub is_released: bool,
}

/// What may leave (可以对外).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Passed {
    /// The law and rules on which that rests and which no office has signed off, by reference.
    pub rests_on: Vec<String>,
}

impl Passed {
    /// What of it somebody who decides has still to name. What follows from a decision that named it needs no more.
    pub fn unnamed<'p>(&'p self, named: &[&str]) -> impl Iterator<Item = &'p String> {
        unnamed(&self.rests_on, named)
    }
}

/// May this leave?
///
/// # Errors
/// Everything that is missing, in the order in which it was looked for, each piece once.
pub fn gate(leaving: &Leaving<'_>, catalogue: &Catalogue) -> Result<Passed, Vec<Missing>> {
    let mut door = Door::before(leaving, catalogue);
    door.item();
    door.way();
    door.person();
    door.form();
    door.end()
}
