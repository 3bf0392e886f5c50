//! Which versions a record has after something more was learnt about it. Pure.
//!
//! Versions lie at places of an order: the source's own time of change, else the export time of the
//! file, else the instant of arrival. The newest place stands; at one place the content with the smaller
//! digest, and the others contest it (`domain::version`). So the order of arrival matters only where the
//! source says no order at all.

use crate::asker::Asker;
use crate::oblige::Bound;
use crate::store::{Marked, Marks, NewVersion, VersionRow};
use contracts::access::Reach;
use domain::digest::Digest;
use domain::instant::Instant;
use domain::version::{Rank, Ranking};
use rustc_hash::FxHashMap;
use serde::Serialize;
use utoipa::ToSchema;

/// How something came to be known, the same for all that is learnt at once.
#[derive(Clone, Debug)]
pub(crate) struct Manner {
    pub(crate) act: Act,
    /// Who brought it.
    pub(crate) actor: String,
    pub(crate) reason: Option<String>,
    pub(crate) import_id: Option<i64>,
    /// From whom it came; nothing for what officials do.
    pub(crate) source: Option<String>,
    /// Whose records they may change.
    pub(crate) reach: Reach,
    /// Now.
    pub(crate) recorded_at: Instant,
}

impl Manner {
    /// Of what somebody decided here, for a reason.
    pub(crate) fn decided(act: Act, by: Asker<'_>, reason: &str, recorded_at: Instant) -> Self {
        let (actor, reason) = (by.actor.to_owned(), Some(reason.to_owned()));
        Self { act, actor, reach: by.reach, reason, import_id: None, source: None, recorded_at }
    }
}

/// What made a version (来由).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Loaded as history: it may say itself since when it was known.
    History,
    /// Read from a file.
    Import,
    /// Sent by another system.
    Sent,
    /// Put right by an official.
    Correction,
    /// Taken back by the office.
    Withdrawal,
    /// Ended here because it is another party's.
    WrongParty,
    /// Begun here because it was under the wrong party.
    Moved,
    /// An official decided which of two contents stands.
    Decision,
}

impl Act {
    /// Token.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::History => "history",
            Self::Import => "import",
            Self::Sent => "sent",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
            Self::WrongParty => "wrong_party",
            Self::Moved => "moved",
            Self::Decision => "decision",
        }
    }
}

/// Something learnt about a record.
#[derive(Clone, Debug)]
pub(crate) struct Learnt {
    pub(crate) subject_id: i64,
    pub(crate) kind: &'static str,
    pub(crate) key: String,
    /// Its place in the source's own order.
    pub(crate) place: Place,
    /// Since when it was known, if not since now.
    pub(crate) known_from: Option<Instant>,
    pub(crate) event_day: i32,
    pub(crate) content: String,
    /// The content with what binds the record, where that makes another one of it.
    pub(crate) bound: Option<Bound>,
    /// Does that take the record back?
    pub(crate) bound_back: bool,
    /// The party from under whom an official moves it here.
    pub(crate) moved_from: Option<i64>,
    pub(crate) withdrawn: bool,
    pub(crate) source_row: Option<i64>,
}

impl Learnt {
    /// Does it say this, as it was said or as it is bound?
    fn says(&self, content: &str) -> bool {
        self.content == content || self.bound.as_ref().is_some_and(|bound| bound.content == content)
    }
}

/// A place in the order of a record's versions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    /// The source says so.
    At(Instant),
    /// Before all others: history without an order of its own.
    First,
    /// The source does not say: the instant of arrival.
    Arrival,
}

/// What became of something learnt (结果).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RowFate)]
pub enum Fate {
    /// A record not known before.
    New,
    /// It now stands in place of what stood before.
    Revised,
    /// Kept, but something newer stands.
    Superseded,
    /// Kept, but something else stands at its place.
    Contested,
    /// Nothing that was not known.
    Repeated,
}

/// What is to be written.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) appended: Vec<NewVersion>,
    /// Subject, key and version of those whose marks change.
    pub(crate) marked: Vec<Marked>,
    /// Subject and key of those of which several sources say different things.
    pub(crate) disputed: Vec<(i64, String)>,
    /// One for each thing learnt, in its order.
    pub(crate) fates: Vec<Fate>,
}

