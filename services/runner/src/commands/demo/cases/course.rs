//! A case that is brought from its opening to a stage, step by step, by few people on days that have been.

use super::matters::Matter;
use ::cases::{
    About, Act, CaseError, CaseFile, Court, NewPaper, Opening, SUBJECT_ENDED, Sight, Stated, Taking, Wished,
};
use domain::day::Day;
use serde_json::json;
use statute::procedure::{Actor, Cause, Refused, Role, Step};

/// Officials of an office, by whom steps are taken in turn where one may not take two of them.
const OFFICIALS: [&str; 3] = ["demo-wang", "demo-li", "demo-zhao"];
/// Those who decide what others of the office have done.
const OTHERS: [&str; 3] = ["demo-sun", "demo-zhou", "demo-wu"];
/// How often a step is tried on another day, or with law that is named.
const ATTEMPTS: usize = 4;
/// Days between two steps.
const BETWEEN: i32 = 2;
/// Days before a penalty on which its listing is proposed.
const BEFORE_PENALTY: i32 = 30;

/// Does a way end with a step that nothing but the end of the display allows?
pub(super) fn ends_with_display(route: &[&Step]) -> bool {
    route.last().is_some_and(|step| needs_end_of_display(step))
}

fn needs_end_of_display(step: &Step) -> bool {
    step.lacks == ["NOT_DISPLAYED"]
}

/// What is to be made, and of what.
pub(super) struct Course<'c> {
    pub(super) court: &'c Court,
    pub(super) procedure: &'c str,
    pub(super) matter: &'c Matter,
    /// The first day of its law, and today.
    pub(super) days: (Day, Day),
    /// From which day on, if not as late as it can be.
    pub(super) since: Option<Day>,
}

/// A step that was taken, and by whom.
struct Done {
    step: String,
    account: &'static str,
}

