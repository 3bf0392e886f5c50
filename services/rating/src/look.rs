//! Looking at ratings: one merchant on any day with what was known at any instant, and how its class came
//! to be what it is.

use crate::book::Ratings;
use crate::case::Case;
use crate::cause::Cause;
use crate::disclosure::{Group, Shown, ground, ground_of_all};
use crate::error::RatingError;
use crate::files::Files;
use crate::judge::certificate::{Evidence, Statement};
use crate::judge::{Known, Spell};
use crate::opened::Opened;
use crate::peers::{member, peers_of};
use crate::public::OnDisplay;
use crate::rulings::Ruling;
use crate::store::{Store, store};
use contracts::access::{Claims, Reach, Role};
use contracts::authorisation::Authorisation;
use contracts::problem::RefusedReason;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::points::Milli;
use scoring::peers::PeersRow;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What is asked about a merchant.
#[derive(Clone, Debug, Default)]
pub struct Question<'q> {
    /// On which day; today if it is not said.
    pub as_of: Option<Day>,
    /// Only what was known by then.
    pub known_at: Option<Instant>,
    /// By this scheme, also outside its force; else by the one in force on the day.
    pub scheme: Option<&'q str>,
}

/// A rating with its reasons, before anybody decides who may see what of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The explanation, as files give it.
    pub explanation: Value,
    /// What is public about the merchant today, by what is known today, whatever was asked; nothing if there
    /// is no such merchant any more.
    pub public: Option<OnDisplay>,
    /// Keys of the records that the reasons name.
    pub keys: Vec<String>,
}

/// A class that was issued (已签发等级).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IssuedClass)]
pub struct Issued {
    /// The day from which it counts.
    #[schema(value_type = String, format = Date)]
    pub day: Day,
    /// When it was issued.
    #[schema(value_type = String, format = DateTime)]
    pub issued_at: Instant,
    /// The class; nothing from the day on which the merchant is not rated any more.
    pub class: Option<String>,
    /// The score on that day.
    #[schema(value_type = i64)]
    pub score_milli: Milli,
    /// By which scheme.
    pub scheme: String,
    /// Why.
    pub cause: Cause,
}

impl Ratings {
    /// The rating of a merchant with every reason.
    ///
    /// # Errors
    /// [`RatingError::Missing`], also for one outside the reach, [`RatingError::NoScheme`], [`RatingError::UnknownScheme`].
    pub fn explain(&self, code: PartyCode, question: &Question<'_>, reach: Reach) -> Result<Told, RatingError> {
        self.judged((code, reach), question, |case| case.told(self.clock.today()))
    }

    /// What a caller may see of a merchant. A merchant may ask for itself by any of its codes.
    ///
    /// # Errors
    /// [`RatingError::Missing`] for a merchant who asks for another one.
    pub fn shown(&self, claims: &Claims, code: PartyCode) -> Result<Shown, RatingError> {
        let ground = self.ground(claims, code)?;
        let (opened, today) = self.opened()?;
        Ok(opened.on(claims.role, ground, today))
    }

    /// Why a group of fields is not shown to a caller, as the lawfulness gate says it (不予披露的理由).
    ///
    /// # Errors
    /// As [`Ratings::shown`].
    pub(crate) fn why_not(
        &self,
        claims: &Claims,
        code: PartyCode,
        group: Group,
    ) -> Result<Vec<RefusedReason>, RatingError> {
        let ground = self.ground(claims, code)?;
        let (opened, today) = self.opened()?;
        Ok(opened.why_not(claims.role, ground, group, today))
    }

