//! Time limits of records whose party is not known yet (主体待确认事项的期限). The row waits for somebody to say whose it
//! is, and its clocks run from the day of receipt all the same (settled readings, 8). They are counted from the row each
//! time, so that they end with it: once it is kept, its record's own clocks go on from the same day.

use crate::asker::Asker;
use crate::book::Ledger;
use crate::deadlines::rows_of;
use crate::due::{Due, DueAfter, DueWanted};
use crate::error::LedgerError;
use crate::resolving::{RowPlace, WaitingRecord};
use crate::store::store;
use domain::day::Day;
use domain::record::RecordKey;
use statute::duties::Limits;
use std::collections::{BTreeMap, BTreeSet};

/// A time limit of a row that waits because nobody knows whose it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unresolved {
    /// The time limit. Its party is nobody.
    pub due: Due,
    /// The row that waits.
    pub row: RowPlace,
}

impl Unresolved {
    /// Its place in the list.
    #[must_use]
    pub const fn after(&self) -> &DueAfter {
        &self.due.after
    }

    /// Is it one of those that are wanted? Of no merchant it is one.
    #[must_use]
    pub fn fits(&self, wanted: &DueWanted) -> bool {
        let (due, day) = (&self.due, Day::from_number(self.due.after.day));
        wanted.code.is_none()
            && wanted.clock.as_ref().is_none_or(|clock| *clock == due.clock)
            && wanted.clocks.as_ref().is_none_or(|clocks| clocks.contains(&due.clock))
            && wanted.department.as_ref().is_none_or(|department| due.department.as_ref() == Some(department))
            && wanted.state.is_none_or(|state| state == due.state)
            && wanted.due_from.is_none_or(|from| day >= from)
            && wanted.due_before.is_none_or(|before| day < before)
            && wanted.after.as_ref().is_none_or(|after| due.after > *after)
    }
}

impl Ledger {
    /// Time limits that are open of rows that wait for their party, by the day on which they run out. Of several rows
    /// that speak of one record the last one counts, those of whoever is not limited to an area before others, and none
    /// once the record is kept. Whoever is limited to an area sees those of their own imports.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn unresolved(&self, limits: &Limits, asker: Asker<'_>) -> Result<Vec<Unresolved>, LedgerError> {
        let of_each: BTreeMap<RecordKey, WaitingRecord> =
            self.waiting_records(asker)?.into_iter().map(|waiting| (waiting.content.key(), waiting)).collect();
        let kept = self.kept_of(&of_each)?;
        let today = self.clock.today();
        let mut found = Vec::new();
        let waiting = of_each.into_iter().filter(|(key, _)| !kept.contains(key.as_str()));
        for (key, WaitingRecord { content, row: place, .. }) in waiting {
            for row in rows_of((0, key.as_str()), &content, std::slice::from_ref(&content), limits) {
                if row.closed_as.is_none() && !row.is_moot(today) {
                    found.push(Unresolved { due: Due::of(row, today)?, row: place.clone() });
                }
            }
        }
        found.sort_by(|one, other| one.due.after.cmp(&other.due.after));
        Ok(found)
    }

    /// Keys of those that have come in otherwise.
    fn kept_of(&self, of_each: &BTreeMap<RecordKey, WaitingRecord>) -> Result<BTreeSet<String>, LedgerError> {
        let mut kept = BTreeSet::new();
        for kind in self.kinds() {
            let own = of_each.iter().filter(|(_, waiting)| waiting.content.kind() == *kind);
            let dated = own.filter_map(|(key, one)| Some((one.content.event_day()?.number(), key.as_str())));
            let dated: Vec<(i32, &str)> = dated.collect();
            kept.extend(self.db.read::<_, LedgerError>(|conn| Ok(store(conn).stand(kind.token(), &dated)?))?);
        }
        Ok(kept)
    }
}
