//! What is public about a merchant today: penalties on display, lists, marks, titles and promises.

use domain::day::Day;
use domain::facts::Facts;
use domain::record::{Penalty, Records};
use domain::vocab::FactKind;
use policy::set::PolicySet;
use serde_json::{Value, json};

/// The table of statuses that are public.
const TABLE: &str = "disclosure.public_statuses";

/// Everything public about a merchant on a day.
#[must_use]
pub(crate) fn public(records: &Records<'_>, facts: &Facts, policies: &PolicySet, day: Day) -> Value {
    let shown = facts.facts.iter().filter(|fact| {
        fact.kind == FactKind::Penalty && fact.publishable && fact.shown.contains(day) && fact.counts.contains(day)
    });
    let penalties: Vec<Value> = shown
        .filter_map(|fact| {
            let penalty = records.penalties.iter().find(|penalty| {
                let penalty: &Penalty = penalty;
                domain::record::Record::key(penalty) == fact.key
            })?;
            let last = fact.shown.iter().find(|span| span.contains(day)).map(|span| span.off.plus_days(-1));
            Some(json!({
                "decision_no": penalty.decision_no,
                "authority": penalty.authority,
                "decided_on": penalty.decided_on,
                "conduct": penalty.conduct,
                "kinds": penalty.kinds,
                "fine_fen": penalty.fine_fen,
                "display_until": last.filter(|day| !day.is_sentinel()),
            }))
        })
        .collect();
    let table = policies.at(TABLE, day).ok().and_then(|found| found.value.texts()).unwrap_or_default();
    let holding = facts.statuses.iter().filter(|status| {
        table.contains(&status.kind.token()) && status.spans.contains(day) && status.derivations.is_empty()
    });
    let statuses: Vec<Value> =
        holding.map(|status| json!({ "status": status.kind.token(), "zh": status.kind.zh() })).collect();
    json!({ "day": day, "penalties": penalties, "statuses": statuses })
}
