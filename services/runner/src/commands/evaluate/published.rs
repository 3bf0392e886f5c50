//! Published figures of the baselines: on the same population they must come out the same, or the
//! evaluation beside them means nothing.

use super::Finding;
use crate::output;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::Path;

/// Our names of the baselines, and theirs.
const NAMES: [(&str, &str); 5] =
    [("last", "last"), ("mean", "mean"), ("max", "mx"), ("critical", "allcrit"), ("closures", "nclosed")];

/// Compares population, cases, AUC and KS with the figures of a period in a file.
pub(super) fn reproduced(
    file: &Path,
    period: &str,
    failed_at: i32,
    population: usize,
    findings: &[Finding],
) -> Result<()> {
    let text = output::read_text(file)?;
    let published: Value =
        serde_json::from_str(&text).with_context(|| format!("{}：不是 JSON this is no JSON", file.display()))?;
    let period_of = published
        .get(period)
        .with_context(|| format!("{}：没有 {period} 的数字 there are no figures of {period}", file.display()))?;
    let mut differing = Vec::new();
    if period_of["n"].as_u64() != u64::try_from(population).ok() {
        differing.push(format!("population: {} published, {population} here", period_of["n"]));
    }
    for finding in findings {
        let Some((_, theirs)) = NAMES.iter().find(|(ours, _)| *ours == finding.judge.1) else { continue };
        let question = match finding.question.1 {
            "closed" => "closed_in_window".to_owned(),
            _ => format!("next_initial_score>={failed_at}"),
        };
        let figures = &period_of[&question];
        let told = (figures["positives"].as_u64(), units(&figures[theirs]["auc"]), units(&figures[theirs]["ks"]));
        let here = finding.found.map(|f| (Some(f.positives), Some(f.auc), Some(f.ks)));
        if here != Some(told) {
            differing.push(format!("{question} by {theirs}: {told:?} published, {here:?} here (AUC, KS in 1/10000)"));
        }
    }
    if !differing.is_empty() {
        bail!("未能重现已公布的基准 the baselines are not reproduced\n{}", differing.join("\n"));
    }
    Ok(())
}

/// A figure of up to four decimals in ten-thousandths, read from its digits.
fn units(figure: &Value) -> Option<u64> {
    let text = figure.as_number()?.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let part = format!("{part:0<4}");
    (part.len() == 4).then_some(())?;
    Some(whole.parse::<u64>().ok()? * 10_000 + part.parse::<u64>().ok()?)
}
