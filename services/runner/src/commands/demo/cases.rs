//! The cases of a demo: of each procedure one in every stage that people can bring it to, made by the code of every other
//! case, on days that have been. What the law does not allow is not made: another merchant is tried, or another way.

mod course;
mod paths;

use crate::serve::Courts;
use ::cases::Court;
use anyhow::Result;
use contracts::access::Reach;
use course::Course;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, Merchant, Penalty, RecordKind, Standing};
use ledger::{Ledger, Wanted};
use samplecity::Telling;
use serde_json::{Value, json};
use statute::procedure::{Step, Way};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Records of a kind that are looked at for something to make a case of.
const LOOKED_AT: i64 = 2_000;
/// Merchants that are tried for one stage.
const TRIED: usize = 60;
/// Cases that may come to a halt before one stage is reached.
const STUCK: usize = 6;
/// Memberships of each list beyond the first.
const MEMBERSHIPS: usize = 10;
/// Stages in which a merchant is on a list.
const ON_LIST: [&str; 3] = ["listed", "published", "marked"];
/// The lists, by their procedures.
const SERIOUS: [&str; 3] = ["serious_list", "serious_list_separate", "serious_list_false_data"];
const ABNORMAL: [&str; 2] = ["abnormal_list", "abnormal_mark"];
/// Days that a membership has lasted of which other cases can be.
const LASTED: i32 = 450;
/// About how many days ago a penalty was decided that can be repaired.
const REPAIRABLE: i32 = 200;
/// Longest way to a stage that is tried, in steps.
const LONGEST: usize = 9;

/// Something that a case can be about.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    /// Whose it is.
    pub(super) code: PartyCode,
    /// Its kind.
    pub(super) kind: &'static str,
    /// Its key.
    pub(super) key: String,
    /// The office that made it.
    pub(super) office: String,
    /// When it happened.
    pub(super) on: Day,
    /// Of an inspection: the key of one that came after it.
    pub(super) again: Option<String>,
}

/// Which stages of which procedures have a case.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Procedure and stage, with the number of its case.
    made: Vec<(String, String, String)>,
    /// Procedure and stage.
    missing: Vec<(String, String)>,
}

/// Makes the cases of each procedure of which there is none yet; those that are there stay as they are. Of merchants that tell
/// something by themselves none is made, and none of what somebody else has sent.
pub(super) fn made(city: &Courts<'_>, telling: &[Telling]) -> Result<Tally> {
    let mut tally = Tally::default();
    let tells = |matter: &Matter| telling.iter().any(|one| one.code == matter.code);
    let mut penalties = penalties(city.violations)?;
    penalties.retain(|matter| !tells(matter));
    let mut standings = standings(city.registry)?;
    standings.retain(|matter| !tells(matter));
    let mut inspections = inspections(city.inspections)?;
    inspections.retain(|matter| !tells(matter));
    // Lists first: what is removed from one has to be on it.
    for court in [&city.listing, &*city.repair] {
        let (service, today) = (court.ledger.service(), court.book.today());
        let mut used: BTreeSet<String> = cases_of(court, None)?.into_iter().flat_map(|one| one.about).collect();
        for (name, procedure) in court.book.procedures().all().filter(|(_, one)| one.owner == service) {
            let mut matters: Vec<Matter> = match name {
                "abnormal_list" | "abnormal_mark" => standings.clone(),
                "serious_list_removal" => memberships_of(&city.listing, &SERIOUS)?,
                "abnormal_removal" | "abnormal_objection" => memberships_of(&city.listing, &ABNORMAL)?,
                "reinspection" => inspections.clone(),
                _ => penalties.clone(),
            };
            // Of whoever came with the files of the city alone, whoever has listed it.
            let is_of_city = |matter: &Matter| penalties.iter().chain(&standings).any(|own| own.code == matter.code);
            matters.retain(|matter| matter.kind != "membership" || is_of_city(matter));
            if name == "gsxt_repair" {
                // Shown for long enough to be repaired, and still shown.
                matters.sort_by_key(|matter| (today.number() - matter.on.number() - REPAIRABLE).abs());
            }
            // Of one thing one case, as far as there are enough.
            matters.sort_by_key(|matter| used.contains(&matter.key));
            let there = cases_of(court, Some(name))?;
            // Made once: whoever tries the demo goes on with them.
            let is_new = there.is_empty();
            let mut making = Making { court, procedure: name, matters, there };
            let way = procedure.on(today).value;
            for (stage, _) in way.stages() {
                let routes = if is_new { paths::to(way, stage, LONGEST) } else { Vec::new() };
                match making.stage(&routes, stage) {
                    Some(case_no) => tally.made.push((name.to_owned(), stage.to_owned(), case_no.to_string())),
                    None => tally.missing.push((name.to_owned(), stage.to_owned())),
                }
                if is_new && ON_LIST.contains(&stage) {
                    making.more(&published(way, routes, stage), stage);
                }
            }
            used.extend(making.there.into_iter().flat_map(|one| one.about));
        }
    }
    Ok(tally)
}

