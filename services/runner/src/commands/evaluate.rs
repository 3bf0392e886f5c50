//! `fangxin evaluate`: does the score of a past day tell who fails afterwards? The rating sees what
//! was known when the day began; what happened is read from the same files. Nothing of the future
//! enters the score, and one-column baselines stand beside it.

mod past;
mod published;

use super::rate::results::{Row, rate};
use crate::city::City;
use crate::cli::{CityArguments, OutcomeArguments};
use crate::exit::Usage;
use crate::known::Known;
use crate::rulebook::HOUSE_SCHEME;
use crate::{output, show, stop};
use anyhow::{Context, Result, bail};
use domain::instant::Instant;
use past::{Outcome, Past};
use scoring::discrimination::Discrimination;
use serde_json::{Value, json};
use std::process::ExitCode;

/// One merchant of the population.
struct Subject {
    past: Past,
    outcome: Outcome,
    /// Class and risk by the scheme.
    class: Option<u8>,
    risk: i64,
}

/// An outcome: its name in Chinese and English, and whether it happened.
type Question = ((&'static str, &'static str), fn(&Outcome) -> bool);
const QUESTIONS: [Question; 2] = [
    (("下次检查不合格", "next_visit_failed"), |outcome| outcome.failed),
    (("被责令停业", "closed"), |outcome| outcome.closed),
];

/// A number to be judged: its name, and its value.
type Judge = ((&'static str, &'static str), fn(&Subject) -> i64);
const JUDGES: [Judge; 7] = [
    (("得分", "score"), |s| s.risk),
    (("等级", "class"), |s| s.class.map_or(-1, i64::from)),
    (("上次评分", "last"), |s| s.past.last),
    (("平均评分", "mean"), |s| s.past.mean),
    (("最高评分", "max"), |s| s.past.max),
    (("严重问题总数", "critical"), |s| s.past.critical),
    (("停业次数", "closures"), |s| s.past.closures),
];

/// What a judge can tell of an outcome.
pub(super) struct Finding {
    question: (&'static str, &'static str),
    judge: (&'static str, &'static str),
    found: Option<Discrimination>,
}

