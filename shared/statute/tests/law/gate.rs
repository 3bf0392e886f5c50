//! The lawfulness gate: what may leave the house, and that whatever is missing is named. Worked cases C05, C06, C32 and C35
//! of the legal dossier, its §5 on measures and §7 on persons.

mod outside;
mod penalties;

use crate::support::{day, days};
use domain::record::PartyKind;
use domain::span::{Span, Spans};
use policy::library::Library;
use statute::gate::{Act, Asked, Catalogue, Form, Lack, Leaving, Mode, Party, Passed, Verdict, gate};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::shipped().unwrap());
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::of(&LIBRARY).unwrap());
static LISTED: LazyLock<Spans> = LazyLock::new(|| days(&[("2026-03-10", "2029-03-11")]));
static ALWAYS: LazyLock<Spans> = LazyLock::new(|| Spans::one(Span::always()));
static ACTS: LazyLock<Vec<(Act, domain::day::Day)>> = LazyLock::new(|| {
    let on = [(Act::Noticed, "2026-02-02"), (Act::Consented, "2026-03-06"), (Act::Decided, "2026-03-10")];
    on.into_iter().chain([(Act::Served, "2026-03-12")]).map(|(act, on)| (act, day(on))).collect()
});

const ENTRY: [&str; 6] = ["name", "code", "cause", "basis", "office", "date"];
const ENTERPRISE: Party = Party { kind: Some(PartyKind::Organisation), is_registered: true, is_under_18: false };

/// A public entry of the serious list with everything that it needs.
fn entry() -> Leaving<'static> {
    Leaving {
        item: "serious_list",
        form: Form::Listing(&LISTED),
        mode: Mode::Publish,
        day: day("2026-04-01"),
        party: ENTERPRISE,
        acts: &ACTS,
        fields: &ENTRY,
        is_masked: true,
        is_released: true,
    }
}

fn codes_of(leaving: &Leaving<'_>, catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    let missing = gate(leaving, catalogue).err().unwrap_or_default();
    missing.into_iter().map(|missing| (missing.code(), missing.what)).collect()
}

fn codes(leaving: &Leaving<'_>) -> Vec<(&'static str, String)> {
    codes_of(leaving, &CATALOGUE)
}

fn one(code: &'static str, what: &str) -> Vec<(&'static str, String)> {
    vec![(code, what.to_owned())]
}

/// The shipped policy with one text of a file replaced, as an office would.
fn own(id: &str, from: &str, to: &str) -> Result<Catalogue, Vec<policy::fault::Fault>> {
    let text = LIBRARY.text(id).unwrap();
    assert!(text.contains(from), "{from}");
    let path = format!("own/{}.toml", id.replacen('.', "/", 1));
    Catalogue::of(&Library::shipped().unwrap().overlaid([(path.as_str(), text.replace(from, to).as_str())]).unwrap())
}

#[test]
fn an_entry_with_every_piece_leaves_and_tells_what_it_rests_on() {
    let Passed { rests_on } = gate(&entry(), &CATALOGUE).unwrap();
    let wanted = ["catalogue.items@2024-02-18", "catalogue.ways@2021-09-01", "publication.free_text@2014-10-01"];
    assert_eq!(rests_on, wanted);
    let passed = Passed { rests_on };
    assert_eq!(passed.unnamed(&wanted[1..]).collect::<Vec<_>>(), [wanted[0]], "the house proposes, a person names it");
}

/// The page names every code, and none that there is not.
#[test]
fn the_page_of_the_gate_lists_its_codes() {
    let page = include_str!("../../../../docs/gate.md");
    let (_, section) = page.split_once("## 缺什么").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" |").map(|(cell, _)| cell));
    let told: BTreeSet<&str> = cells.filter(|cell| cell.starts_with('`')).flat_map(|cell| cell.split('`')).collect();
    let told: BTreeSet<&str> = told.into_iter().filter(|code| !["", "、"].contains(code)).collect();
    assert_eq!(told, Lack::ALL.iter().map(|lack| lack.code()).collect());
}

#[test]
fn the_edition_of_the_day_decides() {
    let by = |on: &str| {
        let complaint = Leaving { item: "complaint", day: day(on), ..entry() };
        let missing = gate(&complaint, &CATALOGUE).unwrap_err();
        (missing[0].code(), missing[0].by.clone())
    };
    let edition = |of: &str| ("NOT_IN_CATALOGUE", format!("catalogue.items@{of}"));
    assert_eq!(by("2022-12-27"), edition("2021-12-16"));
    assert_eq!(by("2022-12-28"), edition("2022-12-28"));
    assert_eq!(by("2024-02-17"), edition("2022-12-28"));
    assert_eq!(by("2024-02-18"), edition("2024-02-18"));
}

