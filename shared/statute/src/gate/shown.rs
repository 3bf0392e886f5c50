//! What is shown to everybody or told to who asks, before the gate: one way for whoever shows any of it.

use super::{Act, Asked, Catalogue, Form, Leaving, Missing, Mode, Party, Passed, Verdict, gate};
use crate::display::Display;
use crate::publication::Rules;
use domain::day::Day;
use domain::record::Penalty;
use domain::span::{Span, Spans};

/// The item of the catalogue.
pub(super) const PENALTY: &str = "administrative_penalty";

impl Catalogue {
    /// What holds of publication on a day: the word of the rules of displays.
    #[must_use]
    pub fn rules(&self, day: Day) -> &Rules {
        self.publication.at(day).value
    }

    /// May everybody be shown a penalty with this display on a day (处罚公示)? What was taken back is displayed on no day.
    /// Masked it always is, and of what a person wrote only that is shown which was released.
    ///
    /// # Errors
    /// As [`gate`].
    pub fn shows(
        &self,
        penalty: &Penalty,
        display: &Display,
        is_registered: bool,
        day: Day,
    ) -> Result<Passed, Vec<Missing>> {
        let withheld = self.rules(day).withheld(penalty, display.channel, is_registered);
        let taken_back = penalty.withdrawn.then(|| Display { shown: Vec::new(), ..display.clone() });
        let verdict = Verdict::Penalty { display: taken_back.as_ref().unwrap_or(display), withheld: &withheld };
        let served = penalty.served_on.map(|served| (Act::Served, served));
        let acts: Vec<(Act, Day)> = [(Act::Decided, penalty.decided_on)].into_iter().chain(served).collect();
        let leaving = Leaving {
            item: PENALTY,
            form: Form::Display(verdict),
            mode: Mode::Publish,
            day,
            // Of somebody under 18 the display says so by itself.
            party: Party { kind: penalty.party_kind, is_registered, is_under_18: false },
            acts: &acts,
            fields: &[],
            is_masked: true,
            is_released: true,
        };
        gate(&leaving, self)
    }

    /// May everybody be shown on a day what is told as codes and days alone, such as the result of a visit or a status, by the
    /// days on which its own rules let it be shown (公示)?
    ///
    /// # Errors
    /// As [`gate`].
    pub fn displays(&self, item: &str, acts: &[(Act, Day)], days: &Spans, day: Day) -> Result<Passed, Vec<Missing>> {
        let leaving = Leaving {
            item,
            form: Form::Display(Verdict::Days(days)),
            mode: Mode::Publish,
            day,
            party: Party::default(),
            acts,
            fields: &[],
            is_masked: true,
            is_released: true,
        };
        gate(&leaving, self)
    }

    /// May a role that asks on a ground be told on a day groups of what is known of a merchant (披露)? In the mode of the
    /// ground; what is told is no information that may be used on some days alone.
    ///
    /// # Errors
    /// As [`gate`].
    pub fn discloses(
        &self,
        item: &str,
        (role, ground): (&str, &str),
        groups: &[&str],
        is_authorised: bool,
        day: Day,
    ) -> Result<Passed, Vec<Missing>> {
        let always = Spans::one(Span::always());
        let form = Form::Disclosure(Asked { role, ground, groups, is_authorised, usable: &always });
        let leaving = Leaving {
            item,
            form,
            mode: form.modes().first().copied().unwrap_or(Mode::AuthorisedQuery),
            day,
            party: Party::default(),
            acts: &[],
            fields: &[],
            is_masked: true,
            is_released: true,
        };
        gate(&leaving, self)
    }
}
