//! How the databases find a late page of a list: they begin where it begins, not at the first page.

use super::Conn;
use super::dialect::plan;
use super::records::{few, listed};
use crate::store::{Listing, MIGRATIONS, NewVersion, Places as _, Records as _};
use contracts::access::Reach;
use db::{Database, DbError, Pools};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use domain::area::AreaCode;

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
        content: format!("{{\"case_no\":\"聊市监立〔2026〕{number}号\"}}"),
        withdrawn: false,
        standing: true,
        contested: false,
        act: "history",
        actor: "clerk".to_owned(),
        reason: None,
        import_id: None,
        source_row: None,
        source: None,
    }
}

/// Merchants of a small county, with the oldest visits; all others are in a large one.
const SMALL: i64 = 100;

/// The plan of a list of visits, ten on each day, and whose visits it shows.
fn planned(listing: &Listing) -> (Vec<String>, Vec<i64>) {
    let place = plan::place();
    let db = Database::open(place.location(), "ledger", Pools::default()).unwrap();
    db.migrate(&[&MIGRATIONS]).unwrap();
    let visits: Vec<NewVersion> = (0..20_000).map(visit).collect();
    let area = |number: i64| AreaCode::parse(if number < SMALL { "371522" } else { "371502" }).ok();
    let places: Vec<_> = (0..20_000).map(|number| (number, area(number))).collect();
    let listing = listing.clone();
    let told = db.write::<_, DbError>(|conn| {
        let conn = plan::own(conn);
        conn.write(&visits, &[], Reach::Everywhere)?;
        conn.put_places(&places)?;
        conn.batch_execute(plan::COUNTED)?;
        let few = few(conn, &listing)?;
        let lines: Vec<plan::Line> = Explained(listed(&listing, few.as_deref())).load(conn)?;
        let shown = conn.list(&listing)?.into_iter().map(|row| row.subject_id).collect();
        Ok((lines.into_iter().map(plan::text).collect(), shown))
    });
    told.unwrap()
}

#[test]
fn a_late_page_begins_at_its_day() {
    let (plan, shown) =
        planned(&Listing { after: Some((7, 71, String::new())), ..Listing::of("inspections", Reach::Everywhere, 3) });
    assert!(plan.iter().any(|line| plan::begins_at_a_day(line)), "{plan:#?}");
    // The rest of the day comes first, then the day before.
    assert_eq!(shown, [70, 69, 68]);
}

#[test]
fn a_list_of_one_merchant_goes_through_nobody_elses_records() {
    for (after, days) in [(None, (None, None)), (Some((9, 0, String::new())), (Some(1), Some(9)))] {
        let (plan, shown) =
            planned(&Listing { subject_id: Some(71), after, days, ..Listing::of("inspections", Reach::Everywhere, 3) });
        assert!(plan.iter().any(|line| plan::begins_at_a_subject(line)), "{plan:#?}");
        assert_eq!(shown, [71]);
    }
}

#[test]
fn a_list_of_a_case_goes_through_its_records_alone() {
    let case_no = Some("聊市监立〔2026〕71号".to_owned());
    for reach in [Reach::Everywhere, Reach::Within(AreaCode::parse("371522").unwrap())] {
        let (plan, shown) = planned(&Listing { case_no: case_no.clone(), ..Listing::of("inspections", reach, 3) });
        if reach.is_everywhere() {
            assert!(plan.iter().any(|line| line.contains("record_case")), "{plan:#?}");
        }
        assert_eq!(shown, [71]);
    }
}

#[test]
fn a_list_of_a_small_county_goes_through_its_merchants_and_of_a_large_one_through_the_days() {
    let within = |code| Reach::Within(AreaCode::parse(code).unwrap());
    let (plan, shown) = planned(&Listing::of("inspections", within("371522"), 3));
    assert!(plan.iter().any(|line| plan::begins_at_subjects(line)), "{plan:#?}");
    assert_eq!(shown, [99, 98, 97]);
    let after = Some((11, 111, String::new()));
    let (plan, shown) = planned(&Listing { after, ..Listing::of("inspections", within("371502"), 13) });
    assert!(plan.iter().any(|line| plan::begins_at_a_day(line)), "{plan:#?}");
    assert_eq!(shown, [110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 100]);
}
