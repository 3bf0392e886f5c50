//! Entries that were written before there was a chain are chained when the trail is opened.

use crate::house::{database, report};
use crate::{Office, entry, findings, keeper, run};
use contracts::access::Role;
use contracts::audit::Trail as _;
use db::diesel_migrations::MigrationHarness;
use db::{Conn, DbError, Migrations};
use testkit::{Place, each_backend};

static AUDIT: Migrations = db::migrations!("../../migrations/sqlite/audit", "../../migrations/postgres/audit");

/// The tables as they were before there was a chain, with entries in them that somebody has gaps between.
fn old(place: &Place, entries: u32) {
    let db = database(place);
    db.migrate(&[&AUDIT]).unwrap();
    // The chain, and what has come after it.
    for _ in 0..2 {
        db.write_once::<_, DbError>(|conn| {
            let undone = match conn {
                Conn::Sqlite(conn) => conn.revert_last_migration((AUDIT.sqlite)()).map(|_| ()),
                Conn::Postgres(conn) => conn.revert_last_migration((AUDIT.postgres)()).map(|_| ()),
            };
            undone.unwrap_or_else(|error| panic!("{error}"));
            Ok(())
        })
        .unwrap();
    }
    let rows: Vec<String> = (0..entries)
        .map(|number| format!("({number}, 'u-1', 'GET /old', '/old/{number}', 200, 'o-{number}')"))
        .collect();
    let into = "INSERT INTO audit_entry (at, who, action, target, status, request_id) VALUES";
    run(place, &format!("{into} {}; DELETE FROM audit_entry WHERE request_id = 'o-5';", rows.join(", "))).unwrap();
}

#[test]
fn old_entries_are_chained_before_new_ones() {
    each_backend(|place| {
        old(place, 4_501);
        let trail = keeper(place);
        let chained = report(place);
        assert_eq!((chained.entries, chained.covered), (4_500, Some(4_500)), "and signed at once");
        trail.put(entry(1));
        drop(trail);
        let report = report(place);
        assert_eq!((report.entries, report.last), (4_501, Some(4_501)));
        assert_eq!(report.findings, []);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        let (_, page) = office.get("who=u-1&until=1970-01-01T00:00:00.000007Z", Role::Auditor);
        let seen: Vec<_> =
            page["items"].as_array().unwrap().iter().map(|item| item["request_id"].to_string()).collect();
        assert_eq!(seen, ["\"o-6\"", "\"o-4\"", "\"o-3\"", "\"o-2\"", "\"o-1\"", "\"o-0\""], "in their order");
        drop(office);
    });
}

/// Whoever was stopped in the middle goes on from there.
#[test]
fn chaining_goes_on_where_it_was_stopped() {
    each_backend(|place| {
        old(place, 5_001);
        // The second piece fails: an entry in it is one that the new table does not take.
        let (wrong, right) = match place.backend {
            "sqlite" => (
                "CREATE TRIGGER stopped BEFORE INSERT ON audit_entry WHEN NEW.request_id = 'o-3000' BEGIN SELECT RAISE(ABORT, 'stopped'); END",
                "DROP TRIGGER stopped",
            ),
            _ => (
                "ALTER TABLE audit_entry ADD CONSTRAINT stopped CHECK (request_id <> 'o-3000')",
                "ALTER TABLE audit_entry DROP CONSTRAINT stopped",
            ),
        };
        database(place).migrate(&[&AUDIT]).unwrap();
        run(place, wrong).unwrap();
        let keeping = audit::Keeping::new(std::sync::Arc::new(crate::Stopped), None);
        assert!(audit::Keeper::open(database(place), keeping).is_err());
        let half = report(place);
        assert_eq!((half.entries, half.findings), (2_000, Vec::new()));
        run(place, right).unwrap();
        drop(keeper(place));
        assert_eq!(report(place).entries, 5_000);
        assert_eq!(findings(place), []);
    });
}
