//! What stands about a merchant elsewhere (主体情况), as the services that keep it tell it now.

use crate::bench::Bench;
use crate::entries::Entry;
use crate::target::{
    List, MEMBERSHIP, PAYMENT, PENALTY, STANDING, Target, case_of_key, days_of, listed_by, membership_key, spans_of,
};
use cases::{About, CaseError};
use contracts::port::{ListMembership, Registration};
use domain::code::PartyCode;
use domain::record::{Payment, PaymentState, Penalty, RecordKind, Standing};
use domain::span::Spans;
use statute::penalty::{DisplayReading, displayed, displayed_of_unknown};
use statute::repair::{Item, Rules};
use statute::tables::Tables;
use std::collections::BTreeMap;

/// A penalty with its display.
#[derive(Clone, Debug)]
pub(crate) struct ReadPenalty {
    pub(crate) key: String,
    pub(crate) penalty: Penalty,
    /// Its display as if nothing shielded it: what runs on beneath a shield is what can end early, and goes by itself.
    pub(crate) reading: DisplayReading,
    /// The same with the days of its shields cut out, as it is shown and used.
    pub(crate) used: DisplayReading,
    /// Is its party registered as a merchant?
    pub(crate) is_registered: bool,
}

/// What stands about a merchant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dossier {
    pub(crate) penalties: Vec<ReadPenalty>,
    pub(crate) payments: Vec<(String, Payment)>,
    pub(crate) standings: Vec<(String, Standing)>,
    pub(crate) memberships: Vec<ListMembership>,
    /// Other items, of the kinds that were asked for.
    pub(crate) entries: Vec<Entry>,
    /// Who wrote records, by their keys, as far as it is told.
    pub(crate) writers: BTreeMap<String, Vec<String>>,
}

impl Bench {
    /// Everything that stands about a merchant, asked of those who keep it.
    ///
    /// # Errors
    /// [`CaseError::Port`] if one of them does not answer; [`CaseError::Content`] if what it says cannot be read.
    pub(crate) fn dossier(&self, subject_id: i64) -> Result<Dossier, CaseError> {
        let mut dossier = Dossier { memberships: self.around.lists.of_subject(subject_id)?, ..Dossier::default() };
        let mut penalties = Vec::new();
        for record in self.around.violations.of_subject(subject_id)? {
            dossier.writers.insert(record.key.clone(), record.by);
            match record.kind {
                RecordKind::Penalty => {
                    penalties.push((record.key, serde_json::from_str::<Penalty>(&record.content)?));
                }
                RecordKind::Payment => dossier.payments.push((record.key, serde_json::from_str(&record.content)?)),
                _ => {}
            }
        }
        for record in self.around.registry.of_subject(subject_id)? {
            if record.kind == RecordKind::Standing {
                dossier.writers.insert(record.key.clone(), record.by);
                dossier.standings.push((record.key, serde_json::from_str(&record.content)?));
            }
        }
        dossier.penalties = self.read(penalties)?;
        Ok(dossier)
    }

    /// How penalties are displayed, by what each party is registered as.
    pub(crate) fn read(&self, penalties: Vec<(String, Penalty)>) -> Result<Vec<ReadPenalty>, CaseError> {
        let mut codes: Vec<PartyCode> = penalties.iter().map(|(_, penalty)| penalty.party).collect();
        codes.sort_unstable();
        codes.dedup();
        let found = if codes.is_empty() { Vec::new() } else { self.around.merchants.registered(&codes, None)? };
        let parties: BTreeMap<PartyCode, Option<Registration>> = codes.into_iter().zip(found).collect();
        let read = |(key, penalty): (String, Penalty)| {
            let of = |penalty: &Penalty| match parties.get(&penalty.party).and_then(Option::as_ref) {
                Some(party) => displayed(penalty, party.kind, &self.law.tables),
                None => displayed_of_unknown(penalty, &self.law.tables),
            };
            let is_registered = parties.get(&penalty.party).is_some_and(Option::is_some);
            let used = of(&penalty);
            let reading = match penalty.shielded.is_empty() {
                true => used.clone(),
                false => of(&Penalty { shielded: Vec::new(), ..penalty.clone() }),
            };
            ReadPenalty { key, penalty, reading, used, is_registered }
        };
        Ok(penalties.into_iter().map(read).filter(|read| !read.penalty.withdrawn).collect())
    }
}

