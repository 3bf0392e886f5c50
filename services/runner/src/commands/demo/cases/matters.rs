//! What the cases of a demo can be about: records of its city, and memberships of its lists.

use super::{ON_LIST, cases_in};
use ::cases::Court;
use anyhow::Result;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::record::{Inspection, Merchant, Penalty, RecordKind, Standing};
use ledger::{Ledger, Wanted};
use std::collections::BTreeMap;

/// Records of a kind that are looked at for something to make a case of.
const LOOKED_AT: i64 = 5_000;

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

impl Matter {
    /// Did an office of market supervision make it? Codes of the sample data say so.
    pub(super) fn is_of_market(&self) -> bool {
        self.office.ends_with(samplecity::MARKET)
    }

    /// Is it an annual report?
    pub(super) fn is_report(&self) -> bool {
        self.key.starts_with("standing:annual_report/")
    }
}

/// Penalties, newest first, but for those whose files say themselves how long they are shown.
pub(super) fn penalties(ledger: &Ledger) -> Result<Vec<Matter>> {
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
pub(super) fn standings(ledger: &Ledger) -> Result<Vec<Matter>> {
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
pub(super) fn inspections(ledger: &Ledger) -> Result<Vec<Matter>> {
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

/// Memberships to which cases of some lists have led and that still stand: the oldest of each list in turn, so that whatever
/// takes several of them takes them from all.
pub(super) fn memberships(court: &Court, lists: &[&str]) -> Result<Vec<Matter>> {
    let mut all = Vec::new();
    for list in lists {
        let files = ON_LIST.map(|stage| cases_in(court, Some(list), Some(stage)));
        let mut files = files.into_iter().collect::<Result<Vec<_>>>()?.concat();
        files.sort_by_key(|file| file.opened_on);
        all.extend(files.into_iter().enumerate());
    }
    all.sort_by_key(|(nth, _)| *nth);
    let matter = |file: ::cases::CaseFile| Matter {
        code: file.code,
        kind: "membership",
        key: format!("listing:{}", file.case_no),
        office: file.office,
        on: file.opened_on,
        again: None,
    };
    Ok(all.into_iter().map(|(_, file)| matter(file)).collect())
}
