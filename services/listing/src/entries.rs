//! Entries (名单条目): who is on a list for everybody to see: what was published, of whoever is registered, one entry a merchant
//! with all its grounds (一个主体一条，并列各项事由).

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{List, Membership};
use crate::shelf::Shelved;
use cases::Sight;
use contracts::access::Reach;
use contracts::port::{MarkedItem, Marks, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Merchants whose registration is asked for at once.
const AT_ONCE: usize = 200;

/// A place in a list, with the merchant and its cases.
type OnShelf = (PartyCode, i64, Vec<Arc<Shelved>>);

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct OnList {
    /// On this day; today if it is not said.
    pub day: Option<Day>,
    /// Of this list alone.
    pub list: Option<List>,
    /// Of these merchants alone.
    pub subjects: Option<BTreeSet<i64>>,
    /// Of merchants of this area, or of one below it, alone.
    pub area: Option<AreaCode>,
    /// Behind the entry of this code.
    pub after: Option<PartyCode>,
    /// At most so many.
    pub limit: usize,
}

/// An entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The house's own number of the merchant.
    pub subject_id: i64,
    /// The merchant, as it is registered now.
    pub party: Registration,
    /// Each of its listings that is published, by the day of its decision.
    pub listings: Vec<Listed>,
    /// Its place in the list.
    pub place: PartyCode,
}

/// A listing of an entry (列入事由).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Number of its case.
    pub case_no: i64,
    /// The list.
    pub list: List,
    /// The ground, in Chinese.
    pub ground: String,
    /// Instrument and article.
    pub basis: String,
    /// Code of the office that decided.
    pub office: String,
    /// Day of the decision, or from which it runs anew.
    pub listed_on: Day,
    /// Last day, as far as it is known; nothing while nobody knows an end.
    pub until: Option<Day>,
    /// The law that is not settled and on which it rests that this is shown.
    pub rests_on: Vec<String>,
    /// What stands beside it.
    pub marks: Marks,
}

