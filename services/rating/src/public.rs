//! What is public about a merchant on a day: penalties on display, lists, marks, titles and promises. Of penalties that
//! may be published it is what is published and this house shows, as `violations` shows it. What an authority wrote of a penalty is not
//! repeated: `violations` knows the persons named in the decision and masks them, so its words stand there alone.

use crate::error::RatingError;
use crate::judge::{Faults, JudgeError};
use crate::rulings::Ruling;
use contracts::owner::displayed;
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Fact, Facts, SUCCESSION, StatusFact};
use domain::money::Fen;
use domain::record::{Penalty, PenaltyKind, Record, RecordKey, Records};
use domain::span::{Span, Spans};
use domain::vocab::{FactKind, StatusKind};
use serde::Serialize;
use statute::publication::Rules;
use utoipa::ToSchema;

/// The table of statuses that are public.
pub(crate) const TABLE: &str = "disclosure.public_statuses";

/// What is public about a merchant on a day (公示内容).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OnDisplay {
    /// The day.
    pub day: Day,
    /// Penalties on display.
    pub penalties: Vec<PublicPenalty>,
    /// Lists, marks, titles and promises.
    pub statuses: Vec<PublicStatus>,
}

/// A penalty on display (公示中的处罚).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicPenalty {
    /// Deciding authority.
    pub authority: String,
    /// Type of violation by the table of causes; left out if the table does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// Day of the decision.
    pub decided_on: Day,
    /// Day of its publication, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_on: Option<Day>,
    /// Is it taken for published without a day that says so (`publication.without_day`)?
    pub provisional: bool,
    /// Number of the decision.
    pub decision_no: String,
    /// Last day of the display; nothing if it has no end yet.
    pub display_until: Option<Day>,
    /// Fine.
    pub fine_fen: Fen,
    /// Kinds of the penalty.
    pub kinds: Vec<PenaltyKind>,
    /// Path of all that is published of it, with the type of violation in the words of the decision, masked.
    pub public_href: String,
    /// The predecessor whose penalty it is (前主体); left out of the merchant's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<PartyCode>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// The record behind it.
    #[serde(skip)]
    pub(crate) key: RecordKey,
}

/// A status that is public (公示中的状态).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublicStatus {
    /// Which.
    pub status: StatusKind,
    /// The same in Chinese.
    pub zh: &'static str,
    /// The predecessor whose status it is (前主体); left out of the merchant's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<PartyCode>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    pub marks: Marks,
    /// The record behind it.
    #[serde(skip)]
    pub(crate) key: RecordKey,
}

impl OnDisplay {
    /// What stands beside each of its items, with the record behind it.
    pub(crate) fn marks(&mut self) -> impl Iterator<Item = (&RecordKey, &mut Marks)> {
        let penalties = self.penalties.iter_mut().map(|one| (&one.key, &mut one.marks));
        penalties.chain(self.statuses.iter_mut().map(|one| (&one.key, &mut one.marks)))
    }
}

/// Everything public about a merchant on a day.
pub(crate) struct Public<'f> {
    day: Day,
    penalties: Vec<(&'f Fact, &'f Penalty)>,
    statuses: Vec<&'f StatusFact>,
    /// The first later day on which it is something else though nothing new is learnt.
    pub(crate) next_change_day: Option<Day>,
}

