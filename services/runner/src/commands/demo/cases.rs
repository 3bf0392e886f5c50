//! The cases of a demo: of each procedure one in every stage, made by the code of every other case, on days that have been. What
//! the law does not allow is not made: another merchant is tried, or another way.

mod course;
mod matters;
mod paths;
mod tally;

pub(super) use tally::{Tally, json, text};

use crate::serve::Courts;
use crate::stop;
use ::cases::{CaseFile, Court};
use anyhow::Result;
use course::Course;
use domain::day::Day;
use matters::Matter;
use samplecity::Telling;
use statute::procedure::{Step, Way};
use std::collections::BTreeSet;

/// Merchants that are tried for one stage.
const TRIED: usize = 60;
/// Cases that may come to a halt before one stage is reached.
const STUCK: usize = 6;
/// How often stages without a case are tried: what the house does by itself opens some and empties others.
const ROUNDS: usize = 3;
/// Memberships of each list beyond the first.
const MEMBERSHIPS: usize = 10;
/// Stages in which a merchant is on a list.
const ON_LIST: [&str; 3] = ["listed", "published", "marked"];
/// The lists, by their procedures.
const SERIOUS: [&str; 3] = ["serious_list", "serious_list_separate", "serious_list_false_data"];
const ABNORMAL: [&str; 2] = ["abnormal_list", "abnormal_mark"];
/// Days since something happened of which a membership is over by now: its term of three years, and the way to it.
const OVER: i32 = 3 * 366 + 60;
/// About how many days ago a penalty was decided that can be repaired.
const REPAIRABLE: i32 = 200;
/// Days behind what it is about on which a case begins that ends with the display.
const BEHIND: i32 = 20;
/// Longest way to a stage that is tried, in steps.
const LONGEST: usize = 9;

/// Makes a case in each stage in which there is none, until somebody asks to stop. Of merchants that tell something by themselves
/// none is made, and none of what somebody has entered.
pub(super) fn make(city: &Courts<'_>, telling: &[Telling]) -> Result<()> {
    let known = Known::of(city, telling)?;
    for round in 0..ROUNDS {
        // Lists first: what is removed from one has to be on it.
        for court in city.courts() {
            for (name, procedure) in city.procedures(court).filter(|(_, one)| one.begins() <= known.today) {
                if stop::asked() {
                    return Ok(());
                }
                let (used, own) = (about(court, None)?, about(court, Some(name))?);
                let days = (procedure.begins(), known.today);
                let matters = known.matters(city, name)?;
                let mut making = Making { court, procedure: name, days, round, matters, used, own };
                // Of one thing one case, as far as there are enough.
                making.matters.sort_by_key(|matter| making.used.contains(&matter.key));
                let way = procedure.on(known.today).value;
                // From each list somebody is removed.
                for (list, done) in removals(name).filter(|_| round == 0) {
                    making.bring(&known.listed(city, &[list])?, &paths::to(way, done, LONGEST), done, 1, |_| None);
                }
                making.stages(way)?;
            }
        }
        city.settle()?;
    }
    Ok(())
}

/// The records of a city of which cases can be.
struct Known {
    today: Day,
    penalties: Vec<Matter>,
    standings: Vec<Matter>,
    inspections: Vec<Matter>,
}

impl Known {
    fn of(city: &Courts<'_>, telling: &[Telling]) -> Result<Self> {
        let told = |matter: &Matter| telling.iter().all(|one| one.code != matter.code);
        let but_told = |matters: Vec<Matter>| matters.into_iter().filter(told).collect();
        Ok(Self {
            today: city.listing.book.today(),
            penalties: but_told(matters::penalties(city.violations)?),
            standings: but_told(matters::standings(city.registry)?),
            inspections: but_told(matters::inspections(city.inspections)?),
        })
    }

