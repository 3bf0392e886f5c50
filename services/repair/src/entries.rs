//! Items of which this service needs to know only that they are there and whose they are (其他事项): results of inspections,
//! complaints, registrations, and the class. Nothing else that their records hold stays here.

use crate::bench::Bench;
use crate::dossier::Dossier;
use crate::target::{ASSESSMENT, CLASS, COMPLAINT, INSPECTION, MERCHANT, ODR_CASE, TEST};
use cases::{About, CaseError};
use contracts::port::StandingRecord;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Complaint, Inspection, OdrCase, RecordKind, Test, TestState};
use serde::de::DeserializeOwned;
use statute::procedure::Finding;
use std::collections::BTreeSet;

/// The kinds of these items.
const KINDS: [&str; 7] = [ASSESSMENT, CLASS, COMPLAINT, INSPECTION, MERCHANT, ODR_CASE, TEST];

/// An item that its merchant is shown (其他事项).
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: &'static str,
    pub(crate) key: String,
    /// The office that handles what is said against it; nothing if none is known.
    pub(crate) office: Option<String>,
    /// If it is an inspection: its day, and whether another one can be asked for.
    pub(crate) inspected: Option<Inspected>,
}

/// An inspection.
#[derive(Clone, Debug)]
pub(crate) struct Inspected {
    pub(crate) day: Day,
    /// Is its result open to a re-inspection?
    pub(crate) adverse: Finding,
}

impl Bench {
    /// What stands about a merchant, as far as these items need it: whoever keeps nothing of their kinds is not asked.
    ///
    /// # Errors
    /// As [`Bench::dossier`].
    pub(crate) fn dossier_about(
        &self,
        (subject_id, code): (i64, PartyCode),
        about: &[About],
    ) -> Result<Dossier, CaseError> {
        let is_entry = |about: &About| KINDS.contains(&about.kind.as_str());
        let are_all = !about.is_empty() && about.iter().all(is_entry);
        let mut dossier = if are_all { Dossier::default() } else { self.dossier(subject_id)? };
        let kinds: BTreeSet<&str> =
            about.iter().filter(|about| is_entry(about)).map(|about| about.kind.as_str()).collect();
        if !kinds.is_empty() {
            self.entries((subject_id, code), &kinds, &mut dossier)?;
        }
        Ok(dossier)
    }

    /// Adds the items of these kinds, and who wrote them.
    fn entries(
        &self,
        (subject_id, code): (i64, PartyCode),
        kinds: &BTreeSet<&str>,
        dossier: &mut Dossier,
    ) -> Result<(), CaseError> {
        let asks = |some: &[&str]| some.iter().any(|kind| kinds.contains(kind));
        let mut records = Vec::new();
        if asks(&[INSPECTION, TEST, ASSESSMENT]) {
            records.extend(self.around.inspections.of_subject(subject_id)?);
        }
        if asks(&[COMPLAINT, ODR_CASE]) {
            records.extend(self.around.complaints.of_subject(subject_id)?);
        }
        if asks(&[MERCHANT]) {
            records.extend(self.around.registry.of_subject(subject_id)?);
        }
        let today = self.book.today();
        let mut entries = Vec::new();
        for mut record in records {
            dossier.writers.insert(record.key.clone(), std::mem::take(&mut record.by));
            entries.extend(self.entry(record, today)?);
        }
        let registered = self.around.merchants.registered(&[code], None)?.into_iter().next().flatten();
        let class = |_| Entry { kind: CLASS, key: code.to_string(), office: None, inspected: None };
        entries.extend(registered.as_ref().map(class));
        let office = registered.and_then(|registered| self.law.area_office(registered.area, today));
        for entry in entries.iter_mut().filter(|entry| entry.office.is_none()) {
            entry.office.clone_from(&office);
        }
        dossier.entries = entries;
        Ok(())
    }

    /// A record, if it is one that its merchant knows of: no test of which it was not told, no complaint that was not accepted,
    /// and no report, of which it learns only by what comes of it.
    fn entry(&self, record: StandingRecord, today: Day) -> Result<Option<Entry>, CaseError> {
        let (mut office, mut inspected) = (None, None);
        let kind = match record.kind {
            RecordKind::Inspection => {
                let inspection: Inspection = read(&record)?;
                let results = inspection.results().filter(|_| inspection.annulled_on.is_none());
                inspected = Some(Inspected { day: inspection.day, adverse: self.law.is_adverse(results, today) });
                INSPECTION
            }
            RecordKind::Test if read::<Test>(&record)?.state() != TestState::Tested => TEST,
            RecordKind::Assessment => ASSESSMENT,
            RecordKind::Complaint => {
                let complaint: Complaint = read(&record)?;
                if complaint.accepted_on.is_none() || complaint.duplicate {
                    return Ok(None);
                }
                office = complaint.handling.and_then(|handling| handling.office);
                COMPLAINT
            }
            RecordKind::OdrCase if !read::<OdrCase>(&record)?.void => ODR_CASE,
            RecordKind::Merchant => MERCHANT,
            _ => return Ok(None),
        };
        Ok(Some(Entry { kind, key: record.key, office, inspected }))
    }
}

fn read<T: DeserializeOwned>(record: &StandingRecord) -> Result<T, CaseError> {
    Ok(serde_json::from_str(&record.content)?)
}
