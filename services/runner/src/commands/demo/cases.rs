//! The cases of a demo: of each procedure one in every stage that people can bring it to, made by the code of every other
//! case, on days that have been. What the law does not allow is not made: another merchant is tried, or another way.

mod course;
mod paths;

use crate::serve::Courts;
use ::cases::Court;
use anyhow::Result;
use contracts::access::Reach;
use course::{Course, Made};
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, Penalty, RecordKind, Standing};
use ledger::{Ledger, Wanted};
use samplecity::Telling;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Records of a kind that are looked at for something to make a case of.
const LOOKED_AT: i64 = 2_000;
/// Merchants that are tried for one stage.
const TRIED: usize = 60;
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

/// Makes what is missing of the cases; those that are there stay as they are. Of merchants that tell something by
/// themselves none is made, and none of what somebody else has sent.
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
    for (court, memberships) in [(&city.listing, false), (&*city.repair, true)] {
        let mut of_lists = if memberships { memberships_of(&city.listing)? } else { Vec::new() };
        of_lists.retain(|matter| penalties.iter().chain(&standings).any(|own| own.code == matter.code));
        let service = court.ledger.service();
        for (name, procedure) in court.book.procedures().all().filter(|(_, one)| one.owner == service) {
            let matters: Vec<Matter> = match name {
                "abnormal_list" | "abnormal_mark" => standings.clone(),
                "serious_list_removal" | "abnormal_removal" | "abnormal_objection" => of_lists.clone(),
                "reinspection" => inspections.clone(),
                _ => penalties.clone(),
            };
            let there = stages_of(court, name)?;
            let today = court.book.today();
            let way = procedure.on(today).value;
            let mut used = BTreeSet::new();
            for (stage, _) in way.stages() {
                if let Some(case_no) = there.iter().find(|(known, _)| known == stage).map(|(_, case_no)| *case_no) {
                    tally.made.push((name.to_owned(), stage.to_owned(), case_no.to_string()));
                    continue;
                }
                let routes = paths::to(way, stage, LONGEST);
                let found =
                    matters.iter().filter(|matter| !used.contains(&matter.key)).take(TRIED).find_map(|matter| {
                        let course = Course { court, procedure: name, matter, today };
                        routes.iter().find_map(|route| course.run(route).map(|made| (matter.key.clone(), made)))
                    });
                match found {
                    Some((key, Made { case_no })) => {
                        used.insert(key);
                        tally.made.push((name.to_owned(), stage.to_owned(), case_no.to_string()));
                    }
                    None => tally.missing.push((name.to_owned(), stage.to_owned())),
                }
            }
        }
    }
    Ok(tally)
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

/// What the registry states of merchants, newest first.
fn standings(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Standing, &wanted, Reach::Everywhere)?;
    let matter = |content: &str| -> Result<Matter> {
        let standing: Standing = serde_json::from_str(content)?;
        let key = domain::record::Record::key(&standing).to_string();
        let office = standing.office.clone();
        Ok(Matter { code: standing.party, kind: "standing", key, office, on: standing.from, again: None })
    };
    views.iter().filter(|view| view.source.is_some()).map(|view| matter(&view.content)).collect()
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

/// Memberships to which cases of the lists have led, and that still stand.
fn memberships_of(court: &Court) -> Result<Vec<Matter>> {
    let mut all = Vec::new();
    for stage in ["listed", "published", "marked"] {
        let wanted = ::cases::Wanted {
            stage: Some(stage.to_owned()),
            ..::cases::Wanted::all(::cases::Sight::EVERYWHERE, 1_000)
        };
        all.extend(court.book.list(&wanted)?.0);
    }
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

/// Stages of a procedure in which there is a case.
fn stages_of(court: &Court, procedure: &str) -> Result<Vec<(String, i64)>> {
    let wanted = ::cases::Wanted {
        procedure: Some(procedure.to_owned()),
        ..::cases::Wanted::all(::cases::Sight::EVERYWHERE, 1_000)
    };
    Ok(court.book.list(&wanted)?.0.into_iter().map(|file| (file.stage, file.case_no)).collect())
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