    /// What a procedure can be about, best first.
    fn matters(&self, city: &Courts<'_>, procedure: &str) -> Result<Vec<Matter>> {
        let mut matters = match procedure {
            "abnormal_list" | "abnormal_mark" => self.standings.clone(),
            "serious_list_removal" => self.listed(city, &SERIOUS)?,
            "abnormal_removal" | "abnormal_objection" => self.listed(city, &ABNORMAL)?,
            "reinspection" => self.inspections.clone(),
            _ => self.penalties.clone(),
        };
        if ["gsxt_repair", "credit_china_repair"].contains(&procedure) {
            matters.retain(|matter| matter.is_of_market() == (procedure == "gsxt_repair"));
            // Shown for long enough to be repaired, and still shown.
            matters.sort_by_key(|matter| (self.today.number() - matter.on.number() - REPAIRABLE).abs());
        }
        Ok(matters)
    }

    /// Memberships of some lists, of whoever came with the files of the city alone, whoever has listed it.
    fn listed(&self, city: &Courts<'_>, lists: &[&str]) -> Result<Vec<Matter>> {
        let is_of_city =
            |matter: &Matter| self.penalties.iter().chain(&self.standings).any(|own| own.code == matter.code);
        Ok(matters::memberships(&city.listing, lists)?.into_iter().filter(is_of_city).collect())
    }
}

/// The cases of a procedure.
struct Making<'m> {
    court: &'m Court,
    procedure: &'m str,
    /// The first day of its law, and today.
    days: (Day, Day),
    round: usize,
    /// What cases can be about, best first.
    matters: Vec<Matter>,
    /// What cases of the service are about.
    used: BTreeSet<String>,
    /// What cases of this procedure are about: of nothing there are two.
    own: BTreeSet<String>,
}

impl Making<'_> {
    /// A case in each stage in which there is none.
    fn stages(&mut self, way: &Way) -> Result<()> {
        for (stage, _) in way.stages() {
            let routes = paths::to(way, stage, LONGEST);
            if cases_in(self.court, Some(self.procedure), Some(stage))?.is_empty() {
                self.stage(&routes, stage);
            }
            if self.round == 0 && ON_LIST.contains(&stage) {
                self.memberships(&published(way, routes, stage), stage);
            }
        }
        Ok(())
    }

    /// A case in a stage, of the first thing of which it can be.
    fn stage(&mut self, routes: &[Vec<&Step>], stage: &str) {
        // What has to be off display by now was shown for the shortest time, and what came before lies just behind it.
        let is_old = !routes.is_empty() && routes.iter().all(|route| course::ends_with_display(route));
        let begins = |matter: &Matter| matter.on.plus_days(BEHIND);
        let mut matters = match is_old {
            true => self.oldest(|matter| matter.is_light && begins(matter) >= self.days.0),
            false => self.fresh(|matter| !matter.is_report()),
        };
        matters.truncate(TRIED);
        self.bring(&matters, routes, stage, 1, |matter| is_old.then(|| begins(matter)));
    }

    /// More memberships, of which other cases can be: of the oldest things, so that they have lasted. One of a list that has a
    /// term is over by it, and one of marks ends by the report that was missing.
    fn memberships(&mut self, routes: &[Vec<&Step>], stage: &str) {
        let long_ago = self.days.1.plus_days(-OVER);
        let of_then = |matter: &Matter| Some(matter.on);
        if SERIOUS.contains(&self.procedure) {
            self.bring(&self.oldest(|matter| matter.on < long_ago), routes, stage, 1, of_then);
        }
        if self.procedure == "abnormal_mark" {
            let reports = self.fresh(|matter| matter.late_since().is_some());
            self.bring(&reports, routes, stage, 1, Matter::late_since);
        }
        let lasting = self.oldest(|matter| !matter.is_report() && matter.on >= long_ago);
        self.bring(&lasting, routes, stage, MEMBERSHIPS, of_then);
    }

    /// Brings cases to a stage, each of one thing, until there are so many more. Where one way has led nowhere, the next thing
    /// is tried by the next one.
    fn bring(
        &mut self,
        matters: &[Matter],
        routes: &[Vec<&Step>],
        stage: &str,
        most: usize,
        since: impl Fn(&Matter) -> Option<Day>,
    ) {
        let (mut made, mut stuck) = (0, 0);
        for matter in matters {
            if made == most || stuck == STUCK {
                break;
            }
            match self.tries(matter, &turned(routes, stuck + self.round), since(matter)) {
                Some(reached) if reached == stage => made += 1,
                Some(_) => stuck += 1,
                None => {}
            }
        }
    }

    /// Of what there is no case of this procedure, best first.
    fn fresh(&self, is_meant: impl Fn(&Matter) -> bool) -> Vec<Matter> {
        let fresh = self.matters.iter().filter(|matter| is_meant(matter) && !self.own.contains(&matter.key));
        fresh.cloned().collect()
    }

    /// The same, oldest first, but for what other cases are about.
    fn oldest(&self, is_meant: impl Fn(&Matter) -> bool) -> Vec<Matter> {
        let mut oldest = self.fresh(is_meant);
        oldest.sort_by_key(|matter| (self.used.contains(&matter.key), matter.on));
        oldest
    }

    /// Tries to go one of some ways with a thing, from a day on; gives the stage of the case that there is now.
    fn tries(&mut self, matter: &Matter, routes: &[Vec<&Step>], since: Option<Day>) -> Option<String> {
        let (court, procedure, days) = (self.court, self.procedure, self.days);
        let course = Course { court, procedure, matter, days, since };
        // Ways that begin alike are refused alike.
        let mut refused: Vec<&str> = Vec::new();
        for route in routes {
            let is_open = |first: &&&Step| !refused.contains(&first.id.as_str()) && matter.fits(first);
            let Some(first) = route.first().filter(is_open) else { continue };
            if let Some(file) = course.run(route) {
                self.own.insert(matter.key.clone());
                return Some(file.stage);
            }
            refused.push(&first.id);
        }
        None
    }
}

