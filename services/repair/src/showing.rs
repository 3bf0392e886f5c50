//! Which operations show an item (展示该事项的接口): by them it is found out, in the trails, to whom it was given.
//!
//! The trail names the merchants of an answer and not the items. A page for everybody shows of a merchant what is public that
//! day, and a rating tells of records only whoever is shown its reasons: of anything else nobody must learn, by its
//! correction, that it exists.

use crate::law::Law;
use crate::target::MEMBERSHIP;
use contracts::access::Role;
use contracts::port::Reading;
use domain::record::RecordKind;
use domain::span::Spans;
use percent_encoding::percent_decode_str;

/// Whom an operation shows the item.
#[derive(Clone, Copy)]
enum Whom {
    /// Whoever may ask it at all.
    All,
    /// Everybody, while the item is public; at any time whoever asks for it by its key.
    Public,
    /// Whoever is shown one of these groups of a rating, by role or as the merchant has authorised; everybody else while the
    /// item is public.
    Opened(&'static [&'static str]),
}

/// What shows something of a merchant.
struct Shows {
    service: &'static str,
    /// Patterns behind `/{service}/v1/`; with everything below them, but for what is public.
    paths: &'static [(&'static str, Whom)],
    /// Lists that are exported with it.
    lists: &'static [&'static str],
}

