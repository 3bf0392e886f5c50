//! Which commands follow from a step, and how each is sent (指令).

use super::correcting::away;
use super::refused;
use crate::correction::CORRECT;
use crate::kind::Kind;
use crate::repairs::Repairs;
use crate::shield::is_hidden_by_order;
use crate::store::Key;
use crate::target::{MEMBERSHIP, PENALTY, case_of_key};
use cases::{About, StepTaken};
use contracts::port::{DisplayAct, DisplayOrder, ListAct, ListOrder, PortError};
use domain::vocab::StopReason;

/// A command to another service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Command {
    /// About the display of a penalty (公示指令).
    Display(DisplayAct),
    /// About a membership of a list (名单指令).
    List(ListAct),
    /// The item was wrong (更正): what becomes of it, its kind and the step say.
    Correct,
}

/// The commands that follow from effects on something. Use ends with display, measures are suspended with the membership that
/// is shielded, and whoever is barred the own cases say: none of these needs one.
///
/// What ends for good under a shield ends beneath it: lifting the shield would show it for as long as the end takes. An order
/// of 停止执行 hides what can be hidden by order; of anything else its mark alone tells (`crate::marks`).
pub(super) fn of(effects: &[String], about: Option<&About>) -> Vec<Command> {
    let is_there = |wanted: &str| effects.iter().any(|effect| effect == wanted);
    // What was wrong leaves its list by that.
    let leaves = |effect: &str| effect.starts_with("leave_") && is_there(CORRECT);
    let known = [
        (CORRECT, Command::Correct),
        ("stop_display", Command::Display(DisplayAct::Stop { reason: StopReason::Repaired })),
        ("resume_display", Command::Display(DisplayAct::Resume)),
        ("leave_list", Command::List(ListAct::Remove)),
        ("leave_abnormal_list", Command::List(ListAct::Remove)),
        ("enter_list", Command::List(ListAct::Restore)),
        ("enter_abnormal_list", Command::List(ListAct::Restore)),
    ];
    let commands =
        known.into_iter().filter(|(effect, _)| is_there(effect) && !leaves(effect)).map(|(_, command)| command);
    let is_list = about.is_some_and(|about| about.kind == MEMBERSHIP);
    let is_shield = is_there("shield");
    if !is_shield && !is_there("unshield") {
        // What was wrong is put right first, so that it is not shown again in between.
        let is_hidden = about.is_some_and(is_hidden_by_order);
        let suspends = is_there("suspend").then(|| hide(is_list));
        // Whoever leaves a list by being corrected is hidden no more, and of one cause a list follows one order.
        let resumes = (is_there("resume") && !(is_list && is_there(CORRECT))).then(|| show(is_list));
        return commands.chain(suspends.into_iter().chain(resumes).filter(|_| is_hidden)).collect();
    }
    // One procedure shields penalties and memberships: only what concerns the one in question follows.
    let ends: Vec<Command> = commands.filter(|one| matches!(one, Command::List(_)) == is_list).collect();
    match (ends.is_empty(), is_shield) {
        (false, _) => ends,
        (true, true) => vec![hide(is_list)],
        (true, false) => vec![show(is_list)],
    }
}

const fn hide(is_list: bool) -> Command {
    if is_list { Command::List(ListAct::Shield) } else { Command::Display(DisplayAct::Shield) }
}

const fn show(is_list: bool) -> Command {
    if is_list { Command::List(ListAct::Unshield) } else { Command::Display(DisplayAct::Unshield) }
}

/// The cause by which a step commands: of one cause whoever is commanded follows one order.
pub(super) fn cause((_, case_no, number): Key) -> String {
    format!("{}:{case_no}#{number}", crate::SERVICE)
}

impl Repairs {
    /// Sends what follows from a step.
    pub(super) fn perform(
        &self,
        key: Key,
        procedure: &str,
        about: Option<&About>,
        step: &StepTaken,
    ) -> Result<(), PortError> {
        let about = about.ok_or_else(|| refused("the case is about nothing"))?;
        for command in of(self.bench.effects(procedure, step), Some(about)) {
            match command {
                Command::Display(DisplayAct::Unshield) | Command::List(ListAct::Unshield)
                    if !self.bench.uncovers(key, about).map_err(|error| away(&error))? => {}
                Command::Display(what) => self.order_display(key, (procedure, about), what, step)?,
                Command::List(what) => self.order_list(key, about, what, step)?,
                Command::Correct => self.correct(key, about, step)?,
            }
        }
        Ok(())
    }

