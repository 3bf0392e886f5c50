//! How records were handled: by whom, when somebody was told, what was published. Drawn from streams of its own, so
//! that what happened in a city does not depend on what is told of it.

use crate::dice::Dice;
use crate::life::Life;
use domain::day::Day;

/// Apart from the streams of the lives.
const STREAM: u64 = 1 << 40;

/// Types of problem, as the platform calls them.
const PROBLEMS: [&str; 6] = ["质量", "售后服务", "合同", "价格", "虚假宣传", "食品安全"];
/// Type of problem of whoever takes money ahead.
pub(crate) const PREPAID: &str = "预付式消费";

/// What happens of a kind of row: the third report of a merchant has a stream of its own.
#[derive(Clone, Copy)]
enum Of {
    Complaint,
    Report,
    Visit,
    Penalty,
    Settled,
    Test,
}

impl Life {
    fn aside(&self, of: Of, number: usize) -> Dice {
        let row = (number as u64) << 4 | of as u64;
        Dice::of(self.seed, STREAM | u64::from(self.index) << 20 | row)
    }

    /// The cells of a complaint behind its own: office to publication.
    pub(crate) fn complaint_handled(&self, received: Day, closed: Option<Day>, outcome: &str) -> Vec<String> {
        let mut dice = self.aside(Of::Complaint, self.complaints.len());
        let problem = self.problem.unwrap_or_else(|| dice.one(&PROBLEMS, PROBLEMS[0]));
        let source = dice.one(&["12315", "12315", "12315", "12345", "12345", "station", "in_person"], "12315");
        let mut cells = self.filed(&mut dice, source, problem, received);
        let tested = dice.permille(30) && outcome != "R3";
        let testing = format!("{}/{}", received.plus_days(3), self.past(received.plus_days(9)));
        cells.push(if tested { testing } else { String::new() });
        let later = |dice: &mut Dice, often, most| {
            let later = closed.map(|closed| closed.plus_days(dice.days(0, most)));
            later
                .filter(|day| dice.permille(often) && *day <= self.anchor)
                .map_or_else(String::new, |day| day.to_string())
        };
        let is_ended = outcome.starts_with('T');
        cells.push(if is_ended { later(&mut dice, 950, 8) } else { String::new() });
        let agrees = dice.permille(850);
        cells.push(if agrees { "是" } else { "否" }.to_owned());
        cells.push(self.identity.trade.word.to_owned());
        cells.push(if agrees { later(&mut dice, 930, 9) } else { String::new() });
        // Of the text only the digest would be kept.
        cells.push(String::new());
        cells
    }

    /// Days that a complaint takes longer than it should: few do.
    pub(crate) fn dawdles(&self) -> i32 {
        let mut dice = self.aside(Of::Complaint, self.complaints.len());
        if self.problem.is_none() && dice.permille(25) { dice.days(20, 60) } else { 0 }
    }

    /// The cells of every filing: office, area, channel, problem, who filed it, work order and its answer.
    fn filed(&self, dice: &mut Dice, source: &str, problem: &str, received: Day) -> Vec<String> {
        let (_, office) = self.office();
        let is_known = dice.permille(985);
        // Most file once; a few file again and again.
        let frequent = dice.permille(20);
        let filer = if frequent { dice.roll(5) } else { dice.roll(1 << 40) };
        let is_order = source == "12345";
        let order = if is_order { format!("GD{:06}{:04}", self.index, dice.roll(10_000)) } else { String::new() };
        let answered = received.plus_days(dice.days(1, 8));
        let is_answered = is_order && dice.permille(990) && answered <= self.anchor;
        vec![
            office,
            if is_known { self.identity.area.to_owned() } else { String::new() },
            source.to_owned(),
            problem.to_owned(),
            format!("f{filer:015x}"),
            order,
            if is_answered { answered.to_string() } else { String::new() },
        ]
    }

    /// Now and then somebody reports the merchant; one such report of some leads to a case.
    pub(crate) fn reports(&mut self) {
        let mut dice = self.aside(Of::Report, 0);
        if !dice.permille(120) {
            return;
        }
        for _ in 0..=dice.roll(2) {
            let received = dice.before(self.anchor, 1, 400);
            if received > self.identity.registered_on {
                self.report(received);
            }
        }
    }

