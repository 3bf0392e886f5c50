//! The dated tables that this crate needs, read once from a policy set and typed.

mod classes;
pub mod dated;
mod passing;
mod read;

pub(crate) use passing::{PassesOn, Successions};
pub(crate) use read::{Shaped, dated, kinds, only_keys, words, yes_or_no};

use classes::OfCreditChina;
use dated::{Dated, Ruling};
use domain::area::AreaHistory;
use domain::day::Day;
use domain::money::Fen;
use domain::record::PenaltyKind;
use domain::vocab::Severity;
use policy::fault::Fault;
use policy::set::PolicySet;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Where a penalty is displayed, and whose rules apply (公示渠道): it follows from who decided.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DisplayChannel {
    /// 国家企业信用信息公示系统: market-regulation bureaus.
    Gsxt,
    /// 信用中国: all other authorities.
    CreditChina,
}

impl DisplayChannel {
    /// The token used in answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Gsxt => "gsxt",
            Self::CreditChina => "credit_china",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Gsxt => "国家企业信用信息公示系统",
            Self::CreditChina => "信用中国",
        }
    }
}

/// Longest display in calendar months by severity (最长公示期).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Maxima {
    /// 轻微
    pub minor: u32,
    /// 一般
    pub general: u32,
    /// 严重
    pub serious: u32,
}

impl Maxima {
    /// The longest display of a severity.
    #[must_use]
    pub const fn of(self, severity: Severity) -> u32 {
        match severity {
            Severity::Minor => self.minor,
            Severity::General => self.general,
            Severity::Serious => self.serious,
        }
    }
}

/// From which day the longest display runs (起算日).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockStart {
    /// 首次公示日
    Publication,
    /// 决定日
    Decision,
}

/// Why a penalty may never be published (不予公示的情形).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unpublished {
    /// 仅有警告
    WarningOnly,
    /// 仅有警告、通报批评
    CriticismOnly,
    /// 简易程序
    SimpleProcedure,
    /// 当事人未满十八周岁
    Under18,
    /// 轻微类，除非已经公示
    MinorUnlessPublished,
}

impl Unpublished {
    /// Every ground with its token in files.
    pub const ALL: [(&'static str, Self); 5] = [
        ("warning_only", Self::WarningOnly),
        ("criticism_only", Self::CriticismOnly),
        ("simple_procedure", Self::SimpleProcedure),
        ("under_18", Self::Under18),
        ("minor_unless_published", Self::MinorUnlessPublished),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::WarningOnly => "warning_only",
            Self::CriticismOnly => "criticism_only",
            Self::SimpleProcedure => "simple_procedure",
            Self::Under18 => "under_18",
            Self::MinorUnlessPublished => "minor_unless_published",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::WarningOnly => "仅有警告",
            Self::CriticismOnly => "仅有警告、通报批评",
            Self::SimpleProcedure => "简易程序",
            Self::Under18 => "当事人未满十八周岁",
            Self::MinorUnlessPublished => "轻微类且未公示",
        }
    }

    /// The English label.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::WarningOnly => "a warning alone",
            Self::CriticismOnly => "a warning or public criticism alone",
            Self::SimpleProcedure => "simple procedure",
            Self::Under18 => "the party is under 18",
            Self::MinorUnlessPublished => "minor, and not yet published",
        }
    }
}

/// Which of the two amounts of a fine a party has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum FinedAs {
    Person,
    Organisation,
}

/// Amounts of a fine between two classes: below them it is lower (较低数额罚款), or from them on extremely large (数额
/// 特别巨大的罚款).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FineAmounts {
    pub(crate) person: Fen,
    pub(crate) organisation: Fen,
}

impl FineAmounts {
    /// That of a party.
    pub(crate) const fn of(self, party: FinedAs) -> Fen {
        match party {
            FinedAs::Person => self.person,
            FinedAs::Organisation => self.organisation,
        }
    }
}

/// Words that tell revocation from suspension of a permit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RevocationWords {
    pub(crate) revoked: Vec<String>,
    pub(crate) suspended: Vec<String>,
}

/// What is never published, by channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NeverPublished {
    pub(crate) gsxt: Vec<Unpublished>,
    pub(crate) credit_china: Vec<Unpublished>,
}

/// Spellings of causes, normalised, and what they are called.
pub(crate) type CauseNames = HashMap<String, Arc<str>>;

/// The dated tables of the law, typed. Made once from a policy set; every look-up is by day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tables {
    serious_kinds: Dated<Vec<PenaltyKind>>,
    minor_kinds: Dated<Vec<PenaltyKind>>,
    lower_fine: Dated<FineAmounts>,
    classes_of_credit_china: OfCreditChina,
    pub(crate) sole_trader: Dated<FinedAs>,
    pub(crate) revocation_words: Dated<RevocationWords>,
    pub(crate) safety_laws: Dated<Vec<String>>,
    pub(crate) safety_words: Dated<Vec<String>>,
    pub(crate) causes: Dated<CauseNames>,
    pub(crate) channel_words: Dated<Vec<String>>,
    pub(crate) never_published: Dated<NeverPublished>,
    pub(crate) due_days: Dated<i32>,
    /// Nothing, of a policy of earlier days that does not speak of it: then nothing is shielded.
    pub(crate) shield_ends_use: Option<Dated<bool>>,
    gsxt: Clocks,
    credit_china: Clocks,
    areas: AreaHistory,
    pub(crate) succession: Successions,
}

/// The clocks of one channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Clocks {
    pub(crate) maxima: Dated<Maxima>,
    pub(crate) start: Dated<ClockStart>,
}

impl Tables {
    /// Reads the tables from a policy set.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or whose value has not the shape that is needed.
    pub fn read(set: &PolicySet) -> Result<Self, Vec<Fault>> {
        read::tables(set)
    }

    /// The channel whose rules apply to a decision of this authority on this day.
    #[must_use]
    pub fn channel(&self, authority: &str, decided_on: Day) -> Ruling<'_, DisplayChannel> {
        let Ruling { value, basis } = self.channel_words.at(decided_on);
        let is_gsxt = value.iter().any(|word| authority.contains(word.as_str()));
        let value = if is_gsxt { &DisplayChannel::Gsxt } else { &DisplayChannel::CreditChina };
        Ruling { value, basis }
    }

    /// Longest displays of a channel, as the regime of `day` has them.
    #[must_use]
    pub fn maxima(&self, channel: DisplayChannel, day: Day) -> Ruling<'_, Maxima> {
        self.clocks(channel).maxima.at(day)
    }

    /// What is never published on a channel, by the table of `day`.
    #[must_use]
    pub fn never_published(&self, channel: DisplayChannel, day: Day) -> Ruling<'_, [Unpublished]> {
        let Ruling { value, basis } = self.never_published.at(day);
        let value = match channel {
            DisplayChannel::Gsxt => &value.gsxt,
            DisplayChannel::CreditChina => &value.credit_china,
        };
        Ruling { value, basis }
    }

    /// The successions of areas (区划沿革).
    #[must_use]
    pub const fn areas(&self) -> &AreaHistory {
        &self.areas
    }

    pub(crate) const fn clocks(&self, channel: DisplayChannel) -> &Clocks {
        match channel {
            DisplayChannel::Gsxt => &self.gsxt,
            DisplayChannel::CreditChina => &self.credit_china,
        }
    }
}
