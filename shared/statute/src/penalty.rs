//! What a penalty means for a rating: one fact with its severity, cause and days, and the statuses
//! that its kinds put in force.

use crate::display::{self, Display};
use crate::payment;
use crate::reading::{cause, note, safety};
use crate::severity::{PermitPenalty, contradicted, instead, kinds, permit, severity};
use crate::tables::dated::Basis;
use crate::tables::{ClockStart, Tables};
use domain::day::Day;
use domain::facts::{Derivation, Fact, StatusFact};
use domain::record::{Merchant, MerchantKind, PartyKind, Payment, Penalty, PenaltyKind, Record};
use domain::span::{Span, Spans};
use domain::vocab::{DatedBy, FactKind, Field, Severity, StatusKind, yes_no};
use serde::Serialize;
use std::sync::Arc;

/// What a penalty means for a rating.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PenaltyReading {
    /// The penalty as something that counts.
    pub fact: Fact,
    /// What it puts in force: suspension, closure, revocation. None is empty.
    pub statuses: Vec<StatusFact>,
}

const GRADE_MISSING: Basis<'_> = Basis { by: "record lacks it: normal stands in", provisional: true };
const DECISION_STANDS_IN: Basis<'_> = Basis { by: "record lacks it: the decision day stands in", provisional: true };
const NO_END: Basis<'_> = Basis { by: "record lacks an end: in force while displayed", provisional: true };

/// Reads a penalty by the tables of its decision day. `payments` are the statements about this
/// penalty, in any order; `merchant` is its party.
#[must_use]
pub fn derive(penalty: &Penalty, payments: &[&Payment], merchant: &Merchant, tables: &Tables) -> PenaltyReading {
    let mut notes = Vec::new();
    let (severity, doubts) = classed(penalty, merchant.kind, tables, &mut notes);
    let permit = permit(penalty, tables).map(|read| read.noted(&mut notes));
    if penalty.grade.is_none() {
        notes.push(note("grade", "normal", GRADE_MISSING));
    }
    let is_safety = safety(penalty, tables).noted(&mut notes);
    let cause = cause(penalty, tables).noted(&mut notes);
    let display = display::doubted(penalty, severity, &doubts, tables);
    notes.extend(display_notes(penalty, &display, tables));
    let overdue = payment::overdue(penalty, payments, tables);
    if let Some(due) = payment::due_day(penalty, tables)
        && overdue.iter().any(|o| o.due == due.value)
    {
        due.noted(&mut notes);
    }

    let counts = display.counts();
    let statuses = statuses(penalty, permit, &counts);
    let mut fact = Fact::new(FactKind::Penalty, DatedBy::Event, penalty.key(), penalty.decided_on, counts);
    fact.case_no = case_no(penalty);
    fact.values.push((Field::Severity, severity.token()));
    fact.values.extend(penalty.grade.map(|grade| (Field::Grade, grade.token())));
    fact.values.push((Field::Safety, yes_no(is_safety)));
    fact.cause = cause;
    fact.publishable = display.is_publishable();
    fact.shown = display.shown();
    fact.overdue = overdue;
    fact.derivations = notes;
    PenaltyReading { fact, statuses }
}

/// When a penalty is displayed, and how that came about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DisplayReading {
    /// How serious it is, on which the longest display depends.
    pub severity: Severity,
    /// Its display.
    pub display: Display,
    /// What was derived for that, and by which interval of which table.
    pub derivations: Vec<Derivation>,
}

/// The display alone of what [`derive()`] reads: the same days, the same derivations. `merchant` is the kind of
/// its party.
#[must_use]
pub fn displayed(penalty: &Penalty, merchant: MerchantKind, tables: &Tables) -> DisplayReading {
    read_display(penalty, merchant, None, tables)
}

/// The same where nobody knows who the party is: an enterprise stands in, and an end that would be another one for a
/// person is provisional.
#[must_use]
pub fn displayed_of_unknown(penalty: &Penalty, tables: &Tables) -> DisplayReading {
    let enterprise = MerchantKind::Enterprise;
    let as_person = || {
        let person = Penalty { party_kind: Some(PartyKind::NaturalPerson), ..penalty.clone() };
        severity(&person, enterprise, tables).value
    };
    read_display(penalty, enterprise, penalty.party_kind.is_none().then(as_person), tables)
}