impl Course<'_> {
    /// Goes a way from its beginning, as far as the law lets it: a case that came only half the way stays, as one in that
    /// stage. Nothing if it cannot be opened.
    pub(super) fn run(&self, route: &[&Step]) -> Option<CaseFile> {
        let is_lacking = route.last().is_some_and(|step| !step.lacks.is_empty() && !needs_end_of_display(step));
        let (mut on, mut file, mut done): (Day, Option<CaseFile>, Vec<Done>) = (self.begins(route), None, Vec::new());
        for step in route {
            let Some(account) = self.account(step, &done) else { break };
            if needs_end_of_display(step) {
                on = self.days.1;
            }
            let Some((taken, day)) = self.take(step, account, (on, is_lacking), file.as_ref()) else { break };
            done.push(Done { step: step.id.clone(), account });
            (file, on) = (Some(taken), day.plus_days(BETWEEN).min(self.days.1));
        }
        file
    }

    /// The day of the first step.
    fn begins(&self, route: &[&Step]) -> Day {
        let (first, today) = self.days;
        let back = BETWEEN * i32::try_from(route.len()).unwrap_or(0) + 12;
        let day = match self.procedure {
            // Decided together with the penalty.
            "serious_list" => self.matter.on.plus_days(-BEFORE_PENALTY),
            "abnormal_list" | "abnormal_mark" => self.found_on(),
            // Before the inspection that followed, if there is one.
            "reinspection" if route.iter().any(|step| step.id == "record_result") => self.matter.on,
            _ => self.since.unwrap_or_else(|| today.plus_days(-back)).max(self.matter.on),
        };
        day.max(first)
    }

    /// The day before what it is about happened, unless it is said: on which a ground was found.
    fn found_on(&self) -> Day {
        self.since.unwrap_or(self.matter.on).plus_days(-1)
    }

    fn account(&self, step: &Step, done: &[Done]) -> Option<&'static str> {
        match step.by {
            Role::Party => Some("demo-counter"),
            Role::UpperOfficial => Some("demo-upper"),
            Role::House => None,
            Role::Official => {
                let is_kept_out =
                    |account: &&str| done.iter().any(|one| one.account == *account && step.not_by.contains(&one.step));
                let officials = if self.matter.kind == "membership" { OTHERS } else { OFFICIALS };
                officials.into_iter().find(|account| !is_kept_out(account))
            }
        }
    }

    /// Takes a step on a day, or on the first later one on which the law allows it.
    fn take(
        &self,
        step: &Step,
        account: &str,
        (mut on, is_lacking): (Day, bool),
        file: Option<&CaseFile>,
    ) -> Option<(CaseFile, Day)> {
        if self.procedure == "serious_list" && step.id == "list" {
            on = self.matter.on;
        }
        let mut accepted: Vec<String> = Vec::new();
        for _ in 0..ATTEMPTS {
            let refused = match self.attempt(step, account, (on, is_lacking), (&accepted, file)) {
                Ok(file) => return Some((file, on)),
                Err(CaseError::Refused(refused)) => refused,
                Err(error) => {
                    tracing::debug!(procedure = self.procedure, step = step.id, %error, "a case of the demo goes no further");
                    return None;
                }
            };
            let (unsettled, others): (Vec<Refused>, Vec<Refused>) =
                refused.into_iter().partition(|one| one.cause == Cause::LawUnsettled);
            let later = others.iter().filter_map(|one| one.until).max();
            match (others.is_empty(), later.filter(|day| *day <= self.days.1 && *day > on)) {
                (true, _) => {}
                (false, Some(day)) => on = day,
                (false, None) => {
                    tracing::debug!(procedure = self.procedure, step = step.id, ?others, "not of this merchant");
                    return None;
                }
            }
            accepted.extend(unsettled.into_iter().map(|one| one.what));
        }
        None
    }

    fn attempt(
        &self,
        step: &Step,
        account: &str,
        (on, is_lacking): (Day, bool),
        (accepted, file): (&[String], Option<&CaseFile>),
    ) -> Result<CaseFile, CaseError> {
        let (court, matter) = (self.court, self.matter);
        let about = vec![About { kind: matter.kind.to_owned(), key: matter.key.clone() }];
        let subject = || court.ledger.subject_of(matter.code).map_err(CaseError::from);
        let subject_id = match file {
            Some(file) => file.subject_id,
            None => subject()?.ok_or(CaseError::Missing("merchant"))?,
        };
        let department = Some(matter.office.as_str());
        let (office, upper_office) = match file {
            Some(file) => (file.office.clone(), file.upper_office.clone()),
            None => {
                let code = matter.code;
                let wished = Wished { procedure: self.procedure, subject_id, code, about: &about, department };
                let handling = court.docket.handling(wished)?;
                (handling.office, handling.upper_office)
            }
        };
        let of = if step.by == Role::UpperOfficial { upper_office.clone() } else { Some(office.clone()) };
        let on_paper = on < self.days.1 || step.by == Role::Party;
        let paper = on_paper.then_some("paper");
        let gone = step.lacks.iter().any(|lacking| lacking == "SUBJECT_STANDS").then_some(SUBJECT_ENDED);
        let act = Act {
            step: step.id.clone(),
            on,
            on_paper,
            by: Actor { account: account.to_owned(), role: step.by, office: of },
            stated: self.stated(step, on, is_lacking),
            papers: step.papers.iter().map(String::as_str).chain(paper).chain(gone).map(scanned).collect(),
            accepted: accepted.to_vec(),
        };
        match file {
            None => {
                let (procedure, code) = (self.procedure.to_owned(), matter.code);
                let sight = Sight::EVERYWHERE;
                let opening = Opening { subject_id, code, procedure, office, upper_office, about, act, sight };
                court.book.begin(&opening, &*court.docket)
            }
            Some(file) => {
                let (case_no, expected) = (file.case_no, file.steps);
                court.book.take(&Taking { case_no, expected, act, sight: Sight::EVERYWHERE }, &*court.docket)
            }
        }
    }

    /// What is written: something of everything that is needed, and what officials find where the law asks them.
    fn stated(&self, step: &Step, on: Day, is_lacking: bool) -> Stated {
        let needs = step.needs.iter().map(|need| (need.clone(), json!(format!("示例：{need}"))));
        let mut stated: Stated = needs.collect();
        if step.by == Role::Party {
            stated.insert("promise".to_owned(), json!("示例：守信承诺书"));
            if self.procedure == "reply" {
                stated.insert("reply".to_owned(), json!("示例：本店已全部整改，并公开了整改情况，欢迎监督。"));
            }
            return stated;
        }
        if step.effects.iter().any(|effect| effect == "correct") {
            stated.insert("correction".to_owned(), json!({ "withdraw": true }));
        }
        let found_on = self.found_on();
        let found = [
            ("duty_performed", json!(!is_lacking)),
            ("harm_removed", json!(true)),
            ("falsehood_proved", json!(true)),
            ("ruling_verified", json!(!is_lacking)),
            ("ruled_on", json!(on.to_string())),
            ("plan_failed", json!(true)),
            ("grave", json!(true)),
            ("weighing", json!("示例：主观恶意、次数、社会影响")),
            ("serious", json!(true)),
            ("refuses_to_perform", json!(true)),
            ("masked", json!(true)),
            ("served_on", json!(on.to_string())),
            ("article", json!(self.matter.article)),
            ("found_on", json!(found_on.to_string())),
            ("first_letter_on", json!(found_on.plus_days(-40).to_string())),
            ("second_letter_on", json!(found_on.plus_days(-20).to_string())),
            ("proposed_penalty", json!({ "kinds": ["business_suspended"], "grade": "aggravated" })),
            ("published_on", json!(on.plus_days(-10).to_string())),
        ];
        stated.extend(found.map(|(name, value)| (name.to_owned(), value)));
        stated.extend(self.matter.again.iter().map(|key| ("inspection".to_owned(), json!(key))));
        stated
    }
}

/// A document that stands for one.
fn scanned(need: &str) -> NewPaper {
    let content = format!("%PDF-1.4\n% 示例 example: {need}\n%%EOF\n");
    NewPaper { need: need.to_owned(), name: format!("示例-{need}.pdf"), content: content.into_bytes().into() }
}