/// The cases of a procedure.
struct Making<'m> {
    court: &'m Court,
    procedure: &'m str,
    /// What cases can be about.
    matters: Vec<Matter>,
    /// Stages in which there is a case, with its number and what it is about.
    there: Vec<There>,
}

/// A case that there is.
struct There {
    stage: String,
    case_no: i64,
    about: Vec<String>,
}

impl Making<'_> {
    /// The case in a stage: one that there is, or a new one.
    fn stage(&mut self, routes: &[Vec<&Step>], stage: &str) -> Option<i64> {
        let (mut tried, mut stuck, mut at) = (0, 0, 0);
        while self.case_in(stage).is_none() && tried < TRIED && stuck < STUCK {
            let Some(matter) = self.fresh(&mut at) else { break };
            tried += 1;
            // Where one way has led nowhere, the next merchant is tried by the next one.
            stuck += usize::from(self.tries(&matter, &turned(routes, stuck), None));
        }
        self.case_in(stage)
    }

    /// More memberships, of which other cases can be: of the oldest things, so that they have lasted.
    fn more(&mut self, routes: &[Vec<&Step>], stage: &str) {
        let number = |making: &Self| making.there.iter().filter(|one| one.stage == stage).count();
        let mut oldest: Vec<Matter> = self.matters.iter().filter(|matter| !self.is_used(matter)).cloned().collect();
        oldest.sort_by_key(|matter| matter.on);
        for matter in oldest.into_iter().take(2 * TRIED) {
            if number(self) > MEMBERSHIPS {
                break;
            }
            self.tries(&matter, routes, Some(self.court.book.today().plus_days(-LASTED)));
        }
    }

    fn case_in(&self, stage: &str) -> Option<i64> {
        self.there.iter().find(|one| one.stage == stage).map(|one| one.case_no)
    }

    fn is_used(&self, matter: &Matter) -> bool {
        self.there.iter().any(|one| one.about.contains(&matter.key))
    }

    /// The next thing of which there is no case.
    fn fresh(&self, at: &mut usize) -> Option<Matter> {
        let mut left = self.matters.iter().enumerate().skip(*at).filter(|(_, matter)| !self.is_used(matter));
        let (found, matter) = left.next()?;
        *at = found + 1;
        Some(matter.clone())
    }

    /// Tries to go one of some ways with a thing, from a day on; is there a case of it now?
    fn tries(&mut self, matter: &Matter, routes: &[Vec<&Step>], since: Option<Day>) -> bool {
        let (court, procedure, today) = (self.court, self.procedure, self.court.book.today());
        let course = Course { court, procedure, matter, today, since };
        let Some(file) = routes.iter().find_map(|route| course.run(route)) else { return false };
        self.there.push(There { stage: file.stage, case_no: file.case_no, about: vec![matter.key.clone()] });
        true
    }
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

/// Penalties, newest first, but for those whose files say themselves how long they are shown.
fn penalties(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Penalty, &wanted, Reach::Everywhere)?;
    // What came with the files of the city: whatever else is here, whoever tries the demo has sent, and works with.
    let penalties = views.iter().filter(|view| view.source.is_some()).map(|view| serde_json::from_str(&view.content));
    let penalties: Vec<Penalty> = penalties.collect::<Result<_, _>>()?;
    let matter = |penalty: Penalty| Matter {
        kind: "penalty",
        key: domain::record::Record::key(&penalty).to_string(),
        code: penalty.party,
        office: penalty.authority_code,
        on: penalty.decided_on,
        again: None,
    };
    Ok(penalties.into_iter().filter(|penalty| penalty.display_until.is_none()).map(matter).collect())
}

/// What the registry states of merchants, newest first, with the office that registers them: of the sample data, that of their
/// area.
fn standings(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Standing, &wanted, Reach::Everywhere)?;
    let standings = views.iter().filter(|view| view.source.is_some()).map(|view| serde_json::from_str(&view.content));
    let standings: Vec<Standing> = standings.collect::<Result<_, _>>()?;
    let subjects = standings.iter().map(|standing| ledger.subject_of(standing.party)).collect::<Result<Vec<_>, _>>()?;
    let subjects: Vec<i64> = subjects.into_iter().flatten().collect();
    let merchants = ledger.standing_of(RecordKind::Merchant, &subjects, Reach::Everywhere)?;
    let merchants = merchants.iter().map(|merchant| serde_json::from_str(&merchant.content));
    let merchants: Vec<Merchant> = merchants.collect::<Result<_, _>>()?;
    let areas: BTreeMap<PartyCode, AreaCode> =
        merchants.iter().map(|merchant| (merchant.code, merchant.area)).collect();
    let matter = |standing: Standing| {
        let key = domain::record::Record::key(&standing).to_string();
        let (code, office) = (standing.party, format!("{}SJ", areas.get(&standing.party)?));
        Some(Matter { code, kind: "standing", key, office, on: standing.from, again: None })
    };
    Ok(standings.into_iter().filter_map(matter).collect())
}

