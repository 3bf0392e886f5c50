//! Faults of a scheme's file: each is told with its cause and a line of the table that it is in.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use policy::fault::Fault;
use policy::scheme::parse::read;

const SCHEME: &str = include_str!("../../../policies/schemes/lc-consume-1.0.toml");

/// The default scheme with the first occurrence of a passage changed, and the line of the change.
fn changed(from: &str, to: &str) -> (String, usize) {
    let at = SCHEME.find(from).unwrap();
    (SCHEME.replacen(from, to, 1), SCHEME[..at].matches('\n').count() + 1)
}

/// First line of the table in which a line stands.
fn table_of(text: &str, line: usize) -> usize {
    let headers = text.lines().zip(1..).filter(|(found, at)| found.starts_with('[') && *at <= line);
    headers.map(|(_, at)| at).last().unwrap_or(1)
}

fn faults(from: &str, to: &str) -> (Vec<Fault>, std::ops::RangeInclusive<usize>) {
    let (text, line) = changed(from, to);
    let end = line + to.matches('\n').count();
    (read("mine.toml", &text).unwrap_err(), table_of(&text, line)..=end)
}

#[test]
fn every_fault_is_told_with_its_line_and_cause() {
    for (from, to, because) in [
        ("basis = [\"国市监信发〔2022〕6号\", \"山东省社会信用条例 Arts. 26-28\"]", "basis = []", "basis is missing"),
        ("start = 900", "start = \"900\"", "invalid type"),
        ("start = 900", "start = 900\nbonus = 3", "unknown field `bonus`"),
        ("A = 880, B = 760", "A = 880, B = 880", "bands overlap"),
        ("C = 600, D = 0", "C = 600, D = 10", "bands leave a gap"),
        ("effective_from = 2023-01-01", "effective_from = 2023-02-30", ""),
        ("max = 250", "max = 25000", "max must lie between"),
        ("id = \"C\"\n", "id = \"X\"\n", "part X is given twice"),
        ("sides = [\"V\", \"I\"]", "sides = [\"V\"]", "exactly two sides"),
        ("record = \"penalty\"", "record = \"penalties\"", "there is no record \"penalties\""),
        ("serious = 200 } }", "serious = 200, huge = 900 } }", "huge"),
        ("general = 80, serious = 200", "general = 80", "points_by leaves a gap: severity serious"),
        ("[[12, 1000], [24, 600], [36, 300]]", "[[12, 1000], [12, 600], [36, 300]]", "age_steps overlap"),
        ("kind = \"excess_ratio\"", "kind = \"excess_ration\"", "excess_ration"),
        ("window_months = 12 }\nprior = 5", "window_months = 0 }\nprior = 5", "window_months between 1 and 600"),
        ("statuses = { group_alert = 40 }", "statuses = { group_alarm = 40 }", "there is no status \"group_alarm\""),
        ("effect = { class = \"D\" }", "effect = { class = \"E\" }", "there is no class \"E\""),
        ("rule = \"BC6\"", "rule = \"BC9\"", "there is no rule \"BC9\""),
        ("minimum_others = 30", "minimum_others = 30\nladders = []", "unknown field `ladders`"),
        ("[\"section\"], []]", "[\"section\"]]", "the last level of the ladder must be []"),
        ("[[\"division\", \"size\", \"channel\"]", "[[\"division\", \"street\", \"channel\"]", "not \"street\""),
        // Numbers have bounds, so that no sum of them can overflow.
        ("start = 900", "start = -9223372036854774908", "start and bands must lie between 0 and 10000"),
        ("points = -20", "points = 9223372036854760", "S5: points must lie between -10000 and 10000"),
        ("percent = 80", "percent = 9223372036854775807", "S2: percent must lie between 0 and 100"),
        ("at_least = 5", "at_least = 0", "S2: at_least must lie between 1 and 10000"),
        ("unpaid_days_more_than = 60", "unpaid_days_more_than = 4294967295", "must lie between 0 and 36600"),
        ("within_months = 12, permille", "within_months = 9000, permille", "within_months must lie between 1 and 600"),
        ("floor_thousandths = 200", "floor_thousandths = 0", "floor_thousandths must lie between 1 and"),
        (
            "[peers]\ncount = {",
            "[peers]\ncount = { record = \"breach\", window_months = 12 }\n# {",
            "compared by complaints",
        ),
    ] {
        let (found, lines) = faults(from, to);
        let told = found.iter().any(|f| f.file == "mine.toml" && f.cause.contains(because) && lines.contains(&f.line));
        assert!(told, "{from:?} -> {to:?}: {because:?} in {lines:?} is not among {found:#?}");
    }
}

#[test]
fn faults_are_told_all_at_once() {
    let text = SCHEME.replacen("max = 250", "max = -1", 1).replacen("rule = \"BC6\"", "rule = \"BC9\"", 1);
    assert_eq!(read("mine.toml", &text).unwrap_err().len(), 2);
}
