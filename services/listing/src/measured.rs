//! What becomes of measures (管理措施的变更), in the order in which the house wrote it down: for departments that apply them and keep a
//! copy.

use crate::entry_changes::heard_from;
use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, has_effect, left_with, told};
use cases::{CaseChange, Walked};
use domain::code::PartyCode;
use domain::day::Day;
use domain::span::Spans;
use serde::Serialize;
use utoipa::ToSchema;

/// What became of the measures of a membership (变更).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MeasureChange {
    /// 开始
    Begun,
    /// 解除
    Lifted,
    /// 暂停
    Suspended,
    /// 恢复
    Resumed,
}

impl MeasureChange {
    const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Begun, "begin_measures", "开始"),
        (Self::Lifted, "lift_measures", "解除"),
        (Self::Suspended, "suspend_measures", "暂停"),
        (Self::Resumed, "resume_measures", "恢复"),
    ];

    /// The Chinese label.
    pub(crate) fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(change, ..)| *change == self).map_or("", |(.., zh)| zh)
    }

    /// Does it take measures away?
    pub(crate) const fn is_end(self) -> bool {
        matches!(self, Self::Lifted | Self::Suspended)
    }
}

/// A step by which measures began or ended for a merchant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Measured {
    /// The code of the merchant when the case was opened.
    pub(crate) code: PartyCode,
    /// The house's own number of the merchant; never shown outside.
    pub(crate) subject_id: i64,
    /// What became of them.
    pub(crate) change: MeasureChange,
    /// From which day on.
    pub(crate) on: Day,
    /// What ended the membership, if it ended.
    pub(crate) left: Option<Left>,
    /// The day from which on others can know of it.
    pub(crate) heard_from: Day,
    /// Days of the membership to which the measures belonged.
    pub(crate) days: Spans,
}

impl Lists {
    /// Changes of measures of everybody, or of one merchant, in the order in which the house wrote them down.
    ///
    /// # Errors
    /// [`ListError`]; [`cases::CaseError::Cursor`] if the place was not given out by this list.
    pub(crate) fn measured(
        &self,
        subject: Option<i64>,
        after: Option<String>,
        limit: usize,
        is_seen: impl Fn(&Measured) -> Result<bool, ListError>,
    ) -> Result<Walked<Measured>, ListError> {
        self.book.walk(after, limit, |change| {
            if subject.is_some_and(|subject| subject != change.subject_id) {
                return Ok(None);
            }
            match self.measured_by(change)? {
                Some(measured) if is_seen(&measured)? => Ok(Some(measured)),
                _ => Ok(None),
            }
        })
    }

    fn measured_by(&self, change: &CaseChange) -> Result<Option<Measured>, ListError> {
        let Some((procedure, file, steps)) = self.until(change)? else { return Ok(None) };
        let known = told(procedure, &steps);
        let Some((step, law)) = known.last() else { return Ok(None) };
        let Some((what, ..)) = MeasureChange::ALL.iter().find(|(_, effect, _)| has_effect(law, effect)) else {
            return Ok(None);
        };
        let Some(one) = self.membership(&file, &steps) else { return Ok(None) };
        let ended = left_with(&file, &known, &self.law.rules).map(|(_, time)| time);
        let on = match (&ended, what) {
            (Some(time), _) => time.span.off,
            (None, MeasureChange::Begun) => one.term_from,
            (None, _) => step.on,
        };
        let days = Spans::of(one.times.iter().map(|time| time.span));
        let left = ended.and_then(|time| time.left);
        let heard_from = heard_from(left, on, step);
        Ok(Some(Measured { code: one.code, subject_id: one.subject_id, change: *what, on, left, heard_from, days }))
    }
}
