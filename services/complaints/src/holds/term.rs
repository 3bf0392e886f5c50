//! How long a hold lasts that nobody ends (暂缓期限).

use alerts::Rules;
use domain::day::Day;
use policy::calendar::Calendar;
use policy::fault::Fault;
use policy::library::Library;
use statute::clock::counting::{Counted, counted};
use statute::clock::rules::Count;

/// How long a hold lasts that nobody ends, by the rule of a day (暂缓期限).
#[derive(Clone, Copy, Debug)]
pub struct HoldTerm<'c> {
    working_days: u32,
    calendar: &'c Calendar,
}

impl<'c> HoldTerm<'c> {
    /// By the rule of a day.
    ///
    /// # Errors
    /// Every fault of the parameters of alerts on that day.
    pub fn on(day: Day, library: &'c Library) -> Result<Self, Vec<Fault>> {
        Ok(Self::by(&Rules::on(&library.alerts, day)?, &library.calendar))
    }

    /// By these rules.
    pub(super) const fn by(rules: &Rules, calendar: &'c Calendar) -> Self {
        Self { working_days: rules.hold_days, calendar }
    }

    /// The last day of a hold that begins on a day, which is not counted itself, and whether that is provisional. Where
    /// the working days of a year are not published, it is the earliest that it can be: a hold is never longer than is
    /// certain.
    #[must_use]
    pub fn last_day(self, from: Day) -> (Day, bool) {
        match counted(from, self.working_days, Count::WorkingDays, &[], self.calendar) {
            Counted::On(last) => (last, false),
            Counted::NotBefore(first) => (first, true),
            // Nothing pauses it.
            Counted::Paused => (from, true),
        }
    }
}
