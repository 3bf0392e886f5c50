//! The sandbox (沙盒): made-up merchants, one for each rule and edge of the scheme, for whoever builds on the service.
//! Their records are files that come with the program (`examples/sandbox`), and the engine rates them by the shipped
//! scheme as it rates anybody. To them it is always the same day, so that what is answered stays for ever; and they
//! are no part of the city: no list, count, peers' table or feed knows of them, and they know nothing of the city.

mod files;
mod roster;

pub use files::SandboxError;
pub use roster::{Expected, Listed, Roster};

use crate::case::Case;
use crate::cause::Cause;
use crate::disclosure::Shown;
use crate::error::RatingError;
use crate::judge::certificate::{Evidence, Statement};
use crate::judge::{Faults, HOUSE_SCHEME, Rulebook, Spell};
use crate::look::{Issued, Question, Told};
use crate::lookup::Found;
use crate::moment::Moment;
use crate::peers::{member, peers_of};
use crate::projection::Served;
use crate::rulings::{Ruling, Rulings};
use contracts::access::Role;
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use files::Filed;
use policy::library::Library;
use roster::strata;
use rustc_hash::FxHashMap;
use scoring::peers::{PeersRow, PeersTable, window};

/// The mass event that a held merchant of the sandbox waits for. Those of the city are numbered from 1.
pub const SANDBOX_HOLD: i64 = 0;

/// The merchants of the sandbox, rated.
pub struct Sandbox {
    roster: Roster,
    rulings: Rulings,
    residents: Vec<Resident>,
    /// Places of residents, also by their former codes.
    by_code: FxHashMap<PartyCode, usize>,
}

/// A merchant of the sandbox.
struct Resident {
    filed: Filed,
    /// The day that it always is.
    today: Day,
    /// First day of the mass event for whose release its newer class waits.
    held_since: Option<Day>,
    found: Found,
}

impl Sandbox {
    /// The shipped merchants, rated by the shipped scheme.
    ///
    /// # Errors
    /// Never for a program that passed its tests; else what is wrong with the shipped files.
    pub fn shipped() -> Result<Self, SandboxError> {
        let rulebooks = Rulebook::shipped(HOUSE_SCHEME).map_err(RatingError::from)?;
        let library = Library::shipped().map_err(|faults| RatingError::from(Faults(faults)))?;
        let rulings =
            rulebooks.into_iter().map(|rulebook| Ruling::of(rulebook, &library)).collect::<Result<Vec<_>, _>>()?;
        let (roster, rulings) = (Roster::shipped()?, Rulings::new(rulings));
        let mut filed = files::shipped(&roster)?;
        let (mut residents, mut by_code) = (Vec::with_capacity(roster.merchants.len()), FxHashMap::default());
        for (place, listed) in roster.merchants.iter().enumerate() {
            let filed = filed.remove(&listed.code).ok_or(SandboxError::NoRecords(listed.code))?;
            let (today, held_since) = (listed.as_of.unwrap_or(roster.as_of), listed.held_since);
            let found = found(&rulings, &roster, &filed, (today, held_since))?;
            residents.push(Resident { filed, today, held_since, found });
            by_code.extend(listed.former.iter().chain([&listed.code]).map(|code| (*code, place)));
        }
        Ok(Self { roster, rulings, residents, by_code })
    }

    /// What is said of them: who they are, what they show and what is expected.
    #[must_use]
    pub const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// What is served of one.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if the sandbox has no such merchant.
    pub fn look_up(&self, code: PartyCode) -> Result<&Found, RatingError> {
        Ok(&self.resident(code)?.found)
    }

    /// Does a newer class of it wait for the release of a mass event?
    ///
    /// # Errors
    /// As [`Sandbox::look_up`].
    pub fn is_held(&self, code: PartyCode) -> Result<bool, RatingError> {
        Ok(self.resident(code)?.held_since.is_some())
    }

    /// What somebody of a role may see of the sandbox: of merchants who are nobody, more than of others.
    #[must_use]
    pub fn shown(&self, role: Role) -> Shown {
        let ruling = self.rulings.newest();
        ruling.map_or(Shown::NOTHING, |ruling| ruling.opened.on(role, "sandbox", self.roster.as_of))
    }

    /// The rating of one with every reason; if no day is named, that of the day which it always is.
    ///
    /// # Errors
    /// As [`Sandbox::look_up`]; [`RatingError::NoScheme`], [`RatingError::UnknownScheme`].
    pub fn explain(&self, code: PartyCode, question: &Question<'_>) -> Result<Told, RatingError> {
        let resident = self.resident(code)?;
        self.case(resident, question)?.told(resident.today)
    }

