//! The population of a draw (抽查对象名录): one row a merchant, as it was frozen.

use domain::area::AreaCode;
use domain::day::Day;
use domain::record::MerchantKind;
pub use domain::vocab::VisitReason;
use serde::{Deserialize, Serialize};

// Fields stand in byte order of their names, so that what serde writes is canonical JSON already.

/// A merchant that may be drawn: active at the snapshot and registered in the area.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// County-level area (所在区县).
    pub area: AreaCode,
    /// Its class in the snapshot.
    pub class: Standing,
    /// On what ground the law demands a visit now (法定检查依据), if it does.
    pub due: Option<String>,
    /// Credit code, else a pseudonym of the draw; unique in the population.
    pub key: String,
    /// Legal kind (主体类型).
    pub kind: MerchantKind,
    /// Visits that were drawn and not made yet, of whatever plan year.
    pub pending: u32,
    /// Sector (监管领域), the word by which inspectors are qualified.
    pub sector: String,
    /// Visits made this plan year, and before it as far as they may still protect or satisfy a legal minimum.
    pub visits: Vec<Visit>,
}

/// What the snapshot of classes says of a merchant (等级快照).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The class last issued (已签发).
    Issued(String),
    /// A new class is held (暂缓): the class issued before, if there was one.
    Held(Option<String>),
    /// 未评级: drawn by the class of the parameter.
    Unrated,
}

impl Standing {
    /// The class that decides, if there is one (settled readings, 20).
    #[must_use]
    pub fn class(&self) -> Option<&str> {
        match self {
            Self::Issued(class) | Self::Held(Some(class)) => Some(class),
            Self::Held(None) | Self::Unrated => None,
        }
    }
}

/// Kinds whose sizes are counted together (抽查类别): cooperatives count as enterprises.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 企业、农民专业合作社
    Enterprise,
    /// 个体工商户
    SoleTrader,
}

impl Group {
    /// The group of a legal kind.
    #[must_use]
    pub const fn of(kind: MerchantKind) -> Self {
        match kind {
            MerchantKind::Enterprise | MerchantKind::Cooperative => Self::Enterprise,
            MerchantKind::SoleTrader => Self::SoleTrader,
        }
    }

    /// Its word in stratum keys.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::SoleTrader => "sole_trader",
        }
    }
}

/// A visit that was made (检查).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Was it made by a higher bureau (上级机关)?
    pub higher: bool,
    /// On which day.
    pub on: Day,
    /// Was it made on the spot (现场检查), not in writing or by data?
    pub on_site: bool,
    /// Why it was made.
    pub reason: VisitReason,
}

impl Visit {
    /// Is it a visit of the office's own motion on the spot? No other counts towards the cap or protects
    /// (settled readings, 22).
    #[must_use]
    pub fn counts(&self) -> bool {
        self.on_site && self.reason == VisitReason::OwnMotion
    }
}

/// Visits of a class and kind that earlier draws of the plan year took, legal minima included (已抽取数).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnBefore {
    /// Class.
    pub class: String,
    /// Kind.
    pub group: Group,
    /// How many.
    pub visits: u32,
}