/// Inspections, newest first, those with a later one of the same merchant before all others: some cases end with it.
fn inspections(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Inspection, &wanted, Reach::Everywhere)?;
    let inspections = views.iter().map(|view| serde_json::from_str(&view.content));
    let inspections: Vec<Inspection> = inspections.collect::<Result<_, _>>()?;
    let key = |inspection: &Inspection| domain::record::Record::key(inspection).to_string();
    let (mut matters, mut last) = (Vec::new(), BTreeMap::new());
    for inspection in inspections {
        let later = last.get(&inspection.party).filter(|(_, day)| *day > inspection.day);
        matters.push(Matter {
            kind: "inspection",
            key: key(&inspection),
            code: inspection.party,
            // Whose it is follows from where the merchant is registered.
            office: String::new(),
            on: inspection.day,
            again: later.map(|(key, _)| String::clone(key)),
        });
        last.entry(inspection.party).or_insert_with(|| (key(&inspection), inspection.day));
    }
    matters.sort_by_key(|matter| matter.again.is_none());
    Ok(matters)
}

/// Memberships to which cases of some lists have led and that still stand, the oldest first.
fn memberships_of(court: &Court, lists: &[&str]) -> Result<Vec<Matter>> {
    let mut all = Vec::new();
    for (procedure, stage) in lists.iter().flat_map(|list| ON_LIST.map(|stage| (list, stage))) {
        let wanted = ::cases::Wanted {
            procedure: Some((*procedure).to_owned()),
            stage: Some(stage.to_owned()),
            ..::cases::Wanted::all(::cases::Sight::EVERYWHERE, 1_000)
        };
        all.extend(court.book.list(&wanted)?.0);
    }
    all.sort_by_key(|file| file.opened_on);
    let matter = |file: ::cases::CaseFile| Matter {
        code: file.code,
        kind: "membership",
        key: format!("listing:{}", file.case_no),
        office: file.office,
        on: file.opened_on,
        again: None,
    };
    Ok(all.into_iter().map(matter).collect())
}

/// The cases that there are of a procedure, or of all.
fn cases_of(court: &Court, procedure: Option<&str>) -> Result<Vec<There>> {
    let wanted = ::cases::Wanted {
        procedure: procedure.map(str::to_owned),
        ..::cases::Wanted::all(::cases::Sight::EVERYWHERE, 1_000)
    };
    let there = |file: ::cases::CaseFile| There {
        stage: file.stage,
        case_no: file.case_no,
        about: file.about.into_iter().map(|about| about.key).collect(),
    };
    Ok(court.book.list(&wanted)?.0.into_iter().map(there).collect())
}

/// For machines.
pub(super) fn json(tally: &Tally) -> Value {
    let made = tally
        .made
        .iter()
        .map(|(procedure, stage, case_no)| json!({ "procedure": procedure, "stage": stage, "case_no": case_no }));
    let missing = tally.missing.iter().map(|(procedure, stage)| json!({ "procedure": procedure, "stage": stage }));
    json!({ "made": made.collect::<Vec<_>>(), "missing": missing.collect::<Vec<_>>() })
}

/// For people.
pub(super) fn text(tally: &Tally, url: &str) -> String {
    let mut text = format!("\n案件示例 Examples of cases: {} 个阶段 stages", tally.made.len());
    let mut last = "";
    for (procedure, stage, case_no) in &tally.made {
        if procedure != last {
            // Writing into a String cannot fail.
            let _ = write!(text, "\n  {procedure}:");
            last = procedure;
        }
        let _ = write!(text, " {stage} #{case_no}");
    }
    if !tally.missing.is_empty() {
        let missing = tally.missing.iter().map(|(procedure, stage)| format!("{procedure}/{stage}"));
        let _ = write!(
            text,
            "\n  仅由系统办理或者今天不具备条件 by the house alone, or not possible today: {}",
            missing.collect::<Vec<_>>().join(" ")
        );
    }
    let _ = write!(text, "\n    {url}/listing/v1/cases  {url}/repair/v1/cases");
    text
}
