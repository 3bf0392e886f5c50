//! What is on display (公示): computed for a day from what stands, and stored nowhere, so that a stop takes
//! effect on its day by itself.

use crate::deciding::Deciding;
use crate::law::Law;
use crate::publication::{TextState, known, unread};
use crate::summary::Summary;
use crate::texts::Release;
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::{MarkedItem, Marks, Merchants, PortError, Registration};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Penalty, Record as _, RecordKind};
use domain::span::Span;
use ledger::{After, Ledger, LedgerError, Wanted};
use statute::penalty::DisplayReading;
use statute::publication::Rules;
use std::sync::Arc;

/// Most penalties that one page looks at; a page may then be shorter than was asked, and the next goes on.
const MOST_LOOKED_AT: i64 = 10_000;
/// Fewest penalties that are looked at at once.
const FEWEST_AT_ONCE: i64 = 100;

/// The display of penalties, decided by what the service holds, what the registry says of the party, and law.
pub struct Displays {
    pub(crate) ledger: Arc<Ledger>,
    deciding: Arc<Deciding>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Why it cannot be said what is on display.
#[derive(Debug, thiserror::Error)]
pub enum DisplayError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] PortError),
    /// Something stored cannot be read.
    #[error("a penalty cannot be read: {0}")]
    Content(#[from] serde_json::Error),
}

/// The display of one penalty on a day.
#[derive(Clone, Debug)]
pub struct PenaltyDisplay {
    /// The house's own number of its party.
    pub subject_id: i64,
    /// What the penalty says.
    pub penalty: Penalty,
    /// The version that stood.
    pub version: i32,
    /// Its party, if it is registered.
    pub party: Option<Registration>,
    /// The day.
    pub day: Day,
    /// Its display by law, and how it was derived. A penalty that was taken back is displayed on no day.
    pub reading: DisplayReading,
}

impl PenaltyDisplay {
    /// The interval in which it is on display on the day by law, and counts; the public sees it once it is published.
    #[must_use]
    pub fn now(&self) -> Option<Span> {
        self.reading.display.unhidden().around(self.day).filter(|_| !self.penalty.withdrawn)
    }
}

/// A penalty that is on display and published.
#[derive(Clone, Debug)]
pub struct OnDisplay {
    /// What it says.
    pub penalty: Penalty,
    /// Its party, if it is registered.
    pub party: Option<Registration>,
    /// The days on which the public may see it around the one that was asked for.
    pub span: Span,
    /// Type of violation by the table of causes.
    pub cause: Option<String>,
    /// Type of violation in the words of the decision, masked, if they were released.
    pub conduct: Option<String>,
    /// What stands beside it.
    pub marks: Marks,
}

/// A penalty on display and its place in the list.
struct Found {
    penalty: Penalty,
    party: Option<Registration>,
    span: Span,
    place: After,
}

/// Which penalties on display are wanted.
#[derive(Clone, Debug, Default)]
pub struct OnDay {
    /// On this day; today if it is not said.
    pub day: Option<Day>,
    /// Those alone of whose display the day was the last, as far as it is known now.
    pub last: bool,
    /// Of this merchant alone.
    pub code: Option<PartyCode>,
    /// Of merchants of this area alone.
    pub area: Option<AreaCode>,
    /// Behind this one.
    pub after: Option<After>,
    /// At most so many.
    pub limit: usize,
}

