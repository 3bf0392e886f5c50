//! What is outside a reach is not written, even if whoever writes has forgotten to look; nor is what another one has
//! overtaken.

use super::*;
use db::{Database, DbError, Pools};
use domain::record::RecordKind;
use testkit::each_backend;

fn version(subject_id: i64, kind: RecordKind) -> NewVersion {
    NewVersion {
        subject_id,
        kind: kind.token(),
        key: format!("{}:1", kind.token()),
        version: 1,
        place: None,
        by_arrival: false,
        known_from: 0,
        recorded_at: 0,
        event_day: 0,
        content: "{}".to_owned(),
        withdrawn: false,
        standing: true,
        contested: false,
        act: "sent",
        actor: "li".to_owned(),
        reason: None,
        import_id: None,
        source_row: None,
        source: None,
    }
}

#[test]
fn the_store_itself_refuses_what_is_outside() {
    let area = |code| AreaCode::parse(code).unwrap();
    let reach = Reach::Within(area("371522"));
    each_backend(|place| {
        let db = Database::open(place.location(), "ledger", Pools::default()).unwrap();
        db.migrate(&[&MIGRATIONS]).unwrap();
        let places = [(1, Some(area("371522"))), (2, Some(area("371502")))];
        db.write::<_, DbError>(|conn| Ok(store(conn).put_places(&places)?)).unwrap();
        let write = |appended: &[NewVersion], marked: &[Marked]| {
            let written = db.write::<_, DbError>(|conn| Ok(store(conn).write(appended, marked, reach)?));
            written.is_ok()
        };
        let visit = |subject| version(subject, RecordKind::Inspection);
        let shop = |subject| version(subject, RecordKind::Merchant);
        let marks = Marks { standing: false, contested: false };
        let mark = |subject| [(subject, "inspections:1".to_owned(), 1, marks)];
        assert!(write(&[visit(1)], &[]) && write(&[], &mark(1)), "{}", place.backend);
        // Elsewhere, among others, nowhere; a registration of one who is elsewhere.
        assert!(!write(&[visit(2)], &[]) && !write(&[shop(1), visit(2)], &[]) && !write(&[visit(3)], &[]));
        assert!(!write(&[], &mark(2)) && !write(&[], &mark(3)) && !write(&[shop(2)], &[]), "{}", place.backend);
        // Of one who is nowhere yet a registration is what says it.
        assert!(write(&[shop(3)], &[]) && !write(&[shop(4), visit(4)], &[]), "{}", place.backend);
        let seen = db.read::<_, DbError>(|conn| {
            let store = store(conn);
            let seen =
                |store: &mut dyn Store, subject| store.of_subject(subject, Reach::Everywhere).map(|all| all.len());
            Ok([seen(store, 1)?, seen(store, 2)?, seen(store, 3)?, seen(store, 4)?])
        });
        assert_eq!(seen.unwrap(), [1, 0, 1, 0], "{}", place.backend);
        let followed = || {
            let read = db.read::<_, DbError>(|conn| {
                let store = store(conn);
                let at = Position::default();
                Ok((store.changes(at, 9, reach)?.len(), store.changes(at, 9, Reach::Everywhere)?.len()))
            });
            read.unwrap()
        };
        // PostgreSQL shows changes once no older transaction of the whole server can come in between.
        let shown = (0..3_000).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            followed() == (0, 2)
        });
        assert!(shown, "{}: {:?}", place.backend, followed());
    });
}

#[test]
fn of_several_that_stood_at_a_place_one_moves_on() {
    each_backend(|place| {
        let db = Database::open(place.location(), "ledger", Pools::default()).unwrap();
        db.migrate(&[&MIGRATIONS]).unwrap();
        let moved = |from: Option<&str>, to: &str| {
            db.write::<_, DbError>(|conn| Ok(store(conn).move_followed("x", from, to)?)).unwrap()
        };
        assert_eq!([moved(None, "1"), moved(None, "2")], [true, false], "{}: from nowhere", place.backend);
        assert_eq!([moved(Some("1"), "2"), moved(Some("1"), "3")], [true, false], "{}", place.backend);
        let at = db.read::<_, DbError>(|conn| Ok(store(conn).followed("x")?));
        assert_eq!(at.unwrap().as_deref(), Some("2"), "{}", place.backend);
    });
}
