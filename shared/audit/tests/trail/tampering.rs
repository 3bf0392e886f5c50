//! Whatever somebody does who may write into the database is found, and the first entry is named.

use crate::house::{Key, report};
use crate::{entry, findings, keeper, keeper_of, kept, run, until, verified};
use audit::verify::{Where, whole};
use audit::{Keeper, Keeping};
use contracts::audit::Trail as _;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use testkit::{Place, each_backend};

/// Hundred entries and checkpoints among them.
fn written(place: &Place) {
    for piece in [0..30, 30..61, 61..100] {
        let trail = keeper(place);
        piece.for_each(|number| trail.put(entry(number)));
    }
}

/// Runs statements as somebody does who has taken the triggers away first.
fn forced(place: &Place, statements: &str) {
    let triggers = match place.backend {
        "sqlite" => {
            ["added", "changed", "deleted"].map(|trigger| format!("DROP TRIGGER audit_entry_{trigger};")).concat()
                + "DROP TRIGGER audit_head_turned; DROP TRIGGER audit_checkpoint_changed; DROP TRIGGER audit_checkpoint_deleted;"
        }
        _ => "ALTER TABLE audit_entry DISABLE TRIGGER ALL; ALTER TABLE audit_head DISABLE TRIGGER ALL; \
              ALTER TABLE audit_checkpoint DISABLE TRIGGER ALL;"
            .to_owned(),
    };
    run(place, &format!("{triggers} {statements}")).unwrap();
}

/// Writes a trail, does that to it, and gives what is found.
fn after(statements: &str) -> Vec<Vec<(&'static str, Option<i64>)>> {
    [Place::sqlite(), Place::postgres()]
        .iter()
        .map(|place| {
            written(place);
            forced(place, statements);
            findings(place)
        })
        .collect()
}

/// The same on both, and this first.
#[track_caller]
fn first(statements: &str, what: &'static str, number: i64) {
    for found in after(statements) {
        assert_eq!(found.first(), Some(&(what, Some(number))), "{statements}: {found:?}");
    }
}

const SHIFT: &str = "UPDATE audit_entry SET number = -number - 1 WHERE number > 40; \
                     UPDATE audit_entry SET number = -number WHERE number < 0;";

#[test]
fn a_trail_that_nobody_touched_is_sound() {
    each_backend(|place| {
        written(place);
        let report = report(place);
        assert_eq!((report.entries, report.first, report.last), (100, Some(1), Some(100)));
        assert_eq!(report.covered, Some(100));
        assert!(report.checkpoints >= 3, "{}", report.checkpoints);
        assert_eq!(report.signers.len(), 1);
        assert_eq!(report.findings, []);
    });
}

#[test]
fn a_field_that_was_changed_is_found() {
    for field in [
        "who = 'u-9'",
        "status = 500",
        "at = at + 1",
        "merchant = NULL",
        "purpose = ''",
        "address = '::1'",
        "token = NULL",
        "ground = 'own'",
        "department = 'x'",
        "role = 'bank'",
        "target = '/'",
        "action = 'GET /'",
        "request_id = 'r'",
    ] {
        first(&format!("UPDATE audit_entry SET {field} WHERE number = 41"), "changed", 41);
    }
}

#[test]
fn a_digest_that_was_changed_is_found() {
    first("UPDATE audit_entry SET digest = 'x' WHERE number = 41", "changed", 41);
}

/// Its digest covers no part, but a search goes by it.
#[test]
fn an_entry_that_was_hidden_from_searches_is_found() {
    first("UPDATE audit_entry SET part = 7 WHERE number = 41", "changed", 41);
}

#[test]
fn an_entry_that_was_taken_out_is_found() {
    first("DELETE FROM audit_entry WHERE number BETWEEN 41 AND 43", "missing", 41);
    let renumbered = "DELETE FROM audit_entry WHERE number BETWEEN 41 AND 43; \
                      UPDATE audit_entry SET number = -number + 3 WHERE number > 43; \
                      UPDATE audit_entry SET number = -number WHERE number < 0;";
    first(renumbered, "missing", 41);
    first("DELETE FROM audit_entry WHERE number = 1", "missing", 1);
}

