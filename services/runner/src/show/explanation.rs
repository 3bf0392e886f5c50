//! An explanation for a regulator: score, class, the rules that bind, and every line.

use super::{area, day_or, industry, table};
use crate::answer::Answer;
use domain::facts::Derivation;
use domain::points::Milli;
use scoring::explain::{Explanation, Line, LineKind};
use std::fmt::Write as _;

/// Deductions shown before the rest is folded.
const SHOWN: usize = 5;

/// The explanation as text; with `all` nothing is folded.
pub(crate) fn text(answer: &Answer<'_>, all: bool) -> String {
    let mut out = head(answer);
    let found = &answer.explanation;
    if let Some(since) = found.not_rated_since {
        line(
            &mut out,
            format!("自 {since} 起注销或迁出，不再评价。 Not rated since {since}: deregistered or moved away."),
        );
        return out;
    }
    for flag in &found.flags {
        line(&mut out, format!("⚠ {} {}", flag.name.zh, flag.name.en));
    }
    rules(&mut out, found);
    parts(&mut out, found);
    lines(&mut out, found, all);
    peers(&mut out, answer);
    let next = day_or(found.next_change_day, "无 none");
    line(&mut out, format!("下一次自动变化 Next change by itself: {next}（同业基准不变 the peers' table held fixed）"));
    out
}

fn line(out: &mut String, text: impl AsRef<str>) {
    out.push_str(text.as_ref());
    out.push('\n');
}

fn head(answer: &Answer<'_>) -> String {
    let found = &answer.explanation;
    let mut out = String::new();
    let trial = super::trial(found.trial);
    line(&mut out, format!("{} {}  {}{trial}", answer.scheme.title.zh, answer.scheme.label(), answer.scheme.title.en));
    line(&mut out, format!("{}  {}", answer.facts.code, answer.name));
    line(&mut out, format!("{}  {}", area(answer.facts), industry(answer.facts)));
    let known = answer.known_at.map_or_else(|| "文件全部内容 all of the files".to_owned(), |at| at.to_string());
    line(&mut out, format!("评价日 As of {}  获知截至 Known at {known}", found.day));
    if let (Some(class), Some(band)) = (found.class, found.band) {
        line(&mut out, format!("得分 Score {}  分档 Band {band}  等级 Class {class}", found.score_milli));
    }
    out
}

fn rules(out: &mut String, found: &Explanation<'_>) {
    let (binding, others): (Vec<_>, Vec<_>) = found.rules.iter().partition(|rule| rule.binding);
    if binding.is_empty() {
        line(out, "等级由分档决定，没有规则改变它。 The band decides; no rule changes it.");
    } else {
        line(out, "\n决定等级的规则 Rules that bind");
    }
    for rule in binding {
        let effect = if rule.direct { "直接判定 exactly" } else { "不高于 not above" };
        let records: Vec<&str> = rule.records.iter().map(|k| k.as_str()).collect();
        let until = day_or(rule.lapses_on, "不会自行解除 not by itself");
        line(out, format!("  {} {} {}：{effect} {}", rule.id, rule.name.zh, rule.name.en, rule.class));
        line(
            out,
            format!("     依据 basis {}；解除 ends {until}；记录 records {}", rule.basis.join("；"), or_none(&records)),
        );
        // What a line tells of its own record need not be told twice.
        let told = |note: &&Derivation| found.lines.iter().any(|line| line.derivations.contains(note));
        for note in rule.derivations.iter().copied().filter(|note| !told(note)) {
            line(out, format!("     {}", derived(note)));
        }
    }
    if !others.is_empty() {
        let ids: Vec<&str> = others.iter().map(|rule| rule.id).collect();
        line(out, format!("其他成立的规则 Other rules that hold: {}", ids.join(", ")));
    }
}

fn or_none(records: &[&str]) -> String {
    if records.is_empty() { "无 none".to_owned() } else { records.join(", ") }
}

fn parts(out: &mut String, found: &Explanation<'_>) {
    let mut said = format!("\n起始 start {}", found.start_milli);
    for part in &found.parts {
        let sides: Vec<String> = part.sides.iter().map(|(id, milli)| format!("{id} {milli}")).collect();
        let sides = if sides.is_empty() { String::new() } else { format!(" ({})", sides.join(" + ")) };
        // Writing into a String cannot fail.
        let _ = write!(said, "  {} {}{sides} {}", part.id, part.name.zh, signed(part.milli));
    }
    line(out, said);
}

