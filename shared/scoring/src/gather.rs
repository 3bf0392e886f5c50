//! Records into facts: for every kind but penalties, whose reading is the statute's.

use domain::day::Day;
use domain::facts::{Fact, Facts, ItemsFact, StatusFact};
use domain::record::{
    Assessment, Complaint, Inspection, Merchant, MerchantStatus, OdrCase, Record, Records, Standing, StandingKind, Test,
};
use domain::span::{Span, Spans};
use domain::vocab::{ComplaintOutcome, DatedBy, FactKind, Field, StatusKind, yes_no};

/// A merchant's facts. `penalties` are its penalties as the statute reads them, with the statuses
/// that follow from them (an ordered suspension, a revoked licence).
#[must_use]
pub fn gather(records: &Records<'_>, penalties: Vec<(Fact, Vec<StatusFact>)>) -> Facts {
    let merchant = records.merchant;
    let mut facts = Vec::with_capacity(
        penalties.len() + records.inspections.len() + records.complaints.len() * 3 + records.standing.len(),
    );
    let mut statuses: Vec<StatusFact> = registration(merchant).into_iter().collect();
    // Kinds in order of their keys, so that mostly nothing is left to sort.
    records.complaints.iter().for_each(|c| complaint(c, &mut facts));
    records.inspections.iter().for_each(|visit| inspection(visit, &mut facts));
    records.odr_cases.iter().for_each(|c| odr_case(c, &mut facts));
    for (fact, follows) in penalties {
        facts.push(fact);
        statuses.extend(follows);
    }
    for record in &records.standing {
        standing(record, &mut facts, &mut statuses);
    }
    records.tests.iter().for_each(|t| test(t, &mut facts));
    let items: Vec<ItemsFact> = records.assessments.iter().map(|a| assessment(a)).collect();
    let mut gathered = Facts {
        code: merchant.code,
        kind: merchant.kind,
        size: merchant.size,
        channel: merchant.channel,
        area: merchant.area,
        industry: merchant.industry,
        trading_from: merchant.registered_on,
        trading_off: merchant.trading_off(),
        gone_from: match merchant.status {
            MerchantStatus::Deregistered | MerchantStatus::MovedAway => Some(merchant.status_from.unwrap_or(Day::DAWN)),
            MerchantStatus::Active | MerchantStatus::Revoked => None,
        },
        facts,
        statuses,
        items,
    };
    in_order(&mut gathered);
    gathered
}

/// Puts facts into their order.
pub(crate) fn in_order(facts: &mut Facts) {
    facts.facts.sort_by(|a, b| (&a.key, a.day, a.dated_by, a.kind).cmp(&(&b.key, b.day, b.dated_by, b.kind)));
    facts.statuses.sort_by(|a, b| (a.kind, &a.key).cmp(&(b.kind, &b.key)));
    facts.items.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
}

/// A revoked licence that the register itself states.
fn registration(merchant: &Merchant) -> Option<StatusFact> {
    (merchant.status == MerchantStatus::Revoked).then(|| StatusFact {
        kind: StatusKind::LicenceRevoked,
        key: merchant.key(),
        case_no: None,
        spans: Spans::one(Span::since(merchant.status_from.unwrap_or(Day::DAWN))),
        derivations: Vec::new(),
    })
}

/// From a day on, until its display stops or its finding is annulled.
fn finding(day: Day, stopped: Option<Day>, annulled: Option<Day>) -> Spans {
    let off = stopped.unwrap_or(Day::FOREVER).min(annulled.unwrap_or(Day::FOREVER));
    Spans::one(Span::new(day, off))
}

fn case_of(case_no: Option<&String>) -> Option<std::sync::Arc<str>> {
    case_no.map(|number| number.as_str().into())
}

/// A fact for each result of a visit.
fn inspection(record: &Inspection, facts: &mut Vec<Fact>) {
    facts.extend(record.results().map(|result| {
        let counts = finding(record.day, record.display_stopped_on, record.annulled_on);
        let mut fact = Fact::new(FactKind::Inspection, DatedBy::Event, record.key(), record.day, counts);
        fact.case_no = case_of(record.case_no.as_ref());
        fact.values = vec![(Field::Result, result.token())];
        fact.observes = result.saw_merchant();
        fact
    }));
}