/// Decides what to write. `known` holds every version of the records that are spoken of.
pub(crate) fn plan(known: Vec<VersionRow>, learnt: Vec<Learnt>, manner: &Manner) -> Result<Plan, serde_json::Error> {
    let mut plan = Plan { fates: vec![Fate::Repeated; learnt.len()], ..Plan::default() };
    let mut known_of: FxHashMap<(i64, String), Vec<Held>> = FxHashMap::default();
    for row in known {
        known_of.entry((row.subject_id, row.key.clone())).or_default().push(Held::of_row(row));
    }
    let mut learnt: Vec<(usize, Learnt)> = learnt.into_iter().enumerate().collect();
    // Rows of the table lie in the order of its key: its pages are filled one after the other.
    learnt.sort_by(|(_, a), (_, b)| (a.subject_id, &a.key).cmp(&(b.subject_id, &b.key)));
    let mut learnt = learnt.into_iter().peekable();
    while let Some((at, first)) = learnt.next() {
        let (subject_id, key) = (first.subject_id, first.key.clone());
        let mut held = known_of.remove(&(subject_id, key.clone())).unwrap_or_default();
        held.sort_by_key(|held| held.version);
        let mut said = vec![(at, first)];
        while let Some(next) = learnt.next_if(|(_, next)| next.subject_id == subject_id && next.key == key) {
            said.push(next);
        }
        let mut history = History { held, manner };
        history.learn(said);
        history.write(subject_id, &key, &mut plan)?;
    }
    Ok(plan)
}

/// The versions of one record while they are decided.
struct History<'m> {
    /// In order of their numbers.
    held: Vec<Held>,
    manner: &'m Manner,
}

struct Held {
    version: i32,
    place: Option<i64>,
    by_arrival: bool,
    known_from: i64,
    content: String,
    source: Option<String>,
    /// What the table says of it; nothing if it is not there yet.
    marks: Option<Marks>,
    /// What it was learnt from and its place among all that is learnt, if it is not there yet.
    learnt: Option<(usize, Learnt)>,
}

impl Held {
    fn of_row(row: VersionRow) -> Self {
        Self {
            version: row.version,
            place: row.place,
            by_arrival: row.by_arrival,
            known_from: row.known_from,
            content: row.content,
            source: row.source,
            marks: Some(Marks { standing: row.standing, contested: row.contested }),
            learnt: None,
        }
    }
}

