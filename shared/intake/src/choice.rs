//! Words that a cell may hold (枚举值): each has a token for machines and a Chinese label.

use domain::record::{
    Channel, MerchantKind, MerchantStatus, PartyKind, PaymentState, PenaltyKind, Procedure, SizeBand, StandingKind,
    SuccessionGround,
};
use domain::vocab::{
    ComplaintOutcome, FilingSource, Grade, InspectionResult, ReportDecision, Severity, Side, StopReason, TestResult,
    VisitReason, Withheld,
};

/// A closed list of words.
pub(crate) trait Choice: Sized + Copy {
    /// The value of a token or of a Chinese label.
    fn find(text: &str) -> Option<Self>;
    /// Its token.
    fn token(self) -> &'static str;
    /// Token and Chinese label of every value, in order.
    fn list() -> Vec<(&'static str, &'static str)>;
}

/// The words that a cell may hold (枚举值).
#[derive(Clone, Copy, Debug)]
pub struct Words {
    list: fn() -> Vec<(&'static str, &'static str)>,
    /// The token of a word, however it is written.
    token: fn(&str) -> Option<&'static str>,
    /// The first part of a text of several words that is none.
    stranger: fn(&str) -> Option<&str>,
}

impl Words {
    pub(crate) const fn of<T: Choice + Ord>() -> Self {
        Self { list: T::list, token: |text| T::find(text).map(T::token), stranger: |text| several::<T>(text).err() }
    }

    /// The first part of a text of several words that is none.
    pub(crate) fn stranger<'t>(&self, text: &'t str) -> Option<&'t str> {
        (self.stranger)(text)
    }

    /// Token and Chinese label of each, in order.
    #[must_use]
    pub fn list(&self) -> Vec<(&'static str, &'static str)> {
        (self.list)()
    }

    /// Is the text one of them, or another way to write one?
    #[must_use]
    pub fn knows(&self, text: &str) -> bool {
        (self.token)(text).is_some()
    }

    /// The Chinese label of a word, by its token or another way to write it.
    #[must_use]
    pub fn zh(&self, text: &str) -> Option<&'static str> {
        let word = (self.token)(text)?;
        self.list().into_iter().find(|(token, _)| *token == word).map(|(_, zh)| zh)
    }
}

/// Whether the row states a record or takes one back (记录状态).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum RecordState {
    Valid,
    Withdrawn,
}

/// Words that the shared vocabulary already spells.
macro_rules! spoken_by_the_vocabulary {
    ($($kind:ident),+) => { $(
        impl Choice for $kind {
            fn find(text: &str) -> Option<Self> {
                Self::from_token(text)
            }
            fn token(self) -> &'static str {
                $kind::token(self)
            }
            fn list() -> Vec<(&'static str, &'static str)> {
                Self::ALL.iter().map(|v| (v.token(), v.zh())).collect()
            }
        }
    )+ };
}

spoken_by_the_vocabulary!(
    FilingSource,
    Grade,
    InspectionResult,
    MerchantKind,
    ReportDecision,
    Severity,
    Side,
    StopReason,
    SuccessionGround,
    TestResult,
    VisitReason,
    Withheld
);

impl Choice for ComplaintOutcome {
    fn find(text: &str) -> Option<Self> {
        match text {
            // Sources may tell the two of T1 apart (settled readings, 12): who settled by themselves, and who withdrew.
            "T1a" | "T1A" => Some(Self::SelfSettled),
            "T1b" | "T1B" => Some(Self::T1),
            _ => Self::from_token(text),
        }
    }
    fn token(self) -> &'static str {
        ComplaintOutcome::token(self)
    }
    fn list() -> Vec<(&'static str, &'static str)> {
        Self::ALL.iter().map(|v| (v.token(), v.zh())).collect()
    }
}

impl Choice for SizeBand {
    fn find(text: &str) -> Option<Self> {
        match text {
            "个体" => Some(Self::SoleTrader),
            "合作社" => Some(Self::Cooperative),
            "未知" => Some(Self::Unknown),
            _ => Self::from_token(text),
        }
    }
    fn token(self) -> &'static str {
        SizeBand::token(self)
    }
    fn list() -> Vec<(&'static str, &'static str)> {
        Self::ALL.iter().map(|v| (v.token(), v.zh())).collect()
    }
}

impl Choice for Channel {
    fn find(text: &str) -> Option<Self> {
        if text == "未知" { Some(Self::Unknown) } else { Self::from_token(text) }
    }
    fn token(self) -> &'static str {
        Channel::token(self)
    }
    fn list() -> Vec<(&'static str, &'static str)> {
        Self::ALL.iter().map(|v| (v.token(), v.zh())).collect()
    }
}

impl Choice for StandingKind {
    fn find(text: &str) -> Option<Self> {
        Self::from_token(text)
    }
    fn token(self) -> &'static str {
        StandingKind::token(self)
    }
    fn list() -> Vec<(&'static str, &'static str)> {
        Self::all().map(|v| (v.token(), v.zh())).collect()
    }
}

