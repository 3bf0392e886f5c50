//! What a run tells: a summary for people and machines, tables of results, and the rows that wait.

use super::results::Row;
use super::tally::{Counts, Tally, area_of};
use crate::city::City;
use crate::output::Folder;
use crate::reading::{self, file_name};
use crate::{show, waiting};
use anyhow::Result;
use domain::version::SourceRow;
use intake::Disposition;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The summary as JSON, also written into the folder of results.
pub(in crate::commands) fn summary(city: &City, tally: &Tally) -> Value {
    let scheme = &city.rulebook.scheme;
    let named = |counts: &Counts| -> Value {
        let names = scheme.classes.iter().map(String::as_str).chain(["not_rated"]);
        names.zip(counts).map(|(name, count)| (name.to_owned(), json!(count))).collect::<serde_json::Map<_, _>>().into()
    };
    let table = |by: &BTreeMap<String, Counts>| -> Value {
        by.iter().map(|(key, counts)| (key.clone(), named(counts))).collect::<serde_json::Map<_, _>>().into()
    };
    json!({
        "scheme": { "id": scheme.id, "version": scheme.version, "digest": scheme.digest },
        "policies_digest": city.rulebook.policies.digest(),
        "day": city.day(),
        "known_at": city.files.known_at,
        "trial": city.trial,
        "merchants": city.len(),
        "classes": (city.len() > 0).then(|| named(&tally.all)),
        "by_area": table(&tally.by_area),
        "by_section": table(&tally.by_section),
        "files": city.files.loaded.reports,
        "not_read": city.files.loaded.not_read,
        "conflicting": city.files.known.notes.conflicts.len(),
        "said_again": city.files.known.notes.repeated,
        "not_known_then": city.files.known.notes.unknown_then,
        "without_merchant": city.files.known.notes.strangers.len(),
    })
}

/// The summary for people.
pub(in crate::commands) fn text(city: &City, tally: &Tally, out: Option<&Path>) -> String {
    let scheme = &city.rulebook.scheme;
    let trial = show::trial(city.trial);
    let mut said = format!("{} {}{trial}  评价日 As of {}\n\n", scheme.title.zh, scheme.label(), city.day());
    said.push_str(&reading::text(&city.files.loaded.reports, &city.files.loaded.not_read));
    said.push_str(&format!(
        "冲突 conflicting {}  重复 said again {}  当时未知 not known then {}  无经营主体 without merchant {}\n\n",
        city.files.known.notes.conflicts.len(),
        city.files.known.notes.repeated,
        city.files.known.notes.unknown_then,
        city.files.known.notes.strangers.len(),
    ));
    for (title, by) in [
        ("区县 area", &tally.by_area),
        ("行业 industry", &tally.by_section),
        ("合计 all", &BTreeMap::from([(String::new(), tally.all.clone())])),
    ] {
        let header = [title].into_iter().chain(scheme.classes.iter().map(String::as_str)).chain(["不评价 not rated"]);
        let mut table = show::table([""]);
        table.set_header(header);
        for (key, counts) in by {
            table.add_row([key.clone()].into_iter().chain(counts.iter().map(ToString::to_string)));
        }
        said.push_str(&format!("{table}\n"));
    }
    if let Some(out) = out {
        said.push_str(&format!("结果文件夹 results in {}\n", out.display()));
    }
    said
}

/// Writes the results and every row that waits; the folder appears whole or not at all.
pub(super) fn write(out: &Path, city: &City, rows: &[Row], summary: &Value) -> Result<()> {
    let mut folder = Folder::begin(out, super::super::RESULTS)?;
    folder.write("summary.json", serde_json::to_string_pretty(summary)?.as_bytes())?;
    folder.table("ratings.csv", ratings(city, rows))?;
    let loaded = &city.files.loaded;
    waiting::write(&mut folder, &loaded.waiting, (Disposition::Unresolved, strangers(city)))?;
    folder.table("conflicts.csv", conflicts(city))?;
    if let Some(table) = &city.peers_table {
        let header = ["层级 level", "同业 stratum", "户数 merchants", "经营天数 days", "投诉 complaints"];
        let header = header.map(str::to_owned).to_vec();
        let rows = table.rows().map(|(stratum, totals)| {
            vec![
                stratum.level.to_string(),
                show::stratum(stratum),
                totals.merchants.to_string(),
                totals.days.to_string(),
                totals.complaints.to_string(),
            ]
        });
        folder.table("peers.csv", std::iter::once(header).chain(rows))?;
    }
    folder.finish()?;
    Ok(())
}

fn ratings<'c>(city: &'c City, rows: &'c [Row]) -> impl Iterator<Item = Vec<String>> + 'c {
    let header = [
        "统一社会信用代码",
        "名称",
        "区县",
        "行业",
        "等级",
        "得分",
        "成立的规则",
        "标记",
        "最重的五项",
        "同业预期(千分之一件)",
    ];
    let merchants = city.by_code().into_iter().filter_map(|(at, merchant)| Some((at, merchant, rows.get(at)?)));
    let table = merchants.map(|(at, merchant, row)| {
        let class = row.class.map_or("", |class| city.rulebook.scheme.class_name(class));
        [
            merchant.code.to_string(),
            merchant.name.clone(),
            area_of(city, merchant),
            merchant.industry.to_string(),
            class.to_owned(),
        ]
        .into_iter()
        .chain(row.cells(&city.rulebook.scheme))
        .chain([city.expected(at).to_string()])
        .collect()
    });
    std::iter::once(header.map(str::to_owned).to_vec()).chain(table)
}

/// Records of codes that no merchants' file names.
fn strangers(city: &City) -> impl Iterator<Item = Vec<String>> {
    city.files.known.notes.strangers.iter().map(|stranger| {
        vec![
            file_name(&city.files.loaded.reports, stranger.source.file),
            stranger.source.row.to_string(),
            String::new(),
            stranger.party.to_string(),
            "经营主体文件中没有该代码".to_owned(),
            "no merchant of the files has this code".to_owned(),
            stranger.key.to_string(),
        ]
    })
}

fn conflicts(city: &City) -> Vec<Vec<String>> {
    let place =
        |source: &SourceRow| format!("{} 第 {} 行", file_name(&city.files.loaded.reports, source.file), source.row);
    let mut table = vec![["记录 record", "暂以为准 standing", "与之矛盾 contradicting"].map(str::to_owned).to_vec()];
    let found = &city.files.known.notes.conflicts;
    table.extend(found.iter().map(|c| vec![c.key.to_string(), place(&c.standing), place(&c.other)]));
    table
}
