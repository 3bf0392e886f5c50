//! Procedures: which steps the law allows, which time limits they set going, and what always holds of any course.

use crate::support::day;
use domain::day::Day;
use policy::embedded;
use policy::library::Library;
use proptest::prelude::*;
use statute::clock::State;
use statute::duties::Limits;
use statute::procedure::{
    Actor, Attempt, Case, Cause, Finding, Moved, Offices, Procedure, Procedures, Refused, Role, Step, Taken,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

pub(crate) static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::shipped().unwrap());
pub(crate) static PROCEDURES: LazyLock<Procedures> =
    LazyLock::new(|| Procedures::read(&embedded::procedures().unwrap(), LIMITS.clocks()).unwrap());

pub(crate) fn procedure(name: &str) -> &'static Procedure {
    PROCEDURES.get(name).unwrap()
}

pub(crate) const OFFICES: Offices<'_> = Offices { own: "bureau", upper: Some("next level") };

pub(crate) fn actor(account: &str, role: Role) -> Actor {
    let office = match role {
        Role::Official => Some(OFFICES.own.to_owned()),
        Role::UpperOfficial => OFFICES.upper.map(str::to_owned),
        Role::Party | Role::House => None,
    };
    Actor { account: account.to_owned(), role, office }
}

pub(crate) fn told(holds: bool) -> Finding {
    Finding::known(holds, "records")
}

pub(crate) fn holds(_: &str) -> Finding {
    told(true)
}

fn fails(_: &str) -> Finding {
    told(false)
}

/// A course that is written step by step, with everything that each step needs.
#[derive(Clone)]
pub(crate) struct Written {
    procedure: &'static Procedure,
    history: Vec<Taken>,
}

impl Written {
    pub(crate) fn of(name: &str) -> Self {
        Self { procedure: procedure(name), history: Vec::new() }
    }

    pub(crate) fn case(&self) -> Case<'_> {
        Case { procedure: self.procedure, offices: OFFICES, history: &self.history }
    }

    pub(crate) fn refused(&self, step: &str, on: &str, account: &str) -> Vec<Refused> {
        let (by, has) = self.with(step, on, account);
        self.attempted(step, on, &by, &has).map(|moved| moved.to.to_owned()).unwrap_err()
    }

    pub(crate) fn causes(&self, step: &str, on: &str, account: &str) -> Vec<String> {
        self.refused(step, on, account).iter().map(|refused| refused.cause.code().to_owned()).collect()
    }

    /// Who takes it, and what it needs.
    fn with(&self, step: &str, on: &str, account: &str) -> (Actor, Vec<String>) {
        let way = self.case().way(day(on)).value;
        let step = way.step(step).unwrap();
        (actor(account, step.by), step.needs.clone())
    }

    fn attempted(&self, step: &str, on: &str, by: &Actor, has: &[String]) -> Result<Moved<'_>, Vec<Refused>> {
        let has: Vec<&str> = has.iter().map(String::as_str).collect();
        let way = self.case().way(day(on));
        let attempt = Attempt { step, on: day(on), by, has: &has, accepted: &[way.basis.by] };
        // What is refused has a ground to be refused for.
        let has_ground = way.value.step(step).is_some_and(|step| !step.lacks.is_empty());
        self.case().attempt(&attempt, &LIMITS, if has_ground { fails } else { holds })
    }

    pub(crate) fn take(mut self, step: &str, on: &str, account: &str) -> Self {
        let (by, has) = self.with(step, on, account);
        let moved = self.attempted(step, on, &by, &has);
        let law = moved.unwrap_or_else(|refused| panic!("{step} on {on}: {refused:?}")).law;
        self.history.push(Taken { step: step.to_owned(), on: day(on), by, law, days: BTreeMap::new() });
        self
    }

    /// States a day with the step that was taken last.
    pub(crate) fn stating(mut self, name: &str, stated: &str) -> Self {
        self.history.last_mut().unwrap().days.insert(name.to_owned(), day(stated));
        self
    }

    pub(crate) fn due(&self, clock: &str, on: &str) -> (State, Option<Day>) {
        let reading = self.case().reading(clock, day(on), &LIMITS).unwrap();
        (reading.state, reading.last)
    }
}

/// A repair on GSXT through the decision.
fn repaired(filed: &str, accepted: &str, decided: &str) -> Written {
    Written::of("gsxt_repair")
        .take("file", filed, "shop")
        .take("accept", accepted, "wang")
        .take("propose", accepted, "wang")
        .take("approve", decided, "li")
}

#[test]
fn c15_limits_of_a_repair_filed_under_the_first_regime() {
    let written = Written::of("gsxt_repair").take("file", "2025-09-26", "shop");
    assert_eq!(written.due("gsxt_repair_acceptance", "2025-09-26"), (State::Running, Some(day("2025-09-29"))));
    let written = repaired("2025-09-26", "2025-09-29", "2025-10-27");
    assert_eq!(written.due("gsxt_repair_decision", "2025-10-27"), (State::Met, Some(day("2025-10-27"))));
    assert_eq!(written.due("gsxt_repair_stop", "2025-10-27"), (State::Running, Some(day("2025-10-30"))));
    assert_eq!(written.case().stage(), Some("approved"));
}

