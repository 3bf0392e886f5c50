//! What is public about a merchant on a day: penalties on display, lists, marks, titles and promises.

use domain::day::Day;
use domain::facts::{Fact, Facts, StatusFact};
use domain::record::{Penalty, Record, Records};
use domain::span::Spans;
use domain::vocab::FactKind;
use policy::set::PolicySet;
use serde_json::{Value, json};

/// The table of statuses that are public.
const TABLE: &str = "disclosure.public_statuses";

/// Everything public about a merchant on a day.
pub(crate) struct Public<'f> {
    day: Day,
    penalties: Vec<&'f Fact>,
    statuses: Vec<&'f StatusFact>,
    /// The first later day on which it is something else though nothing new is learnt.
    pub(crate) next_change_day: Option<Day>,
}

impl<'f> Public<'f> {
    /// What is public by a table of statuses.
    pub(crate) fn of(facts: &'f Facts, policies: &PolicySet, day: Day) -> Self {
        let table = policies.at(TABLE, day).ok().and_then(|found| found.value.texts()).unwrap_or_default();
        let of_law = |fact: &&Fact| fact.kind == FactKind::Penalty && fact.publishable;
        // What was derived was decided by nobody, so nobody can have published it.
        let is_public = |status: &&StatusFact| table.contains(&status.kind.token()) && status.derivations.is_empty();
        let (penalties, statuses) = (|| facts.facts.iter().filter(of_law), || facts.statuses.iter().filter(is_public));
        let spans = penalties().flat_map(|fact| [&fact.shown, &fact.counts]);
        Self {
            day,
            next_change_day: next_edge(spans.chain(statuses().map(|status| &status.spans)), day),
            penalties: penalties().filter(|fact| fact.shown.contains(day) && fact.counts.contains(day)).collect(),
            statuses: statuses().filter(|status| status.spans.contains(day)).collect(),
        }
    }

    /// Number of penalties on display.
    pub(crate) fn penalties(&self) -> usize {
        self.penalties.len()
    }

    /// Which statuses hold, each once, with commas between.
    pub(crate) fn statuses(&self) -> String {
        let mut tokens: Vec<&str> = self.statuses.iter().map(|status| status.kind.token()).collect();
        tokens.dedup();
        tokens.join(",")
    }

    /// As it is answered, with what the records say of each penalty.
    pub(crate) fn json(&self, records: &Records<'_>) -> Value {
        let shown = self.penalties.iter().filter_map(|fact| {
            let penalty: &Penalty = records.penalties.iter().find(|penalty| penalty.key() == fact.key)?;
            let last = fact.shown.around(self.day).map(|span| span.off.plus_days(-1));
            Some(json!({
                "decision_no": penalty.decision_no,
                "authority": penalty.authority,
                "decided_on": penalty.decided_on,
                "conduct": penalty.conduct,
                "kinds": penalty.kinds,
                "fine_fen": penalty.fine_fen,
                "display_until": last.filter(|day| !day.is_sentinel()),
            }))
        });
        let holding =
            self.statuses.iter().map(|status| json!({ "status": status.kind.token(), "zh": status.kind.zh() }));
        json!({ "day": self.day, "penalties": shown.collect::<Vec<_>>(), "statuses": holding.collect::<Vec<_>>() })
    }
}

/// The first day behind `day` on which any of these begins or ends.
fn next_edge<'s>(all: impl Iterator<Item = &'s Spans>, day: Day) -> Option<Day> {
    let edges = all.flat_map(|spans| spans.iter().flat_map(|span| [span.from, span.off]));
    edges.filter(|edge| *edge > day && !edge.is_sentinel()).min()
}