/// The lists from which a procedure removes, with its stage in which that is done.
fn removals(procedure: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let (lists, done): (&[&str], _) = match procedure {
        "serious_list_removal" => (&SERIOUS, "effected"),
        "abnormal_removal" => (&ABNORMAL, "removed"),
        _ => (&[], ""),
    };
    lists.iter().map(move |list| (*list, done))
}

/// The ways to a membership, and on to its publication where that leaves it in its stage.
fn published<'w>(way: &'w Way, mut routes: Vec<Vec<&'w Step>>, stage: &str) -> Vec<Vec<&'w Step>> {
    let stays = |step: &&Step| step.to == stage && step.from.iter().any(|from| from == stage);
    if let Some(publish) = way.steps().iter().filter(stays).find(|step| step.id == "publish") {
        routes.iter_mut().for_each(|route| route.push(publish));
    }
    routes
}

/// The same ways, beginning with another one.
fn turned<'w>(routes: &[Vec<&'w Step>], by: usize) -> Vec<Vec<&'w Step>> {
    routes.iter().cycle().skip(by).take(routes.len()).cloned().collect()
}

/// The cases of a procedure, or of all, in a stage, or in any.
fn cases_in(court: &Court, procedure: Option<&str>, stage: Option<&str>) -> Result<Vec<CaseFile>> {
    let wanted = ::cases::Wanted {
        procedure: procedure.map(str::to_owned),
        stage: stage.map(str::to_owned),
        ..::cases::Wanted::all(::cases::Sight::EVERYWHERE, 1_000)
    };
    Ok(court.book.list(&wanted)?.0)
}

/// The keys of what the cases of a procedure, or of all, are about.
fn about(court: &Court, procedure: Option<&str>) -> Result<BTreeSet<String>> {
    Ok(cases_in(court, procedure, None)?.into_iter().flat_map(|file| file.about).map(|about| about.key).collect())
}