#[test]
fn c16_limits_of_a_repair_filed_before_the_spring_festival() {
    let written = repaired("2026-02-13", "2026-02-24", "2026-03-04");
    assert_eq!(written.due("gsxt_repair_acceptance", "2026-03-05"), (State::Met, Some(day("2026-02-24"))));
    assert_eq!(written.due("gsxt_repair_decision", "2026-03-05"), (State::Met, Some(day("2026-03-04"))));
    assert_eq!(written.due("gsxt_repair_stop", "2026-03-05"), (State::Running, Some(day("2026-03-09"))));
}

#[test]
fn the_limits_of_a_case_are_those_of_the_day_of_application() {
    // Settled reading 3: filed on 12-23, accepted under the new order, fifteen working days all the same.
    let written = Written::of("gsxt_repair").take("file", "2025-12-23", "shop").take("accept", "2025-12-25", "wang");
    assert_eq!(written.due("gsxt_repair_decision", "2025-12-25").1, Some(day("2026-01-16")));
    let later = Written::of("gsxt_repair").take("file", "2025-12-25", "shop").take("accept", "2025-12-25", "wang");
    assert_eq!(later.due("gsxt_repair_decision", "2025-12-25").1, Some(day("2026-01-06")));
}

#[test]
fn c29_credit_china_accepts_in_three_days_decides_in_seven_and_answers_in_ten() {
    let written = Written::of("credit_china_repair").take("file", "2026-07-02", "shop");
    assert_eq!(written.due("credit_china_repair_acceptance", "2026-07-02").1, Some(day("2026-07-07")));
    assert_eq!(written.due("credit_china_repair_feedback", "2026-07-02").1, Some(day("2026-07-16")));
    let written = written.take("accept", "2026-07-07", "wang");
    assert_eq!(written.due("credit_china_repair_decision", "2026-07-07").1, Some(day("2026-07-16")));
}

#[test]
fn c17_limits_of_an_early_removal_from_the_list() {
    let written = Written::of("serious_list_removal").take("file", "2026-03-11", "shop");
    assert_eq!(written.due("list_removal_acceptance", "2026-03-11").1, Some(day("2026-03-13")));
    let written = written.take("accept", "2026-03-13", "wang").take("propose", "2026-03-13", "wang");
    assert_eq!(written.due("list_removal_decision", "2026-03-13").1, Some(day("2026-03-24")));
    let written = written.take("approve", "2026-03-24", "li");
    assert_eq!(written.due("list_removal_stop", "2026-03-24").1, Some(day("2026-03-27")));
}

#[test]
fn missing_material_is_handed_in_to_the_same_case_and_the_two_days_begin_again() {
    let written = Written::of("gsxt_repair")
        .take("file", "2026-03-02", "shop")
        .take("ask_material", "2026-03-03", "wang")
        .take("complete", "2026-03-20", "shop");
    assert_eq!(written.due("gsxt_repair_acceptance", "2026-03-20"), (State::Running, Some(day("2026-03-24"))));
}

#[test]
fn c25_an_objection_is_answered_in_three_days_or_in_seven_with_help() {
    let alone = Written::of("objection").take("file", "2026-09-30", "shop");
    assert_eq!(alone.due("objection_answer", "2026-09-30").1, Some(day("2026-10-10")));
    let helped = alone.take("ask_help", "2026-10-08", "wang");
    assert_eq!(helped.due("objection_answer", "2026-10-08").1, Some(day("2026-10-15")));
}

/// S-05: Art. 40 of the Shandong rules.
#[test]
fn what_fell_is_corrected_at_its_source_within_three_working_days() {
    let upheld = Written::of("objection")
        .take("file", "2026-09-18", "shop")
        .take("propose", "2026-09-21", "wang")
        .take("uphold", "2026-09-21", "li");
    let quashed =
        Written::of("remedy").take("record_suit", "2026-09-18", "wang").take("record_quashed", "2026-09-21", "wang");
    for fallen in [upheld, quashed] {
        assert_eq!(fallen.due("source_correction", "2026-09-21"), (State::Running, Some(day("2026-09-24"))));
        let confirmed = fallen.take("confirm", "2026-09-24", "li");
        assert_eq!(confirmed.due("source_correction", "2026-09-24").0, State::Met);
        assert_eq!(confirmed.case().stage(), Some("corrected"));
    }
}

#[test]
fn who_proposed_does_not_decide() {
    let written = Written::of("gsxt_repair")
        .take("file", "2026-03-02", "shop")
        .take("accept", "2026-03-03", "wang")
        .take("propose", "2026-03-04", "wang");
    assert_eq!(written.causes("approve", "2026-03-05", "wang"), ["INVOLVED_BEFORE"]);
    assert_eq!(written.causes("refuse", "2026-03-05", "wang"), ["INVOLVED_BEFORE"]);
    assert_eq!(written.take("refuse", "2026-03-05", "li").case().stage(), Some("refused"));
}

/// A listing through the notice.
fn noticed(on: &str) -> Written {
    Written::of("serious_list").take("propose", on, "wang").take("notice", on, "wang")
}

const SERIOUS: [&str; 3] = ["serious_list", "serious_list_separate", "serious_list_false_data"];

