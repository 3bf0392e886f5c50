//! How the databases find a late page of a list: they begin where it begins, not at the first page.

use super::Conn;
use super::dialect::plan;
use super::records::listed;
use crate::store::{Listing, MIGRATIONS, NewVersion, Records as _};
use db::{Database, DbError, Pools};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};

type Db = <Conn as diesel::Connection>::Backend;

/// The plan of a query instead of its rows.
struct Explained<Q>(Q);

impl<Q: QueryFragment<Db>> QueryFragment<Db> for Explained<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql(plan::EXPLAIN);
        self.0.walk_ast(out.reborrow())
    }
}

impl<Q> QueryId for Explained<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for Explained<Q> {
    type SqlType = plan::LineSql;
}

impl<Q> RunQueryDsl<Conn> for Explained<Q> {}

fn visit(number: i32) -> NewVersion {
    NewVersion {
        subject_id: i64::from(number),
        kind: "inspections",
        key: format!("inspection:{number}"),
        version: 1,
        place: None,
        by_arrival: false,
        known_from: 0,
        recorded_at: 0,
        event_day: number / 10,
        content: "{}".to_owned(),
        withdrawn: false,
        standing: true,
        contested: false,
        act: "history",
        actor: "clerk".to_owned(),
        reason: None,
        import_id: None,
        source_row: None,
    }
}

#[test]
fn a_late_page_begins_at_its_day() {
    let place = plan::place();
    let db = Database::open(place.location(), "ledger", Pools::default()).unwrap();
    db.migrate(&[&MIGRATIONS]).unwrap();
    let visits: Vec<NewVersion> = (0..20_000).map(visit).collect();
    let listing =
        Listing { kind: "inspections".to_owned(), after: Some((7, 71, String::new())), limit: 3, ..Listing::default() };
    let (plan, keys) = db
        .write::<_, DbError>(|conn| {
            let conn = plan::own(conn);
            conn.append(&visits)?;
            conn.batch_execute("ANALYZE record")?;
            let lines: Vec<plan::Line> = Explained(listed(&listing)).load(conn)?;
            let found = conn.list(&listing)?;
            Ok((lines.into_iter().map(plan::text).collect::<Vec<_>>(), found))
        })
        .unwrap();
    assert!(plan.iter().any(|line| plan::begins_at_a_day(line)), "{plan:#?}");
    // The rest of the day comes first, then the day before.
    assert_eq!(keys.iter().map(|row| row.subject_id).collect::<Vec<_>>(), [70, 69, 68]);
}
