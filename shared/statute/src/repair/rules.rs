//! The law of repair as dated policy (`policies/repair`, `policies/listing`), read once and typed.

use super::refusal::Refusal;
use crate::abnormal::Ground;
use crate::reading::names_any;
use crate::tables::dated::{Dated, Ruling};
use crate::tables::{DisplayChannel, Shaped, dated, kinds, only_keys, words, yes_or_no};
use domain::day::Day;
use domain::record::PenaltyKind;
use domain::vocab::{FactKind, Severity};
use policy::fault::Fault;
use policy::parameter::Value;
use policy::set::{PolicySet, path_of_id};
use std::collections::BTreeMap;

/// Shortest displays in months (最短公示期); a class without one cannot be repaired early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Minimum {
    minor: Option<u32>,
    general: Option<u32>,
    serious: Option<u32>,
}

impl Minimum {
    /// Of a class.
    pub(super) const fn of(self, severity: Severity) -> Option<u32> {
        match severity {
            Severity::Minor => self.minor,
            Severity::General => self.general,
            Severity::Serious => self.serious,
        }
    }
}

/// What differs between the two channels.
#[derive(Clone, PartialEq, Eq, Debug)]
struct PerChannel<T> {
    gsxt: T,
    credit_china: T,
}

impl<T> PerChannel<T> {
    const fn of(&self, channel: DisplayChannel) -> &T {
        match channel {
            DisplayChannel::Gsxt => &self.gsxt,
            DisplayChannel::CreditChina => &self.credit_china,
        }
    }
}

/// The law of repair (信用修复规则). Made once from a policy set; every look-up is by day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rules {
    minimum: PerChannel<Dated<Minimum>>,
    safety_minimum: PerChannel<Dated<u32>>,
    safety_laws: Dated<PerChannel<Vec<String>>>,
    by_itself: Dated<PerChannel<Vec<Severity>>>,
    conditions: PerChannel<Dated<Vec<Refusal>>>,
    list_conditions: Dated<Vec<Refusal>>,
    on_last_day: Dated<bool>,
    list_minimum: Dated<u32>,
    list_term: Dated<u32>,
    bar_months: Dated<PerChannel<u32>>,
    heavy_kinds: Dated<Vec<PenaltyKind>>,
    conduct_laws: Dated<ConductLaws>,
    false_data: Dated<Vec<String>>,
    abnormal_conditions: Dated<BTreeMap<Ground, Vec<Refusal>>>,
    abnormal_statuses: Dated<BTreeMap<Ground, Vec<String>>>,
    letter_interval: Dated<Interval>,
    three_years: Dated<Option<u32>>,
    three_years_term: Dated<u32>,
    stop_requires_performance: PerChannel<Dated<Vec<String>>>,
    longest_disclosure: Dated<u32>,
    reply_length: Dated<u32>,
    decision_window: Dated<u32>,
    linked_results: Dated<Vec<FactKind>>,
}

/// How far apart the two letters to an address are sent (两次专用信函的间隔), in days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Interval {
    /// At least.
    pub(crate) least: u32,
    /// At most.
    pub(crate) most: u32,
}

/// Laws whose breach may be conduct for listing, by the article that speaks of it.
pub(crate) type ConductLaws = BTreeMap<String, Vec<String>>;