pub(super) fn run(arguments: &CityArguments, scheme: Option<&str>, wanted: &OutcomeArguments) -> Result<ExitCode> {
    let Some(day) = arguments.as_of else {
        bail!(Usage(
            "须用 --as-of 指明评估哪一天的得分 --as-of DAY is needed: the day whose scores are judged".to_owned()
        ));
    };
    if arguments.known_at.is_some() {
        bail!(Usage(
            "此处不能用 --known-at：得分只使用 --as-of 当日零时以前已知的记录 \
             --known-at cannot be chosen here: the score knows what was known when --as-of began"
                .to_owned()
        ));
    }
    // The last instant before the day: what happens on the day itself already belongs to the horizon.
    let eve = Instant::from_micros(Instant::start_of(day).micros() - 1);
    // To judge a scheme by the past is to try it, so it need not be in force.
    let scheme = scheme.unwrap_or(HOUSE_SCHEME);
    let city = City::open(&CityArguments { known_at: Some(eve), ..arguments.clone() }, Some(scheme))?;
    let subjects = population(&city, &rate(&city)?, wanted)?;
    stop::check()?;
    if subjects.is_empty() {
        bail!(
            "没有经营主体在 {day} 之前和考察期内都有“{kind}”的评分 \
             no merchant has a scored visit of kind {kind:?} both before {day} and within the horizon",
            kind = wanted.visit_type
        );
    }
    let mut findings = Vec::new();
    for (question, happened) in QUESTIONS {
        for (judge, number) in JUDGES {
            let observations = subjects.iter().map(|s| (number(s), happened(&s.outcome))).collect();
            findings.push(Finding { question, judge, found: Discrimination::of(observations) });
        }
    }
    let until = day.plus_days(i32::from(wanted.horizon));
    if let Some(file) = &wanted.baselines {
        published::reproduced(file, &format!("{day}..{until}"), wanted.failed_at, subjects.len(), &findings)?;
    }
    let answer = json!({
        "scheme": city.rulebook.scheme.label(), "trial": city.trial, "day": day, "until": until,
        "visit_type": wanted.visit_type, "failed_at": wanted.failed_at, "population": subjects.len(),
        "baselines_reproduced": wanted.baselines.is_some(),
        "findings": findings.iter().map(Finding::json).collect::<Vec<_>>(),
        "by_class": by_class(&city, &subjects),
    });
    if arguments.json {
        output::say_json(&answer)?;
    } else {
        output::say(&text(&city, &answer, &findings, wanted)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn population(city: &City, rows: &[Row], wanted: &OutcomeArguments) -> Result<Vec<Subject>> {
    let whole = Known::at(&city.files.loaded.batch, None)?;
    let mut subjects = Vec::new();
    for records in (0..whole.len()).filter_map(|at| whole.records(&city.files.loaded.batch, at)) {
        let Some((past, outcome)) = past::split(&records, city.day(), wanted) else { continue };
        let at = city.files.known.find(records.merchant.code);
        let row = at.and_then(|at| rows.get(at));
        if let Some(Row { class, risk: Some(risk), .. }) = row {
            subjects.push(Subject { past, outcome, class: *class, risk: *risk });
        }
    }
    Ok(subjects)
}

fn by_class(city: &City, subjects: &[Subject]) -> Vec<Value> {
    let classes = city.rulebook.scheme.classes.iter().zip(0u8..);
    let count = |class: u8, happened: fn(&Outcome) -> bool| {
        subjects.iter().filter(|s| s.class == Some(class) && happened(&s.outcome)).count()
    };
    let row = |(name, class): (&String, u8)| {
        let mut row = json!({ "class": name, "merchants": count(class, |_| true) });
        for ((_, id), happened) in QUESTIONS {
            row[id] = count(class, happened).into();
        }
        row
    };
    classes.map(row).collect()
}

impl Finding {
    fn json(&self) -> Value {
        json!({
            "outcome": self.question.1, "by": self.judge.1,
            "positives": self.found.map(|f| f.positives), "negatives": self.found.map(|f| f.negatives),
            "auc": self.found.map(|f| decimal(f.auc)), "ks": self.found.map(|f| decimal(f.ks)),
        })
    }
}

/// Ten-thousandths as a decimal: `0.6172`.
fn decimal(ten_thousandths: u64) -> String {
    format!("{}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000)
}

fn text(city: &City, answer: &Value, findings: &[Finding], wanted: &OutcomeArguments) -> Result<String> {
    let trial = show::trial(city.trial);
    let population = answer["population"].as_u64().context("a population was counted")?;
    let mut said = format!(
        "{}{trial}  {} → {}（不含 excluded）\n户数 population {population}：前后均有“{}”评分 scored visits before and after\n",
        city.rulebook.scheme.label(),
        city.day(),
        answer["until"].as_str().unwrap_or_default(),
        wanted.visit_type,
    );
    if wanted.baselines.is_some() {
        said.push_str("已公布的单列基准全部重现 the published baselines came out the same\n");
    }
    let mut table = show::table(["结果 outcome", "依据 by", "发生 happened", "AUC", "KS"]);
    for finding in findings {
        let cells = finding.found.map_or_else(
            || ["—".to_owned(), "—".to_owned(), "—".to_owned()],
            |f| [f.positives.to_string(), decimal(f.auc), decimal(f.ks)],
        );
        let names = [finding.question, finding.judge].map(|(zh, en)| format!("{zh} {en}"));
        table.add_row(names.into_iter().chain(cells));
    }
    said.push_str(&format!("{table}\n"));
    let mut table =
        show::table(["等级 class", "户数 merchants", "下次检查不合格 next visit failed", "被责令停业 closed"]);
    for row in answer["by_class"].as_array().into_iter().flatten() {
        let merchants = row["merchants"].as_u64().unwrap_or_default();
        let share = |id: &str| {
            let n = row[id].as_u64().unwrap_or_default();
            let percent = (n * 1000 + merchants / 2).checked_div(merchants).unwrap_or_default();
            format!("{n} ({}.{} %)", percent / 10, percent % 10)
        };
        let class = row["class"].as_str().unwrap_or_default().to_owned();
        table.add_row([class, merchants.to_string(), share("next_visit_failed"), share("closed")]);
    }
    said.push_str(&format!("{table}\n"));
    Ok(said)
}
