//! One subject's versions, and which of them stood when.

use domain::instant::Instant;
use domain::record::{Content, Merchant, Record, Records};
use domain::version::{Heads, Version};
use intake::Batch;

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
}

impl Known {
    /// Adds a version.
    pub fn put(&mut self, version: Version<Content>) {
        put(&mut self.batch, version);
    }

    /// The records that stood at an instant (now if `None`); nothing for a subject of which no merchant
    /// was known by then.
    ///
    /// # Errors
    /// If a content cannot be written as JSON for its digest.
    pub fn records(&self, known_at: Option<Instant>) -> Result<Option<Records<'_>>, serde_json::Error> {
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

/// The versions of one kind that stood at an instant, in order of key, none withdrawn.
fn standing<T: Record>(versions: &[Version<T>], known_at: Option<Instant>) -> Result<Vec<&T>, serde_json::Error> {
    let known: Vec<usize> =
        versions.iter().enumerate().filter(|(_, version)| version.is_known(known_at)).map(|(at, _)| at).collect();
    let mut heads = Heads::default();
    heads.add_party(versions, known.into_iter())?;
    Ok(heads.heads.into_iter().filter_map(|at| versions.get(at).map(|version| &version.content)).collect())
}