/// Where a merchant is to be listed for another reason, the way there and out again is the same.
#[test]
fn the_three_ways_to_the_serious_list_differ_in_what_is_found_and_in_nothing_else() {
    let finds = |step: &Step| ["propose", "list"].contains(&step.id.as_str());
    let found = |name: &str, step: &str| {
        let requires = &procedure(name).on(day("2026-01-01")).value.step(step).unwrap().requires;
        requires.join(" ")
    };
    for name in SERIOUS {
        for day_of_law in ["2021-09-01", "2024-05-01", "2026-01-01"] {
            let (own, first) =
                (procedure(name).on(day(day_of_law)).value, procedure(SERIOUS[0]).on(day(day_of_law)).value);
            assert_eq!(own.stages().collect::<Vec<_>>(), first.stages().collect::<Vec<_>>(), "{name}");
            assert_eq!(own.steps().len(), first.steps().len(), "{name}");
            for (step, of_first) in own.steps().iter().zip(first.steps()) {
                let mut alike = of_first.clone();
                if finds(step) {
                    (alike.requires, alike.article) = (step.requires.clone(), step.article.clone());
                }
                assert_eq!(*step, alike, "{name}@{day_of_law}");
            }
        }
    }
    let office = "NOT_DECIDING_OFFICE";
    let heavy = format!("{office} NOT_HEAVY NO_LISTED_CONDUCT");
    for (name, proposed, listed) in [
        (SERIOUS[0], heavy.clone(), format!("{heavy} NO_INTENT_PROVED NOT_GRAVE NOT_WITH_PENALTY")),
        (
            SERIOUS[1],
            format!("{office} NO_REFUSAL_TO_PERFORM"),
            format!("{office} NO_REFUSAL_TO_PERFORM NO_INTENT_PROVED NOT_GRAVE"),
        ),
        (
            SERIOUS[2],
            format!("{office} FALSE_DATA_NOT_SERIOUS"),
            format!("{office} FALSE_DATA_NOT_SERIOUS NO_INTENT_PROVED NOT_GRAVE"),
        ),
    ] {
        assert_eq!((found(name, "propose"), found(name, "list")), (proposed, listed), "{name}");
    }
}

/// A listing through its decision.
fn listed(name: &str) -> Written {
    Written::of(name)
        .take("propose", "2026-09-01", "wang")
        .take("notice", "2026-09-01", "wang")
        .take("consent", "2026-09-18", "upper")
        .take("list", "2026-09-20", "li")
}

#[test]
fn a_listing_that_is_quashed_or_was_wrong_is_off_at_once_and_confirmed_outside() {
    for name in SERIOUS {
        for (step, effects) in [
            ("quash", &["leave_list", "lift_measures"][..]),
            ("correct_as_objected", &["correct", "leave_list", "lift_measures"]),
        ] {
            let off = listed(name).take(step, "2026-11-02", "li");
            assert_eq!(off.case().stage(), Some("fallen"), "{name}: {step}");
            let way = off.case().way(day("2026-11-02")).value;
            let (step, fall) = (way.step(step).unwrap(), way.step("fall").unwrap());
            assert_eq!((step.effects.join(" "), &step.tells), (effects.join(" "), &fall.tells), "{name}");
            assert_eq!(off.take("confirm_fall", "2026-11-04", "li").case().stage(), Some("closed"));
        }
        let by = actor("li", Role::Official);
        let found = listed(name).attempted("quash", "2026-11-02", &by, &[]).map(drop).unwrap_err();
        assert_eq!(found[0].cause, Cause::MaterialMissing, "the outcome itself is attached");
        for ended in ["remove", "expire"] {
            let wrong =
                listed(name).take(ended, "2026-11-02", "house").take("correct_after_end", "2026-11-04", "house");
            assert_eq!(wrong.case().stage(), Some("closed"), "{name}: {ended}");
        }
    }
}

#[test]
fn a_hearing_that_is_dropped_is_not_waited_for() {
    let asked = noticed("2026-09-21").take("ask_hearing", "2026-09-22", "shop");
    assert_eq!(asked.due("serious_list_hearing_request", "2026-09-22").0, State::Met);
    let by = actor("wang", Role::Official);
    let found = asked.attempted("drop_hearing", "2026-09-23", &by, &[]).map(drop).unwrap_err();
    assert_eq!(found[0].cause, Cause::WrongRole, "only whoever asked for it drops it");
    let dropped = asked.take("drop_hearing", "2026-09-23", "shop");
    assert_eq!(dropped.case().stage(), Some("heard"));
    assert_eq!(dropped.take("consent", "2026-09-24", "upper").case().stage(), Some("consented"));
}

#[test]
fn a_hearing_can_be_asked_for_within_five_working_days_and_nobody_lists_before() {
    let written = noticed("2026-09-21");
    let last = written.due("serious_list_hearing_request", "2026-09-21").1.unwrap();
    assert_eq!(last, day("2026-09-29"), "the twenty-fifth to the twenty-seventh are days off");
    assert_eq!(written.causes("consent", "2026-09-29", "upper"), ["LIMIT_RUNNING"]);
    let refused = written.refused("consent", "2026-09-29", "upper");
    assert_eq!(refused[0].until, Some(day("2026-09-30")));
    assert_eq!(written.causes("ask_hearing", "2026-09-30", "shop"), ["LIMIT_OVER"]);
    let asked = noticed("2026-09-21").take("ask_hearing", "2026-09-29", "shop");
    assert_eq!(asked.causes("consent", "2026-09-30", "upper"), ["WRONG_STAGE"]);
    assert_eq!(asked.causes("hear", "2026-10-20", "li"), ["LIMIT_RUNNING"], "nobody was told when it is");
    // Seven working days lie between the notice and the hearing.
    let told = asked.take("notify_hearing", "2026-09-30", "wang");
    assert_eq!(told.due("serious_list_hearing_notice", "2026-09-30").1, Some(day("2026-10-15")));
    assert_eq!(told.causes("hear", "2026-10-15", "li"), ["LIMIT_RUNNING"]);
    let heard = told.take("hear", "2026-10-16", "li");
    assert_eq!(heard.take("consent", "2026-10-21", "upper").case().stage(), Some("consented"));
}

