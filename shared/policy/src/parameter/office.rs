//! Who answers what is not clear of a parameter (答复单位), and what an office has said of it (核定).

use domain::day::Day;
use serde::Serialize;

/// An office that can be asked: a closed list, so that no file asks one that does not exist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Office {
    /// 信用监督管理科
    CreditSupervision,
    /// 法规科
    LegalAffairs,
    /// 登记注册科
    Registration,
    /// 消费者权益保护科
    ConsumerProtection,
    /// 省市场监督管理局
    ProvincialBureau,
    /// 社会信用牵头部门
    CreditLead,
}

impl Office {
    /// Each with its token and its labels.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 6] = [
        (Self::CreditSupervision, "credit_supervision", "信用监督管理科", "the bureau's section of credit supervision"),
        (Self::LegalAffairs, "legal_affairs", "法规科", "the bureau's section of legal affairs"),
        (Self::Registration, "registration", "登记注册科", "the bureau's section of registration"),
        (
            Self::ConsumerProtection,
            "consumer_protection",
            "消费者权益保护科",
            "the bureau's section of consumer protection",
        ),
        (Self::ProvincialBureau, "provincial_bureau", "省市场监督管理局", "the provincial bureau"),
        (Self::CreditLead, "credit_lead", "社会信用牵头部门", "the department that leads on social credit"),
    ];

    /// Whom to ask of a parameter that names nobody, by the part of the house that owns it.
    pub const OF_OWNERS: [(&'static str, Self); 9] = [
        ("complaints", Self::ConsumerProtection),
        ("domain", Self::Registration),
        ("inspections", Self::CreditSupervision),
        ("listing", Self::CreditSupervision),
        ("rating", Self::CreditSupervision),
        ("registry", Self::Registration),
        ("repair", Self::CreditSupervision),
        ("statute", Self::LegalAffairs),
        ("violations", Self::CreditSupervision),
    ];

    /// Whom to ask of what this part of the house owns; of an owner that nobody knows the section that runs the house.
    #[must_use]
    pub fn by_owner(owner: &str) -> Self {
        let found = Self::OF_OWNERS.iter().find(|(known, _)| *known == owner);
        found.map_or(Self::CreditSupervision, |(_, office)| *office)
    }

    /// The office of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, ..)| *known == token).map(|(office, ..)| *office)
    }

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(office, ..)| *office == self).map_or("", |(_, token, ..)| token)
    }

    /// The Chinese label.
    #[must_use]
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(office, ..)| *office == self).map_or("", |(_, _, zh, _)| zh)
    }

    /// The English label.
    #[must_use]
    pub fn en(self) -> &'static str {
        Self::ALL.iter().find(|(office, ..)| *office == self).map_or("", |(.., en)| en)
    }
}

/// What an office has said of an interval that was not settled: that it holds as it stands (核定).
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SignOff {
    /// The office, as its document names it.
    pub office: String,
    /// The day of the document.
    pub on: Day,
    /// The document, by number or title.
    pub document: String,
}
