//! Small inputs that tests build on.

use domain::area::AreaCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::MerchantKind;
use draws::commitment::Value;
use draws::frozen::{Snapshot, Task};
use draws::people::Inspector;
use draws::population::{Row, Standing, Visit, VisitReason};
use draws::rules::Rules;
use draws::{Bundle, Course, Frozen, Inputs, Secret};
use policy::embedded;

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(crate) const COMMITTED: &str = "2026-11-02T01:00:00Z";
pub(crate) const VALUE_AT: &str = "2026-11-03T13:15:00Z";
pub(crate) const NONCE: Secret = Secret::new([0x11; 32]);
pub(crate) const SALT: Secret = Secret::new([0x22; 32]);

pub(crate) fn value() -> Value {
    Value { published_at: at("2026-11-03T13:16:00Z"), text: "03 08 14 19 27 33 + 06".to_owned() }
}

/// The shipped rules of November 2026.
pub(crate) fn rules() -> Rules {
    Rules::on(&embedded::inspections().unwrap(), day("2026-11-02")).unwrap()
}

pub(crate) fn row(key: &str, class: &str) -> Row {
    Row {
        area: AreaCode::parse("371502").unwrap(),
        class: Standing::Issued(class.to_owned()),
        due: None,
        key: key.to_owned(),
        kind: MerchantKind::Enterprise,
        pending: 0,
        sector: "food".to_owned(),
        visits: Vec::new(),
    }
}

pub(crate) fn visit(on: &str, reason: VisitReason) -> Visit {
    Visit { higher: false, on: day(on), on_site: true, reason }
}

pub(crate) fn inspector(id: &str, load: u32, sectors: &[&str]) -> Inspector {
    Inspector { id: id.to_owned(), load, sectors: sectors.iter().map(|sector| (*sector).to_owned()).collect() }
}

pub(crate) fn inputs(population: Vec<Row>) -> Inputs {
    Inputs {
        conflicts: Vec::new(),
        drawn_before: Vec::new(),
        inspectors: vec![inspector("I1", 0, &["food"]), inspector("I2", 0, &["food"]), inspector("I3", 1, &[])],
        population,
        rules: rules(),
        snapshot: Snapshot { day: day("2026-11-01"), id: "2026-10".to_owned() },
        task: Task { from: day("2026-11-05"), id: "2026-food-4".to_owned(), year: 2026 },
    }
}

/// Ten merchants of class C: 20 % of them are two.
pub(crate) fn ten() -> Inputs {
    let mut population: Vec<Row> = (0..10).map(|at| row(&format!("M{at}"), "C")).collect();
    for row in population.iter_mut().skip(6) {
        row.area = AreaCode::parse("371581").unwrap();
    }
    inputs(population)
}

pub(crate) fn committed(frozen: &Frozen) -> Course {
    Course::commit(frozen, &NONCE, "双色球 2026127", at(VALUE_AT), at(COMMITTED)).unwrap()
}

pub(crate) fn drawn(inputs: Inputs) -> Bundle {
    let frozen = Frozen::new(inputs).unwrap();
    committed(&frozen).reveal(frozen, NONCE, value(), SALT, at("2026-11-03T14:00:00Z")).unwrap()
}
