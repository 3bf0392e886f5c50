//! Promises 1 to 3 by exhaustion: every combination of kind, values, age and repetition of an event
//! is one cell, and cells are compared along every step that a promise speaks of.

mod helping;
mod lines;

use super::roles::{Roles, worsenings};
use super::{Example, Filing, Violation, contradiction, example_day};
use crate::program::{Cell, Class, Program};
use domain::vocab::{self, DatedBy, FactKind, Field, StatusKind};

/// One combination of values, and the classes of its rows.
struct Combination {
    kind: FactKind,
    dated_by: DatedBy,
    values: Vec<(Field, &'static str)>,
    plain: Vec<Class>,
    repeated: Vec<Class>,
}

/// Which promise would be broken by which step, in words and as two files.
struct Step<'s> {
    promise: u8,
    en: &'s str,
    zh: &'s str,
    before: Example,
    after: Example,
}

/// Compares all cells; returns how many.
pub(super) fn check(program: &Program, found: &mut Vec<Violation>) -> usize {
    let mut checker = Checker { program, roles: Roles::of(program), found };
    let combinations = combinations(program);
    for combination in &combinations {
        checker.helping(combination, &combinations);
        checker.ageing(combination);
        checker.repetition(combination);
        checker.worsening(combination, &combinations);
    }
    for status in StatusKind::ALL {
        checker.status(*status);
    }
    checker.looking();
    let steps = program.ages.len() + 1;
    combinations.iter().map(|c| (c.plain.len() + c.repeated.len()) * steps).sum()
}

/// Every combination of values that a fact can carry; a missing value is one too, for penalties.
fn combinations(program: &Program) -> Vec<Combination> {
    let mut all = Vec::new();
    for &kind in FactKind::ALL {
        for &dated_by in vocab::dated_by(kind) {
            let mut sets: Vec<Vec<(Field, &'static str)>> = vec![Vec::new()];
            for &field in Field::ALL {
                let values = vocab::values(kind, field);
                if values.is_empty() {
                    continue;
                }
                let may_lack = matches!(field, Field::Grade | Field::By);
                sets = sets
                    .iter()
                    .flat_map(|set| {
                        let with = values.iter().map(|v| {
                            let mut more = set.clone();
                            more.push((field, *v));
                            more
                        });
                        with.chain(may_lack.then(|| set.clone())).collect::<Vec<_>>()
                    })
                    .collect();
            }
            all.extend(sets.into_iter().map(|values| {
                let (plain, repeated) = program.shapes.classes_of(kind, dated_by, &values);
                Combination { kind, dated_by, values, plain, repeated }
            }));
        }
    }
    all
}

struct Checker<'c> {
    program: &'c Program,
    roles: Roles,
    found: &'c mut Vec<Violation>,
}

/// The sum of the cells of several rows at one step of age.
fn at(classes: &[Class], step: usize) -> Cell {
    classes.iter().filter_map(|c| c.cells.get(step)).fold(Cell::default(), |sum, cell| Cell {
        key: 0,
        bits: sum.bits | cell.bits,
        lanes: sum.lanes + cell.lanes,
        first: sum.first + cell.first,
        second: sum.second + cell.second,
    })
}