/// Words of record types, spelled here. The first label of a value is the one to show; the others
/// are read as well.
macro_rules! spelled {
    ($($kind:ident { $($variant:ident = $token:literal, $zh:literal $(, $also:literal)*;)+ })+) => { $(
        impl Choice for $kind {
            fn find(text: &str) -> Option<Self> {
                match text {
                    $($token | $zh $(| $also)* => Some(Self::$variant),)+
                    _ => None,
                }
            }
            fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)+ }
            }
            fn list() -> Vec<(&'static str, &'static str)> {
                vec![$(($token, $zh)),+]
            }
        }
    )+ };
}

spelled! {
    RecordState {
        Valid = "valid", "有效";
        Withdrawn = "withdrawn", "撤回";
    }
    MerchantStatus {
        Active = "active", "在营";
        Revoked = "revoked", "吊销";
        Deregistered = "deregistered", "注销";
        MovedAway = "moved_away", "迁出";
    }
    PartyKind {
        Organisation = "organisation", "法人及非法人组织";
        NaturalPerson = "natural_person", "自然人";
        SoleTrader = "sole_trader", "个体工商户";
    }
    Procedure {
        Ordinary = "ordinary", "普通程序", "一般程序";
        Simple = "simple", "简易程序";
    }
    PaymentState {
        Paid = "paid", "已缴", "已缴清";
        Unpaid = "unpaid", "未缴";
        Deferred = "deferred", "延期";
    }
    PenaltyKind {
        Warning = "warning", "警告";
        PublicCriticism = "public_criticism", "通报批评";
        Fine = "fine", "罚款";
        Confiscation = "confiscation", "没收违法所得、没收非法财物", "没收违法所得、非法财物", "没收违法所得", "没收非法财物";
        PermitSuspended = "permit_suspended", "暂扣许可证件", "暂扣许可证", "暂扣许可证、执照";
        LicenceRevoked = "licence_revoked", "吊销许可证件、执照", "吊销许可证、执照", "吊销许可证件", "吊销许可证", "吊销营业执照", "吊销执照";
        PermitSuspendedOrRevoked = "permit_suspended_or_revoked", "暂扣或者吊销许可证、执照", "暂扣或吊销许可证、执照";
        QualificationDowngraded = "qualification_downgraded", "降低资质等级";
        BusinessRestricted = "business_restricted", "限制开展生产经营活动";
        BusinessSuspended = "business_suspended", "责令停产停业";
        ClosureOrdered = "closure_ordered", "责令关闭";
        EmploymentBanned = "employment_banned", "限制从业";
        Detention = "detention", "行政拘留";
        Other = "other", "其他";
    }
}

const SEPARATORS: [char; 5] = [';', '；', '、', ',', '，'];

/// Several words in one cell, sorted and without repetition. A label that contains a separator itself
/// (没收违法所得、没收非法财物) is one word: the longest label that ends at a separator is taken.
///
/// # Errors
/// The first part that is none.
pub(crate) fn several<T: Choice + Ord>(text: &str) -> Result<Vec<T>, &str> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    loop {
        rest = rest.trim_start_matches(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
        if rest.is_empty() {
            break;
        }
        let ends = rest.char_indices().filter(|(_, c)| SEPARATORS.contains(c)).map(|(at, _)| at).chain([rest.len()]);
        let parts: Vec<(&str, &str)> = ends.filter_map(|end| rest.split_at_checked(end)).collect();
        let found = parts.iter().rev().find_map(|(part, after)| T::find(part.trim()).map(|word| (word, *after)));
        let Some((word, after)) = found else {
            return Err(parts.first().map_or(rest, |(part, _)| part.trim()));
        };
        words.push(word);
        rest = after;
    }
    words.sort_unstable();
    words.dedup();
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compound_kind_is_one_kind() {
        use PenaltyKind::*;
        assert_eq!(several("罚款；没收违法所得、没收非法财物"), Ok(vec![Fine, Confiscation]));
        assert_eq!(several("警告、罚款"), Ok(vec![Warning, Fine]));
        assert_eq!(several("没收违法所得，罚款,罚款"), Ok(vec![Fine, Confiscation]));
        assert_eq!(several("暂扣或者吊销许可证、执照;warning"), Ok(vec![Warning, PermitSuspendedOrRevoked]));
        assert_eq!(several::<PenaltyKind>("罚款;罚金"), Err("罚金"));
        assert_eq!(several::<PenaltyKind>(" ; "), Ok(vec![]));
    }

    #[test]
    fn every_word_is_read_again_by_its_chinese_label() {
        use crate::layout::{Kind, Layout};
        let columns = Layout::ALL.iter().flat_map(|layout| layout.columns());
        let words = columns.filter_map(|column| match column.kind {
            Kind::Choice(words) | Kind::Several(words) => Some((column.id, words)),
            _ => None,
        });
        for (id, words) in words {
            for (token, zh) in words.list() {
                assert_eq!(((words.token)(zh), words.zh(token)), (Some(token), Some(zh)), "{id}");
            }
        }
    }

    #[test]
    fn tokens_are_those_of_the_json_form() {
        for (token, zh) in PenaltyKind::list() {
            let kind = PenaltyKind::find(token).unwrap();
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("{token:?}"));
            assert_eq!(PenaltyKind::find(zh), Some(kind));
        }
    }
}