#[test]
fn c35_without_the_consent_of_the_next_level_nothing_is_listed() {
    let written = noticed("2026-09-01");
    let found = written.refused("list", "2026-09-20", "li");
    assert_eq!(found[0].cause, Cause::WrongStage);
    assert!(found[0].article.contains("Arts. 12, 13"), "{found:?}");
    // Nor by whoever proposed it, nor by an official of the office in place of the next level.
    let by = actor("li", Role::Official);
    let consent = written.attempted("consent", "2026-09-20", &by, &["consent".to_owned()]).unwrap_err();
    assert_eq!(consent[0].cause, Cause::WrongRole);
    let consented = noticed("2026-09-01").take("consent", "2026-09-18", "upper");
    assert_eq!(consented.causes("list", "2026-09-20", "wang"), ["INVOLVED_BEFORE"]);
    let listed = consented.take("list", "2026-09-20", "li");
    assert_eq!(listed.due("serious_list_publication", "2026-09-20").1, Some(day("2026-10-23")));
    assert_eq!(listed.take("publish", "2026-10-12", "li").due("serious_list_publication", "2026-10-12").0, State::Met);
}

#[test]
fn everything_that_stands_in_the_way_is_told_at_once() {
    let written = Written::of("gsxt_repair").take("file", "2026-03-02", "shop");
    let by = actor("shop", Role::Party);
    let attempt = Attempt { step: "not_accept", on: day("2026-03-01"), by: &by, has: &[], accepted: &[] };
    let found = written.case().attempt(&attempt, &LIMITS, holds).unwrap_err();
    let codes: Vec<&str> = found.iter().map(|refused| refused.cause.code()).collect();
    assert_eq!(codes, ["OUT_OF_ORDER", "WRONG_ROLE", "WRONG_OFFICE", "MATERIAL_MISSING", "NO_GROUND"]);
    let unknown = Attempt { step: "destroy", ..attempt };
    assert_eq!(written.case().attempt(&unknown, &LIMITS, holds).unwrap_err()[0].cause, Cause::UnknownStep);
}

#[test]
fn an_official_of_another_office_takes_no_step_and_without_a_known_next_level_there_is_no_consent() {
    let written = Written::of("gsxt_repair").take("file", "2025-10-08", "shop");
    let by = Actor { office: Some("elsewhere".to_owned()), ..actor("wang", Role::Official) };
    let attempt = Attempt { step: "accept", on: day("2025-10-09"), by: &by, has: &[], accepted: &[] };
    let found = written.case().attempt(&attempt, &LIMITS, holds).unwrap_err();
    assert_eq!(found.iter().map(|refused| refused.cause.code()).collect::<Vec<_>>(), ["WRONG_OFFICE"]);
    // Nor does it record there what the party is said to have done.
    let recording = Actor { role: Role::Party, ..by.clone() };
    let attempt = Attempt { step: "withdraw", by: &recording, ..attempt };
    let found = written.case().attempt(&attempt, &LIMITS, holds).unwrap_err();
    assert_eq!(found.iter().map(|refused| refused.cause.code()).collect::<Vec<_>>(), ["WRONG_OFFICE"]);
    let written = noticed("2026-09-01");
    let case = Case { offices: Offices { upper: None, ..OFFICES }, ..written.case() };
    let by = Actor { office: None, ..actor("upper", Role::UpperOfficial) };
    let attempt = Attempt { step: "consent", on: day("2026-09-20"), by: &by, has: &["consent"], accepted: &[] };
    assert_eq!(case.attempt(&attempt, &LIMITS, holds).unwrap_err()[0].cause, Cause::WrongOffice);
    // What the next level says elsewhere is put on record by somebody who did not propose the listing.
    assert_eq!(written.causes("record_consent", "2026-09-20", "wang"), ["INVOLVED_BEFORE"]);
    assert_eq!(written.take("record_consent", "2026-09-20", "li").case().stage(), Some("consented"));
}

#[test]
fn nothing_is_refused_without_a_ground_that_the_law_knows() {
    let written = Written::of("gsxt_repair").take("file", "2025-10-08", "shop");
    let by = actor("wang", Role::Official);
    let attempt = Attempt { step: "not_accept", on: day("2025-10-09"), by: &by, has: &["reasons"], accepted: &[] };
    let found = written.case().attempt(&attempt, &LIMITS, holds).unwrap_err();
    assert_eq!(found.iter().map(|refused| refused.cause.code()).collect::<Vec<_>>(), ["NO_GROUND"]);
    let early = |code: &str| Finding { holds: code != "MIN_PERIOD_NOT_REACHED", ..doubtful() };
    let refused = written.case().attempt(&attempt, &LIMITS, early).unwrap_err();
    assert_eq!(refused[0].cause, Cause::LawUnsettled, "one ground, and it rests on law that is not settled");
    let certain = |code: &str| told(code != "MIN_PERIOD_NOT_REACHED");
    assert_eq!(written.case().attempt(&attempt, &LIMITS, certain).unwrap().to, "not_accepted");
}