#[test]
fn an_entry_that_was_put_in_is_found() {
    let columns =
        "at, address, who, role, department, token, ground, action, target, merchant, status, purpose, request_id";
    let put = format!(
        "{SHIFT} INSERT INTO audit_entry (number, {columns}, digest, part) \
         SELECT 41, {columns}, digest, part FROM audit_entry WHERE number = 7;"
    );
    first(&put, "inserted", 41);
    // At the end too, where nothing follows that would not fit.
    let behind = format!(
        "INSERT INTO audit_entry (number, {columns}, digest, part) \
         SELECT 101, {columns}, digest, part FROM audit_entry WHERE number = 7;"
    );
    for found in after(&behind) {
        assert!(found.contains(&("head", Some(101))), "{found:?}");
    }
}

#[test]
fn entries_that_changed_their_places_are_found() {
    for far in [42, 57] {
        let swapped = format!(
            "UPDATE audit_entry SET number = -1 WHERE number = 41; UPDATE audit_entry SET number = 41 WHERE number = {far}; \
             UPDATE audit_entry SET number = {far} WHERE number = -1;"
        );
        first(&swapped, "reordered", 41);
    }
}

#[test]
fn an_end_that_was_cut_off_is_found_by_a_checkpoint() {
    let cut = "DELETE FROM audit_entry WHERE number > 90; \
               UPDATE audit_head SET number = 90, digest = (SELECT digest FROM audit_entry WHERE number = 90);";
    first(cut, "missing", 91);
}

/// Nothing inside tells that, so somebody outside must have kept what was exported before.
#[test]
fn an_end_that_was_cut_off_with_its_checkpoints_is_found_by_an_export() {
    each_backend(|place| {
        written(place);
        let head = kept(place).head().unwrap();
        let known = [Where { number: head.number, digest: head.digest }];
        assert_eq!(whole(&kept(place), &known, &verified).unwrap().findings, []);
        forced(
            place,
            "DELETE FROM audit_entry WHERE number > 61; DELETE FROM audit_checkpoint WHERE number > 61; \
             UPDATE audit_head SET number = 61, digest = (SELECT digest FROM audit_entry WHERE number = 61);",
        );
        assert_eq!(findings(place), [], "it is a whole trail again");
        let found = whole(&kept(place), &known, &verified).unwrap().findings;
        assert_eq!((found[0].what, found[0].number), ("missing", Some(62)));
    });
}

/// Whoever makes the whole chain anew has no key: his checkpoints are of another, or do not hold.
#[test]
fn a_chain_that_was_made_anew_is_found_by_its_signatures() {
    each_backend(|place| {
        written(place);
        let report = report(place);
        let known = [Where { number: 100, digest: report.digest.clone().unwrap() }];
        let checkpoints = report.checkpoints;
        // The forger lets a keeper of his own do the work: the same entries, but one.
        let forgery = if place.backend == "sqlite" { Place::sqlite() } else { Place::postgres() };
        let trail = keeper_of(&forgery, 9, 20);
        (0..100).filter(|number| *number != 40).chain([200]).for_each(|number| trail.put(entry(number)));
        drop(trail);
        let forged = crate::house::report(&forgery);
        assert_eq!(forged.findings, [], "by itself it is sound");
        assert!(!forged.signers.contains(&audit::Signer::public_key(&Key::of(1))), "but another one vouches for it");
        let found = whole(&kept(&forgery), &known, &verified).unwrap().findings;
        assert_eq!((found[0].what, found[0].number), ("changed", Some(100)));
        // With the true checkpoints left in place, they say so themselves.
        let digests =
            |place: &Place| (1..=100).map(|number| kept(place).digest(number).unwrap().unwrap()).collect::<Vec<_>>();
        let moved: Vec<String> = digests(&forgery)
            .iter()
            .enumerate()
            .map(|(at, digest)| format!("UPDATE audit_entry SET digest = '{digest}' WHERE number = {};", at + 1))
            .collect();
        let shift = "UPDATE audit_entry SET number = -number + 1 WHERE number > 41; DELETE FROM audit_entry WHERE number = 41; \
                     UPDATE audit_entry SET number = -number WHERE number < 0; UPDATE audit_head SET number = 99;";
        forced(
            place,
            &format!(
                "{shift} {} UPDATE audit_head SET digest = (SELECT digest FROM audit_entry WHERE number = 99);",
                moved.concat()
            ),
        );
        let found = findings(place);
        assert!(found.iter().all(|(what, _)| *what == "checkpoint" || *what == "missing"), "{found:?}");
        assert_eq!(found.iter().filter(|(what, _)| *what == "checkpoint").count(), checkpoints - 2, "{found:?}");
    });
}

