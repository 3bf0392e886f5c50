//! The rating service, open: its tables, its schemes, what it remembers.

use crate::error::RatingError;
use crate::peers::PeersBook;
use crate::projection::Projection;
use crate::rulings::{Ruling, Rulings};
use crate::signal::Signal;
use crate::store::{FactRow, MIGRATIONS, store};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::Subjects;
use db::{Database, OpenError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use domain::version::{SourceRow, Version};
use receipts::ReceiptBook;
use std::sync::{Arc, Mutex};

/// The ratings of a city.
pub struct Ratings {
    pub(crate) db: Arc<Database>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Knows former codes, which come with no record.
    pub(crate) registry: Arc<dyn Subjects>,
    pub(crate) rulings: Rulings,
    pub(crate) peers: PeersBook,
    /// What is served of every merchant, in memory.
    pub projection: Projection,
    /// Rung when there is something to rate.
    pub(crate) work: Arc<Signal>,
    /// Whose turn it is to work out growth.
    pub(crate) growth_turn: Mutex<()>,
    /// Whose turn it is to ask what a source does to classes.
    pub(crate) effect_turn: Mutex<()>,
}

impl Ratings {
    /// Opens the service with the schemes that may come into force; each rates from its own day on. The
    /// `registry` is asked for codes under which nothing has come in.
    ///
    /// # Errors
    /// [`OpenError`] if its tables cannot be opened.
    pub fn open(
        db: Arc<Database>,
        rulings: Vec<Ruling>,
        registry: Arc<dyn Subjects>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        db.migrate(&[&MIGRATIONS, &receipts::MIGRATIONS])?;
        let (peers, projection, work) = (PeersBook::default(), Projection::default(), Arc::default());
        let (rulings, growth_turn, effect_turn) = (Rulings::new(rulings), Mutex::default(), Mutex::default());
        Ok(Self { db, clock, registry, rulings, peers, projection, work, growth_turn, effect_turn })
    }

    /// Answers kept beside what they acknowledge.
    pub(crate) fn receipts(&self) -> ReceiptBook {
        ReceiptBook::new(Arc::clone(&self.db), Arc::clone(&self.clock))
    }

    /// Does any scheme have this class? `-` stands for those that are not rated.
    #[must_use]
    pub fn knows_class(&self, class: &str) -> bool {
        class == crate::lists::UNRATED || self.rulings.knows_class(class)
    }

    /// Name and version of the scheme in force today.
    #[must_use]
    pub fn scheme_today(&self) -> Option<String> {
        self.rulings.in_force(self.clock.today()).map(|ruling| ruling.rulebook.scheme.label())
    }

    /// The subject that a code names: as it was followed, or as the registry says of a former code, under which
    /// nothing needs to have come in.
    pub(crate) fn subject(&self, code: PartyCode) -> Result<i64, RatingError> {
        if let Some(subject_id) = self.projection.read().of_code(code).map(|served| served.subject_id) {
            return Ok(subject_id);
        }
        let followed = self.db.read::<_, RatingError>(|conn| Ok(store(conn).party(code.as_str())?))?;
        match followed {
            Some(subject) => Ok(subject),
            None => self.registry.find(&[code])?.into_iter().next().flatten().ok_or(RatingError::Missing),
        }
    }
}

impl Ratings {
    /// The subject that a code names, if it is within a reach. Where a merchant is, its rating says; of one outside,
    /// or of whom that is not known yet, nothing else is said than of one that there is not.
    pub(crate) fn subject_within(&self, code: PartyCode, reach: Reach) -> Result<i64, RatingError> {
        let subject = self.subject(code)?;
        if reach.is_everywhere() {
            return Ok(subject);
        }
        let served = self.projection.read().of_subject(subject).map(|served| served.area);
        let area = match served {
            Some(area) => area,
            None => {
                let rated = self.db.read::<_, RatingError>(|conn| Ok(store(conn).rated(&[subject])?.pop()))?;
                rated.and_then(|row| AreaCode::parse(&row.area).ok())
            }
        };
        if reach.covers(area) { Ok(subject) } else { Err(RatingError::Missing) }
    }
}

/// A version as it was followed.
pub(crate) fn version_of(row: &FactRow) -> Result<Version<Content>, RatingError> {
    let kind = RecordKind::from_token(&row.kind).ok_or_else(|| {
        <serde_json::Error as serde::de::Error>::custom(format!("there is no kind of record {:?}", row.kind))
    })?;
    Ok(Version {
        content: Content::from_json(kind, &row.content)?,
        order: row.place.map(Instant::from_micros),
        known_from: Instant::from_micros(row.known_from),
        // Of versions that say the same, the first stands.
        source: SourceRow { file: 0, row: u64::try_from(row.version).unwrap_or(0) },
    })
}