/// Only final results count. A food test is unresolved until a day and resolved from then on.
fn test(record: &Test, facts: &mut Vec<Fact>) {
    if !record.is_final {
        return;
    }
    let counts = finding(record.day, record.display_stopped_on, record.annulled_on);
    let kind = if record.result.is_food() { FactKind::FoodTest } else { FactKind::ProductTest };
    let mut fact = Fact::new(kind, DatedBy::Event, record.key(), record.day, counts);
    fact.case_no = case_of(record.case_no.as_ref());
    fact.observes = true;
    fact.values = vec![(Field::Result, record.result.token())];
    if kind == FactKind::ProductTest {
        facts.push(fact);
        return;
    }
    fact.values.push((Field::Diligence, yes_no(record.diligence)));
    let resolved_on = record.resolved_on.unwrap_or(Day::FOREVER);
    let mut resolved = fact.clone();
    fact.values.push((Field::Resolved, yes_no(false)));
    fact.counts = fact.counts.and(&Spans::one(Span::new(Day::DAWN, resolved_on)));
    resolved.values.push((Field::Resolved, yes_no(true)));
    resolved.counts = resolved.counts.and(&Spans::one(Span::since(resolved_on)));
    resolved.observes = false;
    facts.push(fact);
    if !resolved.counts.is_empty() {
        facts.push(resolved);
    }
}

/// Open from acceptance until it ends, then by its outcome; by receipt and, once ended, by closing.
/// Duplicates and held filings count in neither.
pub(crate) fn complaint(record: &Complaint, facts: &mut Vec<Fact>) {
    if record.duplicate {
        return;
    }
    let held = match record.held_from {
        Some(from) => Spans::one(Span::new(from, record.held_until.map_or(Day::FOREVER, Day::next))),
        None => Spans::none(),
    };
    let mut put = |dated_by, day, outcome: ComplaintOutcome, span: Span| {
        let counts = Spans::one(span).minus(&held);
        let mut fact = Fact::new(FactKind::Complaint, dated_by, record.key(), day, counts);
        fact.values = vec![(Field::Outcome, outcome.token())];
        if let Some(by) = record.refused_by.filter(|_| outcome == ComplaintOutcome::T2) {
            fact.values.push((Field::By, by.token()));
        }
        facts.push(fact);
    };
    let ended = record.closed_on.zip(record.outcome);
    if let Some(accepted) = record.accepted_on {
        let until = ended.map_or(Day::FOREVER, |(closed, _)| closed);
        if accepted < until {
            put(DatedBy::Received, record.received_on, ComplaintOutcome::Open, Span::new(accepted, until));
        }
    }
    if let Some((closed, outcome)) = ended {
        put(DatedBy::Received, record.received_on, outcome, Span::since(closed));
        put(DatedBy::Closed, closed, outcome, Span::since(closed));
    }
}

/// Settled within its working days a case enters on its settling day; any other on the day after
/// its due day. One neither settled nor answered by then is late.
fn odr_case(record: &OdrCase, facts: &mut Vec<Fact>) {
    if record.void {
        return;
    }
    let after = record.due_on.next();
    let in_time = |day: Option<Day>| day.filter(|d| *d <= record.due_on);
    let settled = in_time(record.settled_on);
    let (entered, token) = settled.map_or((after, yes_no(false)), |day| (day, yes_no(true)));
    let mut fact =
        Fact::new(FactKind::OdrCase, DatedBy::Entered, record.key(), entered, Spans::one(Span::since(entered)));
    fact.values = vec![(Field::Settled, token)];
    facts.push(fact);
    if settled.is_none() && in_time(record.answered_on).is_none() {
        let late = Spans::one(Span::since(after));
        facts.push(Fact::new(FactKind::OdrCase, DatedBy::Due, record.key(), record.due_on, late));
    }
}

fn standing(record: &Standing, facts: &mut Vec<Fact>, statuses: &mut Vec<StatusFact>) {
    let span = Span::new(record.from, record.until.map_or(Day::FOREVER, Day::next));
    let spans = Spans::one(span);
    let event = |kind, spans| Fact::new(kind, DatedBy::Event, record.key(), record.from, spans);
    match record.kind {
        StandingKind::Status(kind) => statuses.push(StatusFact {
            kind,
            key: record.key(),
            case_no: case_of(record.case_no.as_ref()),
            spans,
            derivations: Vec::new(),
        }),
        StandingKind::Breach => facts.push(event(FactKind::Breach, spans)),
        StandingKind::Judgment => {
            let mut fact = event(FactKind::Judgment, spans);
            fact.values = vec![(Field::Consumption, yes_no(true))];
            facts.push(fact);
        }
        StandingKind::AnnualReport => {
            // A filed report stays an observation.
            let mut fact = event(FactKind::AnnualReport, Spans::one(Span::since(record.from)));
            fact.observes = true;
            facts.push(fact);
        }
        StandingKind::Permit => {}
    }
}

fn assessment(record: &Assessment) -> ItemsFact {
    ItemsFact { key: record.key(), day: record.day, state: record.state.clone(), items: record.items.clone() }
}