impl Rules {
    /// Reads them from a policy set.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or whose value has not the shape that is needed.
    pub fn read(set: &PolicySet) -> Result<Self, Vec<Fault>> {
        let mut reader = Reader { set, faults: Vec::new() };
        let minimum = reader.both("repair.gsxt_minimum", "repair.credit_china_minimum", minimum);
        let safety_minimum = reader.both("repair.gsxt_safety_minimum", "repair.credit_china_safety_minimum", months);
        let safety_laws = reader.one("repair.safety_laws", |value| per_channel(value, words));
        let by_itself = reader.one("repair.by_itself", |value| per_channel(value, severities));
        let conditions = reader.both("repair.gsxt_conditions", "repair.credit_china_conditions", refusals);
        let list_conditions = reader.one("repair.serious_list_conditions", refusals);
        let on_last_day = reader.one("repair.on_last_day", yes_or_no);
        let list_minimum = reader.one("repair.serious_list_minimum", months);
        let list_term = reader.one("listing.term", months);
        let bar_months = reader.one("repair.bar_months", |value| per_channel(value, months));
        let heavy_kinds = reader.one("listing.heavy_kinds", kinds);
        let conduct_laws = reader.one("listing.conduct_laws", conduct_laws);
        let false_data = reader.one("listing.false_data", words);
        let every = |value: &Value| by_ground(value, true, refusals);
        let abnormal_conditions = reader.one("repair.abnormal_list_conditions", every);
        let abnormal_statuses = reader.one("listing.abnormal_statuses", |value| by_ground(value, false, words));
        let letter_interval = reader.one("listing.letter_interval", interval);
        let three_years = reader.one("listing.three_years_on_abnormal", perhaps_months);
        let three_years_term = reader.one("listing.three_years_term", months);
        let stop_requires_performance = reader.both(
            "repair.gsxt_stop_requires_performance",
            "repair.credit_china_stop_requires_performance",
            words,
        );
        let longest_disclosure = reader.one("repair.longest_disclosure", months);
        let reply_length = reader.one("repair.reply_length", months);
        let decision_window = reader.one("repair.decision_window", months);
        let linked_results = reader.one("repair.linked_results", results);
        let faults = reader.faults;
        let all = move || {
            Some(Self {
                minimum: minimum?,
                safety_minimum: safety_minimum?,
                safety_laws: safety_laws?,
                by_itself: by_itself?,
                conditions: conditions?,
                list_conditions: list_conditions?,
                on_last_day: on_last_day?,
                list_minimum: list_minimum?,
                list_term: list_term?,
                bar_months: bar_months?,
                heavy_kinds: heavy_kinds?,
                conduct_laws: conduct_laws?,
                false_data: false_data?,
                abnormal_conditions: abnormal_conditions?,
                abnormal_statuses: abnormal_statuses?,
                letter_interval: letter_interval?,
                three_years: three_years?,
                three_years_term: three_years_term?,
                stop_requires_performance: stop_requires_performance?,
                longest_disclosure: longest_disclosure?,
                reply_length: reply_length?,
                decision_window: decision_window?,
                linked_results: linked_results?,
            })
        };
        match all() {
            Some(rules) if faults.is_empty() => Ok(rules),
            _ => Err(faults),
        }
    }

    /// Shortest displays of a channel, day by day.
    pub(super) const fn minimum(&self, channel: DisplayChannel) -> &Dated<Minimum> {
        self.minimum.of(channel)
    }

    /// Shortest displays of penalties about safety, day by day.
    pub(super) const fn safety_minimum(&self, channel: DisplayChannel) -> &Dated<u32> {
        self.safety_minimum.of(channel)
    }

