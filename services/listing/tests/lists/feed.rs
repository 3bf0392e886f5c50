//! The feed: memberships as standing records, the same however it is read.

use crate::office::{BAKER, CARTER, Office};
use crate::{abnormal, day};
use contracts::change::Change;
use contracts::port::{Feed as _, ListAct, ListOrder, Lists as _};
use domain::day::Day;
use domain::record::{RecordKind, Standing};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;
use testkit::each_backend;

/// The whole feed in pages, once it holds so many changes: PostgreSQL shows them when no older transaction of the whole server
/// can come in between.
fn whole(office: &Office, page: u16, count: usize) -> Vec<Change> {
    let mut found: Vec<Change> = Vec::new();
    for _ in 0..3_000 {
        let after = found.last().map(|change| change.cursor.clone());
        let more = office.lists.changes(after.as_deref(), page, Duration::ZERO).unwrap();
        if more.is_empty() {
            if found.len() >= count {
                return found;
            }
            thread::sleep(Duration::from_millis(20));
        }
        found.extend(more);
    }
    panic!("{count} changes are never told: {found:?}");
}

/// What stands by what was told: the newest version of each record.
fn standing(changes: &[Change]) -> BTreeMap<String, Standing> {
    let mut newest: BTreeMap<String, (i32, Standing)> = BTreeMap::new();
    for change in changes {
        let read = || (change.version, serde_json::from_str(&change.content).unwrap());
        let known = newest.entry(change.key.clone()).or_insert_with(read);
        if known.0 < change.version {
            *known = read();
        }
    }
    newest.into_iter().filter(|(_, (_, one))| !one.withdrawn).map(|(key, (_, one))| (key, one)).collect()
}

fn order(office: &Office, case_no: i64, what: ListAct, on: &str, cause: &str) {
    office.clock.turn_to(on);
    let order = ListOrder { case_no, what, on: day(on), cause: cause.to_owned(), accepted: Vec::new() };
    office.lists.order(&order).unwrap();
}

#[test]
fn a_membership_is_told_as_the_registry_tells_one_and_a_term_needs_no_telling() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let case_no = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(case_no);
        let told = whole(&office, 100, 2);
        assert_eq!(told.len(), 2, "{}: proposals, notices and consents are none", place.backend);
        let one = &told[0];
        assert_eq!((one.kind, one.subject_id, one.version), (RecordKind::Standing, 1, 4), "{one:?}");
        assert_eq!(one.key, format!("standing:serious_list/371502SJ/listing-{case_no}-1"), "{}", one.key);
        assert_eq!(one.place_micros, Some(one.recorded_at.micros()), "{one:?}");
        let content: Standing = serde_json::from_str(&one.content).unwrap();
        let wanted = (day("2025-03-10"), Some(day("2028-03-10")), Some("案1"));
        assert_eq!((content.from, content.until, content.case_no.as_deref()), wanted, "{content:?}");
        // Its publication tells it anew: till then nobody outside may see it.
        assert!(content.listing.as_ref().unwrap().unpublished, "{content:?}");
        let published: Standing = serde_json::from_str(&told[1].content).unwrap();
        let listing = published.listing.as_deref().unwrap();
        assert_eq!((&told[1].key, told[1].version), (&one.key, 5), "{told:?}");
        assert_eq!((listing.published_on, listing.unpublished), (Some(day("2025-03-10")), false), "{published:?}");
        assert_eq!(Standing { listing: content.listing.clone(), ..published.clone() }, content, "and nothing else");
        office.clock.turn_to("2028-03-11");
        assert_eq!(office.lists.keep().unwrap(), 1);
        assert_eq!(whole(&office, 100, 2).len(), 2, "{}: its end was told with it", place.backend);
        assert_eq!(office.lists.end().unwrap().as_ref(), Some(&told[1].cursor), "{}", place.backend);
    });
}

#[test]
fn the_same_memberships_come_out_however_the_feed_is_read() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        let serious = office.listed(BAKER, "1", ["2025-02-24", "2025-03-05", "2025-03-10"]);
        office.published(serious);
        let other = office.listed(CARTER, "2", ["2025-04-07", "2025-04-16", "2025-04-21"]);
        order(&office, serious, ListAct::Remove, "2026-03-24", "repair:12#5");
        office.clock.turn_to("2026-07-02");
        let wrong = abnormal::listed(&office, "2026-07-14");
        order(&office, wrong, ListAct::Correct, "2026-07-14", "repair:4#6");
        order(&office, serious, ListAct::Restore, "2026-09-01", "repair:12#9");
        // Listed, published, listed, removed, listed, published, corrected away, begun anew.
        let all = whole(&office, 500, 8);
        assert_eq!(all.len(), 8, "{}: {all:?}", place.backend);
        assert_eq!(whole(&office, 1, 8), all, "{}", place.backend);
        assert_eq!(office.lists.end().unwrap().as_ref(), all.last().map(|change| &change.cursor), "{}", place.backend);
        let standing = standing(&all);
        let days: Vec<(Day, Option<Day>)> = standing.values().map(|one| (one.from, one.until)).collect();
        let mut wanted: Vec<(Day, Option<Day>)> = [1, 2]
            .into_iter()
            .flat_map(|subject| {
                let all = office.lists.memberships(subject).unwrap();
                let times = all.into_iter().flat_map(|one| one.times);
                times.map(|time| (time.span.from, Some(time.span.off.plus_days(-1)))).collect::<Vec<_>>()
            })
            .collect();
        let mut days = days;
        days.sort();
        wanted.sort();
        assert_eq!(days, wanted, "{}", place.backend);
        assert_eq!(standing.len(), 3, "{}: what was corrected on its own day falls away", place.backend);
        let gone = all.iter().rfind(|change| change.key.contains("abnormal")).unwrap();
        assert!(gone.content.contains(r#""withdrawn":true"#), "{}", gone.content);
        assert_ne!(serious, other);

        // A process that begins anew tells the same.
        let (violations, registry) = (Arc::clone(&office.violations), Arc::clone(&office.registry));
        drop(office);
        let office = Office::again(place, "2026-09-02", violations, registry);
        assert_eq!(whole(&office, 2, 8), all, "{}", place.backend);
    });
}

#[test]
fn a_cursor_that_was_never_given_out_is_refused() {
    each_backend(|place| {
        let office = Office::open(place, "2025-02-24");
        assert_eq!(office.lists.end().unwrap(), None, "{}", place.backend);
        let asked = office.lists.changes(Some("7.7"), 10, Duration::ZERO);
        assert!(matches!(asked, Err(contracts::port::PortError::Refused { .. })), "{}: {asked:?}", place.backend);
    });
}