/// A way or a trigger of something that no edition has would open nothing, and nobody would notice.
#[test]
fn whatever_may_leave_and_whatever_triggers_a_measure_stands_in_every_edition() {
    let set = &LIBRARY.catalogue;
    let newest = |id: &str| set.get(id).unwrap().intervals.last().unwrap().value.as_ref().unwrap().table().unwrap();
    let ways = newest("catalogue.ways").keys().map(|key| key.split_once('/').unwrap().0);
    let uses = newest("catalogue.uses").values();
    let triggers = uses.flat_map(|one| one.entry("triggers").unwrap().texts().unwrap());
    let meant: Vec<&str> = ways.chain(triggers).collect();
    for edition in &set.get("catalogue.items").unwrap().intervals {
        let items = edition.value.as_ref().unwrap();
        assert!(meant.iter().all(|item| items.entry(item).is_some()), "{}", edition.day);
    }
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let bare = Leaving { acts: &[], fields: &["name", "id_number"], is_masked: false, is_released: false, ..entry() };
    let told = codes(&Leaving { day: day("2029-03-11"), ..bare });
    let wanted = [
        ("NOTICE_MISSING", "noticed"),
        ("DATE_MISSING", "consented"),
        ("DATE_MISSING", "decided"),
        ("NOTICE_MISSING", "served"),
        ("FIELD_MISSING", "code"),
        ("FIELD_MISSING", "cause"),
        ("FIELD_MISSING", "basis"),
        ("FIELD_MISSING", "office"),
        ("FIELD_MISSING", "date"),
        ("FIELD_NOT_ALLOWED", "id_number"),
        ("NOT_MASKED", "serious_list"),
        ("NOT_RELEASED", "serious_list"),
        ("NOT_IN_FORCE", "serious_list"),
    ];
    assert_eq!(told, wanted.map(|(code, what)| (code, what.to_owned())));
}

#[test]
fn a_piece_that_is_missing_names_itself_its_article_and_the_rule() {
    let missing = gate(&Leaving { acts: &ACTS[1..], ..entry() }, &CATALOGUE).unwrap_err();
    let [missing] = &missing[..] else { panic!("{missing:?}") };
    assert_eq!(
        (missing.zh.as_str(), missing.en.as_str()),
        ("缺少告知或者送达：事先告知", "the party was not told: the notice before the decision")
    );
    assert!(missing.article.contains("总局令第44号") && missing.provisional, "{missing:?}");
    assert_eq!((missing.by.as_str(), missing.until), ("catalogue.ways@2021-09-01", None));
}

/// C35: consent of the next level up is missing on the day of the decision: not to be published.
#[test]
fn c35_a_listing_without_the_consent_of_the_next_level_up_is_not_published() {
    let without: Vec<_> = ACTS.iter().copied().filter(|(act, _)| *act != Act::Consented).collect();
    assert_eq!(codes(&Leaving { acts: &without, ..entry() }), one("DATE_MISSING", "consented"));
    let on = |act: Act, on: &str| -> Vec<_> {
        ACTS.iter().map(|(one, known)| (*one, if *one == act { day(on) } else { *known })).collect()
    };
    // Consent that came afterwards makes no listing lawful that was decided without it.
    assert_eq!(
        codes(&Leaving { acts: &on(Act::Consented, "2026-03-11"), ..entry() }),
        one("DATES_OUT_OF_ORDER", "decided")
    );
    assert!(gate(&Leaving { acts: &on(Act::Consented, "2026-03-10"), ..entry() }, &CATALOGUE).is_ok());
    // What is to be served later is not served yet.
    let later = on(Act::Served, "2026-04-02");
    let missing = gate(&Leaving { acts: &later, ..entry() }, &CATALOGUE).unwrap_err();
    assert_eq!((missing[0].code(), missing[0].until), ("DATE_NOT_REACHED", Some(day("2026-04-02"))));
    assert!(gate(&Leaving { acts: &later, day: day("2026-04-02"), ..entry() }, &CATALOGUE).is_ok());
}

#[test]
fn an_entry_leaves_while_the_listing_runs() {
    let on = |on: &str| codes(&Leaving { day: day(on), ..entry() });
    assert_eq!(on("2029-03-10"), []);
    assert_eq!(on("2029-03-11"), one("NOT_IN_FORCE", "serious_list"));
}

/// C32: an unregistered street vendor is kept for officials and for whoever is authorised; there is no public page.
#[test]
fn c32_a_natural_person_who_is_not_registered_is_left_out_in_public_alone() {
    let vendor = Party { kind: Some(PartyKind::NaturalPerson), ..Party::default() };
    assert_eq!(codes(&Leaving { party: vendor, ..entry() }), one("NATURAL_PERSON", "natural_person"));
    let registered = Party { is_registered: true, ..vendor };
    assert_eq!(codes(&Leaving { party: registered, ..entry() }), []);
    let unmasked = Leaving { party: registered, is_masked: false, ..entry() };
    assert_eq!(codes(&unmasked), one("NOT_MASKED", "serious_list"));
    let asked = Asked { role: "official", ground: "duty", groups: &["own"], is_authorised: false, usable: &LISTED };
    let shared = Leaving { form: Form::Disclosure(asked), mode: Mode::GovernmentSharing, party: vendor, ..entry() };
    assert_eq!(codes(&shared), []);
}