    /// What a certificate states about one, and what that rests on.
    ///
    /// # Errors
    /// As [`Sandbox::explain`].
    pub fn certify(&self, code: PartyCode, question: &Question<'_>) -> Result<(Statement, Evidence), RatingError> {
        self.case(self.resident(code)?, question)?.certified()
    }

    /// Its classes from its first day to its last, as everything that is known of it sees them.
    ///
    /// # Errors
    /// As [`Sandbox::look_up`].
    pub fn recomputed(&self, code: PartyCode) -> Result<Vec<Spell>, RatingError> {
        let resident = self.resident(code)?;
        self.spells(resident, resident.today)
    }

    /// The classes that an installation would have issued to it which heard of each record on its own day.
    ///
    /// # Errors
    /// As [`Sandbox::look_up`].
    pub fn history(&self, code: PartyCode) -> Result<Vec<Issued>, RatingError> {
        let resident = self.resident(code)?;
        let last = resident.held_since.map_or(resident.today, |since| since.plus_days(-1));
        let issued = self.spells(resident, last)?.into_iter().map(|spell| {
            let ruling = self.rulings.ruling(None, spell.from)?;
            Ok(Issued {
                day: spell.from,
                issued_at: Instant::start_of(spell.from),
                class: spell.class,
                score_milli: spell.score_milli,
                scheme: ruling.rulebook.scheme.label(),
                cause: self.cause(resident, spell.from),
            })
        });
        issued.collect()
    }

    /// Why the class was another one from a day on: something was heard, a scheme began, or time had passed.
    fn cause(&self, resident: &Resident, day: Day) -> Cause {
        let heard = resident.filed.arrivals.iter().filter(|arrival| arrival.day == day);
        match heard.max_by(|a, b| a.key.cmp(&b.key)) {
            Some(arrival) => Cause::Record {
                key: arrival.key.as_str().to_owned(),
                act: "import".to_owned(),
                feed: owner::of(arrival.kind).to_owned(),
                import_id: None,
            },
            None if self.rulings.next_scheme_day(day.plus_days(-1)) == Some(day) => Cause::Policy,
            None => Cause::Ageing,
        }
    }

    fn spells(&self, resident: &Resident, last: Day) -> Result<Vec<Spell>, RatingError> {
        let filed = &resident.filed;
        self.rulings.recomputed(&filed.known, last, &mut |ruling, day| {
            let row = peers_row(&self.roster, ruling, filed, (day, None))?;
            Ok(row.map_or(0, |row| row.expected_thousandths))
        })
    }

    fn case<'c>(&'c self, resident: &'c Resident, question: &Question<'_>) -> Result<Case<'c>, RatingError> {
        let day = question.as_of.unwrap_or(resident.today);
        let ruling = self.rulings.ruling(question.scheme, day)?;
        let peers = peers_row(&self.roster, ruling, &resident.filed, (day, question.known_at))?;
        Case::open(ruling, (day, question.known_at), &resident.filed.known, peers)
    }

    fn resident(&self, code: PartyCode) -> Result<&Resident, RatingError> {
        let place = self.by_code.get(&code);
        place.and_then(|place| self.residents.get(*place)).ok_or(RatingError::Missing)
    }
}

/// What the peers of a merchant have: in the sandbox the same in every month.
fn peers_row(
    roster: &Roster,
    ruling: &Ruling,
    filed: &Filed,
    (day, known_at): (Day, Option<Instant>),
) -> Result<Option<PeersRow>, RatingError> {
    let Some(peers) = peers_of(ruling) else { return Ok(None) };
    let table = PeersTable::kept(peers, day, window(peers, day).1, strata(peers, roster.peers));
    // The table is of others alone, so there is no own share in it.
    Ok(member(peers, day, &filed.known, known_at)?.map(|now| table.row(&now, None)))
}

/// What is served of a merchant to whom it is always the same day.
fn found(
    rulings: &Rulings,
    roster: &Roster,
    filed: &Filed,
    (today, held_since): (Day, Option<Day>),
) -> Result<Found, RatingError> {
    let rate = |day: Day| {
        let ruling = rulings.ruling(None, day)?;
        let (now, next_scheme) = (Instant::start_of(day), rulings.next_scheme_day(day));
        let moment = Moment { ruling, table: None, today: day, now, next_scheme };
        let peers = peers_row(roster, ruling, filed, (day, None))?;
        moment.rate_known(0, &filed.known, peers)?.ok_or(RatingError::Missing)
    };
    let now = rate(today)?;
    let (row, held_by) = match held_since {
        Some(since) => (rate(since.plus_days(-1))?.with_public_of(&now), Some(SANDBOX_HOLD)),
        None => (now, None),
    };
    Ok(Found { served: Served::of(&row).ok_or(RatingError::Missing)?.into(), held_by })
}
