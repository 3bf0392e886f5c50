//! Sudden growth of complaints (投诉异常增长): the months of merchants that neither their peers nor their own past explain,
//! found for a whole city at a stated number of false alarms (settled readings, 16). Each waits for an official; by
//! itself it gives no points.

mod city;
mod keep;
mod month;
mod state;

pub use city::{City, Grown};
pub(crate) use keep::{learnt, work};
pub use month::Month;
pub use state::{Confirmed, Dismissed, State, document_no};

use crate::book::Ratings;
use crate::error::RatingError;
use crate::store::{DismissalRow, RatedRow, store};
use contracts::access::Reach;
use contracts::page::cut;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use keep::Kept;
use serde::{Deserialize, Serialize};
use state::states;
use std::collections::BTreeMap;

/// Which growth is wanted.
#[derive(Clone, Debug)]
pub struct GrowthSought {
    /// Of this month; of the last whole one if it is not said.
    pub month: Option<Month>,
    /// Of merchants of this area alone.
    pub area: Option<AreaCode>,
    /// Of merchants within this alone.
    pub reach: Reach,
    /// Behind this one.
    pub after: Option<GrowthAfter>,
    /// At most so many.
    pub limit: usize,
}

/// Where a list goes on: behind this alert.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct GrowthAfter {
    likelihood: u64,
    code: PartyCode,
}

/// Growth as an official looks at it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alert {
    /// In which month.
    pub month: Month,
    /// Whose, and what.
    pub grown: Grown,
    /// The merchant's name, if it is rated.
    pub name: Option<String>,
    /// How it stands.
    pub state: State,
    /// On which day it is told.
    pub day: Day,
}

/// What was found of a month.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrowthFound {
    /// The month.
    pub month: Month,
    /// The whole city, all its alerts among it.
    pub city: City,
    /// Digest of the whole city as it is kept.
    pub digest: String,
    /// The alerts that were sought.
    pub alerts: Vec<Alert>,
    /// Where the list goes on.
    pub next: Option<GrowthAfter>,
}

impl Ratings {
    /// The growth of a month, the least likely first.
    ///
    /// # Errors
    /// [`RatingError::NotOver`] for a month that is not over; [`RatingError::NoScheme`] if none was in force in it.
    pub fn growth(&self, sought: &GrowthSought) -> Result<GrowthFound, RatingError> {
        let day = self.clock.today();
        let last = Month::before(day);
        let month = sought.month.unwrap_or(last);
        if month > last {
            return Err(RatingError::NotOver(month));
        }
        let Kept { city, digest } = self.kept_growth(month)?;
        let rated = self.rated_of(&city.alerts)?;
        let is_sought = |grown: &&Grown| {
            let area = rated.get(&grown.found.subject).and_then(|row| AreaCode::parse(&row.area).ok());
            sought.reach.covers(area)
                && sought.area.is_none_or(|wanted| area == Some(wanted))
                && sought.after.as_ref().is_none_or(|after| after_of(grown) > *after)
        };
        let mut alerts: Vec<Grown> = city.alerts.iter().filter(is_sought).take(sought.limit + 1).cloned().collect();
        let next = cut(&mut alerts, sought.limit, after_of);
        let states = self.db.read(|conn| states(store(conn), month, &alerts))?;
        let alert = |(grown, state): (Grown, State)| {
            let name = rated.get(&grown.found.subject).map(|row| row.name.clone());
            Alert { month, grown, name, state, day }
        };
        let alerts = alerts.into_iter().zip(states).map(alert).collect();
        Ok(GrowthFound { month, city, digest, alerts, next })
    }

    /// Notes that an official looked at growth and found nothing, with so many complaints as it has now.
    ///
    /// # Errors
    /// [`RatingError::Missing`] if there is no such merchant within the reach; [`RatingError::NoGrowth`] if it has none
    /// in the month; [`RatingError::Decided`] if it was confirmed or dismissed already.
    pub fn dismiss_growth(
        &self,
        (month, code): (Month, PartyCode),
        (actor, reach): (&str, Reach),
        reason: &str,
    ) -> Result<Alert, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        if month > Month::before(self.clock.today()) {
            return Err(RatingError::NoGrowth);
        }
        let Kept { city, .. } = self.kept_growth(month)?;
        let grown = city.alerts.into_iter().find(|grown| grown.found.subject == subject_id);
        let grown = grown.ok_or(RatingError::NoGrowth)?;
        let one = std::slice::from_ref(&grown);
        let name = self.rated_of(one)?.remove(&subject_id).map(|row| row.name);
        let state = self.db.write::<_, RatingError>(|conn| {
            let store = store(conn);
            if states(store, month, one)? != [State::Waiting] {
                return Err(RatingError::Decided);
            }
            let row = DismissalRow {
                month: month.start().number(),
                subject_id,
                complaints: grown.found.observed.into(),
                at: self.clock.now().micros(),
                actor: actor.to_owned(),
                reason: reason.to_owned(),
            };
            if !store.dismiss(&row)? {
                return Err(RatingError::Decided);
            }
            states(store, month, one)?.pop().ok_or(RatingError::NoGrowth)
        })?;
        Ok(Alert { month, grown, name, state, day: self.clock.today() })
    }

    fn rated_of(&self, alerts: &[Grown]) -> Result<BTreeMap<i64, RatedRow>, RatingError> {
        let subjects: Vec<i64> = alerts.iter().map(|grown| grown.found.subject).collect();
        let rows = self.db.read::<_, RatingError>(|conn| Ok(store(conn).rated(&subjects)?))?;
        Ok(rows.into_iter().map(|row| (row.subject_id, row)).collect())
    }
}

fn after_of(grown: &Grown) -> GrowthAfter {
    GrowthAfter { likelihood: grown.likelihood(), code: grown.code }
}