const fn shows(service: &'static str, paths: &'static [(&'static str, Whom)], lists: &'static [&'static str]) -> Shows {
    Shows { service, paths, lists }
}

/// Class and score with their reasons, which name the records, and what is public today.
const RATED: Shows = shows("rating", &[("merchants/{code}", Whom::Opened(&["reasons"]))], &[]);
/// The same with look-ups, which name the statuses that are public.
const RATED_BY_STATUS: Shows = shows(
    "rating",
    &[("merchants/{code}", Whom::Opened(&["reasons"])), ("lookups", Whom::Public), ("lookups/{code}", Whom::Public)],
    &[],
);
/// What can be repaired, and what lapses.
const REPAIRABLE: Shows = shows("repair", &[("items/{code}", Whom::All), ("lapses/{code}", Whom::All)], &[]);
/// The class itself.
const CLASS: Whom = Whom::Opened(&["class", "issued"]);

/// What shows an item of a kind.
fn of_item(kind: &str, key: &str) -> Vec<Shows> {
    use Whom::{All, Public};
    let of_record = |own| vec![own, RATED, REPAIRABLE];
    match RecordKind::of_key(key) {
        Some(RecordKind::Penalty) => of_record(shows(
            "violations",
            &[("penalties", All), ("displays", Public), ("displays/{code}/{key}", Public)],
            &["penalties", "displays"],
        )),
        Some(RecordKind::Payment) => of_record(shows("violations", &[("payments", All)], &["payments"])),
        Some(RecordKind::Inspection) => {
            of_record(shows("inspections", &[("inspections", All), ("published/{code}", Public)], &["inspections"]))
        }
        Some(RecordKind::Test) => {
            of_record(shows("inspections", &[("tests", All), ("published/{code}", Public)], &["tests"]))
        }
        Some(RecordKind::Assessment) => of_record(shows("inspections", &[("assessments", All)], &["assessments"])),
        // Totals of a merchant name no complaint.
        Some(RecordKind::Complaint) => {
            of_record(shows("complaints", &[("complaints", All), ("published", Public)], &["complaints", "published"]))
        }
        Some(RecordKind::Report) => of_record(shows("complaints", &[("reports", All)], &["reports"])),
        Some(RecordKind::OdrCase) => of_record(shows("complaints", &[("odr_cases", All)], &["odr_cases"])),
        Some(RecordKind::Standing) => {
            vec![shows("registry", &[("standing", All)], &["standing"]), RATED_BY_STATUS, REPAIRABLE]
        }
        Some(RecordKind::Merchant) => of_record(shows("registry", &[("merchants", All)], &["merchants"])),
        None if kind == MEMBERSHIP => vec![
            shows(
                "listing",
                &[
                    ("entries", Public),
                    ("entries/changes", Public),
                    ("entries/all", Public),
                    ("entries/all.csv", Public),
                    ("memberships", All),
                    ("measures", All),
                ],
                &["entries"],
            ),
            RATED_BY_STATUS,
            REPAIRABLE,
        ],
        None => vec![shows(
            "rating",
            &[("merchants", CLASS), ("lookups", CLASS), ("exports/merchants", CLASS)],
            &["merchants"],
        )],
    }
}

/// The services that show an item of a kind.
pub(crate) fn services(kind: &str, key: &str) -> Vec<&'static str> {
    of_item(kind, key).into_iter().map(|shows| shows.service).collect()
}

/// The number of the authorisation by which something was read, if it was by one.
pub(crate) fn authorisation(reading: &Reading) -> Option<i64> {
    query(&reading.target, "authorisation")?.parse().ok()
}

/// By what it is found out whether somebody was shown an item.
pub(crate) struct Sees<'l> {
    /// What is opened to whom.
    pub(crate) law: &'l Law,
    /// Days on which the item was public.
    pub(crate) public: &'l Spans,
}

impl Sees<'_> {
    /// Was somebody who read this given the item? What was asked of one record says its key; an export says which list it is
    /// of. The groups are those that were authorised to be read by it.
    pub(crate) fn shown(&self, (kind, key): (&str, &str), reading: &Reading, authorised: &[String]) -> bool {
        let Some((method, pattern)) = reading.action.split_once(' ') else { return false };
        // Many are looked up by sending their codes.
        let is_read = method == "GET" || (method == "POST" && pattern == "/rating/v1/lookups");
        let parts = pattern.strip_prefix('/').and_then(|rest| rest.split_once("/v1/"));
        let Some((service, rest)) = parts.filter(|_| is_read) else { return false };
        of_item(kind, key).iter().filter(|shows| shows.service == service).any(|shows| {
            if rest == "exports/{export_id}/file" {
                return shows.lists.iter().any(|list| query(&reading.target, "list").as_deref() == Some(*list));
            }
            let is_given = |(path, whom): &(&str, Whom)| self.is_given((path, *whom), rest, (reading, authorised));
            shows.paths.iter().any(is_given) && names(pattern, &reading.target, key)
        })
    }

    /// Does what was asked for lie at a path, and was the item shown there to whoever asked?
    fn is_given(&self, (path, whom): (&str, Whom), rest: &str, (reading, authorised): (&Reading, &[String])) -> bool {
        let is_below = || rest == path || rest.strip_prefix(path).is_some_and(|more| more.starts_with('/'));
        match whom {
            Whom::All => is_below(),
            Whom::Public => (path.ends_with("{key}") && is_below()) || (rest == path && self.is_public(reading)),
            Whom::Opened(groups) => {
                let day = reading.at.day();
                let is_authorised = |group: &str| authorised.iter().any(|known| known == group);
                let opens = |role| {
                    groups.iter().any(|group| {
                        self.law.opens(role, group, day)
                            || (is_authorised(group) && self.law.opens_what_is_authorised(role, group, day))
                    })
                };
                (is_below() && reading.role.is_some_and(opens)) || (rest == path && self.is_public(reading))
            }
        }
    }

    /// Was the item public when it was asked for? Officials may ask for any day there was.
    fn is_public(&self, reading: &Reading) -> bool {
        self.public.contains(reading.at.day()) || (reading.role == Some(Role::Official) && !self.public.is_empty())
    }
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
    use domain::day::Day;
    use domain::instant::Instant;
    use domain::span::Span;
    use policy::library::Library;

    const KEY: &str = "penalty:371500SJ/聊市监〔1〕";
    const CODE: &str = "91371500795315494U";
    const COMPLAINT: &str = "complaint:12315-7";

    struct Bench {
        law: Law,
        public: Spans,
    }

    impl Bench {
        /// An item that is public from March to April.
        fn new() -> Self {
            let day = |text| Day::parse(text).unwrap();
            let public = Spans::one(Span::new(day("2026-03-01"), day("2026-05-01")));
            Self { law: Law::of(&Library::shipped().unwrap()).unwrap(), public }
        }

        fn shown(&self, item: (&str, &str), role: Role, on: &str, (action, target): (&str, &str)) -> bool {
            let (action, target) = (action.to_owned(), target.to_owned());
            let at = Instant::start_of(Day::parse(on).unwrap());
            let reading = Reading { at, who: None, role: Some(role), department: None, action, target };
            Sees { law: &self.law, public: &self.public }.shown(item, &reading, &[])
        }
    }

    #[test]
    fn a_list_shows_every_item_and_one_record_that_one_alone() {
        let bench = Bench::new();
        let of =
            |action: &str, target: &str| bench.shown(("penalty", KEY), Role::Official, "2026-03-02", (action, target));
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
    fn a_public_page_shows_what_was_public_that_day_and_nothing_else() {
        let bench = Bench::new();
        let of = |item, on, action: &str| bench.shown(item, Role::Bank, on, (action, "/"));
        for (item, action) in [
            (("penalty", KEY), "GET /violations/v1/displays"),
            (("penalty", KEY), "GET /rating/v1/merchants/{code}"),
            (("membership", "listing:4"), "GET /listing/v1/entries"),
            (("membership", "listing:4"), "GET /listing/v1/entries/changes"),
            (("membership", "listing:4"), "GET /listing/v1/entries/all"),
            (("membership", "listing:4"), "GET /listing/v1/entries/all.csv"),
            (("membership", "listing:4"), "POST /rating/v1/lookups"),
            (("standing", "standing:status/licence_revoked/1"), "GET /rating/v1/lookups/{code}"),
            (("inspection", "inspection:1"), "GET /inspections/v1/published/{code}"),
            (("test", "test:1"), "GET /inspections/v1/published/{code}"),
            (("complaint", COMPLAINT), "GET /complaints/v1/published"),
        ] {
            assert!(of(item, "2026-04-30", action), "{action}");
            assert!(!of(item, "2026-05-01", action) && !of(item, "2026-02-28", action), "{action}");
        }
        // Totals name no complaint, and whoever asked for one record by its key was shown that one.
        assert!(!of(("complaint", COMPLAINT), "2026-04-30", "GET /complaints/v1/published/{code}"));
        let one = ("GET /violations/v1/displays/{code}/{key}", "/violations/v1/displays/9/penalty:1");
        assert!(bench.shown(("penalty", "penalty:1"), Role::Bank, "2026-06-01", one));
    }

    #[test]
    fn a_rating_shows_records_to_whoever_is_shown_its_reasons() {
        let bench = Bench::new();
        let rated = ("GET /rating/v1/merchants/{code}", "/rating/v1/merchants/9");
        for (role, is_shown) in [
            (Role::Department, true),
            (Role::Official, true),
            (Role::Merchant, true),
            (Role::Bank, false),
            (Role::Auditor, false),
        ] {
            for item in [("complaint", COMPLAINT), ("penalty", KEY)] {
                assert_eq!(bench.shown(item, role, "2026-06-01", rated), is_shown, "{role:?} {item:?}");
            }
        }
        let history = ("GET /rating/v1/merchants/{code}/history", "/rating/v1/merchants/9/history");
        assert!(!bench.shown(("penalty", KEY), Role::Bank, "2026-04-01", history));
    }

    #[test]
    fn what_a_merchant_authorised_counts_as_far_as_the_table_opens_it() {
        let shut = Bench::new();
        let library = Library::shipped().unwrap();
        let (narrow, wider) = (r#""bank/authorisation" = ["#, r#""bank/authorisation" = ["reasons", "#);
        let fields = library.text("disclosure.fields").unwrap().replace(narrow, wider);
        let law = Law::of(&library.overlaid([("disclosure/fields.toml", fields.as_str())]).unwrap()).unwrap();
        let open = Bench { law, ..Bench::new() };
        let rated = ("GET /rating/v1/merchants/{code}", "/rating/v1/merchants/9?authorisation=7");
        let at = Instant::start_of(Day::parse("2026-06-01").unwrap());
        let (action, target) = (rated.0.to_owned(), rated.1.to_owned());
        let reading = Reading { at, who: None, role: Some(Role::Bank), department: None, action, target };
        assert_eq!(authorisation(&reading), Some(7));
        let given = |bench: &Bench, groups: &[&str]| {
            let authorised: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            Sees { law: &bench.law, public: &bench.public }.shown(("penalty", KEY), &reading, &authorised)
        };
        assert!(given(&open, &["class", "reasons"]));
        assert!(!given(&open, &["class"]), "a class names no record");
        assert!(!given(&open, &[]), "nothing was authorised");
        assert!(!given(&shut, &["class", "reasons"]), "the table does not open it");
    }

    #[test]
    fn an_export_shows_what_its_list_holds() {
        let bench = Bench::new();
        let of = |list| {
            let target = format!("/violations/v1/exports/7/file?list={list}&format=csv&rows=2");
            let file = ("GET /violations/v1/exports/{export_id}/file", target.as_str());
            bench.shown(("penalty", KEY), Role::Official, "2026-06-01", file)
        };
        assert!(of("penalties") && of("displays") && !of("payments"));
    }

    #[test]
    fn a_class_is_shown_by_ratings_alone_and_to_whoever_may_see_it() {
        let bench = Bench { public: Spans::none(), ..Bench::new() };
        let of = |role, action: &str| bench.shown(("class", CODE), role, "2026-04-01", (action, "/rating/v1/lookups"));
        for role in [Role::Department, Role::Official, Role::Merchant] {
            assert!(of(role, "POST /rating/v1/lookups") && of(role, "GET /rating/v1/lookups/{code}"), "{role:?}");
        }
        assert!(!of(Role::Bank, "POST /rating/v1/lookups") && !of(Role::Bank, "GET /rating/v1/lookups/{code}"));
        assert!(!of(Role::Official, "GET /violations/v1/displays"));
        assert_eq!(services("class", CODE), ["rating"]);
        assert_eq!(services("membership", "listing:4"), ["listing", "rating", "repair"]);
    }
}