impl Lists {
    /// Entries on a day, in order of code, and where the list goes on. What is published today is everybody's to see; of
    /// another day, only what is within the reach.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn entries(&self, wanted: &OnList, reach: Reach) -> Result<(Vec<Entry>, Option<PartyCode>), ListError> {
        let (mut found, next) = self.found(wanted, reach)?;
        let of = |entry: &Entry| {
            let subject_id = entry.subject_id;
            entry.listings.iter().map(move |listing| (subject_id, listing.case_no)).collect::<Vec<_>>()
        };
        let marks = self.marks(found.iter().flat_map(of))?;
        for (listing, marks) in found.iter_mut().flat_map(|entry| &mut entry.listings).zip(marks) {
            listing.marks = marks;
        }
        Ok((found, next))
    }

    /// What stands beside memberships, each by its subject and its case.
    pub(crate) fn marks(&self, memberships: impl Iterator<Item = (i64, i64)>) -> Result<Vec<Marks>, ListError> {
        let items = memberships.map(|(subject_id, case_no)| MarkedItem::of_membership(subject_id, case_no));
        Ok(self.ledger.marks(&items.collect::<Vec<_>>())?)
    }

    /// Whom the whole list names, by the codes under which they are registered: worked out from memory, before any case is
    /// read, so that somebody may be among them whose entry has just ended or does not pass the gate.
    ///
    /// # Errors
    /// [`ListError`].
    pub fn named(&self, wanted: &OnList, reach: Reach) -> Result<Vec<PartyCode>, ListError> {
        let mut named = Vec::new();
        for some in self.places(wanted, reach)?.chunks(AT_ONCE) {
            let codes: Vec<PartyCode> = some.iter().map(|(code, ..)| *code).collect();
            let registered = self.around.merchants.registered(&codes, None)?.into_iter().flatten();
            named.extend(registered.filter(|party| is_in(party, wanted.area)).map(|party| party.code));
        }
        Ok(named)
    }

    /// Who is on a list by what lies in memory, in order of code, with their cases.
    fn places(&self, wanted: &OnList, reach: Reach) -> Result<Vec<OnShelf>, ListError> {
        let today = self.today();
        let day = wanted.day.unwrap_or(today);
        let mut listed = BTreeMap::<i64, Vec<Arc<Shelved>>>::new();
        for shelved in self.shelved()? {
            let one = &shelved.membership;
            let is_meant = wanted.list.is_none_or(|list| list == one.list)
                && wanted.subjects.as_ref().is_none_or(|subjects| subjects.contains(&one.subject_id));
            if is_meant && one.shown(day).is_some() {
                listed.entry(one.subject_id).or_default().push(shelved);
            }
        }
        if day != today && !reach.is_everywhere() {
            let subjects: Vec<i64> = listed.keys().copied().collect();
            let covered = self.ledger.covered(&subjects, reach)?;
            listed.retain(|subject, _| covered.contains(subject));
        }
        // The code of the newest case stands for the merchant's place.
        let mut places: Vec<OnShelf> =
            listed.into_iter().filter_map(|(subject_id, of)| Some((of.last()?.file.code, subject_id, of))).collect();
        places.sort_by_key(|(code, ..)| *code);
        places.retain(|(code, ..)| wanted.after.is_none_or(|after| *code > after));
        Ok(places)
    }

    /// Entries, before anybody is asked what stands beside them.
    fn found(&self, wanted: &OnList, reach: Reach) -> Result<(Vec<Entry>, Option<PartyCode>), ListError> {
        let day = wanted.day.unwrap_or_else(|| self.today());
        let places = self.places(wanted, reach)?;
        let mut found = Vec::new();
        for some in places.chunks(AT_ONCE) {
            let codes: Vec<PartyCode> = some.iter().map(|(code, ..)| *code).collect();
            let registered = self.around.merchants.registered(&codes, None)?;
            for ((place, subject_id, of), party) in some.iter().zip(registered) {
                // Of whoever is not registered nobody says whether it is a natural person.
                let Some(party) = party.filter(|party| is_in(party, wanted.area)) else { continue };
                let mut listings = Vec::new();
                for shelved in of {
                    listings.extend(self.now(shelved, &party, day)?);
                }
                if listings.is_empty() {
                    continue;
                }
                listings.sort_by_key(|listing| listing.listed_on);
                if found.len() == wanted.limit {
                    let next = found.last().map(|entry: &Entry| entry.place);
                    return Ok((found, next));
                }
                found.push(Entry { subject_id: *subject_id, party, listings, place: *place });
            }
        }
        Ok((found, None))
    }

    /// A listing as its case stands now, if it passes the lawfulness gate: what has ended since is shown no more, at the same
    /// instant.
    fn now(&self, shelved: &Shelved, party: &Registration, day: Day) -> Result<Option<Listed>, ListError> {
        let case_no = shelved.file.case_no;
        let steps = self.book.steps(case_no, &Sight::EVERYWHERE)?;
        let Some(one) = self.membership(&shelved.file, &steps) else { return Ok(None) };
        let passed = self.shows(&one, Some(party), day).and_then(Result::ok);
        Ok(passed.and_then(|passed| listed(&one, day, passed.rests_on)))
    }
}

fn is_in(party: &Registration, area: Option<AreaCode>) -> bool {
    area.is_none_or(|whole| party.area.is_within(whole))
}

fn listed(one: &Membership, day: Day, rests_on: Vec<String>) -> Option<Listed> {
    let time = one.shown(day)?;
    Some(Listed {
        case_no: one.case_no,
        list: one.list,
        ground: ground(one),
        basis: one.basis.clone(),
        office: one.office.clone(),
        listed_on: time.span.from,
        until: Some(time.span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
        rests_on,
        marks: Marks::default(),
    })
}

/// The ground in words of the law alone: what a person wrote is published with the decision, masked.
pub(crate) fn ground(one: &Membership) -> String {
    match (&one.ground, &one.article) {
        (Some(ground), _) => ground.status().zh().to_owned(),
        (None, Some(article)) => article.clone(),
        (None, None) => one.basis.clone(),
    }
}
