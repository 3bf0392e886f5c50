//! What the cases of a demo can be about: records of its city, and memberships of its lists.

use super::{ON_LIST, cases_in};
use ::cases::Court;
use anyhow::Result;
use contracts::access::Reach;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::money::Fen;
use domain::record::{Inspection, Merchant, Penalty, RecordKind, Standing, StandingKind};
use ledger::{Ledger, Wanted};
use samplecity::MARKET;
use statute::procedure::Step;
use std::collections::BTreeMap;

/// Records of a kind that are looked at for something to make a case of.
const LOOKED_AT: i64 = 20_000;
/// How statuses begin that may lead to the abnormal list.
const ABNORMAL: &str = "abnormal_";
/// Days after the window for reports within which a merchant is marked.
const LATE: i32 = 10;
/// Fines up to this are shown for the shortest time.
const LIGHT: Fen = Fen(1_000_000);

/// Something that a case can be about.
#[derive(Clone, Debug)]
pub(super) struct Matter {
    /// Whose it is.
    pub(super) code: PartyCode,
    /// Its kind.
    pub(super) kind: &'static str,
    /// Its key.
    pub(super) key: String,
    /// The office that made it; of an inspection none, since whose it is follows from where the merchant is registered.
    pub(super) office: String,
    /// When it happened.
    pub(super) on: Day,
    /// The article by which it may be conduct for listing.
    pub(super) article: &'static str,
    /// Is it a light penalty?
    pub(super) is_light: bool,
    /// Of an inspection: the key of one that came after it.
    pub(super) again: Option<String>,
}

impl Matter {
    fn of(kind: &'static str, code: PartyCode, on: Day) -> Self {
        let (key, office, article) = (String::new(), String::new(), "");
        Self { code, kind, key, office, on, article, is_light: false, again: None }
    }

    /// Did an office of market supervision make it? Codes of the sample data say so.
    pub(super) fn is_of_market(&self) -> bool {
        self.office.ends_with(MARKET)
    }

    /// Is it an annual report?
    pub(super) fn is_report(&self) -> bool {
        self.key.starts_with("standing:annual_report/")
    }

    /// Can a case about it begin with this step? What the registry states says which ground was found.
    pub(super) fn fits(&self, step: &Step) -> bool {
        let Some(stated) = self.key.strip_prefix("standing:").and_then(|key| key.split('/').next()) else {
            return true;
        };
        let ground = if self.is_report() { "late_report" } else { stated.strip_prefix(ABNORMAL).unwrap_or(stated) };
        step.id.strip_prefix("find_") == Some(ground)
    }

    /// Of a report that came too late: the day after the last on which it was in time.
    pub(super) fn late_since(&self) -> Option<Day> {
        let since = Day::from_ymd(self.on.year(), 7, 1)?;
        (self.is_report() && self.on > since.plus_days(LATE)).then_some(since)
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
        key: domain::record::Record::key(&penalty).to_string(),
        article: article(&penalty.ground),
        is_light: penalty.fine_fen <= LIGHT,
        office: penalty.authority_code,
        ..Matter::of("penalty", penalty.party, penalty.decided_on)
    };
    Ok(penalties.into_iter().filter(|penalty| penalty.display_until.is_none()).map(matter).collect())
}

/// The article of Order 44 to which a law that the sample city knows belongs.
fn article(ground: &str) -> &'static str {
    let known = [("食品安全法", "Art. 5"), ("产品质量法", "Art. 7"), ("消费者权益保护法", "Art. 8")];
    known.into_iter().find(|(law, _)| ground.contains(law)).map_or("Art. 9", |(_, article)| article)
}

/// What the registry states of merchants that may lead to the abnormal list, and their annual reports, newest first, with the
/// office that registers them: of the sample data, that of their area.
pub(super) fn standings(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Standing, &wanted, Reach::Everywhere)?;
    let standings = views.iter().filter(|view| view.source.is_some()).map(|view| serde_json::from_str(&view.content));
    let mut standings: Vec<Standing> = standings.collect::<Result<_, _>>()?;
    standings.retain(|standing| match standing.kind {
        StandingKind::AnnualReport => true,
        StandingKind::Status(status) => status.token().starts_with(ABNORMAL),
        _ => false,
    });
    let subjects = standings.iter().map(|standing| ledger.subject_of(standing.party)).collect::<Result<Vec<_>, _>>()?;
    let subjects: Vec<i64> = subjects.into_iter().flatten().collect();
    let merchants = ledger.standing_of(RecordKind::Merchant, &subjects, Reach::Everywhere)?;
    let merchants = merchants.iter().map(|merchant| serde_json::from_str(&merchant.content));
    let merchants: Vec<Merchant> = merchants.collect::<Result<_, _>>()?;
    let areas: BTreeMap<PartyCode, AreaCode> =
        merchants.iter().map(|merchant| (merchant.code, merchant.area)).collect();
    let matter = |standing: Standing| {
        let key = domain::record::Record::key(&standing).to_string();
        let (code, office) = (standing.party, format!("{}{MARKET}", areas.get(&standing.party)?));
        Some(Matter { key, office, ..Matter::of("standing", code, standing.from) })
    };
    Ok(standings.into_iter().filter_map(matter).collect())
}

/// Inspections, newest first, those with a later one of the same merchant before all others: some cases end with it.
pub(super) fn inspections(ledger: &Ledger) -> Result<Vec<Matter>> {
    let wanted = Wanted { withdrawn: Some(false), limit: LOOKED_AT, ..Wanted::default() };
    let (views, _) = ledger.list(RecordKind::Inspection, &wanted, Reach::Everywhere)?;
    let inspections = views.iter().filter(|view| view.source.is_some()).map(|view| serde_json::from_str(&view.content));
    let inspections: Vec<Inspection> = inspections.collect::<Result<_, _>>()?;
    let key = |inspection: &Inspection| domain::record::Record::key(inspection).to_string();
    let (mut matters, mut last) = (Vec::new(), BTreeMap::new());
    for inspection in inspections {
        let later = last.get(&inspection.party).filter(|(_, day)| *day > inspection.day);
        matters.push(Matter {
            key: key(&inspection),
            again: later.map(|(key, _)| String::clone(key)),
            ..Matter::of("inspection", inspection.party, inspection.day)
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
        key: format!("listing:{}", file.case_no),
        office: file.office,
        ..Matter::of("membership", file.code, file.opened_on)
    };
    Ok(all.into_iter().map(|(_, file)| matter(file)).collect())
}