fn doubtful() -> Finding {
    Finding { provisional: true, ..told(true) }
}

#[test]
fn what_no_rule_extends_or_what_is_over_is_not_extended() {
    let filed = Written::of("objection").take("file", "2026-09-01", "shop");
    assert_eq!(
        filed.causes("ask_help", "2026-09-05", "wang"),
        ["NOT_EXTENDABLE"],
        "the three days ended on the fourth"
    );
    let accepted =
        Written::of("credit_china_repair").take("file", "2026-07-02", "shop").take("accept", "2026-07-07", "wang");
    assert_eq!(accepted.causes("extend", "2026-07-17", "wang"), ["NOT_EXTENDABLE"]);
    let extended = accepted.take("extend", "2026-07-16", "wang");
    assert_eq!(extended.due("credit_china_repair_decision", "2026-07-16").1, Some(day("2026-07-27")));
}

#[test]
fn a_history_that_the_law_does_not_know_opens_nothing_anew() {
    let by = actor("shop", Role::Party);
    let law = "procedures.gsxt_repair@2025-12-25".to_owned();
    let history =
        [Taken { step: "conjure".to_owned(), on: day("2026-03-02"), by: by.clone(), law, days: BTreeMap::new() }];
    let case = Case { procedure: procedure("gsxt_repair"), offices: OFFICES, history: &history };
    let has = ["application"];
    let accepted = ["procedures.gsxt_repair@2025-12-25"];
    let attempt = Attempt { step: "file", on: day("2026-03-03"), by: &by, has: &has, accepted: &accepted };
    assert_eq!(case.attempt(&attempt, &LIMITS, holds).unwrap_err()[0].cause, Cause::BrokenHistory);
}

#[test]
fn c20_a_removal_that_was_got_by_falsehood_is_revoked_by_somebody_who_did_not_propose_that() {
    let removed = Written::of("serious_list_removal")
        .take("file", "2026-03-11", "shop")
        .take("accept", "2026-03-13", "wang")
        .take("propose", "2026-03-16", "wang")
        .take("approve", "2026-03-24", "li")
        .take("confirm", "2026-03-26", "li");
    assert_eq!(removed.causes("revoke", "2026-08-28", "wang"), ["WRONG_STAGE"], "nobody has proposed it yet");
    let removed = removed.take("propose_revocation", "2026-08-28", "li");
    let kept = removed.clone().take("keep", "2026-08-31", "wang");
    assert_eq!(kept.case().stage(), Some("approved"));
    assert_eq!(removed.causes("revoke", "2026-09-01", "li"), ["INVOLVED_BEFORE"]);
    let revoked = removed.take("revoke", "2026-09-01", "wang");
    assert_eq!(revoked.case().stage(), Some("revoked"));
    let way = revoked.case().way(day("2026-09-01")).value;
    assert_eq!(way.step("revoke").unwrap().effects, ["enter_list", "begin_measures", "restart", "bar"]);
}

#[test]
fn the_three_days_after_an_annulment_run_from_its_receipt() {
    let listed = noticed("2026-09-01").take("consent", "2026-09-18", "upper").take("list", "2026-09-20", "li").take(
        "receive_annulment",
        "2026-11-02",
        "wang",
    );
    assert_eq!(listed.due("serious_list_withdrawal", "2026-11-02").1, Some(day("2026-11-05")));
    let fallen = listed.take("fall", "2026-11-04", "li");
    assert_eq!(fallen.due("serious_list_withdrawal", "2026-11-06").0, State::Overdue, "until it is off outside too");
    let closed = fallen.take("confirm_fall", "2026-11-06", "li");
    assert_eq!(closed.due("serious_list_withdrawal", "2026-11-06").0, State::MetLate);
}

#[test]
fn what_was_done_is_read_by_the_version_by_which_it_was_done() {
    let version = |day: &str, stage: &str| {
        format!(
            "[[from]]\nday = {day}\nsource = {{ title = \"t\", article = \"a\" }}\n[from.value]\nchosen_by = \"opening\"\n\
             [from.value.stages]\n{stage} = {{ zh = \"一\", en = \"one\", end = \"yes\" }}\n[[from.value.steps]]\nid = \"open\"\n\
             zh = \"步\"\nen = \"s\"\nby = \"official\"\narticle = \"x\"\nto = \"{stage}\"\n"
        )
    };
    let head =
        "id = \"procedures.p\"\ntitle = { zh = \"一\", en = \"one\" }\nunit = \"procedure\"\nowner = \"repair\"\n";
    let text = format!("{head}{}{}", version("2026-01-01", "old"), version("2026-06-01", "new"));
    let set = policy::set::PolicySet::read([("procedures/p.toml", text.as_str())]).unwrap();
    let read = Procedures::read(&set, LIMITS.clocks()).unwrap();
    let stage = |law: &str| {
        let by = actor("wang", Role::Official);
        let taken =
            [Taken { step: "open".to_owned(), on: day("2026-07-01"), by, law: law.to_owned(), days: BTreeMap::new() }];
        Case { procedure: read.get("p").unwrap(), offices: OFFICES, history: &taken }.stage().map(str::to_owned)
    };
    assert_eq!(stage("procedures.p@2026-01-01").as_deref(), Some("old"), "by what was known of the law then");
    assert_eq!(stage("procedures.p@2026-06-01").as_deref(), Some("new"));
    assert_eq!(stage("procedures.p@2025-01-01").as_deref(), Some("new"), "a version that is gone: that of the day");
}

