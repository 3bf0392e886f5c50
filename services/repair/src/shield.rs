//! The temporary shield while a plan of reorganisation or a settlement is carried out (重整、和解期间的临时屏蔽; settled
//! reading 15): what is asked of it, and what it shields.
//!
//! A shield stands beside a repair of the same thing, and neither makes the other an application that is pending already:
//! they ask for different things on different grounds, a shield that runs was decided, and the term that a repair shortens
//! runs on beneath it. So a condition is judged by the display beneath, and only another shield of the same thing, asked
//! for or running, is in the way of one.

use crate::bench::{Bench, Own};
use crate::judging::stated;
use crate::kind::{Kind, SHIELDED_ELSEWHERE};
use crate::store::Key;
use crate::target::{MEMBERSHIP, PENALTY, Target};
use cases::{About, CaseError, StepTaken};
use domain::day::Day;
use statute::repair::{Asked, Item, Judged, Refusal, running};
use statute::tables::DisplayChannel;

/// What hides something today (屏蔽情况): a shield, or an order that suspends its effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shielding {
    /// First day.
    pub since: Day,
    /// The case in which that was decided.
    pub case_no: i64,
}

/// Is it something that another service hides by order? Penalties and memberships are; of anything else nobody is commanded.
pub(crate) fn is_hidden_by_order(about: &About) -> bool {
    [PENALTY, MEMBERSHIP].contains(&about.kind.as_str())
}

impl Bench {
    /// By which case something is hidden, and since when: by a shield, or as its effect is suspended (停止执行).
    pub(crate) fn shielding(&self, own: &[Own], about: &About) -> Option<Shielding> {
        own.iter().filter(|(file, _)| file.about.first() == Some(about)).find_map(|(file, steps)| {
            let since = self.hidden_since(&file.procedure, about, steps)?;
            Some(Shielding { since, case_no: file.case_no })
        })
    }

    /// Since when the steps of a case hide what it is about; the law says by which steps that begins and ends.
    fn hidden_since<'s>(
        &self,
        procedure: &str,
        about: &About,
        steps: impl IntoIterator<Item = &'s StepTaken>,
    ) -> Option<Day> {
        if !is_hidden_by_order(about) {
            return None;
        }
        let mut since = None;
        for step in steps {
            let effects = self.effects(procedure, step);
            if effects.iter().any(|effect| effect == "unshield" || effect == "resume") {
                since = None;
            }
            if effects.iter().any(|effect| effect == "shield" || effect == "suspend") {
                since.get_or_insert(step.on);
            }
        }
        since
    }

    /// Is something shown again by a step? Only if its case had hidden it until then, and no other case still does: of two
    /// that hide one thing the last to end shows it.
    pub(crate) fn uncovers(&self, (subject_id, case_no, number): Key, about: &About) -> Result<bool, CaseError> {
        let own = self.book.of_subject(subject_id)?;
        let (itself, others): (Vec<Own>, Vec<Own>) = own.into_iter().partition(|(file, _)| file.case_no == case_no);
        let had_hidden = itself.iter().any(|(file, steps)| {
            let before = steps.iter().filter(|step| step.number < number);
            self.hidden_since(&file.procedure, about, before).is_some()
        });
        Ok(had_hidden && self.shielding(&others, about).is_none())
    }

    /// What is asked of a shield beside the rulings of the court.
    pub(crate) fn of_shield(
        &self,
        target: &Target<'_>,
        asked: &Asked<'_>,
        (is_pending, on): (bool, Day),
    ) -> Vec<Judged> {
        let office = target.office();
        let channel = target.repair().map_or(asked.channel, Kind::channel);
        let where_to = match channel {
            DisplayChannel::Gsxt => channel.token().to_owned(),
            DisplayChannel::CreditChina => format!("{}：{SHIELDED_ELSEWHERE}", channel.token()),
        };
        let right = stated(Refusal::WrongChannel, asked.channel == channel, &where_to);
        if !right.holds {
            // Nothing of what would be asked there.
            return vec![right];
        }
        let shown = self.shown_beneath(target, on);
        vec![
            right,
            stated(Refusal::WrongAuthority, asked.office == office, &office),
            stated(Refusal::NotDisplayed, shown.is_some(), shown.as_deref().unwrap_or("display")),
            stated(Refusal::AlreadyPending, !is_pending, "shields"),
            stated(Refusal::NoAuthority, asked.authority, "shield"),
            stated(Refusal::MaterialIncomplete, asked.complete, "shield"),
        ]
    }

    /// What says that something would be shown on a day if nothing shielded it.
    fn shown_beneath(&self, target: &Target<'_>, on: Day) -> Option<String> {
        let Target::Penalty(read) = target else {
            return target.listed().contains(on).then(|| "membership".to_owned());
        };
        let item = Item::of(&read.penalty, read.reading.clone(), &self.law.tables, &self.law.rules);
        running(&item, on).map(|interval| interval.by.clone())
    }
}