impl Checker<'_> {
    fn steps(&self) -> usize {
        self.program.ages.len() + 1
    }

    /// A day on which a fact of `example_day` has reached a step of age.
    fn day_of(&self, step: usize) -> domain::day::Day {
        let months = step.checked_sub(1).and_then(|s| self.program.ages.get(s)).copied().unwrap_or(0);
        example_day().plus_months(months)
    }

    /// An observed merchant with these filings, on the day of a step.
    fn file(&self, filings: Vec<Filing>, step: usize) -> Example {
        let day = self.day_of(step);
        let seen = Filing::event(FactKind::AnnualReport, DatedBy::Event, &[], day.plus_days(-1));
        let mut all = vec![seen];
        all.extend(filings);
        Example::of(all, day)
    }

    fn report(&mut self, line: usize, step: Step<'_>) {
        let known = |v: &Violation| v.line == line && v.promise == step.promise;
        if self.found.iter().any(|v| known(v) && v.example.is_some()) {
            return;
        }
        let example = contradiction(self.program, step.promise, &step.before, &step.after);
        let proved = example.is_some();
        self.found.retain(|v| !(known(v) && proved));
        if self.found.iter().any(known) {
            return;
        }
        self.found.push(Violation {
            promise: step.promise,
            line,
            en: step.en.to_owned(),
            zh: step.zh.to_owned(),
            example,
        });
    }

    /// Promise 3: what hurts at an age must have hurt at every earlier age.
    fn ageing(&mut self, c: &Combination) {
        for rows in [&c.plain, &c.repeated] {
            for step in 1..self.steps() {
                let (young, old) = (at(rows, step - 1), at(rows, step));
                let heavier = old.first > young.first || old.second > young.second;
                let begins = old.bits & !young.bits & self.roles.harmful_bits != 0
                    || old.lanes & !young.lanes & self.roles.harmful_lanes != 0;
                if !(heavier || begins) {
                    continue;
                }
                let line = self.line_of(c, false);
                let event = Filing::event(c.kind, c.dated_by, &c.values, example_day());
                let mut after = self.file(vec![event], step);
                after.filings.push(Filing::event(
                    FactKind::AnnualReport,
                    DatedBy::Event,
                    &[],
                    example_day().plus_days(-1),
                ));
                let mut before = after.clone();
                before.as_of = self.day_of(step).plus_days(-1);
                self.report(
                    line,
                    Step {
                        promise: 3,
                        en: &format!(
                            "waiting hurts: {} weighs more at {} months than before",
                            describe(c),
                            self.months(step)
                        ),
                        zh: &format!("等待反而不利：{}满 {} 个月后更重", c.kind.zh(), self.months(step)),
                        before,
                        after,
                    },
                );
            }
        }
    }

    fn months(&self, step: usize) -> u32 {
        step.checked_sub(1).and_then(|s| self.program.ages.get(s)).copied().unwrap_or(0)
    }

    /// Promises 1 and 2: a repetition weighs at least as much, so the earlier record never helps.
    fn repetition(&mut self, c: &Combination) {
        for step in 0..self.steps() {
            let (plain, repeated) = (at(&c.plain, step), at(&c.repeated, step));
            if repeated.first >= plain.first && repeated.second >= plain.second {
                continue;
            }
            let line = self.line_of(c, false);
            let mild = Filing::event(c.kind, c.dated_by, &self.mildest(c.kind), example_day().plus_days(-20))
                .of_case("E1", "同因");
            let event = Filing::event(c.kind, c.dated_by, &c.values, example_day()).of_case("E2", "同因");
            let before = self.file(vec![event.clone()], step);
            let after = self.file(vec![event, mild], step);
            self.report(
                line,
                Step {
                    promise: 1,
                    en: &format!("a repetition weighs less: an earlier record of the same cause helps {}", describe(c)),
                    zh: "重复违法反而减轻：同因的在先记录反而有利",
                    before,
                    after,
                },
            );
        }
    }

    fn mildest(&self, kind: FactKind) -> Vec<(Field, &'static str)> {
        let fields = Field::ALL.iter().filter(|f| !vocab::values(kind, **f).is_empty());
        fields.filter_map(|f| vocab::values(kind, *f).first().map(|v| (*f, *v))).collect()
    }

    /// Promise 1 along the values of a field, promise 2 along resolution.
    fn worsening(&mut self, c: &Combination, all: &[Combination]) {
        for &(field, value) in &c.values {
            for (milder, worse) in worsenings(c.kind, field) {
                if value != milder {
                    continue;
                }
                let mut values = c.values.clone();
                values.iter_mut().filter(|(f, _)| *f == field).for_each(|slot| slot.1 = worse);
                let other = all.iter().find(|o| o.kind == c.kind && o.dated_by == c.dated_by && o.values == values);
                let Some(other) = other else { continue };
                self.compare(c, other, field);
            }
        }
    }

    fn compare(&mut self, mild: &Combination, grave: &Combination, field: Field) {
        for step in 0..self.steps() {
            let (less, more) = (at(&mild.plain, step), at(&grave.plain, step));
            let lighter = more.first < less.first || more.second < less.second;
            let lifted = less.bits & !more.bits & self.roles.harmful_bits != 0
                || less.lanes & !more.lanes & self.roles.harmful_lanes != 0;
            if !(lighter || lifted) {
                continue;
            }
            let line = self.line_of(if lighter { mild } else { grave }, false).max(self.line_of(mild, false));
            let of = |c: &Combination| vec![Filing::event(c.kind, c.dated_by, &c.values, example_day())];
            let (mild_file, grave_file) = (self.file(of(mild), step), self.file(of(grave), step));
            let step = if field == Field::Resolved {
                Step {
                    promise: 2,
                    en: &format!("resolving hurts: {}", describe(mild)),
                    zh: "整改完成反而不利",
                    before: grave_file,
                    after: mild_file,
                }
            } else {
                Step {
                    promise: 1,
                    en: &format!("a worse {} helps: {} instead of {}", field.token(), describe(grave), describe(mild)),
                    zh: &format!("{}更重反而有利", field.zh()),
                    before: mild_file,
                    after: grave_file,
                }
            };
            self.report(line, step);
        }
    }
}

fn describe(c: &Combination) -> String {
    let values: Vec<String> = c.values.iter().map(|(f, v)| format!("{} {v}", f.token())).collect();
    if values.is_empty() { c.kind.token().to_owned() } else { format!("{} ({})", c.kind.token(), values.join(", ")) }
}
