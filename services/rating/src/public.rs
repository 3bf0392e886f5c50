//! What is public about a merchant on a day: penalties on display, lists, marks, titles and promises. Of penalties that
//! may be published it is what passes the lawfulness gate, as `violations` shows it. What an authority wrote of a penalty is not
//! repeated: `violations` knows the persons named in the decision and masks them, so its words stand there alone.

use crate::rulings::Ruling;
use contracts::owner::displayed;
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Fact, Facts, SHIELD, SUCCESSION, StatusFact};
use domain::money::Fen;
use domain::record::{MerchantKind, Penalty, PenaltyKind, Record, RecordKey, Records, Standing};
use domain::span::{Span, Spans};
use domain::vocab::{FactKind, StatusKind};
use serde::Serialize;
use statute::gate::{Act, Catalogue};
use statute::penalty;
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
    /// What passes the lawfulness gate of penalties, and a table of statuses.
    pub(crate) fn of(facts: &'f Facts, records: &Records<'f>, ruling: &Ruling, day: Day) -> Self {
        let Ruling { rulebook, opened, .. } = ruling;
        let catalogue = &opened.catalogue;
        let rules = catalogue.rules(day);
        let found = rulebook.policies.at(TABLE, day);
        let table = found.ok().and_then(|found| found.value.texts()).unwrap_or_default();
        let is_over = |fact: &Fact| fact.counts.last_off().is_none_or(|off| off <= day);
        let of_law = |fact: &&'f Fact| fact.kind == FactKind::Penalty && fact.publishable && !is_over(fact);
        // What was derived was decided by nobody, so nobody can have published it.
        let is_told = |what: &str| what == SUCCESSION || what == SHIELD;
        let is_stated = |status: &StatusFact| status.derivations.iter().all(|derived| is_told(derived.what));
        let is_public = |status: &&StatusFact| table.contains(&status.kind.token()) && is_stated(status);
        let statuses: Vec<(&StatusFact, Spans)> = facts
            .statuses
            .iter()
            .filter(is_public)
            .map(|status| (status, published(&status.spans, stated(&status.key, records))))
            .collect();
        // A penalty counts from its decision, and is public from its publication on.
        let public = |fact: &'f Fact| {
            let (penalty, merchant) = behind(fact, records)?;
            let since = Spans::one(Span::since(rules.published_from(penalty)?));
            Some((fact, (penalty, merchant), fact.shown.and(&fact.counts).and(&since)))
        };
        let penalties: Vec<_> = facts.facts.iter().filter(of_law).filter_map(public).collect();
        let spans = penalties.iter().map(|(_, _, spans)| spans);
        let edge = next_edge(spans.chain(statuses.iter().map(|(_, spans)| spans)), day);
        let on_display = penalties.iter().filter(|(_, _, spans)| spans.contains(day));
        let shown = on_display.filter_map(|(fact, (penalty, merchant), _)| {
            let display = penalty::displayed(penalty, *merchant, &rulebook.tables).display;
            catalogue.shows(penalty, &display, true, day).is_ok().then_some((*fact, *penalty))
        });
        let changes = catalogue.change_days().into_iter().filter(|change| *change > day);
        Self {
            day,
            next_change_day: edge.into_iter().chain(changes).min(),
            penalties: shown.collect(),
            statuses: statuses
                .into_iter()
                .filter(|(status, spans)| is_shown(status, spans, catalogue, day))
                .map(|(status, _)| status)
                .collect(),
        }
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

/// The penalty behind a fact, and the kind of its party.
fn behind<'f>(fact: &Fact, records: &Records<'f>) -> Option<(&'f Penalty, MerchantKind)> {
    let find = |penalties: &[&'f Penalty], key: &str| penalties.iter().copied().find(|one| one.key().as_str() == key);
    match RecordKey::predecessor(fact.key.as_str()) {
        None => Some((find(&records.penalties, fact.key.as_str())?, records.merchant.kind)),
        Some((code, key)) => {
            let party = records.predecessors.iter().find(|one| one.merchant.code == code)?;
            Some((find(&party.penalties, key)?, party.merchant.kind))
        }
    }
}

/// Is a status public on a day, by its own days and by the catalogue?
fn is_shown(status: &StatusFact, public: &Spans, catalogue: &Catalogue, day: Day) -> bool {
    let decided = status.spans.iter().next().map(|span| (Act::Decided, span.from));
    let acts: Vec<(Act, Day)> = decided.into_iter().collect();
    public.contains(day) && catalogue.displays(item(status.kind), &acts, public, day).is_ok()
}

/// The item of the catalogue of public credit information to which a status belongs.
const fn item(status: StatusKind) -> &'static str {
    match status {
        StatusKind::SeriousList => "serious_list",
        StatusKind::AbnormalLateReport
        | StatusKind::AbnormalLateInformation
        | StatusKind::AbnormalFalseInformation
        | StatusKind::AbnormalUnreachable => "abnormal_list",
        StatusKind::LicenceRevoked
        | StatusKind::ClosureOrdered
        | StatusKind::SuspensionOrdered
        | StatusKind::AnnualReportOverdue => "registration",
        StatusKind::PermitExpired => "permit",
        StatusKind::CorrectionOverdue => "inspection_result",
        // Complaints are no public credit information.
        StatusKind::GroupAlert => "complaint",
        StatusKind::NoReasonReturn | StatusKind::OdrUnit | StatusKind::ServiceStation => "promise",
        StatusKind::TitleCounty | StatusKind::TitleCity | StatusKind::TitleProvince => "honour",
    }
}

/// The record behind a status.
fn stated<'f>(key: &RecordKey, records: &Records<'f>) -> Option<&'f Standing> {
    let find = |all: &[&'f Standing], key: &str| all.iter().copied().find(|one| one.key().as_str() == key);
    match RecordKey::predecessor(key.as_str()) {
        None => find(&records.standing, key.as_str()),
        Some((code, key)) => {
            let party = records.predecessors.iter().find(|one| one.merchant.code == code)?;
            find(&party.standing, key)
        }
    }
}

/// Days on which a status is public: it counts from its decision, and a listing of the house is public from its publication on
/// (第44号令第14条). What others state of their lists was published there.
fn published(spans: &Spans, stated: Option<&Standing>) -> Spans {
    let Some(listing) = stated.and_then(|standing| standing.listing.as_deref()) else { return spans.clone() };
    match listing.published_on {
        Some(day) => spans.and(&Spans::one(Span::since(day))),
        None if listing.unpublished => Spans::none(),
        None => spans.clone(),
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