    /// On what ground a caller sees something of a merchant.
    fn ground(&self, claims: &Claims, code: PartyCode) -> Result<&'static str, RatingError> {
        let code = match claims.merchant {
            Some(own) if own != code && self.subject(own)? == self.subject(code)? => own,
            _ => code,
        };
        let held =
            claims.role == Role::Merchant && claims.merchant == Some(code) && self.is_held(code, claims.reach())?;
        ground(claims, (code, held))
    }

    /// By what a rating leaves the house, and today.
    fn opened(&self) -> Result<(&Opened, Day), RatingError> {
        let today = self.clock.today();
        let ruling = self.rulings.newest().ok_or(RatingError::NoScheme(today))?;
        Ok((&ruling.opened, today))
    }

    /// What a caller may see of every merchant alike; nothing for a merchant, to whom another one is not there.
    ///
    /// # Errors
    /// [`RatingError::NoScheme`].
    pub fn shown_of_all(&self, claims: &Claims) -> Result<Option<Shown>, RatingError> {
        let (opened, today) = self.opened()?;
        Ok(ground_of_all(claims.role).map(|ground| opened.on(claims.role, ground, today)))
    }

    /// What a caller may see of a merchant by an authorisation, if it holds today.
    ///
    /// # Errors
    /// [`RatingError::NotAuthorised`] if it is of another merchant, for another department, or does not hold today.
    pub fn shown_by(
        &self,
        claims: &Claims,
        code: PartyCode,
        authorisation: &Authorisation,
    ) -> Result<Shown, RatingError> {
        let (opened, today) = self.opened()?;
        // It may have been given under another code of the same merchant.
        let given = authorisation.merchant;
        let code = if given != code && self.subject(given)? == self.subject(code)? { given } else { code };
        if !authorisation.holds(code, claims.department.as_deref(), today) {
            return Err(RatingError::NotAuthorised);
        }
        Ok(opened.by(claims.role, authorisation, today))
    }

    /// What a certificate states about a merchant, and what that rests on.
    ///
    /// # Errors
    /// As [`Ratings::explain`].
    pub fn certify(
        &self,
        code: PartyCode,
        question: &Question<'_>,
        reach: Reach,
    ) -> Result<(Statement, Evidence), RatingError> {
        self.judged((code, reach), question, |case| case.certified())
    }

    /// The classes that were issued to a merchant, oldest first.
    ///
    /// # Errors
    /// [`RatingError::Missing`].
    pub fn history(&self, code: PartyCode, reach: Reach) -> Result<Vec<Issued>, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        let rows = self.db.read::<_, RatingError>(|conn| Ok(store(conn).issued(subject_id)?))?;
        // A code of which there are records, but of which no merchant was ever known, is none.
        if rows.is_empty() && self.known(code, reach)?.merchant(None)?.is_none() {
            return Err(RatingError::Missing);
        }
        let issued = rows.into_iter().map(|row| {
            Ok(Issued {
                day: Day::from_number(row.day),
                issued_at: Instant::from_micros(row.issued_at),
                class: row.class,
                score_milli: Milli(row.score_milli),
                scheme: row.scheme,
                cause: serde_json::from_str(&row.cause)?,
            })
        });
        issued.collect()
    }

    /// The classes of a merchant from a day to today as today's knowledge sees them, each by the scheme in
    /// force; nothing for days on which there was none.
    ///
    /// # Errors
    /// [`RatingError::Missing`].
    pub fn recomputed(&self, code: PartyCode, reach: Reach) -> Result<Vec<Spell>, RatingError> {
        let today = self.clock.today();
        let known = self.known(code, reach)?;
        self.rulings.recomputed(&known, today, &mut |ruling, day| {
            let row = self.db.read(|conn| self.peers_row(store(conn), ruling, &known, (day, None)))?;
            Ok(row.map_or(0, |row| row.expected_thousandths))
        })
    }

    fn known(&self, code: PartyCode, reach: Reach) -> Result<Known, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        self.db.read(|conn| known_of(store(conn), subject_id))
    }

    fn judged<T>(
        &self,
        (code, reach): (PartyCode, Reach),
        question: &Question<'_>,
        tell: impl FnOnce(&Case<'_>) -> Result<T, RatingError>,
    ) -> Result<T, RatingError> {
        let day = question.as_of.unwrap_or_else(|| self.clock.today());
        let ruling = self.rulings.ruling(question.scheme, day)?;
        let subject_id = self.subject_within(code, reach)?;
        let (known, peers) = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            let known = known_of(store, subject_id)?;
            let peers = self.peers_row(store, ruling, &known, (day, question.known_at))?;
            Ok((known, peers))
        })?;
        tell(&Case::open(ruling, (day, question.known_at), &known, peers)?)
    }

    /// The row of the peers' table that serves a merchant on a day with what was known at an instant.
    pub(crate) fn peers_row(
        &self,
        store: &mut dyn Store,
        ruling: &Ruling,
        known: &Known,
        (day, known_at): (Day, Option<Instant>),
    ) -> Result<Option<PeersRow>, RatingError> {
        let Some(peers) = peers_of(ruling) else { return Ok(None) };
        let Some(table) = self.peers.table(store, ruling, (day, known_at), (self.clock.now(), false))? else {
            return Ok(None);
        };
        let now = member(peers, day, known, known_at)?;
        let then = member(peers, day, known, Some(table.known_at))?;
        Ok(now.map(|now| table.row(&now, then.as_ref())))
    }
}

/// Every version of everything about a subject, and about whomever it may carry on.
pub(crate) fn known_of(store: &mut dyn Store, subject_id: i64) -> Result<Known, RatingError> {
    let files = Files::of(store, &[subject_id])?;
    files.known(subject_id, &files.facts)
}
