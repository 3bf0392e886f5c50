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
use crate::target::Target;
use cases::About;
use domain::day::Day;
use statute::repair::{Asked, Item, Judged, Refusal, running};
use statute::tables::DisplayChannel;

/// What shields something today (屏蔽情况).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shielding {
    /// First day.
    pub since: Day,
    /// The case that was granted it.
    pub case_no: i64,
}

impl Bench {
    /// By which case something is shielded, and since when; the law says by which steps that begins and ends.
    pub(crate) fn shielding(&self, own: &[Own], about: &About) -> Option<Shielding> {
        let of_it = own
            .iter()
            .filter(|(file, _)| Kind::of(&file.procedure) == Some(Kind::Shield) && file.about.first() == Some(about));
        let mut running = of_it.filter_map(|(file, steps)| {
            let mut since = None;
            for step in steps {
                let effects = self.effects(&file.procedure, step);
                if effects.iter().any(|effect| effect == "unshield") {
                    since = None;
                }
                if effects.iter().any(|effect| effect == "shield") {
                    since.get_or_insert(step.on);
                }
            }
            since.map(|since| Shielding { since, case_no: file.case_no })
        });
        running.next()
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