    /// Laws whose breach concerns safety, as repair understands it.
    pub(super) fn safety_laws(&self, channel: DisplayChannel, on: Day) -> Ruling<'_, [String]> {
        let Ruling { value, basis } = self.safety_laws.at(on);
        Ruling { value: value.of(channel), basis }
    }

    /// Does the display of a class stop by itself, so that nobody need ask?
    pub(super) fn stops_by_itself(&self, channel: DisplayChannel, severity: Severity, on: Day) -> Ruling<'_, bool> {
        let Ruling { value, basis } = self.by_itself.at(on);
        let value = if value.of(channel).contains(&severity) { &true } else { &false };
        Ruling { value, basis }
    }

    /// What must hold of a penalty besides the shortest display.
    pub(super) fn of_penalty(&self, channel: DisplayChannel, on: Day) -> Ruling<'_, Vec<Refusal>> {
        self.conditions.of(channel).at(on)
    }

    /// What must hold of a membership of the serious list besides its time.
    pub(super) fn of_serious_list(&self, on: Day) -> Ruling<'_, Vec<Refusal>> {
        self.list_conditions.at(on)
    }

    /// May one ask on the last day of the shortest display?
    pub(super) fn on_last_day(&self, on: Day) -> Ruling<'_, bool> {
        self.on_last_day.at(on)
    }

    /// Shortest membership before early removal.
    pub(super) const fn list_minimum(&self) -> &Dated<u32> {
        &self.list_minimum
    }

    /// Months after which a membership ends by itself, by the rule of the listing day.
    #[must_use]
    pub fn list_term(&self, listed_on: Day) -> Ruling<'_, u32> {
        self.list_term.at(listed_on)
    }

    /// Months without a new application after a repair was revoked for falsehood.
    #[must_use]
    pub fn bar_months(&self, channel: DisplayChannel, revoked_on: Day) -> Ruling<'_, u32> {
        let Ruling { value, basis } = self.bar_months.at(revoked_on);
        Ruling { value: value.of(channel), basis }
    }

    /// The articles that speak of conduct for listing (应当列入的情形所在条); none before there was the list.
    pub fn conduct_articles(&self, decided_on: Day) -> impl Iterator<Item = &str> {
        self.conduct_laws.at(decided_on).value.keys().map(String::as_str)
    }

    /// Laws whose breach may be conduct for listing; none before there was the list.
    pub(crate) fn conduct_laws(&self, decided_on: Day) -> Ruling<'_, ConductLaws> {
        self.conduct_laws.at(decided_on)
    }

    /// Statuses of false published data that may lead to the list, by their tokens.
    pub(crate) fn false_data(&self, on: Day) -> Ruling<'_, Vec<String>> {
        self.false_data.at(on)
    }

    /// What must hold of an entry of the abnormal list before it ends, by its ground.
    pub(super) fn of_abnormal_list(&self, on: Day) -> Ruling<'_, BTreeMap<Ground, Vec<Refusal>>> {
        self.abnormal_conditions.at(on)
    }

    /// Statuses that may lead to the abnormal list, by their tokens, by the ground that may be meant.
    pub(crate) fn abnormal_statuses(&self, on: Day) -> Ruling<'_, BTreeMap<Ground, Vec<String>>> {
        self.abnormal_statuses.at(on)
    }

    /// How far apart the two letters are.
    pub(crate) fn letter_interval(&self, on: Day) -> Ruling<'_, Interval> {
        self.letter_interval.at(on)
    }

    /// Months on the abnormal list that lead to the serious list; none where the law knows no such rule.
    pub(crate) fn three_years(&self, on: Day) -> Ruling<'_, Option<u32>> {
        self.three_years.at(on)
    }

    /// Months after which an entry by the three-years rule ends, day by day.
    pub(crate) const fn three_years_term(&self) -> &Dated<u32> {
        &self.three_years_term
    }

    /// Does what this authority decided stay on display behind its longest display until it is performed, by the law of
    /// the day on which that is over?
    pub(crate) fn stop_requires_performance(
        &self,
        channel: DisplayChannel,
        authority: &str,
        on: Day,
    ) -> Ruling<'_, bool> {
        let Ruling { value, basis } = self.stop_requires_performance.of(channel).at(on);
        Ruling { value: if names_any(authority, value) { &true } else { &false }, basis }
    }

    /// Months from the end of the conduct through which anything may be disclosed at most, day by day.
    pub(crate) const fn longest_disclosure(&self) -> &Dated<u32> {
        &self.longest_disclosure
    }

    /// Most characters of a merchant's reply to a published record (说明的最多字数).
    #[must_use]
    pub fn reply_length(&self, on: Day) -> Ruling<'_, u32> {
        self.reply_length.at(on)
    }

    /// Months for which a decision about repair is told to the public (决定对外提供的期限).
    #[must_use]
    pub fn decision_window(&self, on: Day) -> Ruling<'_, u32> {
        self.decision_window.at(on)
    }

    /// Kinds of result that stop with the penalties and the listing of their case, day by day.
    pub(crate) const fn linked_results(&self) -> &Dated<Vec<FactKind>> {
        &self.linked_results
    }

    /// Kinds that make a penalty heavy.
    #[must_use]
    pub fn heavy_kinds(&self, decided_on: Day) -> Ruling<'_, Vec<PenaltyKind>> {
        self.heavy_kinds.at(decided_on)
    }
}

