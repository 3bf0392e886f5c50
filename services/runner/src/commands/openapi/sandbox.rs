//! The merchants of the sandbox, as a page of the documentation.

use anyhow::Result;
use domain::points::Milli;
use rating::{Listed, SANDBOX_HOLD, Sandbox};
use std::fmt::Write as _;

/// What is said before the table.
const HEAD: &str = include_str!("sandbox.md");

/// The page.
pub(super) fn page(sandbox: &Sandbox) -> Result<String> {
    let mut page = HEAD.replace("AS_OF", &sandbox.roster().as_of.to_string());
    page.push_str("\n| code | 演示 shows | what | 等级 class | 得分 score | 明细 lines | 规则 rules |\n|---|---|---|:-:|--:|---|---|\n");
    for listed in &sandbox.roster().merchants {
        page.push_str(&line(sandbox, listed)?);
    }
    Ok(page)
}

fn line(sandbox: &Sandbox, listed: &Listed) -> Result<String> {
    let expected = &listed.expected;
    let former: String = listed.former.iter().map(|code| format!("<br>`{code}`")).collect();
    let own_day = listed.as_of.map_or_else(String::new, |day| format!("<br>{day}"));
    let held = match sandbox.look_up(listed.code)?.held_by {
        Some(_) => format!(" (held by {SANDBOX_HOLD})"),
        None => String::new(),
    };
    let score = expected.score_milli.map_or_else(|| "-".to_owned(), |score: Milli| score.to_string());
    let mut line = String::new();
    // Writing into a String cannot fail.
    let _ = writeln!(
        line,
        "| `{}`{former}{own_day} | {} | {}<br>{} | {}{held} | {score} | {} | {} |",
        listed.code,
        listed.shows.join(" "),
        listed.zh,
        listed.en,
        expected.class.as_deref().unwrap_or("-"),
        expected.lines.join("<br>"),
        [expected.rules.as_slice(), expected.flags.as_slice()].concat().join(" "),
    );
    Ok(line)
}
