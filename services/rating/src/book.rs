//! The rating service, open: its tables, its schemes, what it remembers.

use crate::error::RatingError;
use crate::judge::Rulebook;
use crate::peers::PeersBook;
use crate::projection::Projection;
use crate::signal::Signal;
use crate::store::{FactRow, MIGRATIONS, store};
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::Subjects;
use db::{Database, OpenError};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};
use domain::version::{SourceRow, Version};
use receipts::ReceiptBook;
use scoring::program::Program;
use std::sync::Arc;

/// A scheme, ready to rate.
pub struct Ruling {
    /// Scheme, parameters and tables.
    pub rulebook: Rulebook,
    /// The compiled scheme.
    pub program: Program,
    /// Digest of everything that decides: the scheme's text and every parameter.
    pub digest: String,
}

impl Ruling {
    /// Compiles a rulebook.
    ///
    /// # Errors
    /// [`RatingError::Judge`] if it is no points scheme or too large.
    pub fn of(rulebook: Rulebook) -> Result<Self, RatingError> {
        let program = Program::compile(&rulebook.scheme)?;
        let digest = Digest::of(&(&rulebook.scheme.digest, rulebook.policies.digest()))?.0;
        Ok(Self { rulebook, program, digest })
    }
}

/// The ratings of a city.
pub struct Ratings {
    pub(crate) db: Arc<Database>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Knows former codes, which come with no record.
    pub(crate) registry: Arc<dyn Subjects>,
    /// Newest first.
    rulings: Vec<Arc<Ruling>>,
    pub(crate) peers: PeersBook,
    /// What is served of every merchant, in memory.
    pub projection: Projection,
    /// Rung when there is something to rate.
    pub(crate) work: Arc<Signal>,
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
        let mut rulings: Vec<Arc<Ruling>> = rulings.into_iter().map(Arc::new).collect();
        rulings.sort_by_key(|ruling| std::cmp::Reverse(ruling.rulebook.scheme.effective_from));
        let (peers, projection, work) = (PeersBook::default(), Projection::default(), Arc::default());
        Ok(Self { db, clock, registry, rulings, peers, projection, work })
    }

    /// Answers kept beside what they acknowledge.
    pub(crate) fn receipts(&self) -> ReceiptBook {
        ReceiptBook::new(Arc::clone(&self.db), Arc::clone(&self.clock))
    }

    /// The scheme in force on a day: of several the one that came into force last.
    pub(crate) fn in_force(&self, day: Day) -> Option<&Arc<Ruling>> {
        self.rulings.iter().find(|ruling| ruling.rulebook.scheme.in_force(day))
    }

    /// Does any scheme have this class? `-` stands for those that are not rated.
    #[must_use]
    pub fn knows_class(&self, class: &str) -> bool {
        let mut classes = self.rulings.iter().flat_map(|ruling| &ruling.rulebook.scheme.classes);
        class == crate::lists::UNRATED || classes.any(|known| known == class)
    }

    /// Name and version of the scheme in force today.
    #[must_use]
    pub fn scheme_today(&self) -> Option<String> {
        self.in_force(self.clock.today()).map(|ruling| ruling.rulebook.scheme.label())
    }

    /// The scheme that comes into force last: its parameters are the installation's.
    pub(crate) fn newest(&self) -> Option<&Arc<Ruling>> {
        self.rulings.first()
    }

    /// The scheme that is named, else the one in force on the day.
    pub(crate) fn ruling(&self, named: Option<&str>, day: Day) -> Result<&Arc<Ruling>, RatingError> {
        let Some(named) = named else { return self.in_force(day).ok_or(RatingError::NoScheme(day)) };
        let is_called = |ruling: &&Arc<Ruling>| {
            let scheme = &ruling.rulebook.scheme;
            scheme.id.eq_ignore_ascii_case(named) || scheme.label().eq_ignore_ascii_case(named)
        };
        self.rulings.iter().find(is_called).ok_or_else(|| RatingError::UnknownScheme(named.to_owned()))
    }

    /// The first day on which any scheme is in force.
    pub(crate) fn first_day(&self) -> Day {
        self.rulings.iter().map(|ruling| ruling.rulebook.scheme.effective_from).min().unwrap_or(Day::FOREVER)
    }

    /// The next day after this one on which another scheme comes into force or one ends.
    pub(crate) fn next_scheme_day(&self, day: Day) -> Option<Day> {
        let schemes = self.rulings.iter().map(|ruling| &ruling.rulebook.scheme);
        let days = schemes.flat_map(|scheme| [Some(scheme.effective_from), scheme.effective_until.map(Day::next)]);
        days.flatten().filter(|next| *next > day).min()
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
