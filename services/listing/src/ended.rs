//! Entries that ended (已移出条目): for whoever keeps a copy of the lists and has to take out of it what is shown no more.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Left, List, Time};
use domain::code::PartyCode;
use domain::day::Day;

/// A published time on a list that is over, or is shielded today. It says no more than is needed to take the entry out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// The code of the merchant when the case was opened.
    pub code: PartyCode,
    /// The list.
    pub list: List,
    /// Its first day.
    pub listed_on: Day,
    /// First day on which it is shown no more.
    pub ended_on: Day,
    /// What ended it.
    pub left: Left,
    /// Its place: day, case, and number there.
    pub place: (Day, i64, usize),
}

impl Lists {
    /// Published times that ended, or went beneath a shield that still lasts, on a day or later, and no later than today, in
    /// order of that day, and where the list goes on. Whoever is not registered was never shown.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn ended(
        &self,
        since: Day,
        (list, subject): (Option<List>, Option<i64>),
        after: Option<(Day, i64, usize)>,
        limit: usize,
    ) -> Result<(Vec<Ended>, bool), ListError> {
        let today = self.today();
        let mut found = Vec::new();
        for shelved in self.shelved()? {
            let one = &shelved.membership;
            if list.is_some_and(|list| list != one.list) || subject.is_some_and(|subject| subject != one.subject_id) {
                continue;
            }
            let mut end = |(time, on, left): (&Time, Day, Left)| {
                let place = (on, one.case_no, time.number);
                let was_shown = time.published_on.is_some_and(|published| published < on);
                if was_shown && since <= on && on <= today && after.is_none_or(|after| place > after) {
                    let (code, list, listed_on) = (one.code, one.list, time.span.from);
                    found.push(Ended { code, list, listed_on, ended_on: on, left, place });
                }
            };
            one.times.iter().filter_map(|time| Some((time, time.span.off, time.left?))).for_each(&mut end);
            // What is hidden for a time is shown again under the same day, so that only what is hidden now is told.
            if let (Some(time), Some(on)) = (one.around(today), one.shielded(today)) {
                end((time, on, Left::Shielded));
            }
        }
        found.sort_by_key(|ended| ended.place);
        let mut codes: Vec<PartyCode> = found.iter().map(|ended| ended.code).collect();
        codes.sort_unstable();
        codes.dedup();
        let registered = if codes.is_empty() { Vec::new() } else { self.around.merchants.registered(&codes, None)? };
        let known: std::collections::BTreeSet<PartyCode> =
            codes.into_iter().zip(registered).filter_map(|(code, party)| party.map(|_| code)).collect();
        found.retain(|ended| known.contains(&ended.code));
        let is_more = found.len() > limit;
        found.truncate(limit);
        Ok((found, is_more))
    }
}
