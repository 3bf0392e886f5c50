//! What a scheme may not ask of the engine, and what a record that is dated by several days gives.

use crate::common::{SCHEME, Shop, changed, today};
use domain::points::Milli;
use domain::vocab::FactKind;
use domain::vocab::Field;
use policy::scheme::parse::read;
use scoring::explain::Subject;
use scoring::program::{Program, ProgramError};

fn compiled(text: &str) -> Result<Program, ProgramError> {
    Program::compile(&read("bounds.toml", text).unwrap())
}

#[test]
fn points_times_factors_have_a_bound() {
    let heavy = changed("serious = 200", "serious = 9000");
    assert_eq!(compiled(&heavy).err(), Some(ProgramError::TooManyPoints("V1".into())));
}

#[test]
fn a_case_sums_more_than_one_event_can_weigh() {
    let program = compiled(&changed("serious = 200", "serious = 3000").replace("max = 550", "max = 900")).unwrap();
    let mut shop = Shop::clean();
    for n in 0..600 {
        shop.penalty(&format!("p{n}"), "2026-06-01", "serious", "aggravated", true).case_no = Some("K".into());
    }
    let found = Subject::new(&program, &shop.0, 200).explain(today());
    let lines: Milli = found.lines.iter().map(|line| line.milli).sum();
    assert_eq!(found.start_milli + lines, found.score_milli);
    assert_eq!(found.parts[0].milli, Milli::from_points(-900));
}

#[test]
fn repetitions_are_sought_over_one_stretch_of_time() {
    let second = r#"
[[indicator]]
id = "V3"
zh = "再犯"
en = "Again"
part = "X"
side = "V"
kind = "event_points"
record = "penalty"
points_by = { severity = { minor = 0, general = 0, serious = 10 } }
factors = [{ repeat_of = "cause", other_case = true, within_months = 36, permille = 1500 }]
age_steps = [[12, 1000]]
counts_unless = ["display_stopped", "annulled", "never_publishable"]
basis = ["x"]
"#;
    let both = format!("{SCHEME}{second}");
    assert_eq!(compiled(&both).err(), Some(ProgramError::RepeatWindows("V3".into())));
    assert!(compiled(&both.replace("within_months = 36", "within_months = 12")).is_ok());
}

#[test]
fn a_record_dated_by_two_days_has_its_points_once() {
    let flat = r#"
[[indicator]]
id = "X9"
zh = "投诉"
en = "Complaint"
part = "X"
side = "I"
kind = "event_points"
record = "complaint"
points_by = { outcome = { OPEN = 10, SELF_SETTLED = 10, MEDIATED = 10, T1 = 0, T2 = 10, T3 = 10, T4 = 10, T5 = 10, T6 = 0, T7 = 10, T8 = 10, R1 = 0, R2 = 0, R3 = 0, R4 = 0, R5 = 0, R6 = 0, R7 = 0, TRANSFERRED = 0, WITHDRAWN_BEFORE_ACCEPT = 0, WITHDRAWN_AS_MISTAKEN = 0 } }
age_steps = [[12, 1000]]
counts_unless = ["display_stopped", "annulled", "never_publishable"]
basis = ["x"]
"#;
    let program = compiled(&format!("{SCHEME}{flat}")).unwrap();
    let mut shop = Shop::clean();
    shop.complaint("c", "2026-06-01", "MEDIATED");
    let found = Subject::new(&program, &shop.0, 200).explain(today());
    let lines: Vec<Milli> = found.lines.iter().filter(|l| l.indicator == Some("X9")).map(|l| l.milli).collect();
    assert_eq!(lines, [Milli::from_points(-10)]);
    let complaints = shop.0.facts.iter().filter(|f| f.kind == FactKind::Complaint && f.value(Field::Outcome).is_some());
    assert_eq!(complaints.count(), 2, "by receipt and by closing");
}