impl Displays {
    /// Over the service's ledger, with the registry and the law that is in force. From now on the display of each
    /// penalty travels with the changes of the ledger.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, merchants: Arc<dyn Merchants>, law: Law, clock: Arc<dyn Clock>) -> Self {
        let deciding = Arc::new(Deciding { merchants, law });
        let own = Arc::clone(&deciding);
        ledger.remark(move |changes| own.tell(changes));
        Self { ledger, deciding, clock }
    }

    /// The law by which is decided.
    pub(crate) fn law(&self) -> &Law {
        &self.deciding.law
    }

    /// Today.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.today()
    }

    /// The display of a penalty as it was known at an instant (now if `None`), on a day (today if `None`).
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such penalty within the reach, or none was known by then.
    pub fn of_penalty(
        &self,
        (code, key): (PartyCode, &str),
        day: Option<Day>,
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<PenaltyDisplay, DisplayError> {
        let views = self.ledger.versions(code, key, known_at, reach)?;
        let standing = views.into_iter().find(|view| view.standing).ok_or(LedgerError::Missing("penalty"))?;
        // Keys of payments are known here as well.
        if !key.starts_with("penalty:") {
            return Err(LedgerError::Missing("penalty").into());
        }
        let penalty: Penalty = serde_json::from_str(&standing.content)?;
        let party = self.deciding.merchants.registered(&[penalty.party], known_at)?.into_iter().next().flatten();
        let reading = self.deciding.read(&penalty, party.as_ref());
        let day = day.unwrap_or_else(|| self.clock.today());
        let (subject_id, _) = standing.after.record();
        Ok(PenaltyDisplay { subject_id, penalty, version: standing.version, party, day, reading })
    }

    /// What stands beside a penalty.
    ///
    /// # Errors
    /// [`DisplayError::Ledger`] if nobody answers.
    pub fn marks(&self, display: &PenaltyDisplay) -> Result<Marks, DisplayError> {
        let item = MarkedItem::of_record(display.subject_id, display.penalty.key().as_str());
        Ok(self.ledger.marks(&[item])?.pop().unwrap_or_default())
    }

    /// Penalties on display on a day as they are known now, newest decision first, and where the list goes on.
    /// What was not published by then and what does not pass the lawfulness gate is left out. A page may hold fewer than were asked for although the list goes
    /// on. What is on display today is everybody's to see; of another day, only what is within the reach.
    ///
    /// # Errors
    /// [`DisplayError`].
    pub fn on(&self, wanted: &OnDay, reach: Reach) -> Result<(Vec<OnDisplay>, Option<After>), DisplayError> {
        let today = self.clock.today();
        let day = wanted.day.unwrap_or(today);
        let reach = if day == today { Reach::Everywhere } else { reach };
        let rules = self.law().rules(day);
        let (found, after) = self.found(wanted, (day, rules), reach)?;
        let penalties: Vec<(i64, &str)> = found.iter().map(|found| found.place.record()).collect();
        let beside = self.texts().beside(&penalties).map_err(unread)?;
        let items: Vec<MarkedItem> =
            penalties.iter().map(|(subject_id, key)| MarkedItem::of_record(*subject_id, key)).collect();
        let marks = self.ledger.marks(&items)?;
        let shown = found.into_iter().zip(beside).zip(marks).map(|((found, (persons, release)), marks)| {
            let Found { penalty, party, span, .. } = found;
            let conduct = conduct(&penalty, party.as_ref(), (&persons, release.as_ref()), rules)?;
            Ok(OnDisplay { cause: self.cause(&penalty), penalty, party, span, conduct, marks })
        });
        Ok((shown.collect::<Result<_, DisplayError>>()?, after))
    }

    /// Type of violation by the table of causes.
    pub(crate) fn cause(&self, penalty: &Penalty) -> Option<String> {
        self.deciding.cause(penalty)
    }

    /// What is on display, before anybody is asked who is named in it.
    fn found(
        &self,
        wanted: &OnDay,
        (day, rules): (Day, &Rules),
        reach: Reach,
    ) -> Result<(Vec<Found>, Option<After>), DisplayError> {
        let (mut found, mut after, mut looked_at) = (Vec::new(), wanted.after.clone(), 0);
        loop {
            let missing = i64::try_from(wanted.limit.saturating_sub(found.len())).unwrap_or(i64::MAX);
            let page = Wanted {
                code: wanted.code,
                days: (None, Some(day)),
                withdrawn: Some(false),
                after: after.clone(),
                limit: missing.clamp(FEWEST_AT_ONCE, MOST_LOOKED_AT),
                ..Wanted::default()
            };
            let (views, next) = self.ledger.list(RecordKind::Penalty, &page, reach)?;
            let penalties = views.iter().map(|view| serde_json::from_str(&view.content));
            let penalties = penalties.collect::<Result<Vec<Penalty>, _>>()?;
            // Of what was not published by then nobody is asked.
            let is_published =
                |penalty: &Penalty| rules.published_from(penalty).is_some_and(|published| published <= day);
            let (views, penalties): (Vec<_>, Vec<Penalty>) =
                views.into_iter().zip(penalties).filter(|(_, penalty)| is_published(penalty)).unzip();
            let parties = self.deciding.parties(&penalties)?;
            looked_at += page.limit;
            for (view, penalty) in views.into_iter().zip(penalties) {
                let party = parties.get(&penalty.party);
                if wanted.area.is_some_and(|area| party.is_none_or(|party| party.area != area)) {
                    continue;
                }
                let display = self.deciding.read(&penalty, party).display;
                let Some(span) = rules.public(&display).around(day) else { continue };
                if wanted.last && span.off != day.next() {
                    continue;
                }
                if self.law().catalogue.shows(&penalty, &display, party.is_some(), day).is_err() {
                    continue;
                }
                // One more than was asked for: the list goes on behind the one before.
                if found.len() >= wanted.limit {
                    return Ok((found, after));
                }
                found.push(Found { party: party.cloned(), penalty, span, place: view.after.clone() });
                after = Some(view.after);
            }
            match next {
                None => return Ok((found, None)),
                Some(next) => after = Some(next),
            }
            if found.len() >= wanted.limit || looked_at >= MOST_LOOKED_AT {
                return Ok((found, after));
            }
        }
    }

    /// Are these two codes of one merchant?
    ///
    /// # Errors
    /// [`DisplayError::Registry`].
    pub fn is_one(&self, one: PartyCode, other: PartyCode) -> Result<bool, DisplayError> {
        let registered = self.deciding.merchants.registered(&[one, other], None)?;
        Ok(matches!(registered.as_slice(), [Some(one), Some(other)] if one.code == other.code))
    }
}

/// The type of violation in the words of the decision, masked, if they may be shown. Nothing is masked that nobody has
/// released: most penalties of a list have no text.
fn conduct(
    penalty: &Penalty,
    party: Option<&Registration>,
    (persons, release): (&[String], Option<&Release>),
    rules: &Rules,
) -> Result<Option<String>, DisplayError> {
    if rules.needs_release && release.is_none_or(|release| release.summary.is_none()) {
        return Ok(None);
    }
    let summary = Summary::of(penalty, &known(penalty, party, persons))?;
    let is_released = summary.state(release, rules.needs_release) == TextState::Released;
    Ok(is_released.then_some(summary.conduct.text))
}