    pub(crate) fn report(&mut self, received: Day) {
        let mut dice = self.aside(Of::Report, self.reports.len() + 1);
        let number = format!("22315{:06}{:03}", self.index, self.reports.len() + 1);
        let decided = received.plus_days(dice.days(3, 24));
        let decided = Some(decided).filter(|day| *day <= self.anchor && dice.permille(985));
        let decision = dice.one(&["not_filed", "not_filed", "not_filed", "filed", "transferred"], "not_filed");
        let is_filed = decided.is_some() && decision == "filed";
        let told = decided.map(|day| day.plus_days(dice.days(0, 6))).filter(|day| *day <= self.anchor);
        let case = format!("立案〔{:06}〕举{}号", self.index, self.reports.len() + 1);
        let source = dice.one(&["12315", "12315", "12345"], "12315");
        let problem = dice.one(&PROBLEMS, PROBLEMS[0]);
        let text = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let mut row = vec![self.code.as_str().to_owned(), number, received.to_string(), "是".to_owned(), text(decided)];
        row.push(decided.map_or_else(String::new, |_| decision.to_owned()));
        row.extend(self.filed(&mut dice, source, problem, received));
        row.push(text(told));
        row.push(if is_filed { case } else { String::new() });
        row.push(text(decided.filter(|_| is_filed)));
        self.reports.push(row);
    }

    /// The cells of a visit behind its own: why, by whom, and what became of it.
    pub(crate) fn visit_handled(&self, day: Day, result: &str) -> Vec<String> {
        let mut dice = self.aside(Of::Visit, self.inspections.len());
        let reason = dice.one(&["own_motion", "own_motion", "own_motion", "complaint", "follow_up"], "own_motion");
        let one = 1 + dice.roll(40);
        let inspectors = format!("{0}{one:03};{0}{1:03}", self.identity.area, one + 1 + dice.roll(9));
        let published = day.plus_days(dice.days(3, 32));
        let is_published = published <= self.anchor && dice.permille(970);
        let ordered = matches!(result, "I06" | "I06L");
        let correct_by = day.plus_days(15);
        let corrected = day.plus_days(if result == "I06L" { 22 } else { 11 });
        let text = |holds: bool, day: Day| if holds { day.to_string() } else { String::new() };
        vec![
            reason.to_owned(),
            inspectors,
            day.to_string(),
            text(is_published, published),
            text(ordered, correct_by),
            text(ordered && corrected <= self.anchor, corrected),
        ]
    }

    /// What became of a visit: whoever finds a problem to be followed up puts the final result in its place, mostly in
    /// time, and says when.
    pub(crate) fn settled(&self, day: Day, result: &'static str) -> (&'static str, Option<Day>) {
        let mut dice = self.aside(Of::Settled, self.inspections.len());
        // Behind the publication, which is within 32 days.
        let on = day.plus_days(dice.days(33, 46));
        let is_settled = result == "I07" && on <= self.anchor && dice.permille(985);
        if is_settled { ("I06", Some(on)) } else { (result, None) }
    }

    /// The cells of a test behind its own: told, published, ordered and corrected.
    pub(crate) fn test_handled(&self, day: Day, result: &str) -> Vec<String> {
        let mut dice = self.aside(Of::Test, self.tests.len());
        let text = |holds: bool, day: Day| if holds { self.past(day) } else { String::new() };
        let passed = matches!(result, "FS0" | "SQ0");
        let told = text(true, day.plus_days(dice.days(1, 4)));
        let published = text(dice.permille(980), day.plus_days(dice.days(3, 27)));
        let ordered = text(!passed, day.plus_days(4));
        let corrected = text(!passed && dice.permille(950), day.plus_days(dice.days(10, 40)));
        vec![told, published, ordered, corrected]
    }

    /// The day on which a penalty was reported to the credit platform.
    pub(crate) fn reported(&self, decided: Day) -> String {
        let mut dice = self.aside(Of::Penalty, self.penalties.len());
        let day = decided.plus_days(dice.days(2, 10));
        let is_reported = day <= self.anchor && dice.permille(960);
        if is_reported { day.to_string() } else { String::new() }
    }

    fn past(&self, day: Day) -> String {
        if day <= self.anchor { day.to_string() } else { String::new() }
    }
}
