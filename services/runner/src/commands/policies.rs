//! `fangxin policies`: what every dated parameter says on a day, what it rests on, and whether the office has set it.

use crate::cli::PolicyArguments;
use crate::exit::Usage;
use crate::office::Office;
use crate::{output, show};
use anyhow::{Result, anyhow};
use comfy_table::ColumnConstraint;
use domain::day::Day;
use policy::library::Library;
use policy::parameter::{Confidence, Parameter, SignOff, Value as Said};
use serde_json::{Value, json};
use std::process::ExitCode;

/// Most characters of a value in the table; `--json` and the file have all of it.
const SHOWN: usize = 60;

/// Which parameters are listed, and how.
pub(super) struct Wish<'w> {
    pub(super) day: Day,
    /// Only those that are not settled.
    pub(super) provisional: bool,
    pub(super) policy: &'w PolicyArguments,
    pub(super) json: bool,
}

pub(super) fn run(wish: &Wish<'_>) -> Result<ExitCode> {
    let library = Office::of(wish.policy)?.library;
    let lines = library.all().into_iter().map(|parameter| Line::of(parameter, &library, wish.day));
    let lines: Vec<Line<'_>> = lines.filter(|line| line.provisional || !wish.provisional).collect();
    if wish.json {
        output::say_json(&whole(&library, wish.day, &lines))?
    } else {
        output::say(&text(&library, &lines))?
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the file of one parameter, as it counts.
pub(super) fn show(id: &str, policy: &PolicyArguments) -> Result<ExitCode> {
    let library = Office::of(policy)?.library;
    let unknown = || {
        let near = library.near(id).join(", ");
        anyhow!(Usage(format!("没有参数 {id}；相近的有 {near} there is no parameter {id}; near are {near}")))
    };
    output::say(library.text(id).ok_or_else(unknown)?)?;
    Ok(ExitCode::SUCCESS)
}

/// A parameter on a day.
struct Line<'l> {
    parameter: &'l Parameter,
    /// What it says; nothing if it has ended by then.
    value: Option<&'l Said>,
    from: Option<Day>,
    /// Is it not settled, or does its first interval stand in for an earlier day?
    provisional: bool,
    source: String,
    /// How sure the reading is.
    confidence: Option<Confidence>,
    /// What an office has said of what was not settled.
    signed_off: Option<&'l SignOff>,
    /// The office's own file.
    own: Option<&'l str>,
}

impl<'l> Line<'l> {
    fn of(parameter: &'l Parameter, library: &'l Library, day: Day) -> Self {
        let found = parameter.at(day);
        Self {
            parameter,
            value: found.map(|found| found.value),
            from: found.map(|found| found.since),
            provisional: found.is_some_and(|found| found.provisional || found.before_first),
            source: found.map(|found| found.source.to_string()).unwrap_or_default(),
            confidence: found.and_then(|found| found.source.confidence),
            signed_off: parameter.interval(day).and_then(|interval| interval.signed_off.as_ref()),
            own: library.own(&parameter.id),
        }
    }

    fn json(&self) -> Value {
        let Parameter { id, title, unit, owner, ask, .. } = self.parameter;
        json!({
            "id": id, "title_zh": title.zh, "title": title.en, "unit": unit.token(), "owner": owner, "value": self.value,
            "from": self.from, "provisional": self.provisional, "source": self.source, "confidence": self.confidence,
            "ask": ask, "signed_off": self.signed_off, "own": self.own,
        })
    }

    fn row(&self) -> [String; 6] {
        let value = self.value.map(|value| json!(value).to_string()).unwrap_or_else(|| "—".to_owned());
        let cut: String = value.chars().take(SHOWN).collect();
        let value = if cut == value { value } else { format!("{cut}…") };
        let from = self.from.map_or_else(String::new, |day| day.to_string());
        let mark = |holds: bool, text: &str| if holds { text.to_owned() } else { String::new() };
        let ask = format!("请示 ask {}", self.parameter.ask.zh());
        let marks = [
            mark(self.provisional, "暂定 provisional"),
            mark(self.provisional, &ask),
            mark(self.signed_off.is_some(), "已核定 signed off"),
            mark(self.own.is_some(), "本地 own"),
        ];
        let marks: Vec<String> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
        let Parameter { id, title, .. } = self.parameter;
        [
            format!("{id}\n{}", title.zh),
            value,
            from,
            marks.join("\n"),
            self.source.clone(),
            self.parameter.unit.token().to_owned(),
        ]
    }
}

fn whole(library: &Library, day: Day, lines: &[Line<'_>]) -> Value {
    let parameters: Vec<Value> = lines.iter().map(Line::json).collect();
    let years: Vec<Value> =
        library.calendar.published().map(|(year, source)| json!({ "year": year, "source": source })).collect();
    json!({ "day": day, "digest": library.digest(), "parameters": parameters, "working_days": years })
}

fn text(library: &Library, lines: &[Line<'_>]) -> String {
    let mut table = show::table(["参数 parameter", "取值 value", "自 from", "标记 marks", "依据 source", "单位 unit"]);
    // Names are to be copied, so they are never broken.
    for column in [0, 2, 3] {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for line in lines {
        table.add_row(line.row());
    }
    let provisional = lines.iter().filter(|line| line.provisional).count();
    let own = lines.iter().filter(|line| line.own.is_some()).count();
    let years: Vec<String> = library.calendar.published().map(|(year, _)| year.to_string()).collect();
    format!(
        "{table}\n{n} 项，其中暂定 {provisional} 项，本地设定 {own} 项 {n} parameters, {provisional} provisional, {own} the office's own\n\
         已公布节假日安排的年份 years whose working days are published: {}\n摘要 digest: {}\n",
        years.join(", "),
        library.digest(),
        n = lines.len(),
    )
}
