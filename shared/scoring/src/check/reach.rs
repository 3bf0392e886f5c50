//! Promise 4 by witnesses: a merchant's file for every class, and one for every rule on which it is
//! the rule that decides.

use super::{Example, Filing, Violation, example_day};
use crate::explain::Subject;
use crate::program::Program;
use domain::vocab::{self, DatedBy, FactKind, Field, Polarity, StatusKind};
use policy::scheme::{Predicate, Select};

/// Seeks a witness for each class and each rule; returns how many merchants were rated.
pub(super) fn check(program: &Program, found: &mut Vec<Violation>) -> usize {
    let mut search = Search {
        program,
        classes: vec![false; program.scheme.classes.len()],
        rules: vec![false; program.method.rules.len()],
        rated: 0,
    };
    search.rules();
    search.descend();
    for (class, reached) in program.scheme.classes.iter().zip(&search.classes) {
        if !reached {
            found.push(Violation {
                promise: 4,
                line: 0,
                en: format!("class {class} can never be reached"),
                zh: format!("等级 {class} 永远无法达到"),
                example: None,
            });
        }
    }
    for (rule, binds) in program.method.rules.iter().zip(&search.rules) {
        if !binds {
            found.push(Violation {
                promise: 4,
                line: rule.line,
                en: format!("rule {} is dead: it can never be the one that decides", rule.id),
                zh: format!("规则 {} 无效：永远不会由它决定等级", rule.id),
                example: None,
            });
        }
    }
    search.rated
}

struct Search<'p> {
    program: &'p Program,
    classes: Vec<bool>,
    rules: Vec<bool>,
    rated: usize,
}