impl Dossier {
    /// What is meant; nothing if there is no such thing about this merchant.
    pub(crate) fn target(&self, about: &About) -> Option<Target<'_>> {
        let key = about.key.as_str();
        match about.kind.as_str() {
            PENALTY => self.penalties.iter().find(|read| read.key == key).map(Target::Penalty),
            PAYMENT => {
                self.payments.iter().find(|(known, _)| known == key).map(|(_, payment)| Target::Payment(payment))
            }
            STANDING => {
                self.standings.iter().find(|(known, _)| known == key).map(|(_, standing)| Target::Standing(standing))
            }
            MEMBERSHIP => {
                let case_no = case_of_key(key)?;
                self.memberships.iter().find(|membership| membership.case_no == case_no).map(Target::Membership)
            }
            kind => self.entries.iter().find(|entry| entry.kind == kind && entry.key == key).map(Target::Entry),
        }
    }

    /// Everything that can be shown about the merchant and ends some day: penalties, and memberships of lists.
    pub(crate) fn shown(&self) -> Vec<(About, Target<'_>)> {
        let about = |kind: &str, key: String| About { kind: kind.to_owned(), key };
        let penalties = self.penalties.iter().map(|read| (about(PENALTY, read.key.clone()), Target::Penalty(read)));
        let memberships = self
            .memberships
            .iter()
            .map(|membership| (about(MEMBERSHIP, membership_key(membership.case_no)), Target::Membership(membership)));
        let standings = self.standings.iter().filter(|(_, standing)| listed_by(standing).is_some());
        let standings = standings.map(|(key, standing)| (about(STANDING, key.clone()), Target::Standing(standing)));
        penalties.chain(memberships).chain(standings).collect()
    }

    /// Its penalties as repair looks at them beside another thing: as they are used.
    pub(crate) fn items<'d>(&'d self, tables: &Tables, rules: &Rules) -> Vec<Item<'d>> {
        self.penalties.iter().map(|read| Item::of(&read.penalty, read.used.clone(), tables, rules)).collect()
    }

    /// Days on the serious list.
    pub(crate) fn serious_list(&self) -> Spans {
        self.listed(|list| list == List::Serious)
    }

    /// Days on the abnormal list, or marked.
    pub(crate) fn abnormal_list(&self) -> Spans {
        self.listed(|list| list != List::Serious)
    }

    fn listed(&self, is_meant: impl Fn(List) -> bool) -> Spans {
        let memberships = self.memberships.iter().filter(|one| Target::Membership(one).list().is_some_and(&is_meant));
        let standings = self.standings.iter().filter(|(_, one)| listed_by(one).is_some_and(&is_meant));
        let spans = memberships.flat_map(|one| spans_of(one).iter().collect::<Vec<_>>());
        Spans::of(spans.chain(standings.map(|(_, one)| days_of(one))))
    }

    /// The last statement about the payment of a penalty, if it says that all is paid (已缴清): its key.
    pub(crate) fn paid(&self, penalty: &Penalty) -> Option<&str> {
        let of_penalty = |payment: &Payment| {
            payment.authority_code == penalty.authority_code && payment.decision_no == penalty.decision_no
        };
        let stated = self.payments.iter().filter(|(_, payment)| of_penalty(payment) && !payment.withdrawn);
        // Of one day, that it is paid is said last.
        let last = stated.max_by_key(|(_, payment)| (payment.day, payment.state == PaymentState::Paid));
        last.filter(|(_, payment)| payment.state == PaymentState::Paid).map(|(key, _)| key.as_str())
    }
}
