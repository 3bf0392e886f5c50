//! What would help (怎样提升信用分类): a merchant's rating on a day as everything on file gives it, but for displays and
//! records that are supposed to end. The engine and the law are those of every other answer; nothing of it is kept.

use crate::book::Ratings;
use crate::case::Case;
use crate::error::RatingError;
use crate::look::known_of;
use crate::peers::peers_of;
use crate::rulings::Ruling;
use crate::store::store;
use crate::supposed::{Changed, Unsupposed};
use contracts::access::Reach;
use contracts::port::{Outlook, OutlookAssumption, OutlookLine, OutlookRule, PortError, Supposed, Suppositions};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::RecordKey;
use scoring::explain::{Explanation, Line, LineKind, RuleHit};

impl Ratings {
    /// The rating of a merchant on a day by what is supposed of it (假定情形下的信用分类).
    ///
    /// The records age to that day as they do by themselves, and nothing new happens to the merchant. A later month has no
    /// peers' table yet, so that the one in use stands for it.
    ///
    /// # Errors
    /// [`RatingError::Missing`], also for one outside the reach; [`RatingError::Supposed`] for everything that cannot be
    /// supposed, such as a key of which the merchant has no record.
    pub fn suppose(&self, code: PartyCode, supposed: &Supposed, reach: Reach) -> Result<Outlook, RatingError> {
        let (today, day) = (self.clock.today(), supposed.day);
        bounded(supposed, today)?;
        let ruling = self.rulings.in_force(day).ok_or_else(|| wrong("day", Unsupposed::NoScheme(day)))?;
        let subject_id = self.subject_within(code, reach)?;
        let (known, peers) = self.db.read::<_, RatingError>(|conn| {
            let store = store(conn);
            let known = known_of(store, subject_id)?;
            let peers = self.peers_row(store, ruling, &known, (day.min(today), None))?;
            Ok((known, peers))
        })?;
        let records = Case::records(ruling, &known, None)?;
        let changed = Changed::of(&records, supposed).map_err(RatingError::Supposed)?;
        let case = Case::over(ruling, (day, None), &known, changed.over(records), peers);
        Ok(told(ruling, &case.explanation(), assumptions(ruling, supposed, today)))
    }
}

/// The ratings as others in this process ask them.
impl Suppositions for Ratings {
    fn suppose(&self, code: PartyCode, supposed: &Supposed) -> Result<Option<Outlook>, PortError> {
        match Self::suppose(self, code, supposed, Reach::Everywhere) {
            Ok(outlook) => Ok(Some(outlook)),
            Err(RatingError::Missing) => Ok(None),
            Err(error) => Err(port(&error)),
        }
    }
}

/// What the service answers of it over HTTP: what will pass, a registry that is away, and faults of its own say that it
/// cannot answer, and everything else is a refusal.
fn port(error: &RatingError) -> PortError {
    let (service, cause) = (crate::SERVICE.to_owned(), error.to_string());
    match error {
        RatingError::Supposed(_) => PortError::Refused { service, cause },
        _ => PortError::Away { service, cause },
    }
}

fn wrong(field: &str, why: Unsupposed) -> RatingError {
    RatingError::Supposed(vec![why.of(field)])
}

/// Is it neither too much nor too far ahead?
fn bounded(supposed: &Supposed, today: Day) -> Result<(), RatingError> {
    let furthest = today.plus_months(Supposed::MOST_YEARS * 12);
    if supposed.day > furthest {
        return Err(wrong("day", Unsupposed::TooFar(furthest)));
    }
    if supposed.stops.len() + supposed.ends.len() > Supposed::MOST_ENDS {
        let longer = if supposed.ends.len() > supposed.stops.len() { "ends" } else { "stops" };
        return Err(wrong(longer, Unsupposed::TooMany));
    }
    Ok(())
}

fn told(ruling: &Ruling, explanation: &Explanation<'_>, assumptions: Vec<OutlookAssumption>) -> Outlook {
    let of_lines = explanation.lines.iter().flat_map(|line| line.derivations);
    let of_rules = explanation.rules.iter().flat_map(|rule| rule.derivations.iter().copied());
    let provisional = of_lines.chain(of_rules).any(|derivation| derivation.provisional);
    let classes = &ruling.rulebook.scheme.classes;
    let rank = explanation.class.and_then(|class| classes.iter().position(|known| known == class));
    Outlook {
        rank: rank.and_then(|rank| u8::try_from(rank).ok()),
        day: explanation.day,
        class: explanation.class.map(str::to_owned),
        score_milli: explanation.class.map(|_| explanation.score_milli.0),
        scheme: ruling.rulebook.scheme.label(),
        rules: explanation.rules.iter().map(rule).collect(),
        lines: explanation.lines.iter().map(line).collect(),
        provisional,
        assumptions,
    }
}

fn keys(records: &[&RecordKey]) -> Vec<String> {
    records.iter().map(|key| key.as_str().to_owned()).collect()
}

fn rule(rule: &RuleHit<'_>) -> OutlookRule {
    OutlookRule {
        id: rule.id.to_owned(),
        zh: rule.name.zh.clone(),
        en: rule.name.en.clone(),
        binding: rule.binding,
        keys: keys(&rule.records),
    }
}

fn line(line: &Line<'_>) -> OutlookLine {
    OutlookLine {
        id: line.indicator.unwrap_or(line.part).to_owned(),
        kind: kind(line.kind).to_owned(),
        zh: line.name.zh.clone(),
        en: line.name.en.clone(),
        points_milli: line.milli.0,
        keys: keys(&line.records),
    }
}

/// The word by which the reasons of a rating call it.
const fn kind(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Event => "event",
        LineKind::Count => "count",
        LineKind::Status => "status",
        LineKind::Base => "base",
        LineKind::ReliefOncePerCase => "relief_once_per_case",
        LineKind::ReliefCap => "relief_cap",
    }
}

/// What is taken for granted, in both languages.
fn assumptions(ruling: &Ruling, supposed: &Supposed, today: Day) -> Vec<OutlookAssumption> {
    let mut all = vec![OutlookAssumption {
        zh: "除所列假定外，记录、评价方案和规定均以现在所知为准，不假定有新的情况；已有记录至评价日自行减轻、届满。"
            .to_owned(),
        en: "But for what is supposed, records, scheme and law are those that are known now and nothing new happens; what \
             is on file ages and lapses by itself until the day."
            .to_owned(),
    }];
    let (stops, ends) = (supposed.stops.len(), supposed.ends.len());
    if stops + ends > 0 {
        all.push(OutlookAssumption {
            zh: format!("假定停止公示 {stops} 项、结束 {ends} 项；是否准予，由有权机关依法决定。"),
            en: format!(
                "Supposed are {stops} stops of a display and {ends} ends of a record; whether they are granted, the \
                 competent office decides by law."
            ),
        });
    }
    let month = today.month_start();
    if peers_of(ruling).is_some() && supposed.day >= month.plus_months(1) {
        all.push(OutlookAssumption {
            zh: format!("同业基准沿用 {month} 起所用的表；以后各月的表届时才产生。"),
            en: format!("The peers' table in use since {month} stands; those of later months are not made yet."),
        });
    }
    all
}
