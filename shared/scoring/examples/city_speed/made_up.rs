//! A made-up merchant by its number: always the same, about ten records each, skewed.

use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::facts::{Fact, Facts, Overdue, StatusFact};
use domain::industry::Industry;
use domain::record::{Channel, MerchantKind, RecordKey, SizeBand};
use domain::span::{Span, Spans};
use domain::vocab::{self, DatedBy, FactKind, Field, StatusKind};
use std::sync::Arc;

/// 2026-11-23.
const TODAY: i32 = 20_780;

/// A small generator (splitmix64), enough for made-up data.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn past(&mut self, days: u64) -> Day {
        Day::from_number(TODAY - i32::try_from(self.roll(days)).unwrap_or(0))
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        let at = usize::try_from(self.roll(of.len() as u64)).ok()?;
        of.get(at).copied()
    }
}

/// Merchant number `index`, and how many records it has.
pub(crate) fn merchant(index: u32) -> (Facts, u64) {
    let mut dice = Dice(u64::from(index).wrapping_mul(0xD1B5_4A32_D192_ED03));
    let mut facts = empty(dice.past(5_000));
    // Four of five have few records, the fifth has many; ten on average.
    let many = dice.roll(5) == 0;
    let records = if many { 10 + dice.roll(33) } else { 3 + dice.roll(7) };
    for n in 0..records {
        record(&mut facts, &mut dice, n);
    }
    (facts, records)
}

fn empty(from: Day) -> Facts {
    Facts {
        code: PartyCode::parse("91371500795315494U").unwrap_or_else(|error| unreachable!("{error}")),
        kind: MerchantKind::Enterprise,
        size: SizeBand::Small,
        channel: Channel::Shop,
        area: AreaCode::parse("371502").unwrap_or_else(|error| unreachable!("{error}")),
        industry: Industry::parse("62").unwrap_or_else(|error| unreachable!("{error}")),
        trading_from: Some(from),
        trading_off: None,
        gone_from: None,
        facts: Vec::new(),
        statuses: Vec::new(),
        items: Vec::new(),
    }
}

fn record(facts: &mut Facts, dice: &mut Dice, n: u64) {
    let number = format!("{n:02}");
    let day = dice.past(1_100);
    match dice.roll(100) {
        0..48 => complaint(facts, dice, &number, day),
        48..72 => inspection(facts, dice, &number, day),
        72..78 => penalty(facts, dice, &number, day),
        78..84 => {
            let result = dice.one(&["FS0", "FS0", "FS0", "FS1", "FS2"]).unwrap_or("FS0");
            let diligence = vocab::yes_no(dice.roll(2) == 0);
            let resolved = vocab::yes_no(dice.roll(2) == 0);
            let values = [(Field::Result, result), (Field::Diligence, diligence), (Field::Resolved, resolved)];
            event(facts, FactKind::FoodTest, &number, day, &values, Spans::one(Span::since(day))).observes = true;
        }
        84..97 => {
            event(facts, FactKind::AnnualReport, &number, day, &[], Spans::one(Span::since(day))).observes = true;
        }
        97 => {
            event(facts, FactKind::Breach, &number, day, &[], Spans::one(Span::since(day)));
        }
        _ => {
            let kind = dice.one(StatusKind::ALL).unwrap_or(StatusKind::GroupAlert);
            let off = day.plus_days(i32::try_from(30 + dice.roll(700)).unwrap_or(30));
            facts.statuses.push(StatusFact {
                kind,
                key: RecordKey::new("standing", &[&number]),
                case_no: None,
                spans: Spans::one(Span::new(day, off)),
                derivations: Vec::new(),
            });
        }
    }
}

fn event<'f>(
    facts: &'f mut Facts,
    kind: FactKind,
    number: &str,
    day: Day,
    values: &[(Field, &'static str)],
    counts: Spans,
) -> &'f mut Fact {
    let mut fact = Fact::new(kind, DatedBy::Event, RecordKey::new(kind.token(), &[number]), day, counts);
    fact.values = values.to_vec();
    facts.facts.push(fact);
    let last = facts.facts.len() - 1;
    &mut facts.facts[last]
}

fn complaint(facts: &mut Facts, dice: &mut Dice, number: &str, day: Day) {
    let outcome = dice.one(&["MEDIATED", "SELF_SETTLED", "T2", "T3", "T6", "R1", "TRANSFERRED"]).unwrap_or("T8");
    let mut values = vec![(Field::Outcome, outcome)];
    if outcome == "T2" {
        values.push((Field::By, dice.one(&["merchant", "consumer"]).unwrap_or("merchant")));
    }
    let closed = day.plus_days(i32::try_from(dice.roll(60)).unwrap_or(0));
    let since = || Spans::one(Span::since(closed));
    event(facts, FactKind::Complaint, number, day, &values, since()).dated_by = DatedBy::Received;
    event(facts, FactKind::Complaint, number, closed, &values, since()).dated_by = DatedBy::Closed;
}

fn inspection(facts: &mut Facts, dice: &mut Dice, number: &str, day: Day) {
    let results = ["I01", "I01", "I01", "I01", "I06", "I06", "I03", "I02", "I05", "I06L", "I07", "I04"];
    let result = if dice.roll(2_000) == 0 { "I08" } else { dice.one(&results).unwrap_or("I01") };
    let case_no: Option<Arc<str>> = (dice.roll(8) == 0).then(|| format!("K{}", dice.roll(3)).into());
    let fact =
        event(facts, FactKind::Inspection, number, day, &[(Field::Result, result)], Spans::one(Span::since(day)));
    fact.observes = !matches!(result, "I02" | "I05");
    fact.case_no = case_no;
}

fn penalty(facts: &mut Facts, dice: &mut Dice, number: &str, day: Day) {
    let severity = dice.one(&["minor", "minor", "general", "general", "serious"]).unwrap_or("general");
    let mut values = vec![(Field::Severity, severity), (Field::Safety, vocab::yes_no(dice.roll(4) == 0))];
    if dice.roll(3) > 0 {
        values.push((Field::Grade, dice.one(&["lenient", "normal", "aggravated"]).unwrap_or("normal")));
    }
    let days = match severity {
        "minor" => 92,
        "general" => 366,
        _ => 1_096,
    };
    let off = day.plus_days(days);
    let shown = Spans::one(Span::new(day, off));
    let case_no: Option<Arc<str>> = (dice.roll(2) == 0).then(|| format!("K{}", dice.roll(3)).into());
    let cause: Option<Arc<str>> = Some(format!("c{}", dice.roll(4)).into());
    let unpaid = dice.roll(10) == 0;
    let fact = event(facts, FactKind::Penalty, number, day, &values, shown.clone());
    fact.shown = shown;
    fact.case_no = case_no;
    fact.cause = cause;
    if unpaid {
        let due = day.plus_days(15);
        fact.overdue.push(Overdue { span: Span::since(due.next()), due });
    }
}
