//! What becomes of the holds of one merchant, by what stands, who said what, and the day. Pure: done again it changes
//! nothing, and in which order filings came to hand does not matter.

use super::course::{Days, End, together};
use super::hold::{HoldGround, HoldState};
use crate::holds::HOUSE;
use crate::store::{Part, Row};
use alerts::{Placed, Rules, placed};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::Said;
use std::collections::{BTreeMap, BTreeSet};

/// What lapsed so many days ago and longer is history: of it nothing is noted that was not held.
pub(crate) const NOTED: i32 = 30;

/// A complaint that stands, as holds look at it.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    pub(crate) filing: alerts::Filing,
    pub(crate) party: PartyCode,
    /// Known to be a repetition: it does not count anyhow.
    pub(crate) duplicate: bool,
    /// The days of its record.
    pub(crate) held: Option<(Day, Option<Day>)>,
}

/// By what it is decided.
pub(crate) struct Around<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) now: Instant,
    pub(crate) today: Day,
    /// The last day of a hold, and whether that is provisional.
    pub(crate) lapses: &'a dyn Fn(Day) -> (Day, bool),
}

/// The holds of one merchant.
pub(crate) struct Plan<'a> {
    subject_id: i64,
    filings: BTreeMap<&'a str, &'a Looked>,
    around: &'a Around<'a>,
    /// As they are to be; those that are new have the number 0.
    pub(crate) rows: Vec<Row>,
}

/// A filing whose record does not say what its holds say.
pub(crate) struct Differs<'p> {
    pub(crate) key: &'p str,
    /// The days that it is to have.
    pub(crate) days: Option<Days>,
    /// Its holds.
    pub(crate) holds: Vec<&'p Row>,
}

/// What a filing falls under: its key and the token of the ground.
type Found<'p> = BTreeMap<(&'p str, &'static str), &'p Placed>;

impl<'a> Plan<'a> {
    pub(crate) fn new(subject_id: i64, filings: &'a [Looked], rows: Vec<Row>, around: &'a Around<'a>) -> Self {
        let filings = filings.iter().map(|looked| (looked.filing.key.as_str(), looked)).collect();
        Self { subject_id, filings, around, rows }
    }

