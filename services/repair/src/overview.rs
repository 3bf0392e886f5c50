//! What could be repaired (可修复事项): everything that is shown about a merchant, with where to go, from which day on, what is
//! missing, and what happens without any application.

use crate::bench::Own;
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::judging::{is_paid, open_about, term_from};
use crate::kind::{Group, Kind, WHERE_LISTED, where_to_go};
use crate::lapses::Lapse;
use crate::repairs::Repairs;
use crate::target::Target;
use cases::{About, CaseError, CaseFile};
use domain::day::Day;
use domain::vocab::Severity;
use statute::repair::{Asked, FirstDay, Item, Judged, Refusal, first_day, first_removal, running};

/// Something that is shown about a merchant, and how it ends (可修复事项).
#[derive(Clone, Debug)]
pub struct Repairable {
    /// What, since when, and when it goes without any application; and what shields it today.
    pub shown: Lapse,
    /// The procedure by which it ends early, without `procedures.`.
    pub procedure: &'static str,
    /// The channel: `gsxt` or `credit_china`.
    pub channel: &'static str,
    /// Where to go with it, in Chinese and English.
    pub where_to_go: (&'static str, &'static str),
    /// Code of the office that decides.
    pub office: String,
    /// How serious a penalty is.
    pub severity: Option<Severity>,
    /// The first day from today on on which it can be asked for, if the law knows one before it goes by itself.
    pub first_day: Option<FirstDay>,
    /// Every condition as it is today, with what is handed in already where a case is open; otherwise of what a merchant
    /// hands in with an application nothing is there yet.
    pub conditions: Vec<Judged>,
    /// Open cases about it.
    pub open: Vec<CaseFile>,
    /// Does anything of this rest on what is not settled?
    pub provisional: bool,
}

impl Repairs {
    /// What is shown about a merchant today and could end early, in order of the days on which it goes by itself.
    ///
    /// # Errors
    /// [`CaseError::Port`] if somebody who is asked does not answer.
    pub fn repairable(&self, subject_id: i64) -> Result<Vec<Repairable>, CaseError> {
        let dossier = self.bench.dossier(subject_id)?;
        let own = self.court.book.of_subject(subject_id)?;
        let today = self.today();
        let all = dossier.shown();
        let mut found: Vec<Repairable> = all
            .into_iter()
            .filter_map(|(about, target)| self.looked_at(&dossier, &own, (about, target), today))
            .collect();
        found.sort_by(|one, other| one.shown.place().cmp(&other.shown.place()));
        Ok(found)
    }

    fn looked_at(
        &self,
        dossier: &Dossier,
        own: &[Own],
        (about, target): (About, Target<'_>),
        today: Day,
    ) -> Option<Repairable> {
        let kind = target.repair()?;
        let shielded = self.bench.shielding(own, &about);
        let shown = Lapse { shielded, ..Lapse::of((about, target), &self.bench.law.rules, today)? };
        let abouts = [shown.about.clone()];
        let open = |group| open_about(own, &abouts, group).collect::<Vec<_>>();
        let applications = open(Group::Repair);
        let beside = [Group::Shield, Group::Objection, Group::Reply, Group::Remedy, Group::Reinspection]
            .into_iter()
            .flat_map(open);
        let office = target.office();
        let conditions = self.conditions(kind, dossier, (target, &office), own, applications.first().copied(), today);
        let first = self.first_day(dossier, &target, today);
        let files = applications.iter().copied().chain(beside).map(|(file, _)| file.clone()).collect();
        let is_open = |judged: &Judged| judged.provisional;
        let provisional = shown.provisional
            || conditions.iter().any(is_open)
            || first.as_ref().is_some_and(|first| first.provisional);
        Some(Repairable {
            procedure: kind.procedure(),
            channel: kind.channel().token(),
            where_to_go: if kind.is_of_penalty() { where_to_go(kind.channel()) } else { WHERE_LISTED },
            office,
            severity: match target {
                Target::Penalty(read) => Some(read.reading.severity),
                _ => None,
            },
            first_day: first,
            conditions,
            open: files,
            provisional,
            shown,
        })
    }

    /// The conditions today: of an open case by what it tells, else as if nothing were handed in.
    fn conditions(
        &self,
        kind: Kind,
        dossier: &Dossier,
        (target, office): (Target<'_>, &str),
        own: &[Own],
        open: Option<&Own>,
        today: Day,
    ) -> Vec<Judged> {
        let filing = open.map(|(_, steps)| Filing::of(steps, None, today));
        let told = |name: &str| filing.as_ref().and_then(|filing| filing.found(name)).map(|(holds, _)| holds);
        let asked = Asked {
            channel: kind.channel(),
            office,
            duty_performed: told("duty_performed").unwrap_or_else(|| is_paid(&target, dossier)),
            harm_removed: told("harm_removed").unwrap_or(false),
            promise: filing.as_ref().is_some_and(Filing::has_promise),
            complete: filing.as_ref().is_none_or(Filing::is_complete),
            authority: filing.as_ref().is_none_or(Filing::has_authority),
        };
        let filed_on = filing.as_ref().map_or(today, Filing::filed_on);
        let days = (filed_on, today);
        // Whoever asks today has asked for nothing else yet that would stand in its own way.
        self.bench.judge(kind, dossier, target, (own, false), &asked, days)
    }

    fn first_day(&self, dossier: &Dossier, target: &Target<'_>, today: Day) -> Option<FirstDay> {
        let (rules, tables) = (&self.bench.law.rules, &self.bench.law.tables);
        match target {
            Target::Penalty(read) => {
                let item = Item::of(&read.penalty, read.reading.clone(), tables, rules);
                let stops = running(&item, today)?;
                first_day(&item, stops, today, rules)
            }
            _ if dossier.serious_list().contains(today) && target.repair() == Some(Kind::SeriousListRemoval) => {
                first_removal(term_from(target), today, rules)
            }
            _ => None,
        }
    }
}

impl Repairable {
    /// Is it a penalty? Else it is a membership of a list.
    pub(crate) fn is_of_penalty(&self) -> bool {
        self.severity.is_some()
    }

    /// Does it end by itself so soon that the law wants no application?
    #[must_use]
    pub fn needs_no_application(&self) -> bool {
        let is_so = |judged: &Judged| judged.refusal == Refusal::AutoStopNoApplicationNeeded && !judged.holds;
        self.conditions.iter().any(is_so)
    }
}
