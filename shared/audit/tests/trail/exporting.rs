//! Exports: whole ranges, signed, verified without the installation.

use crate::{Office, entry, keeper, until, verified};
use audit::verify::{File, Report};
use contracts::access::Role;
use contracts::audit::Trail as _;
use serde_json::Value;
use testkit::{Place, each_backend};

fn report(files: &[&str]) -> Report {
    let mut file = File::new(&verified);
    for (at, text) in files.iter().enumerate() {
        assert!(file.read(&format!("f{at}"), text.as_bytes()).unwrap());
    }
    file.report().unwrap()
}

fn found(files: &[&str]) -> Vec<(&'static str, Option<i64>)> {
    report(files).findings.into_iter().map(|finding| (finding.what, finding.number)).collect()
}

/// A trail of 3,000 entries, and what the office gives of it.
fn exported(place: &Place, queries: &[&str]) -> Vec<String> {
    let trail = keeper(place);
    (0..3_000).for_each(|number| trail.put(entry(number)));
    drop(trail);
    let keeper = keeper(place);
    let office = Office::open(&keeper);
    let get = |query: &&str| {
        let (status, text) = office.ask(&format!("/export?{query}"), Role::Auditor);
        assert_eq!(status, 200, "{text}");
        text
    };
    queries.iter().map(get).collect()
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("{line}\n")).collect()
}

#[test]
fn an_export_is_verified_without_the_installation() {
    each_backend(|place| {
        let ranges = ["first=1&last=1200", "first=1201&last=2500", "first=2501&last=3000"];
        let texts = exported(place, &ranges);
        let whole = report(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((whole.entries, whole.first, whole.last), (3_000, Some(1), Some(3_000)));
        assert_eq!((whole.findings, whole.covered), (Vec::new(), Some(3_000)));
        assert_eq!(whole.signers.len(), 1);
        assert!(whole.checkpoints > 0);
        let middle = report(&[&texts[1]]);
        assert_eq!((middle.first, middle.entries, middle.findings), (Some(1_201), 1_300, Vec::new()));
        let start: Value = serde_json::from_str(texts[0].lines().next().unwrap()).unwrap();
        assert_eq!(start["start"]["format"], "fangxin-audit/1");
        assert_eq!(start["start"]["previous"], "0".repeat(64));
        // One is left out, or they come in another order.
        assert_eq!(found(&[&texts[0], &texts[2]]), [("missing", Some(1_201))]);
        assert_eq!(found(&[&texts[1], &texts[0]])[0].0, "missing");
        assert_eq!(found(&[&texts[0], &texts[0]]), [("missing", Some(1))]);
    });
}

#[test]
fn instants_give_the_range_that_holds_them_all() {
    each_backend(|place| {
        let hour = "from=2026-05-01T01:00:00Z&until=2026-05-01T02:00:00Z";
        let texts = exported(place, &[hour, "until=2026-05-01T00:01:00Z"]);
        let (hour, minute) = (report(&[&texts[0]]), report(&[&texts[1]]));
        assert_eq!((hour.first, hour.last, hour.findings), (Some(61), Some(120), Vec::new()));
        assert_eq!((minute.first, minute.last, minute.findings), (Some(1), Some(1), Vec::new()));
    });
}

#[test]
fn whatever_is_changed_in_a_file_is_found() {
    let place = Place::sqlite();
    let texts = exported(&place, &["first=1&last=200"]);
    let sound = lines(&texts[0]);
    // Entry 41 with its line; checkpoints stand between.
    let is_link = |number: i64| {
        move |line: &String| line.contains(&format!("\"number\":{number},")) && line.starts_with("{\"link\"")
    };
    let at = |number| sound.iter().position(is_link(number)).unwrap();
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = sound.clone();
        change(&mut lines);
        found(&[&lines.concat()])
    };
    assert_eq!(with(&|_| {}), []);
    let replaced = |from: &'static str, to: &'static str| {
        move |lines: &mut Vec<String>| {
            let line = lines.iter_mut().find(|line| is_link(41)(line)).unwrap();
            assert!(line.contains(from), "{line}");
            *line = line.replace(from, to);
        }
    };
    assert_eq!(with(&replaced("\"status\":401", "\"status\":200")), [("changed", Some(41))]);
    assert_eq!(with(&replaced("\"token\":\"t-40\",", ""))[0], ("changed", Some(41)));
    let strange = with(&replaced("\"status\"", "\"note\":\"x\",\"status\""));
    assert!(strange.contains(&("form", None)), "{strange:?}");
    assert_eq!(
        with(&|lines| {
            lines.remove(at(41));
        })[0],
        ("missing", Some(41))
    );
    assert_eq!(with(&|lines| lines.swap(at(41), at(42)))[0], ("reordered", Some(41)));
    assert_eq!(
        with(&|lines| {
            let line = lines[at(7)].clone();
            lines.insert(at(41), line);
        })[0],
        ("inserted", Some(41))
    );
    assert_eq!(
        with(&|lines| {
            lines.pop();
        }),
        [("end", None)]
    );
    assert_eq!(with(&|lines| lines.push("{}\n".into()))[0].0, "form");
    // The end cut off, and the last line put behind.
    let cut = with(&|lines| {
        let end = lines.pop().unwrap();
        lines.truncate(at(150));
        lines.push(end);
    });
    assert!(cut.contains(&("end", None)), "{cut:?}");
    let signature = with(&|lines| {
        let end = lines.last_mut().unwrap();
        *end = end.replace("\"count\":200", "\"count\":201");
    });
    assert!(signature.contains(&("signature", Some(200))), "{signature:?}");
    let at_changed = with(&|lines| lines[0] = lines[0].replace("2026-06-01", "2026-06-02"));
    assert_eq!(at_changed, [("signature", Some(200))]);
}

#[test]
fn what_is_no_export_is_none() {
    for text in ["", "{}\n", "{\"statement\":1}", "\u{0}\n"] {
        assert!(!File::new(&verified).read("f", text.as_bytes()).unwrap(), "{text:?}");
    }
}

#[test]
fn a_range_is_asked_for_in_one_way_by_who_may() {
    each_backend(|place| {
        let trail = keeper(place);
        (0..10).for_each(|number| trail.put(entry(number)));
        drop(trail);
        let keeper = keeper(place);
        let office = Office::open(&keeper);
        assert_eq!(office.ask("/export", Role::Official).0, 403);
        let (status, problem) = office.ask("/export?first=1&until=2026-05-01T02:00:00Z", Role::Auditor);
        assert_eq!(status, 400);
        assert!(problem.contains("not by both") && problem.contains("\"field\":\"first\""), "{problem}");
        assert_eq!(office.ask("/export?first=4000", Role::Auditor).0, 404);
        assert_eq!(office.ask("/export?first=7&last=6", Role::Auditor).0, 404);
        // What lies beyond the end is not there, and what is there is given.
        let (_, text) = office.ask("/export?first=9&last=10", Role::Auditor);
        assert_eq!(report(&[&text]).entries, 2);
        // Who took the trail away is in the trail.
        until("the export", || office.list("who=auditor&action=GET%20/audit/v1/export").len() >= 5);
    });
}
