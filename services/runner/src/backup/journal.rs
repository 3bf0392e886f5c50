//! The journals of a backup are numbered anew, and so are the places at which followers stand in them.
//!
//! On PostgreSQL a version stands in its journal at the number of the transaction that wrote it, which means something
//! in that cluster alone. In a backup the versions are 1, 2, 3 and so on in the same order, of transaction 0: whatever
//! is written in another cluster comes behind them. Everything that is seen at one instant is settled, so that nothing
//! can come in between any more.

use ledger::DEADLINES;
use registry::SERVICE as REGISTRY;

/// Those that a follower of all records follows.
const FEEDS: [&str; 4] = [REGISTRY, violations::SERVICE, complaints::SERVICE, inspections::SERVICE];

/// What stands in a column of a backup instead of what it holds, if anything does.
pub(super) fn computed(table: &str, column: &str) -> Option<String> {
    match (table, column) {
        ("record" | "case_step", "tx") => Some("0".to_owned()),
        ("record" | "case_step", "seq") => Some("row_number() OVER (ORDER BY own.tx, own.seq)".to_owned()),
        // Ledgers follow the registry and nobody else. What they read of their own journals they read again.
        ("place_feed", "cursor") => {
            Some(format!("CASE own.feed WHEN '{DEADLINES}' THEN '' ELSE {} END", place("own.cursor", REGISTRY)))
        }
        ("note", "value") => {
            let whens = FEEDS.map(|feed| format!("WHEN 'feed.{feed}' THEN {}", place("own.value", feed)));
            Some(format!("CASE own.name {} ELSE own.value END", whens.join(" ")))
        }
        _ => None,
    }
}

/// The place that a follower at a cursor has in the journal of a service: it has read as many versions.
fn place(cursor: &str, service: &str) -> String {
    format!(
        "'0.' || (SELECT count(*) FROM \"{service}\".record AS source WHERE (source.tx, source.seq) <= \
         (split_part({cursor}, '.', 1)::bigint, split_part({cursor}, '.', 2)::bigint))"
    )
}