fn signed(milli: Milli) -> String {
    if milli.0 > 0 { format!("+{milli}") } else { milli.to_string() }
}

fn lines(out: &mut String, found: &Explanation<'_>, all: bool) {
    if found.lines.is_empty() {
        return;
    }
    let mut grid = table(["指标", "分值", "记录与计算 records and workings", "依据 basis", "失效日 lapses"]);
    let (mut deductions, mut folded, mut hidden) = (0, 0, Milli(0));
    for found_line in &found.lines {
        if found_line.milli < Milli(0) {
            deductions += 1;
            if deductions > SHOWN && !all {
                folded += 1;
                hidden += found_line.milli;
                continue;
            }
        }
        grid.add_row([
            title(found_line),
            signed(found_line.milli),
            workings(found_line),
            found_line.basis.join("；"),
            day_or(found_line.lapses_on, "—"),
        ]);
    }
    line(out, grid.to_string());
    if folded > 0 {
        line(
            out,
            format!(
                "另有 {folded} 项扣分共 {hidden}，--all 显示。 {folded} more deductions of {hidden} in all; --all shows them."
            ),
        );
    }
}

fn title(found: &Line<'_>) -> String {
    match found.kind {
        LineKind::ReliefOncePerCase => "一事一计抵减\nrelief: one conduct once".to_owned(),
        LineKind::ReliefCap => format!("{}封顶抵减\nrelief: cap of {}", found.name.zh, found.part),
        _ => format!("{} {}\n{}", found.indicator.unwrap_or_default(), found.name.zh, found.name.en),
    }
}

fn workings(found: &Line<'_>) -> String {
    let mut said: Vec<String> = Vec::new();
    if !found.records.is_empty() {
        let shown: Vec<&str> = found.records.iter().take(4).map(|k| k.as_str()).collect();
        let more = found.records.len().saturating_sub(shown.len());
        let more = if more > 0 { format!(" … 共 {} 条", found.records.len()) } else { String::new() };
        said.push(format!("{}{more}", shown.join("\n")));
    }
    if let Some(case_no) = found.case_no {
        said.push(format!("案号 case {case_no}"));
    }
    if let Some(w) = &found.workings {
        let mut chain = format!("{} {}={} 基础 {}", w.day, w.by.0, w.by.1, w.points);
        for (of, permille) in &w.factors {
            // Writing into a String cannot fail.
            let _ = write!(chain, " × {of} {}", Milli(*permille));
        }
        let _ = write!(chain, " × 满 {} 个月 {}", w.age_months, Milli(w.age_permille));
        said.push(chain);
        said.extend(w.next_step_on.map(|day| format!("下一档 next step {day}")));
    }
    if let Some(c) = &found.counted {
        let due = c.due.map_or_else(String::new, |due| format!(" / {due}"));
        let expected = c.expected_thousandths.map_or_else(String::new, |e| format!("，同业预期 E = {}", Milli(e)));
        said.push(format!("{} 个月内 {}{due}{expected}", c.window_months, c.n));
    }
    said.extend(found.derivations.iter().map(derived));
    said.join("\n")
}

/// How a value came about that the record itself does not carry.
fn derived(note: &Derivation) -> String {
    let mark = if note.provisional { " ⚠暂定 provisional" } else { "" };
    format!("{} = {} ← {}{mark}", note.what, note.value, note.by)
}

fn peers(out: &mut String, answer: &Answer<'_>) {
    let Some(row) = answer.peers else { return };
    let named = super::stratum(&row.stratum);
    let unknown = if row.start_unknown { "（成立日未知，按整个窗口 start unknown）" } else { "" };
    line(
        out,
        format!(
            "同业基准 Peers {} 至 {}：{named}，同业 {} 户 {} 件，本户 {} 天{unknown}，预期 expected {}",
            row.window_from,
            row.window_until,
            row.others.merchants,
            row.others.complaints,
            row.own_days,
            Milli(i64::from(row.expected_thousandths)),
        ),
    );
}