#[test]
fn what_has_to_be_waited_for_and_was_never_set_going_is_not_over() {
    let step = |id: &str, more: &str| {
        format!(
            "[[from.value.steps]]\nid = \"{id}\"\nzh = \"步\"\nen = \"s\"\nby = \"official\"\narticle = \"x\"\n{more}\n"
        )
    };
    let text = format!(
        "id = \"procedures.p\"\ntitle = {{ zh = \"一\", en = \"one\" }}\nunit = \"procedure\"\nowner = \"repair\"\n\
         [[from]]\nday = 2026-01-01\nsource = {{ title = \"t\", article = \"a\" }}\n[from.value]\nchosen_by = \"opening\"\n\
         [from.value.stages]\na = {{ zh = \"一\", en = \"a\" }}\nb = {{ zh = \"二\", en = \"b\", end = \"yes\" }}\n{}{}",
        step("open", "to = \"a\""),
        step("go", "from = [\"a\"]\nto = \"b\"\nafter = \"objection_answer\"")
    );
    let set = policy::set::PolicySet::read([("procedures/p.toml", text.as_str())]).unwrap();
    let read = Procedures::read(&set, LIMITS.clocks()).unwrap();
    let by = actor("wang", Role::Official);
    let law = "procedures.p@2026-01-01".to_owned();
    let taken = [Taken { step: "open".to_owned(), on: day("2026-07-01"), by: by.clone(), law, days: BTreeMap::new() }];
    let case = Case { procedure: read.get("p").unwrap(), offices: OFFICES, history: &taken };
    let attempt = Attempt { step: "go", on: day("2026-12-01"), by: &by, has: &[], accepted: &[] };
    let refused = case.attempt(&attempt, &LIMITS, holds).unwrap_err();
    assert_eq!((&refused[0].cause, refused[0].until), (&Cause::LimitRunning, None));
}

#[test]
fn c27_a_suit_against_a_decision_can_be_brought_for_six_months() {
    let refused = Written::of("gsxt_repair")
        .take("file", "2026-08-10", "shop")
        .take("accept", "2026-08-11", "wang")
        .take("propose", "2026-08-20", "wang")
        .take("refuse", "2026-08-31", "li");
    // The end of February is a Sunday, and it is not known yet whether the Monday is a working day.
    let suit = refused.case().reading("suit_request", day("2026-09-01"), &LIMITS).unwrap();
    assert_eq!((suit.state, suit.due, suit.last), (State::Provisional, Some(day("2027-02-28")), None));
    let year = "year = 2027\noff = []\n[source]\ntitle = \"t\"\npublished = 2026-11-30\n";
    let known = Library::shipped().unwrap().overlaid([("calendar/2027.toml", year)]).unwrap();
    let rolled = refused.case().reading("suit_request", day("2026-09-01"), &Limits::of(&known).unwrap()).unwrap();
    let monday = Some(day("2027-03-01"));
    assert_eq!((rolled.state, rolled.due, rolled.last), (State::Running, suit.due, monday), "where 2027 is published");
    assert_eq!(refused.due("reconsideration_request", "2026-09-01"), (State::Running, Some(day("2026-10-30"))));
    assert_eq!(refused.due("reconsideration_request", "2026-10-31").0, State::Ended, "a right, and not overdue");
}

#[test]
fn what_a_remedy_quashed_is_taken_up_again() {
    let refused = Written::of("gsxt_repair")
        .take("file", "2025-10-08", "shop")
        .take("accept", "2025-10-09", "wang")
        .take("propose", "2025-10-10", "wang")
        .take("refuse", "2025-10-13", "li");
    assert_eq!(refused.causes("reopen", "2025-12-01", "li"), ["INVOLVED_BEFORE"], "who refused it");
    let reopened = refused.take("reopen", "2025-12-01", "wang");
    assert_eq!(reopened.due("gsxt_repair_decision", "2025-12-01"), (State::Running, Some(day("2025-12-22"))));
}

/// A remedy leads past the acceptance, and what is found at the acceptance may have changed since.
#[test]
fn whatever_is_asked_at_the_acceptance_is_asked_again_at_the_decision() {
    for name in ["gsxt_repair", "credit_china_repair", "serious_list_removal", "shield"] {
        for day_of_law in ["2021-09-01", "2025-12-25", "2026-04-01"] {
            let way = procedure(name).on(day(day_of_law)).value;
            let of = |step: &str| way.step(step).unwrap();
            for code in &of("accept").requires {
                assert!(of("approve").requires.contains(code), "{name}@{day_of_law}: {code}");
                assert!(of("refuse").lacks.contains(code), "{name}@{day_of_law}: {code}");
            }
        }
    }
}

#[test]
fn a_requirement_that_does_not_hold_refuses_with_its_own_code_and_day() {
    let written = Written::of("gsxt_repair").take("file", "2025-10-08", "shop");
    let by = actor("wang", Role::Official);
    let attempt = Attempt { step: "accept", on: day("2025-10-09"), by: &by, has: &[], accepted: &[] };
    let until = Some(day("2025-12-11"));
    let finding = |code: &str| Finding { holds: code != "NOT_DISPLAYED", until, ..holds(code) };
    let found = written.case().attempt(&attempt, &LIMITS, finding).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].cause.code(), found[0].until), ("NOT_DISPLAYED", until));
}

