//! Which operations show an item (展示该事项的接口): by them it is found out, in the trails, to whom it was given.

use crate::target::MEMBERSHIP;
use contracts::port::Reading;
use domain::record::RecordKind;
use percent_encoding::percent_decode_str;

/// What shows something of a merchant.
struct Shows {
    service: &'static str,
    /// Patterns behind `/{service}/v1/`, with everything below them.
    paths: &'static [&'static str],
    /// Lists that are exported with it.
    lists: &'static [&'static str],
}

const fn shows(service: &'static str, paths: &'static [&'static str], lists: &'static [&'static str]) -> Shows {
    Shows { service, paths, lists }
}

/// Class and score with their reasons, which name the records.
const REASONS: Shows = shows("rating", &["merchants/{code}"], &[]);
/// What can be repaired, and what lapses.
const REPAIRABLE: Shows = shows("repair", &["items/{code}", "lapses/{code}"], &[]);

/// What shows an item of a kind.
fn of_item(kind: &str, key: &str) -> Vec<Shows> {
    let of_record = |own| vec![own, REASONS, REPAIRABLE];
    match RecordKind::of_key(key) {
        Some(RecordKind::Penalty) => {
            of_record(shows("violations", &["penalties", "displays"], &["penalties", "displays"]))
        }
        Some(RecordKind::Payment) => of_record(shows("violations", &["payments"], &["payments"])),
        Some(RecordKind::Inspection) => {
            of_record(shows("inspections", &["inspections", "published"], &["inspections"]))
        }
        Some(RecordKind::Test) => of_record(shows("inspections", &["tests", "published"], &["tests"])),
        Some(RecordKind::Assessment) => of_record(shows("inspections", &["assessments"], &["assessments"])),
        Some(RecordKind::Complaint) => {
            of_record(shows("complaints", &["complaints", "published"], &["complaints", "published"]))
        }
        Some(RecordKind::Report) => of_record(shows("complaints", &["reports"], &["reports"])),
        Some(RecordKind::OdrCase) => of_record(shows("complaints", &["odr_cases"], &["odr_cases"])),
        Some(RecordKind::Standing) => of_record(shows("registry", &["standing"], &["standing"])),
        Some(RecordKind::Merchant) => of_record(shows("registry", &["merchants"], &["merchants"])),
        None if kind == MEMBERSHIP => {
            of_record(shows("listing", &["entries", "memberships", "measures"], &["entries"]))
        }
        None => vec![shows("rating", &["merchants", "lookups", "exports/merchants"], &["merchants"])],
    }
}

/// The services that show an item of a kind.
pub(crate) fn services(kind: &str, key: &str) -> Vec<&'static str> {
    of_item(kind, key).into_iter().map(|shows| shows.service).collect()
}

/// Did somebody who read this read the item? What was asked of one record says its key; an export says which list it is of.
pub(crate) fn is_shown(kind: &str, key: &str, reading: &Reading) -> bool {
    let Some((method, pattern)) = reading.action.split_once(' ') else { return false };
    // Many are looked up by sending their codes.
    let is_read = method == "GET" || (method == "POST" && pattern == "/rating/v1/lookups");
    let parts = pattern.strip_prefix('/').and_then(|rest| rest.split_once("/v1/"));
    let Some((service, rest)) = parts.filter(|_| is_read) else { return false };
    of_item(kind, key).iter().filter(|shows| shows.service == service).any(|shows| {
        if rest == "exports/{export_id}/file" {
            return shows.lists.iter().any(|list| query(&reading.target, "list").as_deref() == Some(*list));
        }
        let is_below = |path: &str| rest == path || rest.strip_prefix(path).is_some_and(|more| more.starts_with('/'));
        shows.paths.iter().any(|path| is_below(path)) && names(pattern, &reading.target, key)
    })
}

/// Where the pattern has a key, is it this one?
fn names(pattern: &str, target: &str, key: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    let at = pattern.split('/').position(|part| part == "{key}");
    at.is_none_or(|at| path.split('/').nth(at).is_some_and(|part| decoded(part) == key))
}

/// A parameter of a query.
fn query(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| decoded(value))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::instant::Instant;

    const KEY: &str = "penalty:371500SJ/聊市监〔1〕";

    fn shown(kind: &str, key: &str, action: &str, target: &str) -> bool {
        let (action, target) = (action.to_owned(), target.to_owned());
        let at = Instant::from_micros(0);
        is_shown(kind, key, &Reading { at, who: None, role: None, department: None, action, target })
    }

    #[test]
    fn a_list_shows_every_item_and_one_record_that_one_alone() {
        let of = |action: &str, target: &str| shown("penalty", KEY, action, target);
        assert!(of("GET /violations/v1/displays", "/violations/v1/displays?limit=100"));
        let one = "/violations/v1/displays/91371500795315494U/penalty:371500SJ%2F%E8%81%8A%E5%B8%82%E7%9B%91%E3%80%941%E3%80%95";
        assert!(of("GET /violations/v1/displays/{code}/{key}", one));
        assert!(!of("GET /violations/v1/displays/{code}/{key}", "/violations/v1/displays/9/penalty:371500SJ%2F2"));
        let text = one.replace("displays", "penalties");
        assert!(of("GET /violations/v1/penalties/{code}/{key}/text", &text));
        assert!(of("GET /rating/v1/merchants/{code}", "/rating/v1/merchants/9"));
        for (action, target) in [
            ("GET /violations/v1/payments", "/violations/v1/payments"),
            ("GET /violations/v1/penaltiesx", "/violations/v1/penaltiesx"),
            ("GET /rating/v1/merchants", "/rating/v1/merchants"),
            ("GET /registry/v1/merchants", "/registry/v1/merchants"),
            ("POST /violations/v1/penalties", "/violations/v1/penalties"),
            ("POST /rating/v1/lookups", "/rating/v1/lookups"),
        ] {
            assert!(!of(action, target), "{action}");
        }
    }

    #[test]
    fn an_export_shows_what_its_list_holds() {
        let of = |list| {
            let target = format!("/violations/v1/exports/7/file?list={list}&format=csv&rows=2");
            shown("penalty", KEY, "GET /violations/v1/exports/{export_id}/file", &target)
        };
        assert!(of("penalties") && of("displays") && !of("payments"));
    }

    #[test]
    fn a_class_is_shown_by_ratings_alone() {
        let code = "91371500795315494U";
        assert!(shown("class", code, "POST /rating/v1/lookups", "/rating/v1/lookups"));
        assert!(shown("class", code, "GET /rating/v1/lookups/{code}", "/rating/v1/lookups/9"));
        assert!(!shown("class", code, "GET /violations/v1/displays", "/violations/v1/displays"));
        assert_eq!(services("class", code), ["rating"]);
        assert_eq!(services("membership", "listing:4"), ["listing", "rating", "repair"]);
    }
}