#[test]
fn a_signature_that_does_not_hold_is_found() {
    first("UPDATE audit_checkpoint SET at = at + 1 WHERE number = 61", "signature", 61);
}

#[test]
fn the_tables_take_no_change_and_no_deletion() {
    each_backend(|place| {
        written(place);
        let columns = "at, who, role, department, action, target, merchant, status, purpose, request_id, digest, part";
        let mut refused = vec![
            "UPDATE audit_entry SET who = 'x' WHERE number = 7".to_owned(),
            "DELETE FROM audit_entry WHERE number = 7".to_owned(),
            "DELETE FROM audit_entry".to_owned(),
            "UPDATE audit_checkpoint SET at = 0".to_owned(),
            "DELETE FROM audit_checkpoint".to_owned(),
            "UPDATE audit_head SET number = 7".to_owned(),
            "DELETE FROM audit_head".to_owned(),
            "INSERT INTO audit_head (one, number, digest) VALUES (1, 7, '') ON CONFLICT (one) DO UPDATE SET number = 7"
                .to_owned(),
        ];
        refused.extend(match place.backend {
            "sqlite" => vec![
                format!("INSERT OR REPLACE INTO audit_entry (number, {columns}) SELECT 7, {columns} FROM audit_entry WHERE number = 8"),
                "INSERT OR REPLACE INTO audit_checkpoint SELECT number, digest, 0, algorithm, public_key, signature FROM audit_checkpoint".to_owned(),
            ],
            _ => vec!["TRUNCATE audit_entry".to_owned(), "TRUNCATE audit_checkpoint".to_owned(), "TRUNCATE audit_head".to_owned()],
        });
        for statement in refused {
            let said = run(place, &statement).unwrap_err().to_string();
            assert!(said.contains("the audit trail is append-only"), "{statement}: {said}");
        }
        assert_eq!(findings(place), []);
    });
}

/// Two processes that serve one installation keep one chain.
#[test]
fn two_keepers_on_one_database_keep_one_chain() {
    each_backend(|place| {
        let keepers = [keeper(place), keeper(place)];
        let kept = kept(place);
        for turn in 0..5 {
            thread::scope(|scope| {
                for (at, keeper) in (0..).zip(&keepers) {
                    scope.spawn(move || (0..400).for_each(|number| keeper.put(entry(turn * 800 + at * 400 + number))));
                }
            });
            // Both have written before they go on, so that neither writes everything at its close.
            until("entries", || kept.head().unwrap().number == i64::from(turn + 1) * 800);
        }
        drop(keepers);
        let report = report(place);
        assert_eq!((report.entries, report.last, report.covered), (4_000, Some(4_000), Some(4_000)));
        assert_eq!(report.findings, [], "{}", place.backend);
        assert!(report.checkpoints > 2, "both wrote by turns: {}", report.checkpoints);
    });
}

#[test]
fn the_end_is_signed_in_time_and_when_the_keeper_closes() {
    each_backend(|place| {
        let trail = keeper_of(place, 1, 10_000);
        trail.put(entry(1));
        drop(trail);
        assert_eq!(report(place).covered, Some(1), "at the close");
        let signer: Arc<dyn audit::Signer> = Arc::new(Key::of(1));
        let pause = Duration::from_millis(200);
        let keeping = Keeping { pause, ..Keeping::new(Arc::new(crate::Stopped), Some(signer)) };
        let trail = Keeper::open(crate::house::database(place), keeping).unwrap();
        trail.put(entry(2));
        until("a signature", || report(place).covered == Some(2));
        drop(trail);
        assert_eq!(report(place).checkpoints, 2, "and not once more");
    });
}

/// Without a key nothing is signed, and nothing is lost.
#[test]
fn without_a_key_there_are_no_checkpoints() {
    each_backend(|place| {
        let keeping = Keeping { entries: 1, ..Keeping::new(Arc::new(crate::Stopped), None) };
        let trail = Keeper::open(crate::house::database(place), keeping).unwrap();
        (0..10).for_each(|number| trail.put(entry(number)));
        drop(trail);
        let report = report(place);
        assert_eq!((report.entries, report.checkpoints, report.covered), (10, 0, None));
        assert_eq!(report.findings, []);
    });
}
