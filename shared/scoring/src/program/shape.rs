//! The classes of rows that facts can give: every combination of kind, day and field values is
//! worked out once, so that reading a fact is a table look-up.

use super::cell::{Cell, Class};
use super::{Bit, Program, selects};
use domain::facts::Fact;
use domain::vocab::{self, DatedBy, FactKind, Field};
use policy::scheme::{Factor, IndicatorKind};
use rustc_hash::FxHashMap;

/// The classes that one combination of field values gives.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pieces {
    /// While it counts and is no repetition: points, predicates, counts.
    pub(crate) plain: Vec<u16>,
    /// The same while it is a repetition.
    pub(crate) repeated: Vec<u16>,
    /// Like `plain`, but also an observation; for facts that count from their day for ever.
    pub(crate) plain_observing: Vec<u16>,
}

/// Facts of one kind dated by one day.
#[derive(Clone, Debug)]
struct Shape {
    kind: FactKind,
    dated_by: DatedBy,
    fields: Vec<(Field, Vec<&'static str>)>,
    pieces: Vec<Pieces>,
}

/// All classes and how facts find theirs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shapes {
    classes: Vec<Class>,
    shapes: Vec<Shape>,
    /// Flat points of unpaid fines, with the indicator's class.
    pub(crate) unpaid_points: Vec<(FactKind, u16)>,
    /// Days after the due day, and the class that sets the predicate.
    pub(crate) unpaid_rules: Vec<(u32, u16)>,
    /// The class of an observation.
    pub(crate) observed: Option<u16>,
    /// The class of a status, by its bit.
    pub(crate) statuses: Vec<(u64, u16)>,
    /// Months and class of trading for less than that.
    pub(crate) trading: Vec<(u32, u16)>,
    /// Months within which a repetition is one, if the scheme knows repetitions.
    pub(crate) repeat_within: Option<u32>,
}

impl Shapes {
    pub(super) fn of(program: &Program) -> Self {
        let mut builder = Builder { program, known: FxHashMap::default(), shapes: Self::default() };
        builder.singles();
        for &kind in FactKind::ALL {
            for &dated_by in vocab::dated_by(kind) {
                let shape = builder.shape(kind, dated_by);
                builder.shapes.shapes.push(shape);
            }
        }
        builder.shapes
    }

    pub(crate) fn classes(&self) -> &[Class] {
        &self.classes
    }

    pub(crate) fn class(&self, at: u16) -> Option<&Class> {
        self.classes.get(usize::from(at))
    }