#[test]
fn law_that_is_not_settled_is_named_by_whoever_goes_on() {
    let written = Written::of("gsxt_repair").take("file", "2025-10-08", "shop");
    let by = actor("wang", Role::Official);
    let open = |code: &str| Finding { provisional: code == "NOT_DISPLAYED", ..holds(code) };
    let attempt = Attempt { step: "accept", on: day("2025-10-09"), by: &by, has: &[], accepted: &[] };
    let refused = written.case().attempt(&attempt, &LIMITS, open).unwrap_err();
    assert_eq!((refused[0].cause.code(), refused[0].what.as_str()), ("LAW_UNSETTLED", "records"));
    let named = Attempt { accepted: &["records"], ..attempt };
    let moved = written.case().attempt(&named, &LIMITS, open).unwrap();
    assert_eq!((moved.to, moved.rests_on), ("accepted", vec!["records".to_owned()]));
}

#[test]
fn what_is_over_leaves_nothing_to_be_done() {
    let written = Written::of("gsxt_repair").take("file", "2026-03-02", "shop").take("withdraw", "2026-03-02", "shop");
    assert_eq!(written.due("gsxt_repair_acceptance", "2026-03-20").0, State::Ended);
    for step in ["accept", "not_accept", "ask_material", "withdraw", "end"] {
        assert!(written.causes(step, "2026-03-20", "li").contains(&"WRONG_STAGE".to_owned()), "{step}");
    }
}

#[test]
fn a_file_that_is_no_procedure_is_refused_with_the_reason() {
    let file = |stages: &str, steps: &str| {
        let text = format!(
            "id = \"procedures.p\"\ntitle = {{ zh = \"一\", en = \"one\" }}\nunit = \"procedure\"\nowner = \"repair\"\n\
             [[from]]\nday = 2026-01-01\nsource = {{ title = \"t\", article = \"a\" }}\n\
             [from.value]\nchosen_by = \"opening\"\n[from.value.stages]\n{stages}\n{steps}"
        );
        let set = policy::set::PolicySet::read([("procedures/p.toml", text.as_str())]).unwrap();
        Procedures::read(&set, LIMITS.clocks()).map(drop).unwrap_err().remove(0).cause
    };
    let (a, b) = ("a = { zh = \"一\", en = \"a\" }", "b = { zh = \"二\", en = \"b\", end = \"yes\" }");
    let step = |id: &str, more: &str| {
        format!(
            "[[from.value.steps]]\nid = \"{id}\"\nzh = \"步\"\nen = \"step\"\nby = \"official\"\narticle = \"x\"\n{more}\n"
        )
    };
    let open = step("open", "to = \"a\"");
    let both = format!("{a}\n{b}");
    let cases = [
        (a.to_owned(), open.clone(), "no way leads from the stage \"a\" to an end"),
        (both.clone(), open.clone(), "nothing leads to the stage \"b\""),
        (a.to_owned(), open.clone() + &step("go", "from = [\"a\"]\nto = \"c\""), "step go: \"c\" is no stage"),
        (both.clone(), open.clone() + &step("open", "from = [\"a\"]\nto = \"b\""), "two steps have one id"),
        (
            both.clone(),
            open.clone() + &step("go", "from = [\"a\"]\nto = \"b\"\nstarts = [\"nothing\"]"),
            "step go: \"nothing\" is no clock",
        ),
        (
            both.clone(),
            open.clone() + &step("go", "from = [\"a\"]\nto = \"b\"\nrequires = [\"LUCK\"]"),
            "step go: \"LUCK\" is no requirement",
        ),
        (
            both.clone(),
            open.clone() + &step("go", "from = [\"a\"]\nto = \"b\"\neffects = [\"ban\"]"),
            "step go: \"ban\" is no effect",
        ),
        (both, open + &step("go", "from = [\"a\"]\nto = \"b\"\nnot_by = [\"x\"]"), "step go: \"x\" is no step"),
    ];
    for (stages, steps, cause) in cases {
        assert_eq!(file(&stages, &steps), cause);
    }
}

#[test]
fn no_version_leaves_a_case_without_a_way_on() {
    let version = |day: &str, stages: &str, from: &str| {
        format!(
            "[[from]]\nday = {day}\nsource = {{ title = \"t\", article = \"a\" }}\n[from.value]\nchosen_by = \"decision\"\n\
             decides = \"go\"\n[from.value.stages]\n{stages}\nb = {{ zh = \"二\", en = \"b\", end = \"yes\" }}\n\
             [[from.value.steps]]\nid = \"open\"\nzh = \"步\"\nen = \"s\"\nby = \"official\"\narticle = \"x\"\nto = \"{from}\"\n\
             [[from.value.steps]]\nid = \"go\"\nzh = \"步\"\nen = \"s\"\nby = \"official\"\narticle = \"x\"\nfrom = [\"{from}\"]\nto = \"b\"\n"
        )
    };
    let head =
        "id = \"procedures.p\"\ntitle = { zh = \"一\", en = \"one\" }\nunit = \"procedure\"\nowner = \"repair\"\n";
    let old = version("2026-01-01", "a = { zh = \"一\", en = \"a\" }", "a");
    let new = version("2026-06-01", "c = { zh = \"三\", en = \"c\" }", "c");
    let text = format!("{head}{old}{new}");
    let set = policy::set::PolicySet::read([("procedures/p.toml", text.as_str())]).unwrap();
    let faults = Procedures::read(&set, LIMITS.clocks()).map(drop).unwrap_err();
    assert_eq!(faults[0].cause, "a case that stands in \"a\" when the next version begins has no way on");
}