struct Reader<'p> {
    set: &'p PolicySet,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn one<T>(&mut self, id: &str, shape: impl Fn(&Value) -> Shaped<T>) -> Option<Dated<T>> {
        let Some(parameter) = self.set.get(id) else {
            self.faults.push(Fault { file: path_of_id(id), line: 1, cause: format!("parameter {id} is missing") });
            return None;
        };
        dated(parameter, &mut self.faults, |value, _| shape(value))
    }

    fn both<T>(
        &mut self,
        gsxt: &str,
        credit_china: &str,
        shape: impl Fn(&Value) -> Shaped<T>,
    ) -> Option<PerChannel<Dated<T>>> {
        let (gsxt, credit_china) = (self.one(gsxt, &shape), self.one(credit_china, &shape));
        Some(PerChannel { gsxt: gsxt?, credit_china: credit_china? })
    }
}

fn months(value: &Value) -> Shaped<u32> {
    let months = value.integer().and_then(|months| u32::try_from(months).ok());
    months.filter(|months| *months <= 1200).ok_or_else(|| "the value must be 0 to 1200 months".to_owned())
}

fn minimum(value: &Value) -> Shaped<Minimum> {
    only_keys(value, &["minor", "general", "serious"])?;
    let of = |key: &str| value.entry(key).map(months).transpose();
    Ok(Minimum { minor: of("minor")?, general: of("general")?, serious: of("serious")? })
}

fn per_channel<T>(value: &Value, shape: impl Fn(&Value) -> Shaped<T>) -> Shaped<PerChannel<T>> {
    only_keys(value, &["gsxt", "credit_china"])?;
    Ok(PerChannel { gsxt: shape(needed(value, "gsxt")?)?, credit_china: shape(needed(value, "credit_china")?)? })
}

fn needed<'v>(value: &'v Value, key: &str) -> Shaped<&'v Value> {
    value.entry(key).ok_or_else(|| format!("the value needs the key {key}"))
}

fn refusals(value: &Value) -> Shaped<Vec<Refusal>> {
    let known = |token: &String| Refusal::from_token(token).ok_or_else(|| format!("{token:?} is no reason to refuse"));
    words(value)?.iter().map(known).collect()
}

fn severities(value: &Value) -> Shaped<Vec<Severity>> {
    let known = |token: &String| {
        let found = Severity::ALL.iter().find(|severity| severity.token() == token);
        found.copied().ok_or_else(|| format!("{token:?} is no severity"))
    };
    words(value)?.iter().map(known).collect()
}

fn results(value: &Value) -> Shaped<Vec<FactKind>> {
    let known = |token: &String| {
        let results = [FactKind::Inspection, FactKind::ProductTest, FactKind::FoodTest];
        let found = results.into_iter().find(|kind| kind.token() == token);
        found.ok_or_else(|| format!("{token:?} is no result of a case"))
    };
    words(value)?.iter().map(known).collect()
}

fn conduct_laws(value: &Value) -> Shaped<ConductLaws> {
    let table = value.table().ok_or("the value must be a table of articles and laws")?;
    table.iter().map(|(article, laws)| Ok((article.clone(), words(laws)?))).collect()
}

/// A table with a key for each ground, or for some, called as records call its status.
fn by_ground<T>(value: &Value, every: bool, shape: impl Fn(&Value) -> Shaped<T>) -> Shaped<BTreeMap<Ground, T>> {
    let tokens = Ground::ALL.map(|(_, status)| status.token());
    only_keys(value, &tokens)?;
    let given = Ground::ALL.iter().filter(|(_, status)| every || value.entry(status.token()).is_some());
    given.map(|(ground, status)| Ok((*ground, shape(needed(value, status.token())?)?))).collect()
}

fn interval(value: &Value) -> Shaped<Interval> {
    only_keys(value, &["least", "most"])?;
    let days = |key: &str| {
        let days = needed(value, key)?.integer().and_then(|days| u32::try_from(days).ok());
        days.filter(|days| *days <= 366).ok_or_else(|| format!("{key} must be 0 to 366 days"))
    };
    let (least, most) = (days("least")?, days("most")?);
    if least <= most { Ok(Interval { least, most }) } else { Err("least must not be more than most".to_owned()) }
}

/// Months, or an empty table where there is no such rule.
fn perhaps_months(value: &Value) -> Shaped<Option<u32>> {
    only_keys(value, &["months"])?;
    value.entry("months").map(months).transpose()
}