    fn order_display(
        &self,
        key: Key,
        (procedure, about): (&str, &About),
        what: DisplayAct,
        step: &StepTaken,
    ) -> Result<(), PortError> {
        if about.kind != PENALTY {
            return Err(refused("only the display of a penalty can be ordered"));
        }
        let (case_no, is_remedy) = (key.1, Kind::of(procedure) == Some(Kind::Remedy));
        let reason = match what {
            DisplayAct::Stop { .. } if Kind::of(procedure) == Some(Kind::Shield) => {
                format!("重整计划或者和解协议执行完毕，终局停止公示（屏蔽案 {case_no}）")
            }
            DisplayAct::Stop { .. } => format!("准予信用修复，停止公示（修复案 {case_no}）"),
            DisplayAct::Resume => format!("撤销信用修复，恢复公示（修复案 {case_no}）"),
            DisplayAct::Shield if is_remedy => format!("依法停止执行，暂停公示（复议、诉讼案 {case_no}）"),
            DisplayAct::Unshield if is_remedy => {
                format!("停止执行结束，恢复公示剩余期间（复议、诉讼案 {case_no}）")
            }
            DisplayAct::Shield => format!("重整、和解期间临时屏蔽（屏蔽案 {case_no}）"),
            DisplayAct::Unshield => format!("解除临时屏蔽，恢复公示剩余期间（屏蔽案 {case_no}）"),
        };
        let order =
            DisplayOrder { subject_id: key.0, key: about.key.clone(), what, on: step.on, cause: cause(key), reason };
        self.bench.around.displays.order(&order).map(drop)
    }

    pub(super) fn order_list(&self, key: Key, about: &About, what: ListAct, step: &StepTaken) -> Result<(), PortError> {
        let membership = Some(&about.key).filter(|_| about.kind == MEMBERSHIP).and_then(|key| case_of_key(key));
        // What the province or another office has told is ended by whoever tells it.
        let case_no = membership.ok_or_else(|| {
            refused("名单由其他机关登记，须告知其办理 / the list is kept elsewhere: whoever told of it has to be told")
        })?;
        let order = ListOrder { case_no, what, on: step.on, cause: cause(key), accepted: step.rests_on.clone() };
        self.bench.around.lists.order(&order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(effects: &[&str]) -> Vec<Command> {
        of(&effects.iter().map(|effect| (*effect).to_owned()).collect::<Vec<_>>(), None)
    }

    fn about(kind: &str, effects: &[&str]) -> Vec<Command> {
        let about = About { kind: kind.to_owned(), key: "x".to_owned() };
        of(&effects.iter().map(|effect| (*effect).to_owned()).collect::<Vec<_>>(), Some(&about))
    }

    #[test]
    fn a_shield_hides_what_its_case_is_about_and_what_ends_for_good_ends_beneath_it() {
        let stop = Command::Display(DisplayAct::Stop { reason: StopReason::Repaired });
        for (effects, of_penalty, of_list) in [
            (&["shield", "suspend_measures"][..], Command::Display(DisplayAct::Shield), Command::List(ListAct::Shield)),
            (
                &["unshield", "resume_measures"],
                Command::Display(DisplayAct::Unshield),
                Command::List(ListAct::Unshield),
            ),
            (
                &["unshield", "stop_display", "stop_use", "leave_list", "lift_measures"],
                stop,
                Command::List(ListAct::Remove),
            ),
            (&["unshield"], Command::Display(DisplayAct::Unshield), Command::List(ListAct::Unshield)),
        ] {
            assert_eq!(about(PENALTY, effects), [of_penalty], "{effects:?}");
            assert_eq!(about(MEMBERSHIP, effects), [of_list], "{effects:?}");
        }
    }

    #[test]
    fn a_suspension_hides_what_can_be_hidden_and_ends_behind_the_correction() {
        for (kind, hidden, shown) in [
            (PENALTY, Command::Display(DisplayAct::Shield), Command::Display(DisplayAct::Unshield)),
            (MEMBERSHIP, Command::List(ListAct::Shield), Command::List(ListAct::Unshield)),
        ] {
            assert_eq!(about(kind, &["suspend"]), [hidden], "{kind}");
            for ends in [&["resume"][..], &["unflag", "resume"]] {
                assert_eq!(about(kind, ends), [shown], "{kind}");
            }
        }
        let shown = Command::Display(DisplayAct::Unshield);
        assert_eq!(about(PENALTY, &["unflag", "correct", "resume"]), [Command::Correct, shown]);
        assert_eq!(about(MEMBERSHIP, &["unflag", "correct", "resume"]), [Command::Correct], "one order of one cause");
        assert_eq!(about("class", &["suspend"]), [], "a class is nobody's to hide");
        assert_eq!(about("standing", &["unflag", "correct", "resume"]), [Command::Correct]);
    }

    #[test]
    fn what_is_corrected_leaves_its_list_by_that_and_all_else_as_removed() {
        assert_eq!(named(&["unflag", "correct", "leave_abnormal_list"]), [Command::Correct]);
        assert_eq!(named(&["leave_list", "lift_measures"]), [Command::List(ListAct::Remove)]);
        assert_eq!(named(&["enter_list", "begin_measures", "restart", "bar"]), [Command::List(ListAct::Restore)]);
    }

    #[test]
    fn a_bar_and_the_end_of_use_are_no_commands() {
        let stop = Command::Display(DisplayAct::Stop { reason: StopReason::Repaired });
        assert_eq!(named(&["stop_display", "stop_use"]), [stop]);
        assert_eq!(named(&["resume_display", "restart", "bar"]), [Command::Display(DisplayAct::Resume)]);
        assert_eq!(named(&["flag", "unflag", "bar"]), []);
    }
}
