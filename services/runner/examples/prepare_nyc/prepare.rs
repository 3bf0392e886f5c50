//! Turns the rows of the inspections into rows of our templates.

use anyhow::{Context, Result};
use domain::area::AreaCode;
use domain::code::{PartyCode, organisation_code};
use domain::day::Day;
use domain::digest::Digest;
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

/// A closure without a reopening in the file is taken to last so long.
const ASSUMED_DAYS: i32 = 90;

/// One row of the source: one visit.
#[derive(Deserialize)]
struct Visit {
    camis: String,
    date: String,
    inspection_type: String,
    action: String,
    score: String,
    n_critical: String,
    codes: String,
}

impl Visit {
    fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.split(';').filter(|code| !code.is_empty())
    }

    fn closes(&self) -> bool {
        matches!(self.action.as_str(), "closed" | "reclosed")
    }

    fn number(&self) -> String {
        format!("{}/{}/{}", self.camis, self.date, self.inspection_type)
    }
}

#[derive(Deserialize)]
struct CodeRow {
    violation_code: String,
    critical_flag: String,
}

type Table = csv::Writer<File>;

/// Writes the files of all restaurants into the folder `to`, and says how many restaurants and visits they tell of.
pub(crate) fn prepare(from: &Path, to: &Path) -> Result<(usize, usize)> {
    let critical = critical_codes(from)?;
    let visits = visits(from)?;
    std::fs::create_dir_all(to).with_context(|| format!("{} cannot be made", to.display()))?;
    let table = |name: &str, header: &[&str]| -> Result<Table> {
        let path = to.join(name);
        let mut table =
            csv::Writer::from_path(&path).with_context(|| format!("{} cannot be written", path.display()))?;
        table.write_record(header)?;
        Ok(table)
    };
    let mut merchants = table("merchants.csv", &["code", "name", "kind", "channel", "area", "industry"])?;
    let mut inspections = table("inspections.csv", &INSPECTION_HEADER)?;
    let mut penalties = table("penalties.csv", &PENALTY_HEADER)?;
    let areas: Vec<AreaCode> = AreaCode::liaocheng().filter(|area| area.for_exchange() == *area).collect();
    for (camis, visits) in &visits {
        let area = areas.get(hash(camis) % areas.len()).context("there are areas")?;
        let number: u32 = camis.parse().with_context(|| format!("{camis}: a number of a restaurant"))?;
        let code = PartyCode::complete(&format!("92{area}{}", organisation_code(&format!("{number:08}"))))?;
        merchants.write_record([
            code.as_str(),
            &format!("代用餐馆 {number}"),
            "个体工商户",
            "门店",
            area.as_str(),
            "6210",
        ])?;
        for (at, visit) in visits.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| visits.get(at));
            inspections.write_record(inspection(code, visit, before, &critical))?;
            if visit.closes() {
                penalties.write_record(closure(code, visit, visits.get(at + 1..).unwrap_or_default())?)?;
            }
        }
    }
    for mut table in [merchants, inspections, penalties] {
        table.flush()?;
    }
    Ok((visits.len(), visits.values().map(Vec::len).sum()))
}

fn hash(text: &str) -> usize {
    let digest = Digest::of_bytes(text.as_bytes()).to_string();
    digest.bytes().take(12).fold(0, |sum, byte| (sum * 31 + usize::from(byte)) % 1_000_003)
}

fn critical_codes(from: &Path) -> Result<BTreeSet<String>> {
    let path = from.join("violation_codes.csv");
    let mut codes = BTreeSet::new();
    for row in
        csv::Reader::from_path(&path).with_context(|| format!("{} cannot be read", path.display()))?.deserialize()
    {
        let row: CodeRow = row?;
        if row.critical_flag == "Critical" {
            codes.insert(row.violation_code);
        }
    }
    Ok(codes)
}

/// The visits of every restaurant, in order of day and kind.
fn visits(from: &Path) -> Result<BTreeMap<String, Vec<Visit>>> {
    let path = from.join("inspections.csv.gz");
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut visits: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for row in csv::Reader::from_reader(GzDecoder::new(file)).deserialize() {
        let row: Visit = row?;
        visits.entry(row.camis.clone()).or_default().push(row);
    }
    for visits in visits.values_mut() {
        visits.sort_by(|a, b| (&a.date, &a.inspection_type).cmp(&(&b.date, &b.inspection_type)));
    }
    Ok(visits)
}

const INSPECTION_HEADER: [&str; 8] =
    ["code", "number", "day", "result", "case_no", "visit_type", "external_score", "critical_findings"];

fn inspection(code: PartyCode, visit: &Visit, before: Option<&Visit>, critical: &BTreeSet<String>) -> [String; 8] {
    let again = |code: &str| critical.contains(code) && before.is_some_and(|b| b.codes().any(|other| other == code));
    let result = match (visit.codes().next(), visit.codes().any(again)) {
        (None, _) => "I01",
        (Some(_), true) => "I06L",
        (Some(_), false) => "I06",
    };
    [
        code.to_string(),
        visit.number(),
        visit.date.clone(),
        result.to_owned(),
        if visit.closes() { visit.number() } else { String::new() },
        visit.inspection_type.clone(),
        visit.score.clone(),
        visit.n_critical.clone(),
    ]
}

const PENALTY_HEADER: [&str; 15] = [
    "cf_xdr_mc",
    "cf_xdr_shxym",
    "cf_wsh",
    "cf_wfxw",
    "cf_yj",
    "cf_cflb",
    "cf_nr",
    "cf_nr_fk",
    "cf_jdrq",
    "cf_cfjg",
    "cf_cfjgdm",
    "case_no",
    "severity",
    "safety",
    "restriction_until",
];

/// A closure as a penalty; `later` are the visits after it.
fn closure(code: PartyCode, visit: &Visit, later: &[Visit]) -> Result<[String; 15]> {
    let closed = Day::parse(&visit.date)?;
    let reopened = later.iter().find(|v| v.action == "reopened");
    let ends = match reopened.or(later.first()) {
        Some(next) => Day::parse(&next.date)?.plus_days(-1),
        None => closed.plus_days(ASSUMED_DAYS),
    };
    let content = if reopened.is_some() { "停业至恢复营业" } else { "停业，恢复营业日期为推定" };
    Ok([
        "代用餐馆".to_owned(),
        code.to_string(),
        format!("closure/{}", visit.number()),
        "食品安全检查不合格".to_owned(),
        "纽约市健康法典（代用）".to_owned(),
        "责令停产停业".to_owned(),
        content.to_owned(),
        String::new(),
        visit.date.clone(),
        "纽约市健康局（代用）".to_owned(),
        "NYC-DOHMH".to_owned(),
        visit.number(),
        "严重".to_owned(),
        "是".to_owned(),
        ends.max(closed).to_string(),
    ])
}