#[test]
fn the_shipped_procedures_end_in_these_stages_and_in_no_others() {
    // What is over and what goes on, by hand: a stage that became an end by mistake would leave its cases undone.
    let list = "closed declined expired removed withdrawn";
    let repair = "annulled effected not_accepted refused revoked withdrawn";
    let wanted = [
        ("abnormal_list", "corrected declined ended removed withdrawn"),
        ("abnormal_mark", "corrected declined ended unmarked withdrawn"),
        ("abnormal_objection", "corrected ended not_accepted rejected withdrawn"),
        ("abnormal_removal", "ended refused removed revoked withdrawn"),
        ("credit_china_repair", repair),
        ("gsxt_repair", repair),
        ("objection", "corrected ended rejected withdrawn"),
        ("reinspection", "done ended not_done refused withdrawn"),
        ("remedy", "corrected returned upheld withdrawn"),
        ("reply", "declined hidden withdrawn"),
        ("serious_list", list),
        ("serious_list_false_data", list),
        ("serious_list_removal", repair),
        ("serious_list_separate", list),
        ("shield", "annulled executed not_accepted over refused restored withdrawn"),
    ];
    let ends = |(name, procedure): (&'static str, &'static Procedure)| {
        let way = procedure.on(day("2026-11-30")).value;
        let ends: BTreeSet<&str> = way.stages().filter(|(_, stage)| stage.is_end).map(|(name, _)| name).collect();
        (name, ends.into_iter().collect::<Vec<_>>().join(" "))
    };
    let found: Vec<_> = PROCEDURES.all().map(ends).collect();
    assert_eq!(found, wanted.map(|(name, ends)| (name, ends.to_owned())));
}

/// A step of a random course: which of all, how many days later, by which of few people, with what is needed or not, and
/// whether what the law requires holds.
type Tried = (usize, i32, usize, bool, bool);

fn tries() -> impl Strategy<Value = (usize, &'static str, Vec<Tried>)> {
    let tried = (0..40_usize, 0..12_i32, 0..3_usize, prop::bool::weighted(0.9), any::<bool>());
    // Just before the order on the abnormal list began, and before that on repair.
    let begins = prop::sample::select(&["2025-04-10", "2025-11-20"][..]);
    (0..PROCEDURES.all().count(), begins, prop::collection::vec(tried, 1..40))
}

proptest! {
    /// Whatever is tried, in whatever order: what was refused leaves no trace, what was allowed led out of the stage in
    /// which the case stood, nobody decided what they had proposed, no limit was lost, and the written history alone says
    /// all of it again.
    #[test]
    fn no_course_leaves_the_law((which, begins, tried) in tries()) {
        let (_, procedure) = PROCEDURES.all().nth(which).unwrap();
        let mut history: Vec<Taken> = Vec::new();
        let (mut on, mut stage): (Day, Option<String>) = (day(begins), None);
        for (step, later, who, has_all, all_hold) in tried {
            on = on.plus_days(later);
            let case = Case { procedure, offices: OFFICES, history: &history };
            let way = case.way(on);
            // Half of what is tried can be taken where the case stands, or few would come far.
            let open: Vec<&Step> = way.value.out_of(case.stage()).collect();
            let step = if step % 2 == 0 && !open.is_empty() { open[step / 2 % open.len()] } else { &way.value.steps()[step % way.value.steps().len()] };
            let by = actor(["wang", "li", "shop"][who], step.by);
            let has: Vec<&str> = step.needs.iter().map(String::as_str).filter(|_| has_all).collect();
            let attempt = Attempt { step: &step.id, on, by: &by, has: &has, accepted: &[way.basis.by] };
            let before = case.limits().len();
            match case.attempt(&attempt, &LIMITS, |_| told(all_hold)) {
                Err(refused) => prop_assert!(!refused.is_empty()),
                Ok(moved) => {
                    prop_assert!(has_all || step.needs.is_empty());
                    prop_assert!(all_hold || step.requires.is_empty());
                    prop_assert!(!all_hold || step.lacks.is_empty());
                    let is_open = match &stage {
                        Some(stage) => step.from.contains(stage),
                        None => step.from.is_empty(),
                    };
                    prop_assert!(is_open, "{} out of {stage:?}", step.id);
                    let proposed = history.iter().any(|taken| taken.step == "propose" && taken.by.account == by.account);
                    prop_assert!(!(proposed && step.not_by.iter().any(|other| other == "propose")));
                    stage = Some(moved.to.to_owned());
                    let (starts, taken) =
                        (step.starts.len(), Taken { step: step.id.clone(), on, by, law: moved.law.clone(), days: BTreeMap::new() });
                    history.push(taken);
                    let again = Case { procedure, offices: OFFICES, history: &history };
                    prop_assert_eq!(again.limits().len(), before + starts);
                }
            }
        }
        let case = Case { procedure, offices: OFFICES, history: &history };
        prop_assert_eq!(case.stage(), stage.as_deref());
        let written = serde_json::to_string(&history).unwrap();
        let read: Vec<Taken> = serde_json::from_str(&written).unwrap();
        let again = Case { procedure, offices: OFFICES, history: &read };
        prop_assert_eq!((again.stage(), again.limits().len()), (case.stage(), case.limits().len()));
    }
}