impl Search<'_> {
    fn try_file(&mut self, example: &Example) {
        let Some(facts) = example.facts() else { return };
        let floor = self.program.method.peers.as_ref().map_or(0, |p| p.floor_thousandths);
        let subject = Subject::new(self.program, &facts, u32::try_from(floor).unwrap_or(u32::MAX));
        let Some(rated) = subject.rate(example.as_of) else { return };
        self.rated += 1;
        if let Some(class) = self.classes.get_mut(usize::from(rated.class)) {
            *class = true;
        }
        for (at, (binds, rule)) in self.rules.iter_mut().zip(&self.program.rules).enumerate() {
            let holds = rated.rules & (1 << (at & 31)) != 0;
            let decides = rated.class > rated.band && rule.class == rated.class;
            *binds |= holds && (rule.direct || decides);
        }
    }

    /// A merchant without and with every merit, each observed and never looked at.
    fn bases(&self, day: domain::day::Day) -> Vec<Example> {
        let seen = Filing::event(FactKind::AnnualReport, DatedBy::Event, &[], day.plus_days(-1));
        let held = StatusKind::ALL.iter().filter(|s| s.polarity() == Polarity::Merit);
        let mut merits: Vec<Filing> = held.map(|s| Filing::Status(*s, day.plus_days(-30))).collect();
        // Enough settled disputes for any bonus on their rate.
        let settled = [(Field::Settled, "yes")];
        merits.extend(vec![Filing::event(FactKind::OdrCase, DatedBy::Entered, &settled, day.plus_days(-1)); 20]);
        let best = [merits.clone(), vec![seen.clone()]].concat();
        [best, vec![seen], merits, Vec::new()].map(|filings| Example::of(filings, day)).to_vec()
    }

    fn rules(&mut self) {
        for rule in self.program.method.rules.clone() {
            for example in self.satisfying(&rule.when) {
                self.try_file(&example);
            }
        }
    }

    /// Files on which a predicate holds by as little as possible, in every way that it can.
    fn satisfying(&self, when: &Predicate) -> Vec<Example> {
        let day = example_day();
        let grown = |filings: &[Filing], as_of| -> Vec<Example> {
            let mut bases = self.bases(as_of);
            bases.iter_mut().for_each(|b| b.filings.extend(filings.iter().cloned()));
            bases
        };
        match when {
            Predicate::Status { any_of } => {
                any_of.iter().flat_map(|s| grown(&[Filing::Status(*s, day)], day)).collect()
            }
            Predicate::Event { select, age_months_below, age_months_from } => {
                let ages = self.program.ages.iter().copied().chain([0]);
                let ages = ages
                    .filter(|a| age_months_below.is_none_or(|m| *a < m) && age_months_from.is_none_or(|m| *a >= m))
                    .collect::<Vec<_>>();
                let events = events(select);
                let each = ages.iter().flat_map(|a| events.iter().map(move |e| (*a, e)));
                each.flat_map(|(age, event)| grown(std::slice::from_ref(event), day.plus_months(age))).collect()
            }
            Predicate::Count { count, at_least } => {
                let copies = usize::try_from(*at_least).unwrap_or(0);
                events(&count.select).iter().flat_map(|e| grown(&vec![e.clone(); copies], day)).collect()
            }
            Predicate::AgeOfTrading { .. } => {
                let mut young = self.bases(day);
                young.iter_mut().for_each(|b| b.trading_from = day);
                young
            }
            Predicate::UnpaidDays { more_than } => {
                let select = Select { record: FactKind::Penalty, dated_by: DatedBy::Event, fields: Vec::new() };
                let late = day.plus_days(more_than.cast_signed().saturating_add(17));
                events(&select)
                    .iter()
                    .flat_map(|e| [day, day.plus_months(12), day.plus_months(24), day.plus_months(36)].map(|d| (e, d)))
                    .flat_map(|(e, as_of)| grown(&[e.unpaid()], as_of.max(late)))
                    .collect()
            }
            Predicate::NotObserved { .. } => self.bases(day),
        }
    }

    /// Walks down the score: the same small thing again and again until its part is full, then the
    /// next, so that the steps are as small as the scheme allows.
    fn descend(&mut self) {
        let day = example_day();
        let mut adverse: Vec<Filing> = Vec::new();
        for &kind in FactKind::ALL {
            for &dated_by in vocab::dated_by(kind) {
                adverse.extend(events(&Select { record: kind, dated_by, fields: Vec::new() }));
            }
        }
        let statuses = StatusKind::ALL.iter().filter(|s| s.polarity() == Polarity::Adverse);
        let statuses: Vec<Filing> = statuses.map(|s| Filing::Status(*s, day)).collect();
        for base in self.bases(day) {
            self.try_file(&base);
            for thing in &adverse {
                let mut file = base.clone();
                for _ in 0..12 {
                    file = file.with(thing.clone());
                    self.try_file(&file);
                }
                if self.classes.iter().all(|reached| *reached) {
                    return;
                }
            }
            for status in &statuses {
                self.try_file(&base.with(status.clone()));
            }
            let mut everything = base.clone();
            for thing in adverse.iter().chain(&statuses).chain(&adverse) {
                everything = everything.with(thing.clone());
                self.try_file(&everything);
                if self.classes.iter().all(|reached| *reached) {
                    return;
                }
            }
        }
    }
}

/// An event for every combination of values that a selection allows.
fn events(select: &Select) -> Vec<Filing> {
    let mut sets: Vec<Vec<(Field, &'static str)>> = vec![Vec::new()];
    for &field in Field::ALL {
        let allowed: Vec<&'static str> = match select.fields.iter().find(|(f, _)| *f == field) {
            Some((_, wanted)) => wanted.clone(),
            None => vocab::values(select.record, field),
        };
        if allowed.is_empty() {
            continue;
        }
        sets = sets
            .iter()
            .flat_map(|set| allowed.iter().map(move |v| set.iter().copied().chain([(field, *v)]).collect()))
            .collect();
    }
    sets.iter().map(|values| Filing::event(select.record, select.dated_by, values, example_day())).collect()
}