    /// Places what is newly found, lets lapse what has run out, and ends what has lost its ground.
    pub(crate) fn follow(&mut self) {
        let counting = self.found(|looked| !looked.duplicate);
        // Whoever finds one of a burst to be a repetition has not made the burst smaller.
        let ever = self.found(|_| true);
        let (counting, ever) = (by_ground(&counting), by_ground(&ever));
        let mut rows = std::mem::take(&mut self.rows);
        for Row { part, .. } in &mut rows {
            self.go_on(part, &counting, &ever);
        }
        let there: BTreeSet<(String, String)> =
            rows.iter().map(|row| (row.part.key.clone(), row.part.ground.clone())).collect();
        let is_new = |(key, ground): &(&str, &'static str)| !there.contains(&((*key).to_owned(), (*ground).to_owned()));
        let found = counting.iter().filter(|(id, _)| is_new(id));
        rows.extend(found.filter_map(|((key, ground), placed)| self.placed(key, ground, placed)));
        self.rows = rows;
    }

    fn found(&self, which: impl Fn(&Looked) -> bool) -> Vec<Placed> {
        let filings = self.filings.values().filter(|looked| which(looked));
        let filings: Vec<alerts::Filing> = filings.map(|looked| looked.filing.clone()).collect();
        placed(&filings, self.around.rules)
    }

    fn placed(&self, key: &str, ground: &'static str, placed: &Placed) -> Option<Row> {
        let (until, provisional) = (self.around.lapses)(placed.from);
        let oldest = self.around.today.plus_days(-NOTED);
        if until < oldest {
            return None;
        }
        let mut part = Part {
            subject_id: self.subject_id,
            key: key.to_owned(),
            ground: ground.to_owned(),
            party: self.filings.get(key)?.party.to_string(),
            beside: placed.beside.clone(),
            found_at: self.around.now.micros(),
            from_day: placed.from.number(),
            until_day: until.number(),
            provisional,
            applied: until >= self.around.today,
            state: String::new(),
            ended_at: None,
            ended_by: None,
            reason: None,
        };
        part.run(self.around.today);
        Some(Row { hold_id: 0, part })
    }

    /// What became of one that is there.
    fn go_on(&self, part: &mut Part, counting: &Found<'_>, ever: &Found<'_>) {
        let Around { now, today, lapses, .. } = self.around;
        // What had lapsed before it was found has held nothing: it is found anew each time.
        let is_open = part.is(HoldState::Held) || part.is(HoldState::Lapsed) && !part.applied;
        let may_return = part.is(HoldState::Gone) || part.is(HoldState::Confirmed);
        if !is_open && !may_return {
            return;
        }
        let is_given = part.ground == HoldGround::Given.token();
        let id = (part.key.as_str(), ground_of(&part.ground));
        match self.filings.get(part.key.as_str()) {
            None if !part.is(HoldState::Gone) => part.end(&End::by_itself(HoldState::Gone, *now)),
            None => {}
            Some(looked) if looked.duplicate && part.is(HoldState::Held) => {
                part.end(&End::by_itself(HoldState::Confirmed, *now));
            }
            // One that was gone returns with a record that still says its days.
            Some(looked) if looked.duplicate || is_given && part.is(HoldState::Gone) && looked.held.is_none() => {}
            Some(_) if is_given => {
                let (longest, provisional) = lapses(Day::from_number(part.from_day));
                if part.provisional || part.until() > longest {
                    // An end that was named is known, however long it may be at most.
                    (part.until_day, part.provisional) = (longest.number(), part.provisional && provisional);
                }
                part.run(*today);
            }
            Some(_) => match (counting.get(&id), ever.contains_key(&id)) {
                (Some(placed), _) => {
                    if part.from_day != placed.from.number() || part.provisional || part.is(HoldState::Gone) {
                        let (until, provisional) = lapses(placed.from);
                        (part.from_day, part.until_day) = (placed.from.number(), until.number());
                        part.provisional = provisional;
                    }
                    part.beside.clone_from(&placed.beside);
                    if !part.is(HoldState::Held) && !part.is(HoldState::Confirmed) {
                        part.applied = part.until() >= *today;
                    }
                    part.run(*today);
                }
                (None, true) if !part.is(HoldState::Gone) => part.run(*today),
                (None, true) => {}
                (None, false) if !part.is(HoldState::Gone) => part.end(&End::by_itself(HoldState::Gone, *now)),
                (None, false) => {}
            },
        }
    }

    /// Filings that count and whose record says other days than their holds, with those.
    pub(crate) fn differing(&self) -> Vec<Differs<'_>> {
        let mut holds: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            holds.entry(&row.part.key).or_default().push(row);
        }
        let oldest = self.around.today.plus_days(-NOTED);
        let is_said = |(_, until): (Day, Option<Day>)| until.is_none_or(|until| until >= oldest);
        let differs = |looked: &&'a Looked| {
            let key = looked.filing.key.as_str();
            let holds = holds.get(key).cloned().unwrap_or_default();
            let concerns = !looked.duplicate && (!holds.is_empty() || looked.held.is_some_and(is_said));
            let days = together(holds.iter().copied());
            let is_other = looked.held != days.map(|(from, until)| (from, Some(until)));
            (concerns && is_other).then_some(Differs { key, days, holds })
        };
        self.filings.values().filter_map(differs).collect()
    }

    /// Hears what somebody else than the house has said of a filing's days. An official's correction is the last word
    /// on what was held by then. A source adds what it says; where it says nothing, what the house has said holds on.
    pub(crate) fn hear(&mut self, said: &Said) {
        // Days that came with a record from another merchant were found there, and nobody has given them here.
        if said.actor == HOUSE || said.by_move {
            return;
        }
        let day_of = |column: &str| said.cells.get(column).and_then(|text| Day::parse(text).ok());
        let at = said.at.micros();
        let given = HoldGround::Given.token();
        let is_heard = |row: &Row| row.part.key == said.key && row.part.ground == given && row.part.found_at >= at;
        if self.rows.iter().any(is_heard) {
            return;
        }
        if said.by_correction {
            let before = |row: &&mut Row| row.part.key == said.key && row.part.found_at < at;
            for Row { part, .. } in self.rows.iter_mut().filter(before) {
                if part.is(HoldState::Held) {
                    let (by, reason) = (Some(said.actor.as_str()), said.reason.as_deref());
                    part.end(&End { state: HoldState::Replaced, at: said.at, by, reason });
                }
                part.applied = false;
            }
        }
        if let Some(from) = day_of("held_from") {
            self.give(said, (from, day_of("held_until")));
        }
    }

    /// Holds a filing on the days that were said, and no longer than any other: whatever is held lapses (settled
    /// readings, 17), or whoever gives days could keep a complaint from ever counting.
    fn give(&mut self, said: &Said, (from, until): (Day, Option<Day>)) {
        let today = self.around.today;
        let Some(looked) = self.filings.get(said.key.as_str()) else { return };
        let (longest, provisional) = (self.around.lapses)(from);
        let (until, provisional) = match until {
            Some(until) => (until.min(longest), false),
            None => (longest, provisional),
        };
        // What an official has ended, a source does not begin again.
        let is_ended = |row: &Row| row.part.is(HoldState::Released) || row.part.is(HoldState::Replaced);
        if !said.by_correction && self.rows.iter().any(|row| row.part.key == said.key && is_ended(row)) {
            return;
        }
        let given = HoldGround::Given.token();
        let mut part = Part {
            subject_id: self.subject_id,
            key: said.key.clone(),
            ground: given.to_owned(),
            party: looked.party.to_string(),
            beside: None,
            found_at: said.at.micros(),
            from_day: from.number(),
            until_day: until.number(),
            provisional,
            applied: true,
            state: String::new(),
            ended_at: None,
            ended_by: None,
            reason: None,
        };
        part.run(today);
        match self.rows.iter_mut().find(|row| row.part.key == said.key && row.part.ground == given) {
            None => self.rows.push(Row { hold_id: 0, part }),
            Some(row) => row.part = part,
        }
    }
}

fn by_ground(placed: &[Placed]) -> Found<'_> {
    placed.iter().map(|one| ((one.key.as_str(), HoldGround::of(one.ground).token()), one)).collect()
}

/// The same word, for as long as it is needed.
fn ground_of(token: &str) -> &'static str {
    HoldGround::from_token(token).map_or("", HoldGround::token)
}
