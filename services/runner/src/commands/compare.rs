//! `fangxin compare`: how many merchants move from which class to which between two schemes, by area
//! and industry, and who.

use super::rate::results::{Row, rate};
use super::rate::tally::{area_of, section_of};
use crate::city::{City, Files};
use crate::cli::CityArguments;
use crate::office::Office;
use crate::rulebook;
use crate::{output, show, stop};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Number of merchants by the two classes.
type Moves = BTreeMap<(String, String), u64>;

pub(super) fn run(schemes: [&str; 2], arguments: &CityArguments, out: Option<&Path>) -> Result<ExitCode> {
    arguments.files.keep_apart(out)?;
    let [a, b] = schemes;
    let office = Office::of(&arguments.policy)?;
    let rules = |scheme| rulebook::named(scheme, &office, arguments.unproved);
    let (rules_a, rules_b) = (rules(a)?, rules(b)?);
    let files = Arc::new(Files::read(arguments, &office, arguments.day())?);
    let city_a = City::under(Arc::clone(&files), rules_a, arguments.unproved)?;
    let city_b = City::under(files, rules_b, arguments.unproved)?;
    let (rows_a, rows_b) = (rate(&city_a)?, rate(&city_b)?);
    let class =
        |city: &City, row: &Row| row.class.map_or("—", |class| city.rulebook.scheme.class_name(class)).to_owned();
    let (mut all, mut by_area, mut by_section) = (Moves::new(), BTreeMap::new(), BTreeMap::new());
    let mut who =
        vec![["统一社会信用代码", "名称", "区县", "行业", a, b, "得分 A", "得分 B"].map(str::to_owned).to_vec()];
    for (at, merchant) in city_a.by_code() {
        let (Some(row_a), Some(row_b)) = (rows_a.get(at), rows_b.get(at)) else { continue };
        let pair = (class(&city_a, row_a), class(&city_b, row_b));
        let (area, section) = (area_of(&city_a, merchant), section_of(merchant));
        if pair.0 != pair.1 {
            let (code, name) = (merchant.code.to_string(), merchant.name.clone());
            let scores = [row_a.score(), row_b.score()];
            let row = [code, name, area.clone(), section.clone(), pair.0.clone(), pair.1.clone()];
            who.push(row.into_iter().chain(scores).collect());
        }
        *by_area.entry(area).or_insert_with(Moves::new).entry(pair.clone()).or_default() += 1;
        *by_section.entry(section).or_insert_with(Moves::new).entry(pair.clone()).or_default() += 1;
        *all.entry(pair).or_default() += 1;
    }
    stop::check()?;
    if let Some(out) = out {
        output::table_file(out, who.clone())?;
    }
    // Two editions of one file mostly bear the same label: only their names tell them apart.
    let named = |given: &str, city: &City| format!("{given} ({})", city.rulebook.scheme.label());
    let labels = [named(a, &city_a), named(b, &city_b)];
    let trial = city_a.trial || city_b.trial;
    if arguments.json {
        output::say_json(&json!({
            "schemes": labels, "day": city_a.day(), "trial": trial, "moves": listed(&all),
            "by_area": grouped(&by_area), "by_section": grouped(&by_section), "moved": who.len() - 1,
        }))?;
    } else {
        let header = format!("{} → {}{}", labels[0], labels[1], show::trial(trial));
        output::say(&text(&header, &all, &by_area, &by_section, &who))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn listed(moves: &Moves) -> Vec<Value> {
    moves.iter().map(|((a, b), n)| json!({ "from": a, "to": b, "merchants": n })).collect()
}

fn grouped(by: &BTreeMap<String, Moves>) -> Value {
    by.iter().map(|(key, moves)| (key.clone(), json!(listed(moves)))).collect::<serde_json::Map<_, _>>().into()
}

/// Names shown on the screen; the file has all.
const NAMED: usize = 20;

fn text(
    header: &str,
    all: &Moves,
    by_area: &BTreeMap<String, Moves>,
    by_section: &BTreeMap<String, Moves>,
    who: &[Vec<String>],
) -> String {
    let mut table = show::table(["从 from → 到 to", "户数 merchants"]);
    for ((from, to), n) in all {
        table.add_row([format!("{from} → {to}"), n.to_string()]);
    }
    let mut said = format!("{header}\n{table}\n");
    for (title, by) in [("区县 area", by_area), ("行业 industry", by_section)] {
        let mut table = show::table([title, "变动 moves"]);
        for (key, moves) in by {
            let moved = moves.iter().filter(|((from, to), _)| from != to);
            let moved: Vec<String> = moved.map(|((from, to), n)| format!("{from}→{to} {n}")).collect();
            table.add_row([key.clone(), if moved.is_empty() { "—".to_owned() } else { moved.join("  ") }]);
        }
        said.push_str(&format!("{table}\n"));
    }
    said.push_str(&format!("变动 moved: {}\n", who.len() - 1));
    for row in who.iter().skip(1).take(NAMED) {
        said.push_str(&format!("  {}\n", row.join("  ")));
    }
    if who.len() > NAMED + 1 {
        said.push_str("  … --out 写出全部 --out writes all\n");
    }
    said
}
