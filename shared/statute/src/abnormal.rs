//! The abnormal list (经营异常名录) of enterprises and farmers' cooperatives, and the mark of sole traders (标记经营异常状态):
//! on which grounds, whether a ground stands, and until when a listing can be objected to.
//!
//! Officials find, list and correct. Here is what the steps of `procedures.abnormal_list`, `procedures.abnormal_mark` and
//! `procedures.abnormal_objection` ask.

use crate::clock::{Course, State};
use crate::duties::Limits;
use crate::procedure::Finding;
use crate::repair::Rules;
use domain::day::Day;
use domain::vocab::StatusKind;
use serde::Serialize;

/// Why somebody is put on the list or marked (列入、标记事由; 企业经营异常名录管理暂行办法 Art. 4).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// 未按期公示年度报告
    LateReport,
    /// 未在责令的期限内公示有关信息: of enterprises only.
    LateInformation,
    /// 公示信息隐瞒真实情况、弄虚作假
    FalseInformation,
    /// 通过登记的住所、经营场所无法联系
    Unreachable,
}

impl Ground {
    /// Each with the status that records call so.
    pub const ALL: [(Self, StatusKind); 4] = [
        (Self::LateReport, StatusKind::AbnormalLateReport),
        (Self::LateInformation, StatusKind::AbnormalLateInformation),
        (Self::FalseInformation, StatusKind::AbnormalFalseInformation),
        (Self::Unreachable, StatusKind::AbnormalUnreachable),
    ];

    /// The ground of a status; nothing if it is none of this list.
    #[must_use]
    pub fn of(status: StatusKind) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == status).map(|(ground, _)| *ground)
    }

    /// The status that records call so.
    #[must_use]
    pub const fn status(self) -> StatusKind {
        match self {
            Self::LateReport => StatusKind::AbnormalLateReport,
            Self::LateInformation => StatusKind::AbnormalLateInformation,
            Self::FalseInformation => StatusKind::AbnormalFalseInformation,
            Self::Unreachable => StatusKind::AbnormalUnreachable,
        }
    }

    /// Has an official to verify that it is gone, so that the days to remove run from that and not from the application
    /// (核实; 企业经营异常名录管理暂行办法 Arts. 10-13)?
    #[must_use]
    pub const fn is_to_be_verified(self) -> bool {
        matches!(self, Self::FalseInformation | Self::Unreachable)
    }
}

/// What was found of a merchant (查实的情形), as the case about it tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// On which ground.
    pub ground: Ground,
    /// The day on which that came about: the last day on which a report was in time (年报期满), the last day of the order
    /// (责令期满), or that of the verification (查实). The days to list run from it.
    pub since: Day,
    /// The day on which the merchant made it good before it was listed.
    pub cured_on: Option<Day>,
}

impl Found {
    /// Does the ground stand on a day? Asked by `NO_ABNORMAL_GROUND`.
    #[must_use]
    pub fn stands(&self, on: Day) -> Finding {
        let is_cured = self.cured_on.is_some_and(|cured| cured <= on);
        Finding::known(self.since <= on && !is_cured, self.ground.status().token())
    }

    /// Is a day the one on which it came about? A step that finds it carries that day, or the ten working days would run
    /// from whenever somebody wrote it down. Asked by `FOUND_ON_ANOTHER_DAY`.
    #[must_use]
    pub fn is_of(&self, on: Day) -> Finding {
        Finding::known(self.since == on, self.ground.status().token())
    }
}

/// Were the two letters to the registered address sent as far apart as the law wants, by the rule of the day of the second
/// (两次专用信函的间隔)? Asked by `LETTERS_NOT_APART`.
#[must_use]
pub fn letters_apart(first: Day, second: Day, rules: &Rules) -> Finding {
    let interval = rules.letter_interval(second);
    let between = |days: u32| i64::from(first.number()) + i64::from(days);
    let sent = i64::from(second.number());
    let holds = (between(interval.value.least)..=between(interval.value.most)).contains(&sent);
    Finding { provisional: interval.basis.provisional, ..Finding::known(holds, interval.basis.by) }
}

/// Did an objection of `filed_on` come in time after the publication (三十日内提出异议)? It is a right that begins in another
/// case, the listing's, so that the case of the objection asks for it by `OBJECTION_TOO_LATE`. Before the publication
/// nothing has begun, and nothing is lost by a last day that nobody knows yet.
#[must_use]
pub fn objection_in_time(published_on: Option<Day>, filed_on: Day, limits: &Limits) -> Finding {
    const CLOCK: &str = "abnormal_objection_request";
    let Some(published) = published_on.filter(|published| *published <= filed_on) else {
        return Finding::known(true, "case: not published yet");
    };
    let reading = limits.reading(CLOCK, published, &Course::since(published), filed_on);
    let basis = limits.clocks().get(CLOCK).map(|clock| clock.on(published).basis);
    let is_open = |state| matches!(state, State::Running | State::Due | State::Paused | State::Provisional);
    let holds = reading.is_none_or(|reading| is_open(reading.state));
    let provisional = basis.is_none_or(|basis| basis.provisional);
    Finding { provisional, ..Finding::known(holds, basis.map_or(CLOCK, |basis| basis.by)) }
}
