//! One subject's versions, and which of them stood when.

use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, Merchant, Predecessor, Record, Records};
use domain::version::{Heads, Version};
use intake::Batch;
use std::collections::BTreeSet;

/// Puts a version to those of its kind.
pub fn put(batch: &mut Batch, version: Version<Content>) {
    let Version { content, order, known_from, source } = version;
    macro_rules! push {
        ($field:ident, $record:expr) => {
            batch.$field.push(Version { content: $record, order, known_from, source })
        };
    }
    match content {
        Content::Merchant(record) => push!(merchants, record),
        Content::Penalty(record) => push!(penalties, record),
        Content::Payment(record) => push!(payments, record),
        Content::Inspection(record) => push!(inspections, record),
        Content::Test(record) => push!(tests, record),
        Content::Assessment(record) => push!(assessments, record),
        Content::Complaint(record) => push!(complaints, record),
        Content::Report(record) => push!(reports, record),
        Content::OdrCase(record) => push!(odr_cases, record),
        Content::Standing(record) => push!(standing, record),
    }
}

/// Everything that is known about one subject: every version of every record.
#[derive(Debug, Default)]
pub struct Known {
    batch: Batch,
    /// Every code under which anything is known of it.
    codes: BTreeSet<PartyCode>,
    /// Whoever it may carry on, directly or through others.
    before: Vec<Known>,
}

impl Known {
    /// Adds a version.
    pub fn put(&mut self, version: Version<Content>) {
        self.codes.insert(version.content.party());
        put(&mut self.batch, version);
    }

    /// Adds a subject that it may carry on, directly or through others; whether it does, registrations say.
    pub fn put_before(&mut self, predecessor: Self) {
        self.before.push(predecessor);
    }

    /// The records that stood at an instant (now if `None`); nothing for a subject of which no merchant
    /// was known by then.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn records(&self, known_at: Option<Instant>) -> Result<Option<Records<'_>>, serde_json::Error> {
        let Some(mut records) = self.own_records(known_at)? else { return Ok(None) };
        if !self.before.is_empty() {
            records.predecessors = self.predecessors(records.merchant, known_at)?;
        }
        Ok(Some(records))
    }

    /// Those whom it carries on, as their registrations stood at an instant.
    fn predecessors(
        &self,
        merchant: &Merchant,
        known_at: Option<Instant>,
    ) -> Result<Vec<Predecessor<'_>>, serde_json::Error> {
        let mut files = Vec::with_capacity(self.before.len());
        for known in &self.before {
            if let Some(records) = known.own_records(known_at)? {
                files.push((known, records));
            }
        }
        // A registration may name a code that somebody had before.
        let mut named: Vec<(&BTreeSet<PartyCode>, PartyCode)> =
            files.iter().map(|(known, records)| (&known.codes, records.merchant.code)).collect();
        named.push((&self.codes, merchant.code));
        let current = |code: &PartyCode| named.iter().find(|(codes, _)| codes.contains(code)).map(|(_, now)| *now);
        let mut predecessors = Vec::with_capacity(files.len());
        for (_, records) in files {
            let by = records.merchant.succession.iter().flat_map(|one| &one.by).filter_map(current).collect();
            predecessors.push(Predecessor::of(records, by));
        }
        Ok(linked(merchant.code, predecessors))
    }

    /// Its own records that stood at an instant.
    fn own_records(&self, known_at: Option<Instant>) -> Result<Option<Records<'_>>, serde_json::Error> {
        let Some(merchant) = self.merchant(known_at)? else { return Ok(None) };
        Ok(Some(Records {
            merchant,
            penalties: standing(&self.batch.penalties, known_at)?,
            payments: standing(&self.batch.payments, known_at)?,
            inspections: standing(&self.batch.inspections, known_at)?,
            tests: standing(&self.batch.tests, known_at)?,
            complaints: self.complaints(known_at)?,
            odr_cases: standing(&self.batch.odr_cases, known_at)?,
            standing: standing(&self.batch.standing, known_at)?,
            assessments: standing(&self.batch.assessments, known_at)?,
            predecessors: Vec::new(),
        }))
    }

    /// The merchant as it stood at an instant. A subject with a former code has a registration for each;
    /// the last one in order of code counts, since an 18-character code follows a 15-digit number.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn merchant(&self, known_at: Option<Instant>) -> Result<Option<&Merchant>, serde_json::Error> {
        let merchants = standing(&self.batch.merchants, known_at)?;
        Ok(merchants.into_iter().max_by_key(|merchant| (merchant.code.as_str().len(), merchant.code)))
    }

    /// Its complaints as they stood at an instant, which the peers' table counts.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn complaints(&self, known_at: Option<Instant>) -> Result<Vec<&domain::record::Complaint>, serde_json::Error> {
        standing(&self.batch.complaints, known_at)
    }

    /// What holds or held of it for a time, as that stood at an instant: lists, marks, duties, titles.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn statuses(&self, known_at: Option<Instant>) -> Result<Vec<&domain::record::Standing>, serde_json::Error> {
        standing(&self.batch.standing, known_at)
    }
}

/// Those of `all` whom a merchant carries on, directly or through others, in order of code.
#[must_use]
pub fn linked(code: PartyCode, mut all: Vec<Predecessor<'_>>) -> Vec<Predecessor<'_>> {
    let mut reached = BTreeSet::from([code]);
    loop {
        let more = all.iter().filter(|one| one.by.iter().any(|by| reached.contains(by)));
        let more: Vec<PartyCode> = more.map(|one| one.merchant.code).filter(|code| !reached.contains(code)).collect();
        if more.is_empty() {
            break;
        }
        reached.extend(more);
    }
    all.retain(|one| one.merchant.code != code && reached.contains(&one.merchant.code));
    for one in &mut all {
        one.by.retain(|by| reached.contains(by));
        one.by.sort_unstable();
        one.by.dedup();
    }
    all.sort_by_key(|one| one.merchant.code);
    all
}

/// The versions of one kind that stood at an instant, in order of key, none withdrawn.
fn standing<T: Record>(versions: &[Version<T>], known_at: Option<Instant>) -> Result<Vec<&T>, serde_json::Error> {
    let known: Vec<usize> =
        versions.iter().enumerate().filter(|(_, version)| version.is_known(known_at)).map(|(at, _)| at).collect();
    let mut heads = Heads::default();
    heads.add_party(versions, known.into_iter())?;
    Ok(heads.heads.into_iter().filter_map(|at| versions.get(at).map(|version| &version.content)).collect())
}
