//! The schemes that may rate, each from its own day on.

use crate::error::RatingError;
use crate::judge::{Faults, JudgeError, Known, Rulebook, Spell, facts, recomputed};
use crate::opened::Opened;
use crate::policies::check;
use domain::day::Day;
use domain::digest::Digest;
use policy::library::Library;
use policy::set::PolicySet;
use scoring::program::Program;
use statute::tables::Tables;
use std::sync::Arc;

/// A scheme, ready to rate.
pub struct Ruling {
    /// Scheme, parameters and tables.
    pub rulebook: Rulebook,
    /// The compiled scheme.
    pub program: Program,
    /// Digest of everything that decides what is public; it decides about no rating.
    pub(crate) publicity: String,
    /// By what the growth of complaints is found; it decides about no rating either.
    pub(crate) alerts: PolicySet,
    /// Who may see what of a rating, and by what anything leaves the house.
    pub(crate) opened: Opened,
    /// Digest of everything that decides: the scheme's text and every parameter.
    pub digest: String,
}

impl Ruling {
    /// Compiles a rulebook, beside what else of a library is needed.
    ///
    /// # Errors
    /// [`RatingError::Judge`] if it is no points scheme or too large, or what ratings read of the library has faults.
    pub fn of(rulebook: Rulebook, library: &Library) -> Result<Self, RatingError> {
        let program = Program::compile(&rulebook.scheme)?;
        check(library).map_err(|faults| JudgeError::from(Faults(faults)))?;
        let alerts = library.alerts.clone();
        let publicity = Digest::of(&(library.publication.digest(), library.catalogue.digest()))?.0;
        let opened = Opened::of(library).map_err(|faults| JudgeError::from(Faults(faults)))?;
        let digest = Digest::of(&(&rulebook.scheme.digest, rulebook.policies.digest()))?.0;
        Ok(Self { rulebook, program, publicity, alerts, opened, digest })
    }
}

/// Schemes, the newest first.
pub(crate) struct Rulings(Vec<Arc<Ruling>>);

impl Rulings {
    pub(crate) fn new(rulings: Vec<Ruling>) -> Self {
        let mut rulings: Vec<Arc<Ruling>> = rulings.into_iter().map(Arc::new).collect();
        rulings.sort_by_key(|ruling| std::cmp::Reverse(ruling.rulebook.scheme.effective_from));
        Self(rulings)
    }

    /// The scheme in force on a day: of several the one that came into force last.
    pub(crate) fn in_force(&self, day: Day) -> Option<&Arc<Ruling>> {
        self.0.iter().find(|ruling| ruling.rulebook.scheme.in_force(day))
    }

    /// The tables that were read from parameters of this digest, if any scheme goes by them.
    pub(crate) fn tables_of(&self, digest: &str) -> Option<&Tables> {
        let is_of = |ruling: &&Arc<Ruling>| ruling.rulebook.policies.digest().0 == digest;
        self.0.iter().find(is_of).map(|ruling| &ruling.rulebook.tables)
    }

    /// Does any scheme have this class?
    pub(crate) fn knows_class(&self, class: &str) -> bool {
        self.0.iter().flat_map(|ruling| &ruling.rulebook.scheme.classes).any(|known| known == class)
    }

    /// The scheme that comes into force last: its parameters are the installation's.
    pub(crate) fn newest(&self) -> Option<&Arc<Ruling>> {
        self.0.first()
    }

    /// The scheme that is named, else the one in force on the day.
    pub(crate) fn ruling(&self, named: Option<&str>, day: Day) -> Result<&Arc<Ruling>, RatingError> {
        let Some(named) = named else { return self.in_force(day).ok_or(RatingError::NoScheme(day)) };
        let is_called = |ruling: &&Arc<Ruling>| {
            let scheme = &ruling.rulebook.scheme;
            scheme.id.eq_ignore_ascii_case(named) || scheme.label().eq_ignore_ascii_case(named)
        };
        self.0.iter().find(is_called).ok_or_else(|| RatingError::UnknownScheme(named.to_owned()))
    }

    /// The first day on which any scheme is in force.
    pub(crate) fn first_day(&self) -> Day {
        self.0.iter().map(|ruling| ruling.rulebook.scheme.effective_from).min().unwrap_or(Day::FOREVER)
    }

    /// The next day after this one on which another scheme comes into force or one ends.
    pub(crate) fn next_scheme_day(&self, day: Day) -> Option<Day> {
        let schemes = self.0.iter().map(|ruling| &ruling.rulebook.scheme);
        let days = schemes.flat_map(|scheme| [Some(scheme.effective_from), scheme.effective_until.map(Day::next)]);
        days.flatten().filter(|next| *next > day).min()
    }

    /// The classes of a merchant from its first day to a day, as everything that is known of it sees them, each by
    /// the scheme in force; nothing for days on which there was none. `expected` is what the peers would have on a
    /// day by a scheme, in thousandths.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if no merchant is known; those of `expected`.
    pub(crate) fn recomputed(
        &self,
        known: &Known,
        today: Day,
        expected: &mut dyn FnMut(&Ruling, Day) -> Result<u32, RatingError>,
    ) -> Result<Vec<Spell>, RatingError> {
        let records = known.records(None)?.ok_or(RatingError::Missing)?;
        let mut spells: Vec<Spell> = Vec::new();
        let mut from = self.first_day().max(records.merchant.trading().from);
        while from <= today {
            let next = self.next_scheme_day(from).unwrap_or(Day::FOREVER);
            let until = next.plus_days(-1).min(today);
            if let Some(ruling) = self.in_force(from) {
                let facts = facts(&records, &ruling.rulebook.tables);
                let mut failed = None;
                let mut expected =
                    |day: Day| expected(ruling, day).map_err(|error| failed = Some(error)).unwrap_or_default();
                let more = recomputed(&ruling.program, &facts, (from, until), &mut expected);
                if let Some(error) = failed {
                    return Err(error);
                }
                let is_same = |spell: &Spell| spells.last().is_some_and(|last| last.class == spell.class);
                let skip = usize::from(more.first().is_some_and(is_same));
                spells.extend(more.into_iter().skip(skip));
            }
            from = until.next();
        }
        Ok(spells)
    }
}
