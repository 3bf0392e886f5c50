//! What stands beside classes, and beside the records on which they rest (并列标注).

use crate::book::Ratings;
use crate::error::RatingError;
use crate::look::Told;
use crate::projection::Served;
use contracts::access::Reach;
use contracts::port::{Marked, MarkedItem, Marks, PortError, marks_beside};
use domain::code::PartyCode;
use domain::record::RecordKey;
use std::collections::{BTreeMap, BTreeSet};

/// What stands beside a rating.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Beside the class.
    pub(crate) class: Marks,
    /// Beside the records that the reasons name, by key; those alone beside which something stands.
    pub(crate) records: BTreeMap<String, Marks>,
}

/// Of what of a rating it is to be told what stands beside it: what is shown of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The class.
    pub(crate) class: bool,
    /// The records that the reasons name.
    pub(crate) reasons: bool,
    /// What is public.
    pub(crate) public: bool,
}

impl Served {
    /// Its class, as something beside which something may stand.
    pub(crate) fn class_item(&self) -> MarkedItem {
        MarkedItem::of_class(self.subject_id, self.code)
    }
}

/// What stands beside the classes of merchants, in their order.
///
/// # Errors
/// [`PortError`].
pub(crate) fn of_classes<'s>(
    marked: &dyn Marked,
    served: impl IntoIterator<Item = &'s Served>,
) -> Result<Vec<Marks>, PortError> {
    let items: Vec<MarkedItem> = served.into_iter().map(Served::class_item).collect();
    marks_beside(marked, &items)
}

impl Ratings {
    /// What stands beside the class of a merchant, by any of its codes.
    ///
    /// # Errors
    /// [`RatingError::Missing`], [`RatingError::Registry`].
    pub(crate) fn marks_of_class(
        &self,
        marked: &dyn Marked,
        code: PartyCode,
        reach: Reach,
    ) -> Result<Marks, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        let present = self.projection.read().of_subject(subject_id).map_or(code, |served| served.code);
        let marks = marks_beside(marked, &[MarkedItem::of_class(subject_id, present)])?;
        Ok(marks.into_iter().next().unwrap_or_default())
    }

    /// What stands beside a rating, asked for at once: what is public is told of it where it stands, the rest is answered.
    ///
    /// # Errors
    /// As above.
    pub(crate) fn beside(
        &self,
        marked: &dyn Marked,
        (code, reach): (PartyCode, Reach),
        told: &mut Told,
        wanted: Wanted,
    ) -> Result<Beside, RatingError> {
        let subject_id = self.subject_within(code, reach)?;
        let present = self.projection.read().of_subject(subject_id).map_or(code, |served| served.code);
        let keys: &[String] = if wanted.reasons { &told.keys } else { &[] };
        let mut public: Vec<(&RecordKey, &mut Marks)> =
            told.public.iter_mut().filter(|_| wanted.public).flat_map(|public| public.marks()).collect();
        let named = keys.iter().map(String::as_str).chain(public.iter().map(|(key, _)| key.as_str()));
        let subjects = self.subjects_of(subject_id, named.clone())?;
        let item = |key: &str| {
            let (party, key) = RecordKey::predecessor(key).map_or((None, key), |(code, key)| (Some(code), key));
            subjects.get(&party).map(|subject| MarkedItem::of_record(*subject, key))
        };
        let class = wanted.class.then(|| MarkedItem::of_class(subject_id, present));
        // Whoever is not known has no records to which anybody could object.
        let items: Vec<Option<MarkedItem>> = std::iter::once(class).chain(named.map(item)).collect();
        let mut found = marks_beside(marked, &items.iter().flatten().cloned().collect::<Vec<_>>())?.into_iter();
        let mut marks = items.iter().map(|item| item.as_ref().and_then(|_| found.next()).unwrap_or_default());
        let class = marks.next().unwrap_or_default();
        let records = keys.iter().cloned().zip(marks.by_ref()).filter(|(_, marks)| !marks.is_empty()).collect();
        for ((_, beside), marks) in public.iter_mut().zip(marks) {
            **beside = marks;
        }
        Ok(Beside { class, records })
    }

    /// The subjects of those whose records are named: the merchant's own, and by their codes those of its predecessors.
    fn subjects_of<'k>(
        &self,
        own: i64,
        keys: impl Iterator<Item = &'k str>,
    ) -> Result<BTreeMap<Option<PartyCode>, i64>, RatingError> {
        let mut subjects = BTreeMap::from([(None, own)]);
        let codes: BTreeSet<PartyCode> = keys.filter_map(|key| Some(RecordKey::predecessor(key)?.0)).collect();
        for code in codes {
            match self.subject(code) {
                Ok(subject) => drop(subjects.insert(Some(code), subject)),
                Err(RatingError::Missing) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(subjects)
    }
}