    /// The classes of the rows of a combination of values, not repeated and repeated.
    pub(crate) fn classes_of(
        &self,
        kind: FactKind,
        dated_by: DatedBy,
        values: &[(Field, &'static str)],
    ) -> (Vec<Class>, Vec<Class>) {
        let of = |at: &[u16]| at.iter().filter_map(|c| self.class(*c)).cloned().collect();
        self.pieces_of(kind, dated_by, values).map_or_else(Default::default, |p| (of(&p.plain), of(&p.repeated)))
    }

    /// The classes of a fact.
    pub(crate) fn pieces(&self, fact: &Fact) -> Option<&Pieces> {
        self.pieces_of(fact.kind, fact.dated_by, &fact.values)
    }

    fn pieces_of(&self, kind: FactKind, dated_by: DatedBy, held: &[(Field, &'static str)]) -> Option<&Pieces> {
        let shape = self.shapes.iter().find(|s| s.kind == kind && s.dated_by == dated_by)?;
        let at = shape.fields.iter().fold(0, |at, (field, values)| {
            let value = held.iter().find(|(f, _)| f == field).map(|(_, v)| *v);
            let position = value.and_then(|v| values.iter().position(|w| *w == v));
            at * (values.len() + 1) + position.map_or(0, |p| p + 1)
        });
        shape.pieces.get(at)
    }
}

struct Builder<'p> {
    program: &'p Program,
    known: FxHashMap<Class, u16>,
    shapes: Shapes,
}

impl Builder<'_> {
    fn intern(&mut self, class: Class) -> Option<u16> {
        if class.cells.iter().all(Cell::is_empty) {
            return None;
        }
        if let Some(at) = self.known.get(&class) {
            return Some(*at);
        }
        let at = u16::try_from(self.shapes.classes.len()).ok()?;
        self.shapes.classes.push(class.clone());
        self.known.insert(class, at);
        Some(at)
    }

    /// A class whose cell at each step is said by how old the row is: `age` is the largest age
    /// reached, 0 before the first.
    fn class(&self, indicator: Option<usize>, repeated: bool, cell: impl Fn(u32) -> Cell) -> Class {
        let cells = std::iter::once(0).chain(self.program.ages.iter().copied()).map(cell).collect();
        Class { cells, indicator: indicator.and_then(|i| u16::try_from(i).ok()), repeated }
    }

    fn singles(&mut self) {
        let bits = self.program.bits.clone();
        for (at, bit) in bits.iter().enumerate() {
            let mask = 1u64 << (at & 63);
            let always = Cell { bits: mask, ..Cell::default() };
            match bit {
                Bit::Status(_) => {
                    let class = self.class(None, false, |_| always);
                    let class = self.intern(class);
                    self.shapes.statuses.extend(class.map(|c| (mask, c)));
                }
                Bit::Unpaid { more_than } => {
                    let class = self.class(None, false, |_| always);
                    let class = self.intern(class);
                    self.shapes.unpaid_rules.extend(class.map(|c| (*more_than, c)));
                }
                Bit::Trading { months_below } => {
                    let class = self.class(None, false, |_| always);
                    let class = self.intern(class);
                    self.shapes.trading.extend(class.map(|c| (*months_below, c)));
                }
                Bit::Observed { .. } | Bit::Event { .. } => {}
            }
        }
        let observed = self.class(None, false, |age| self.observed(age));
        self.shapes.observed = self.intern(observed);
        for (at, indicator) in self.program.method.indicators.iter().enumerate() {
            match &indicator.kind {
                IndicatorKind::EventFlat { record, points } => {
                    let milli = u32::try_from(points * 1000).unwrap_or(0);
                    let class = self.class(Some(at), false, |_| Cell::with_points(milli, at, indicator.side));
                    let class = self.intern(class);
                    self.shapes.unpaid_points.extend(class.map(|c| (*record, c)));
                }
                IndicatorKind::EventPoints { factors, .. } => {
                    for factor in factors {
                        if let Factor::Repeat { within_months, .. } = factor {
                            self.shapes.repeat_within = Some(*within_months);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn observed(&self, age: u32) -> Cell {
        let mut cell = Cell::default();
        for (at, bit) in self.program.bits.iter().enumerate() {
            if let Bit::Observed { within_months } = bit
                && age < *within_months
            {
                cell.bits |= 1u64 << (at & 63);
            }
        }
        cell
    }

    fn shape(&mut self, kind: FactKind, dated_by: DatedBy) -> Shape {
        let fields: Vec<(Field, Vec<&'static str>)> =
            Field::ALL.iter().map(|f| (*f, vocab::values(kind, *f))).filter(|(_, values)| !values.is_empty()).collect();
        let combinations: usize = fields.iter().map(|(_, v)| v.len() + 1).product();
        let pieces = (0..combinations)
            .map(|mut at| {
                let mut values: Vec<(Field, &'static str)> = Vec::new();
                for (field, all) in fields.iter().rev() {
                    let position = at % (all.len() + 1);
                    at /= all.len() + 1;
                    if let Some(value) = position.checked_sub(1).and_then(|p| all.get(p)) {
                        values.push((*field, value));
                    }
                }
                self.pieces(kind, dated_by, &values)
            })
            .collect();
        Shape { kind, dated_by, fields, pieces }
    }

    fn pieces(&mut self, kind: FactKind, dated_by: DatedBy, values: &[(Field, &'static str)]) -> Pieces {
        let mut pieces = Pieces::default();
        let mut marked = false;
        let indicators = &self.program.method.indicators;
        for (at, indicator) in indicators.iter().enumerate() {
            let IndicatorKind::EventPoints { record, .. } = &indicator.kind else { continue };
            // A record that is dated by several days is one event: it has its points by the first of them.
            if *record != kind || vocab::dated_by(kind).first() != Some(&dated_by) {
                continue;
            }
            // Predicates and counts ride on the first row with points.
            let marks = |age: u32| if marked { Cell::default() } else { self.marks(kind, dated_by, values, age) };
            let cell = |age: u32, repeated: bool| {
                let milli = event_milli(&indicator.kind, values, age, repeated);
                Cell::with_points(milli, at, indicator.side).and(&marks(age))
            };
            let plain = self.class(Some(at), false, |age| cell(age, false));
            let repeated = self.class(Some(at), true, |age| cell(age, true));
            let observing = self.class(Some(at), false, |age| cell(age, false).and(&self.observed(age)));
            pieces.plain.extend(self.intern(plain));
            pieces.repeated.extend(self.intern(repeated));
            pieces.plain_observing.extend(self.intern(observing));
            marked = true;
        }
        if !marked {
            let plain = self.class(None, false, |age| self.marks(kind, dated_by, values, age));
            let observing =
                self.class(None, false, |age| self.marks(kind, dated_by, values, age).and(&self.observed(age)));
            let plain = self.intern(plain);
            pieces.plain.extend(plain);
            pieces.repeated.extend(plain);
            pieces.plain_observing.extend(self.intern(observing));
        }
        pieces
    }

    /// Predicates that a fact makes true and lanes that count it, at an age.
    fn marks(&self, kind: FactKind, dated_by: DatedBy, values: &[(Field, &'static str)], age: u32) -> Cell {
        let mut cell = Cell::default();
        for (at, bit) in self.program.bits.iter().enumerate() {
            if let Bit::Event { select, below, from } = bit
                && selects(select, kind, dated_by, values)
                && below.is_none_or(|m| age < m)
                && from.is_none_or(|m| age >= m)
            {
                cell.bits |= 1u64 << (at & 63);
            }
        }
        for (lane, count) in self.program.counts.iter().enumerate() {
            if selects(&count.select, kind, dated_by, values) && age < count.window_months {
                cell.lanes |= 1u64 << ((lane * 8) & 63);
            }
        }
        cell
    }
}

/// Milli-points of an event: floor(points × factors × age), floored once (dossier §7.2, V1); the largest
/// number if it does not fit, which no program accepts.
pub(crate) fn event_milli(kind: &IndicatorKind, values: &[(Field, &'static str)], age: u32, repeated: bool) -> u32 {
    let IndicatorKind::EventPoints { field, points, factors, age_steps, .. } = kind else { return 0 };
    let value = |wanted: Field| values.iter().find(|(f, _)| *f == wanted).map(|(_, v)| *v);
    let base = value(*field)
        .and_then(|v| points.iter().find(|(p, _)| *p == v))
        .map_or(0, |(_, points)| i128::from(*points) * 1000);
    let decay = age_steps.iter().find(|(months, _)| age < *months).map_or(0, |(_, permille)| *permille);
    let mut numerator = base * i128::from(decay);
    let mut denominator: i128 = 1000;
    for factor in factors {
        let permille = match factor {
            Factor::ByField { field, permille, missing } => match value(*field) {
                Some(v) => permille.iter().find(|(p, _)| *p == v).map_or(1000, |(_, n)| *n),
                None => *missing,
            },
            Factor::Repeat { permille, .. } => {
                if repeated {
                    *permille
                } else {
                    1000
                }
            }
        };
        numerator *= i128::from(permille);
        denominator *= 1000;
    }
    u32::try_from(numerator.div_euclid(denominator)).unwrap_or(u32::MAX)
}