/// The display of a decision of which part was annulled on `from` (部分撤销): `before` as it was decided, `after` as it is
/// since. Until that day it is displayed by the class of the whole, then by that of the rest.
#[must_use]
pub fn reclassed(
    before: &Penalty,
    after: &Penalty,
    from: Day,
    merchant: MerchantKind,
    tables: &Tables,
) -> DisplayReading {
    // What else is known by now holds of both: publication, stops, a later annulment of the rest.
    let whole = Penalty {
        kinds: before.kinds.clone(),
        content: before.content.clone(),
        permit: before.permit.clone(),
        fine_fen: before.fine_fen,
        confiscated_fen: before.confiscated_fen,
        severity: before.severity,
        display_until: before.display_until,
        restriction_until: before.restriction_until,
        ..after.clone()
    };
    let rest = displayed(after, merchant, tables);
    let display = display::reclassed(&displayed(&whole, merchant, tables).display, &rest.display, from);
    let mut derivations = rest.derivations;
    derivations.retain(|derivation| derivation.what != "display_end");
    derivations.extend(display_ends(&display));
    DisplayReading { display, derivations, ..rest }
}

fn read_display(
    penalty: &Penalty,
    merchant: MerchantKind,
    or_else: Option<Severity>,
    tables: &Tables,
) -> DisplayReading {
    let mut derivations = Vec::new();
    let (severity, mut doubts) = classed(penalty, merchant, tables, &mut derivations);
    doubts.extend(or_else.filter(|other| *other != severity));
    if let Some(read) = permit(penalty, tables) {
        read.noted(&mut derivations);
    }
    let display = display::doubted(penalty, severity, &doubts, tables);
    derivations.extend(display_notes(penalty, &display, tables));
    DisplayReading { severity, display, derivations }
}

/// The severity, and those that it may be instead; how it was derived, and what the source states if that is another
/// one, goes to `notes`.
fn classed(
    penalty: &Penalty,
    merchant: MerchantKind,
    tables: &Tables,
    notes: &mut Vec<Derivation>,
) -> (Severity, Vec<Severity>) {
    let derived = severity(penalty, merchant, tables);
    let (contradicted, doubts) = (contradicted(penalty, &derived), instead(&derived));
    let severity = derived.noted(notes);
    notes.extend(contradicted);
    (severity, doubts)
}

fn case_no(penalty: &Penalty) -> Option<Arc<str>> {
    penalty.case_no.as_deref().filter(|number| !number.trim().is_empty()).map(Arc::from)
}

/// Whose rules apply, whether and why it is never published, and what ends its display.
fn display_notes(penalty: &Penalty, display: &Display, tables: &Tables) -> Vec<Derivation> {
    let day = penalty.decided_on;
    let channel = tables.channel(&penalty.authority, day);
    let mut notes = vec![note("channel", channel.value.token(), channel.basis)];
    if let Some(ground) = display.unpublished {
        notes.push(note("publishable", ground.token(), tables.never_published(display.channel, day).basis));
        return notes;
    }
    let runs_from = tables.clocks(display.channel).start.at(day);
    if *runs_from.value == ClockStart::Publication && penalty.published_on.is_none() {
        notes.push(note("publication_day", &day.to_string(), DECISION_STANDS_IN));
    }
    notes.extend(display_ends(display));
    notes
}

fn display_ends(display: &Display) -> impl Iterator<Item = Derivation> {
    display.counting().into_iter().map(|interval| {
        let basis = Basis { by: &interval.by, provisional: interval.provisional };
        note("display_end", &interval.span.off.to_string(), basis)
    })
}

/// The statuses in force on days on which the penalty counts: a suspension or closure through the
/// stated end of the restriction, or as long as it is displayed; a revocation has no end of its own,
/// also where the same decision suspends for a time.
fn statuses(penalty: &Penalty, permit: Option<PermitPenalty>, counts: &Spans) -> Vec<StatusFact> {
    let mut found: Vec<StatusKind> = kinds(penalty, permit).into_iter().filter_map(status_of).collect();
    found.sort_unstable();
    found.dedup();
    let status = |kind| {
        let (spans, derivations) = match penalty.restriction_until {
            _ if kind == StatusKind::LicenceRevoked => (counts.clone(), Vec::new()),
            Some(until) => (counts.and(&Spans::one(Span::new(penalty.decided_on, until.next()))), Vec::new()),
            None => (counts.clone(), vec![note("restriction_end", "while displayed", NO_END)]),
        };
        StatusFact { kind, key: penalty.key(), case_no: case_no(penalty), spans, derivations }
    };
    found.into_iter().map(status).filter(|status| !status.spans.is_empty()).collect()
}

/// The status that a kind of penalty puts in force.
const fn status_of(kind: PenaltyKind) -> Option<StatusKind> {
    match kind {
        PenaltyKind::BusinessSuspended => Some(StatusKind::SuspensionOrdered),
        PenaltyKind::ClosureOrdered => Some(StatusKind::ClosureOrdered),
        PenaltyKind::LicenceRevoked => Some(StatusKind::LicenceRevoked),
        _ => None,
    }
}
