//! The journals of a backup are numbered anew, and so are the places at which followers stand in them.
//!
//! On PostgreSQL a version stands in its journal at the number of the transaction that wrote it, which means something
//! in that cluster alone. In a backup the versions are 1, 2, 3 and so on in the same order, of transaction 0: whatever
//! is written in another cluster comes behind them. Everything that is seen at one instant is settled, so that nothing
//! can come in between any more.

use ledger::DEADLINES;
use registry::SERVICE as REGISTRY;

/// Those that a follower of all records follows, each with the table that is its journal.
const FEEDS: [(&str, &str); 5] = [
    (REGISTRY, RECORDS),
    (violations::SERVICE, RECORDS),
    (complaints::SERVICE, RECORDS),
    (inspections::SERVICE, RECORDS),
    (listing::SERVICE, STEPS),
];
/// The journal of a ledger.
const RECORDS: &str = "record";
/// The journal of a book of cases.
const STEPS: &str = "case_step";

/// What stands in a column of a backup instead of what it holds, if anything does.
pub(super) fn computed(service: &str, table: &str, column: &str) -> Option<String> {
    match (table, column) {
        ("record" | "case_step", "tx") => Some("0".to_owned()),
        ("record" | "case_step", "seq") => Some("row_number() OVER (ORDER BY own.tx, own.seq)".to_owned()),
        // Ledgers follow the registry and nobody else. What they read of their own journals they read again.
        ("place_feed", "cursor") => Some(format!(
            "CASE own.feed WHEN '{DEADLINES}' THEN '' ELSE {} END",
            place("own.cursor", (REGISTRY, RECORDS))
        )),
        ("note", "value") => {
            let whens = FEEDS.map(|feed| format!("WHEN 'feed.{}' THEN {}", feed.0, place("own.value", feed)));
            Some(format!("CASE own.name {} ELSE own.value END", whens.join(" ")))
        }
        // How far a service has carried out what its own steps lead to.
        ("case_place", "cursor") => Some(place("own.cursor", (service, STEPS))),
        _ => None,
    }
}

/// The place that a follower at a cursor has in the journal of a service: it has read as many versions.
fn place(cursor: &str, (service, journal): (&str, &str)) -> String {
    format!(
        "'0.' || (SELECT count(*) FROM \"{service}\".{journal} AS source WHERE (source.tx, source.seq) <= \
         (split_part({cursor}, '.', 1)::bigint, split_part({cursor}, '.', 2)::bigint))"
    )
}
