//! The shortest answer about a merchant, from memory: what is served of it today.

use crate::book::Ratings;
use crate::error::RatingError;
use crate::files::Files;
use crate::moment::Moment;
use crate::projection::{City, Served};
use crate::store::{RatedRow, store};
use contracts::access::Reach;
use domain::code::PartyCode;
use domain::day::Day;
use std::sync::Arc;

/// What is served of a merchant today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// The rating.
    pub served: Arc<Served>,
    /// The mass event for whose release a newer rating waits.
    pub held_by: Option<i64>,
}

impl Ratings {
    /// What is served of a merchant within a reach today, if the memory has it: never waits.
    #[must_use]
    pub fn at_hand(&self, code: PartyCode, reach: Reach) -> Option<Found> {
        let city = self.projection.read();
        let served = city.of_code(code).filter(|served| reach.covers(served.area));
        served.and_then(|served| valid(&city, served, self.clock.today()))
    }

    /// The same of many merchants, in the order of their codes: most from memory, and of the others the registry
    /// is asked once whether there are such codes at all.
    ///
    /// # Errors
    /// For all of them together, of which [`RatingError::is_of_one`] is not true.
    pub fn look_many_up(
        &self,
        codes: &[PartyCode],
        reach: Reach,
    ) -> Result<Vec<Result<Found, RatingError>>, RatingError> {
        let today = self.clock.today();
        let (mut found, mut others) = (Vec::with_capacity(codes.len()), Vec::new());
        let city = self.projection.read();
        for (place, code) in codes.iter().enumerate() {
            let served = city.of_code(*code);
            // Who is outside is not there, and need not be asked for elsewhere; nor need who is not of the city.
            let is_outside = served.map_or(code.is_sandbox(), |served| !reach.covers(served.area));
            let at_hand = served.filter(|_| !is_outside).and_then(|served| valid(&city, served, today));
            if at_hand.is_none() && !is_outside {
                others.push((place, *code));
            }
            found.push(at_hand.ok_or(RatingError::Missing));
        }
        drop(city);
        if others.is_empty() {
            return Ok(found);
        }
        let subjects = self.registry.find(&others.iter().map(|(_, code)| *code).collect::<Vec<_>>())?;
        for ((place, code), subject) in others.into_iter().zip(subjects) {
            if let Some(found) = found.get_mut(place).filter(|_| subject.is_some()) {
                *found = match self.look_up(code, reach) {
                    Err(error) if !error.is_of_one() => return Err(error),
                    looked_up => looked_up,
                };
            }
        }
        Ok(found)
    }

    /// Does a rating of this merchant wait for the release of a mass event?
    ///
    /// # Errors
    /// [`RatingError::Missing`] if there is no such merchant.
    pub(crate) fn is_held(&self, code: PartyCode, reach: Reach) -> Result<bool, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        Ok(self.projection.read().held_by(subject_id).is_some())
    }

    /// What is served of a merchant today. Whom the memory does not have yet is looked up in the tables, also
    /// by a former code; a rating whose last day has passed is made anew, and so is one that is missing.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if there is no such merchant within the reach, [`RatingError::NoScheme`].
    pub fn look_up(&self, code: PartyCode, reach: Reach) -> Result<Found, RatingError> {
        if let Some(found) = self.at_hand(code, reach) {
            return Ok(found);
        }
        let (subject, today) = (self.subject_within(code, reach)?, self.clock.today());
        let city = self.projection.read();
        if let Some(found) = city.of_subject(subject).and_then(|served| valid(&city, served, today)) {
            return Ok(found);
        }
        drop(city);
        let ruling = self.rulings.in_force(today).ok_or(RatingError::NoScheme(today))?;
        let (now, next_scheme) = (self.clock.now(), self.rulings.next_scheme_day(today));
        let (row, held_by) = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            let held_by = store.held_of(&[subject])?.first().map(|row| row.hold_id);
            let rated = store.rated(&[subject])?.pop();
            if let Some(row) = rated.filter(|row| held_by.is_some() || is_of(row, today)) {
                return Ok((Some(row), held_by));
            }
            let table = self.peers.table(store, ruling, (today, None), (now, false))?;
            let moment = Moment { ruling, table: table.as_deref(), today, now, next_scheme };
            let mut rated = moment.rate(&Files::of(store, &[subject])?);
            match rated.failed.remove(&subject) {
                Some(error) => Err(error),
                None => Ok((rated.rows.remove(&subject), None)),
            }
        })?;
        // A rating that is made anew may say that the merchant has gone elsewhere.
        let served = row.as_ref().and_then(Served::of).filter(|served| reach.covers(served.area));
        let served = served.ok_or(RatingError::Missing)?;
        Ok(Found { served: Arc::new(served), held_by })
    }
}

/// Was this rating made for a day like this one? A clock that was set back has ratings of the future behind it.
fn is_of(row: &RatedRow, today: Day) -> bool {
    (row.day..row.valid_until).contains(&today.number())
}

/// What is served of a merchant; nothing if its last day has passed. Whoever waits for an official keeps what
/// was issued, however old that is.
fn valid(city: &City, served: &Arc<Served>, today: Day) -> Option<Found> {
    let held_by = city.held_by(served.subject_id);
    let is_of_now = served.day <= today && today < served.valid_until;
    (held_by.is_some() || is_of_now).then(|| Found { served: Arc::clone(served), held_by })
}