impl<'f> Public<'f> {
    /// What is public by the rules of publication and a table of statuses.
    ///
    /// # Errors
    /// [`RatingError::Judge`] if a parameter of publication has ended.
    pub(crate) fn of(facts: &'f Facts, records: &Records<'f>, ruling: &Ruling, day: Day) -> Result<Self, RatingError> {
        let Ruling { rulebook, publication, .. } = ruling;
        let rules = Rules::on(publication, day).map_err(|faults| JudgeError::from(Faults(faults)))?;
        let found = rulebook.policies.at(TABLE, day);
        let table = found.ok().and_then(|found| found.value.texts()).unwrap_or_default();
        let is_over = |fact: &Fact| fact.counts.last_off().is_none_or(|off| off <= day);
        let of_law = |fact: &&'f Fact| fact.kind == FactKind::Penalty && fact.publishable && !is_over(fact);
        // What was derived was decided by nobody, so nobody can have published it.
        let is_stated = |status: &StatusFact| status.derivations.iter().all(|derived| derived.what == SUCCESSION);
        let is_public = |status: &&StatusFact| table.contains(&status.kind.token()) && is_stated(status);
        let statuses = || facts.statuses.iter().filter(is_public);
        // A penalty counts from its decision, and is public from its publication on.
        let public = |fact: &'f Fact| {
            let penalty = behind(fact, records)?;
            let since = Spans::one(Span::since(rules.published_from(penalty)?));
            Some((fact, penalty, fact.shown.and(&fact.counts).and(&since)))
        };
        let penalties: Vec<_> = facts.facts.iter().filter(of_law).filter_map(public).collect();
        let spans = penalties.iter().map(|(_, _, spans)| spans);
        let edge = next_edge(spans.chain(statuses().map(|status| &status.spans)), day);
        let on_display = penalties.iter().filter(|(_, _, spans)| spans.contains(day));
        let is_shown = |penalty: &Penalty| {
            let channel = *rulebook.tables.channel(&penalty.authority, penalty.decided_on).value;
            rules.withheld(penalty, channel, true).is_empty()
        };
        Ok(Self {
            day,
            next_change_day: edge.into_iter().chain(Rules::next_change_day(publication, day)).min(),
            penalties: on_display
                .map(|(fact, penalty, _)| (*fact, *penalty))
                .filter(|(_, penalty)| is_shown(penalty))
                .collect(),
            statuses: statuses().filter(|status| status.spans.contains(day)).collect(),
        })
    }

    /// Number of penalties on display.
    pub(crate) fn penalties(&self) -> usize {
        self.penalties.len()
    }

    /// Which statuses hold, each once, with commas between.
    pub(crate) fn statuses(&self) -> String {
        let mut tokens: Vec<&str> = self.statuses.iter().map(|status| status.kind.token()).collect();
        tokens.dedup();
        tokens.join(",")
    }

    /// As it is answered, with what the records say of each penalty.
    pub(crate) fn on_display(&self) -> OnDisplay {
        let shown = self.penalties.iter().map(|(fact, penalty)| {
            let last = fact.shown.around(self.day).map(|span| span.off.plus_days(-1));
            let is_named = fact.derivations.iter().any(|derived| derived.what == "cause");
            PublicPenalty {
                authority: penalty.authority.clone(),
                cause: fact.cause.as_deref().filter(|_| is_named).map(str::to_owned),
                decided_on: penalty.decided_on,
                published_on: penalty.published_on,
                provisional: penalty.published_on.is_none(),
                decision_no: penalty.decision_no.clone(),
                display_until: last.filter(|day| !day.is_sentinel()),
                fine_fen: penalty.fine_fen,
                kinds: penalty.kinds.clone(),
                public_href: displayed(penalty.party, penalty.key().as_str()),
                predecessor: predecessor_of(&fact.key),
                marks: Marks::default(),
                key: fact.key.clone(),
            }
        });
        let holding = self.statuses.iter().map(|status| PublicStatus {
            status: status.kind,
            zh: status.kind.zh(),
            predecessor: predecessor_of(&status.key),
            marks: Marks::default(),
            key: status.key.clone(),
        });
        OnDisplay { day: self.day, penalties: shown.collect(), statuses: holding.collect() }
    }
}

/// The penalty behind a fact.
fn behind<'f>(fact: &Fact, records: &Records<'f>) -> Option<&'f Penalty> {
    let find = |penalties: &[&'f Penalty], key: &str| penalties.iter().copied().find(|one| one.key().as_str() == key);
    match RecordKey::predecessor(fact.key.as_str()) {
        None => find(&records.penalties, fact.key.as_str()),
        Some((code, key)) => {
            let party = records.predecessors.iter().find(|one| one.merchant.code == code)?;
            find(&party.penalties, key)
        }
    }
}

fn predecessor_of(key: &RecordKey) -> Option<PartyCode> {
    RecordKey::predecessor(key.as_str()).map(|(code, _)| code)
}

/// The first day behind `day` on which any of these begins or ends.
fn next_edge<'s>(all: impl Iterator<Item = &'s Spans>, day: Day) -> Option<Day> {
    let edges = all.flat_map(|spans| spans.iter().flat_map(|span| [span.from, span.off]));
    edges.filter(|edge| *edge > day && !edge.is_sentinel()).min()
}