#[test]
fn nobody_under_18_is_ever_public() {
    let child = Party { is_under_18: true, ..ENTERPRISE };
    let missing = gate(&Leaving { party: child, ..entry() }, &CATALOGUE).unwrap_err();
    assert_eq!((missing.len(), missing[0].code(), missing[0].what.as_str()), (1, "NEVER_PUBLISHED", "under_18"));
    assert!(missing[0].article.contains("第三十条") && missing[0].zh == "当事人未满十八周岁", "{missing:?}");
}

#[test]
fn a_result_that_is_not_shown_yet_says_from_when_on_it_is() {
    let shown = days(&[("2026-03-10", "2026-05-01"), ("2026-06-01", "2026-07-01")]);
    let acts = [(Act::Completed, day("2026-03-01"))];
    let form = Form::Display(Verdict::Days(&shown));
    let result = Leaving { item: "inspection_result", form, acts: &acts, fields: &[], ..entry() };
    let until = |on: &str| {
        let missing = gate(&Leaving { day: day(on), ..result.clone() }, &CATALOGUE).unwrap_err();
        (missing.len(), missing[0].code(), missing[0].until)
    };
    assert_eq!(codes(&result), []);
    assert_eq!(until("2026-03-09"), (1, "NOT_IN_FORCE", Some(day("2026-03-10"))));
    assert_eq!(until("2026-05-01"), (1, "NOT_IN_FORCE", Some(day("2026-06-01"))));
    assert_eq!(until("2026-07-01"), (1, "NOT_IN_FORCE", None));
}

#[test]
fn no_form_leads_around_the_rules_of_displays() {
    let acts = [(Act::Decided, day("2026-01-10"))];
    let leaving = Leaving { item: "administrative_penalty", acts: &acts, fields: &[], ..entry() };
    let days = Leaving { form: Form::Display(Verdict::Days(&ALWAYS)), ..leaving.clone() };
    assert_eq!(codes(&days), one("NOT_JUDGED", "administrative_penalty"));
    let listing = codes(&Leaving { form: Form::Listing(&ALWAYS), ..leaving.clone() });
    assert!(listing.contains(&("FORM_NOT_OPEN", "administrative_penalty/listing".to_owned())), "{listing:?}");
    let asked = Asked { role: "bank", ground: "public", groups: &["public"], is_authorised: false, usable: &ALWAYS };
    let told = Leaving { form: Form::Disclosure(asked), ..leaving };
    assert_eq!(codes(&told), one("NOT_JUDGED", "administrative_penalty"));
    // For officials it is no matter of displays.
    let asked = Asked { role: "official", ground: "duty", groups: &["own"], ..asked };
    assert_eq!(codes(&Leaving { form: Form::Disclosure(asked), mode: Mode::GovernmentSharing, ..told }), []);
    // Who shows something to everybody cannot call it sharing.
    assert_eq!(codes(&Leaving { mode: Mode::GovernmentSharing, ..entry() }), one("WRONG_MODE", "government_sharing"));
}

#[test]
fn text_waits_for_its_release_as_publication_says() {
    let unreleased = Leaving { is_released: false, ..entry() };
    let missing = gate(&unreleased, &CATALOGUE).unwrap_err();
    assert_eq!((missing.len(), missing[0].code()), (1, "NOT_RELEASED"));
    assert_eq!(missing[0].by, "publication.free_text@2014-10-01");
    let masked = own("publication.free_text", "value = \"release\"", "value = \"masked\"").unwrap();
    assert_eq!(codes_of(&unreleased, &masked), []);
}

#[test]
fn what_an_office_has_signed_off_is_no_longer_rested_on() {
    let signed =
        "provisional = true\nsigned_off = { office = \"聊城市发展和改革委员会\", on = 2026-10-01, document = \"函\" }";
    let catalogue = own("catalogue.ways", "provisional = true", signed).unwrap();
    let rests_on = gate(&entry(), &catalogue).unwrap().rests_on;
    assert_eq!(rests_on, ["catalogue.items@2024-02-18", "publication.free_text@2014-10-01"]);
    let missing = gate(&Leaving { is_masked: false, ..entry() }, &catalogue).unwrap_err();
    assert!(!missing[0].provisional);
}

#[test]
fn tables_without_the_shape_that_is_needed_are_refused() {
    let fault = |id: &str, from: &str, to: &str| {
        let faults = own(id, from, to).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    };
    for (id, from, to, wanted) in [
        ("catalogue.items", "\"publish\"", "\"publishing\"", "\"publishing\" is no mode"),
        ("catalogue.items", "category = \"行政管理信息\"", "category = \"\"", "category must be a text"),
        ("catalogue.uses", "class = \"voluntary\"", "class = \"order\"", "\"order\" is no class of measures"),
        ("catalogue.ways", "\"consented\"", "\"agreed\"", "\"agreed\" is no act of the law"),
        ("catalogue.ways", "\"release\"", "\"releasing\"", "neither masking nor release"),
        ("catalogue.ways", "\"serious_list/listing\"", "\"serious_list\"", "a way is an item and a form"),
        ("publication.free_text", "\"release\"", "\"later\"", "either release or masked is needed"),
    ] {
        let found = fault(id, from, to);
        assert!(found.contains(wanted), "{id}: {found}");
    }
}
