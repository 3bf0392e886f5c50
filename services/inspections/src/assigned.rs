//! What an inspector has still to visit (待检查清单), from every draw.

use crate::book::DrawBook;
use crate::error::DrawError;
use crate::freeze::name;
use crate::store::store;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};

/// Where a list goes on: the last one that was shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct After {
    due: i32,
    draw_id: i64,
    place: i32,
}

/// A visit that is still to be made.
pub(crate) struct Assigned {
    pub(crate) code: PartyCode,
    /// Nothing if the registry knows it no more.
    pub(crate) name: Option<String>,
    pub(crate) area: String,
    pub(crate) draw_id: i64,
    pub(crate) task: String,
    pub(crate) due: Day,
    pub(crate) team: Vec<String>,
    /// Parameters behind the draw that are not settled.
    pub(crate) provisional: Vec<String>,
    pub(crate) after: After,
}

impl DrawBook {
    /// Visits to merchants within a reach that one inspector, or anybody, has still to make, the first due first; one
    /// more than the limit if there are more.
    pub(crate) fn assigned(
        &self,
        (inspector, due_through): (Option<&str>, Option<Day>),
        (after, limit): (Option<&After>, usize),
        reach: Reach,
    ) -> Result<Vec<Assigned>, DrawError> {
        let rows = self.db.read::<_, DrawError>(|conn| Ok(store(conn).open_visits(inspector)?))?;
        let mut found = Vec::new();
        for (visit, task, plan, provisional) in rows {
            let (due, draw_id, place) = (task.part.until_day, visit.draw_id, visit.place);
            let place = After { due, draw_id, place };
            let is_wanted = due_through.is_none_or(|day| due <= day.number())
                && after.is_none_or(|after| place > *after)
                && reach.covers(AreaCode::parse(&visit.area).ok());
            if !is_wanted {
                continue;
            }
            found.push(Assigned {
                code: PartyCode::parse(&visit.merchant).map_err(|error| DrawError::Own(error.to_string()))?,
                name: None,
                area: visit.area,
                draw_id,
                task: name(&task, &plan),
                due: Day::from_number(due),
                team: visit.first_id.into_iter().chain(visit.second_id).collect(),
                provisional: provisional.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
                after: place,
            });
            if found.len() > limit {
                break;
            }
        }
        let codes: Vec<PartyCode> = found.iter().map(|visit| visit.code).collect();
        for (visit, merchant) in found.iter_mut().zip(self.around.merchants.registered(&codes, None)?) {
            visit.name = merchant.map(|merchant| merchant.name);
        }
        Ok(found)
    }
}
