//! Holds as officials see them, and their release (暂缓的查看与解除).

use super::course::{End, together};
use super::hold::{Hold, HoldGround, HoldState};
use super::keeping::put;
use super::{HoldError, Holds};
use crate::store::{Listing, Row, store};
use contracts::access::Reach;
use domain::code::PartyCode;
use ledger::{Asker, LedgerError, is_within};

/// Which holds are wanted.
#[derive(Clone, Copy, Debug)]
pub struct HoldsWanted {
    /// In this state alone.
    pub state: Option<HoldState>,
    /// For this reason alone.
    pub ground: Option<HoldGround>,
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// With smaller numbers than this one.
    pub before: Option<i64>,
    /// Of merchants within this alone.
    pub reach: Reach,
    /// At most so many.
    pub limit: i64,
}

impl Holds {
    /// Holds, those that were found last first.
    ///
    /// # Errors
    /// [`HoldError`].
    pub fn list(&self, wanted: &HoldsWanted) -> Result<Vec<Hold>, HoldError> {
        let subject_id = match wanted.code {
            None => None,
            Some(code) => match self.ledger().subject_of(code)? {
                Some(subject_id) => Some(subject_id),
                None => return Ok(Vec::new()),
            },
        };
        let listing = Listing {
            state: wanted.state.map(HoldState::token),
            ground: wanted.ground.map(HoldGround::token),
            subject_id,
            before: wanted.before,
            reach: wanted.reach,
            limit: wanted.limit,
        };
        let rows = self.ledger().database().read::<_, HoldError>(|conn| Ok(store(conn).list(&listing)?))?;
        Ok(rows.into_iter().map(Hold::try_from).collect::<Result<_, _>>()?)
    }

    /// All of some merchants, by subject.
    pub(crate) fn of_subjects(&self, subjects: &[i64]) -> Result<Vec<(i64, Hold)>, LedgerError> {
        let rows = self.ledger().database().read::<_, LedgerError>(|conn| Ok(store(conn).of_subjects(subjects)?))?;
        rows.into_iter().map(|row| Ok((row.part.subject_id, row.try_into()?))).collect()
    }

    /// One.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is none within the reach.
    pub fn read(&self, number: i64, reach: Reach) -> Result<Hold, HoldError> {
        Ok(self.row(number, reach)?.try_into()?)
    }

    fn row(&self, number: i64, reach: Reach) -> Result<Row, HoldError> {
        self.ledger().database().read::<_, HoldError>(|mut conn| {
            let row = store(conn.again()).one(number)?.ok_or(LedgerError::Missing("hold"))?;
            if !reach.is_everywhere() && !is_within(conn, row.part.subject_id, reach)? {
                return Err(LedgerError::Missing("hold").into());
            }
            Ok(row)
        })
    }

    /// Ends a hold after looking: the filing counts from today on, unless something else holds it.
    ///
    /// # Errors
    /// [`HoldError::Ended`] if it does not run any more, [`LedgerError::NoReason`], [`LedgerError::Missing`].
    pub fn release(&self, number: i64, reason: &str, by: Asker<'_>) -> Result<Hold, HoldError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(LedgerError::NoReason.into());
        }
        let db = self.ledger().database();
        db.whole(|| {
            // Of two at once the second one sees what the first has done.
            db.write::<_, HoldError>(|conn| Ok(store(conn).lock_holds()?))?;
            let mut row = self.row(number, by.reach)?;
            let today = self.book.clock.today();
            if !row.part.is(HoldState::Held) || row.part.until() < today {
                let state = HoldState::from_token(&row.part.state).filter(|state| *state != HoldState::Held);
                let state = state.unwrap_or(HoldState::Lapsed);
                return Err(HoldError::Ended { state, by: row.part.ended_by });
            }
            let at = self.book.clock.now();
            row.part.end(&End { state: HoldState::Released, at, by: Some(by.actor), reason: Some(reason) });
            let subject_id = row.part.subject_id;
            let rows = db.write::<_, HoldError>(|mut conn| {
                store(conn.again()).change(&row)?;
                Ok(store(conn).of_subjects(&[subject_id])?)
            })?;
            let days = together(rows.iter().filter(|other| other.part.key == row.part.key));
            let actor = by.actor;
            let told = format!("经核实解除暂缓：{reason} released by {actor} after a check (§8a.17)");
            self.ledger().put_cells(&[put((subject_id, &row.part.key), days, told)])?;
            Ok(row.clone().try_into()?)
        })
    }
}