impl History<'_> {
    /// What has a place of its own first: what arrives without one is then judged the same way whether
    /// all of it came for the first time or comes again.
    fn learn(&mut self, said: Vec<(usize, Learnt)>) {
        let recorded_at = self.manner.recorded_at.micros();
        let (arrived, placed): (Vec<_>, Vec<_>) = said.into_iter().partition(|(_, one)| one.place == Place::Arrival);
        for (at, learnt) in placed {
            let place = if let Place::At(instant) = learnt.place { Some(instant.micros()) } else { None };
            self.put(at, learnt, place, false);
        }
        if !self.is_said_again(&arrived) {
            arrived.into_iter().for_each(|(at, learnt)| self.put(at, learnt, Some(recorded_at), true));
        }
    }

    /// Keeps what is not there yet, with what binds it. What is there as it was said came before anything bound it, and
    /// what binds it stands behind it by now: put there once more in other words it would contradict itself.
    fn put(&mut self, at: usize, mut learnt: Learnt, place: Option<i64>, by_arrival: bool) {
        let mut known_from = learnt.known_from.unwrap_or(self.manner.recorded_at).micros();
        let mut content = std::mem::take(&mut learnt.content);
        let is_here = |held: &&Held| (held.place, held.by_arrival) == (place, by_arrival);
        if let Some(bound) = learnt.bound.take()
            && !self.held.iter().filter(is_here).any(|held| held.content == content)
        {
            content = bound.content;
            learnt.withdrawn |= learnt.bound_back;
            // History may have been known for long, but what binds it was not.
            known_from = known_from.max(bound.since.micros());
        }
        let is_there = |held: &Held| is_here(&held) && held.known_from <= known_from && held.content == content;
        if !self.held.iter().any(is_there) {
            let version = self.held.last().map_or(1, |held| held.version + 1);
            let (learnt, source) = (Some((at, learnt)), self.manner.source.clone());
            self.held.push(Held { version, place, by_arrival, known_from, content, source, marks: None, learnt });
        }
    }

    /// Did the last arrival from the same source say all of this, or if there was none, does it stand already? A source without an order of its
    /// own that sends everything again has then said nothing new: two that contradict each other and send all they have
    /// every night would else replace each other for ever. What arrives at once is looked at as one: of two contents that
    /// contradict each other neither may be dropped because it was known before.
    fn is_said_again(&self, arrived: &[(usize, Learnt)]) -> bool {
        let is_among = |place: Option<Option<i64>>| {
            let there = || self.held.iter().filter(|held| Some(held.place) == place);
            arrived.iter().all(|(_, one)| there().any(|held| one.says(&held.content)))
        };
        // Of what came before sources were noted nobody knows whose it is.
        let is_own = |held: &&Held| held.by_arrival && (held.source.is_none() || held.source == self.manner.source);
        let last_arrival = self.held.iter().filter(is_own).map(|held| held.place).max();
        match last_arrival {
            // Whoever comes back to what it said before the last time has changed its mind, whoever agrees by then.
            Some(_) => is_among(last_arrival),
            None => is_among(self.held.iter().map(|held| held.place).max()),
        }
    }

    /// Writes what is new, and the marks that change.
    fn write(self, subject_id: i64, key: &str, plan: &mut Plan) -> Result<(), serde_json::Error> {
        let marks = self.marks()?;
        let newest = self.held.iter().map(|held| held.place).max();
        let was_known = self.held.iter().any(|held| held.learnt.is_none());
        if self.is_disputed() {
            plan.disputed.push((subject_id, key.to_owned()));
        }
        let Manner { act, actor, reason, import_id, source, recorded_at, .. } = self.manner;
        for (held, marks) in self.held.into_iter().zip(marks) {
            let Some((at, learnt)) = held.learnt else {
                if held.marks != Some(marks) {
                    plan.marked.push((subject_id, key.to_owned(), held.version, marks));
                }
                continue;
            };
            if let Some(fate) = plan.fates.get_mut(at) {
                *fate = match marks {
                    Marks { contested: true, .. } => Fate::Contested,
                    Marks { standing: true, .. } if was_known => Fate::Revised,
                    Marks { standing: true, .. } => Fate::New,
                    // The same content at the newest place, only known earlier.
                    _ if Some(held.place) == newest => Fate::Repeated,
                    _ => Fate::Superseded,
                };
            }
            plan.appended.push(NewVersion {
                subject_id,
                kind: learnt.kind,
                key: learnt.key,
                version: held.version,
                place: held.place,
                by_arrival: held.by_arrival,
                known_from: held.known_from,
                recorded_at: recorded_at.micros(),
                event_day: learnt.event_day,
                content: held.content,
                withdrawn: learnt.withdrawn,
                standing: marks.standing,
                contested: marks.contested,
                act: act.token(),
                actor: actor.clone(),
                reason: reason.clone(),
                import_id: *import_id,
                source_row: learnt.source_row,
                source: source.clone(),
            });
        }
        Ok(())
    }

    /// Is anything new, and do several sources say different things?
    fn is_disputed(&self) -> bool {
        let new = self.held.iter().filter(|held| held.learnt.is_some());
        let differs = |one: &Held, other: &Held| {
            other.source.is_some() && other.source != one.source && other.content != one.content
        };
        new.filter(|one| one.source.is_some()).any(|one| self.held.iter().any(|other| differs(one, other)))
    }

    fn marks(&self) -> Result<Vec<Marks>, serde_json::Error> {
        marks(self.held.iter().map(|held| (held.place, held.content.as_str())))
    }
}

/// Which version of a record stands, and which contradict each other where it does. Of versions that say
/// the same at the same place, the first stands, so they are given in order of their numbers.
pub(crate) fn marks<'v>(
    versions: impl Iterator<Item = (Option<i64>, &'v str)> + Clone,
) -> Result<Vec<Marks>, serde_json::Error> {
    let newest = versions.clone().map(|(place, _)| place).max();
    let is_there = |place: Option<i64>| Some(place) == newest;
    let mut there = versions.clone().enumerate().filter(|(_, (place, _))| is_there(*place));
    let Some((first, (_, content))) = there.next() else { return Ok(Vec::new()) };
    let contested = there.any(|(_, (_, other))| other != content);
    let standing = match contested {
        false => first,
        true => {
            let rank = |(place, content): (Option<i64>, &str)| {
                let content: serde_json::Value = serde_json::from_str(content)?;
                Ok(Rank { order: place.map(Instant::from_micros), digest: Digest::of(&content)? })
            };
            let ranks = versions.clone().map(rank).collect::<Result<Vec<Rank>, serde_json::Error>>()?;
            Ranking::of(&ranks).map_or(first, |ranking| ranking.head)
        }
    };
    let marks = |(at, (place, _))| Marks { standing: at == standing, contested: contested && is_there(place) };
    Ok(versions.enumerate().map(marks).collect())
}
