//! Values that an office sets: listed, taken, refused.

use crate::{GYM, explained, fangxin, json, root, said, small_city, told};
use serde_json::{Value, json as object};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder of an office's own files.
struct Own(TempDir);

impl Own {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The shipped file of a path, with one change.
    fn changed(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = fs::read_to_string(root().join("policies").join(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        self.with(path, &text.replacen(from, to, 1))
    }

    fn with(&self, path: &str, text: &str) -> &Self {
        let file = self.0.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn path(&self) -> String {
        self.0.path().display().to_string()
    }

    /// What is said of the folder, which cannot be used.
    fn refused(&self) -> String {
        let output = fangxin(&["rate", "--from", &small_city(), "--as-of", "2026-11-23", "--policies", &self.path()]);
        assert_eq!((output.status.code(), said(&output).as_str()), (Some(3), ""), "{}", told(&output));
        told(&output)
    }
}

fn listed(more: &[&str]) -> Value {
    json(&[&["policies", "--as-of", "2026-11-28", "--json"], more].concat())
}

fn of<'l>(list: &'l Value, id: &str) -> &'l Value {
    list["parameters"].as_array().unwrap().iter().find(|parameter| parameter["id"] == id).unwrap()
}

#[test]
fn every_parameter_is_listed_as_it_is_in_force_on_a_day() {
    let list = listed(&[]);
    let ids: Vec<&str> = list["parameters"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    let files: usize = fs::read_dir(root().join("policies"))
        .unwrap()
        .map(|folder| folder.unwrap().path())
        .filter(|folder| !folder.ends_with("schemes") && !folder.ends_with("calendar"))
        .map(|folder| fs::read_dir(folder).unwrap().count())
        .sum();
    assert_eq!(ids.len(), files);
    assert!(ids.is_sorted());
    let mediation = of(&list, "clocks.complaint_mediation");
    assert_eq!((&mediation["from"], &mediation["provisional"]), (&object!("2026-04-15"), &object!(true)));
    assert_eq!((&mediation["value"]["length"], &mediation["unit"]), (&object!(60), &object!("clock")));
    assert!(mediation["source"].as_str().unwrap().contains("第121号") && mediation["own"].is_null());
    assert_eq!((&mediation["ask"], &mediation["signed_off"]), (&object!("consumer_protection"), &Value::Null));
    let before = json(&["policies", "--as-of", "2026-04-14", "--json"]);
    assert_eq!(of(&before, "clocks.complaint_mediation")["provisional"], false);
    let provisional = listed(&["--provisional"]);
    let all = list["parameters"].as_array().unwrap();
    let unsettled: Vec<&Value> = all.iter().filter(|one| one["provisional"] == true).collect();
    assert_eq!(provisional["parameters"].as_array().unwrap().iter().collect::<Vec<_>>(), unsettled);
    assert!(unsettled.len() > 10 && unsettled.len() < all.len());
    assert_eq!(list["working_days"].as_array().unwrap().last().unwrap()["year"], 2026);
    let text = said(&fangxin(&["policies", "--as-of", "2026-11-28"]));
    assert!(text.contains("clocks.complaint_mediation") && text.contains("暂定 provisional"), "{text}");
    assert!(!text.contains("本地 own") && text.contains("本地设定 0 项"), "{text}");
    let file = fs::read_to_string(root().join("policies/ratios/t5_grace.toml")).unwrap();
    assert_eq!(said(&fangxin(&["policies", "ratios.t5_grace"])), file);
    let unknown = fangxin(&["policies", "ratios.t5_grase"]);
    assert!(
        unknown.status.code() == Some(2) && told(&unknown).contains("near are ratios.t5_grace"),
        "{}",
        told(&unknown)
    );
}

#[test]
fn what_an_office_has_set_is_marked_and_counts() {
    let own = Own::new();
    own.changed("ratios/t5_grace.toml", "value = 1\nprovisional = true", "value = 3")
        .changed("severity/lower_fine.toml", "day = ", "day = ")
        .with("README.md", "说明")
        .with(".git/clocks/case_decision.toml", "not read");
    let folder = own.path();
    let list = listed(&["--policies", &folder]);
    let grace = of(&list, "ratios.t5_grace");
    assert_eq!((&grace["value"], &grace["provisional"]), (&object!(3), &object!(false)));
    assert!(grace["own"].as_str().unwrap().ends_with("ratios/t5_grace.toml"), "{grace}");
    assert_ne!(list["digest"], listed(&[])["digest"]);
    let text = said(&fangxin(&["policies", "--policies", &folder]));
    assert!(text.contains("本地设定 2 项"), "{text}");
    // By the environment as well, as containers are told.
    let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_fangxin"));
    let output = program.args(["policies", "ratios.t5_grace"]).env("FANGXIN_POLICIES", &folder).output().unwrap();
    assert!(said(&output).contains("value = 3"));
}

#[test]
fn what_an_office_has_signed_off_is_no_longer_listed_as_unsettled() {
    let own = Own::new();
    let signed = "provisional = true\nsigned_off = { office = \"省局\", on = 2026-10-01, document = \"函\" }";
    own.changed("severity/lower_fine.toml", "provisional = true", signed);
    let folder = own.path();
    let list = listed(&["--policies", &folder]);
    let fine = of(&list, "severity.lower_fine");
    assert_eq!((&fine["provisional"], &fine["confidence"]), (&object!(false), &object!("OPEN")));
    assert_eq!((&fine["signed_off"]["on"], &fine["ask"]), (&object!("2026-10-01"), &object!("provincial_bureau")));
    let is_listed = |more: &[&str]| {
        let list = listed(&[&["--provisional"], more].concat());
        list["parameters"].as_array().unwrap().iter().any(|one| one["id"] == "severity.lower_fine")
    };
    assert!(is_listed(&[]) && !is_listed(&["--policies", &folder]));
    let text = said(&fangxin(&["policies", "--policies", &folder]));
    assert!(text.contains("已核定 signed off") && text.contains("请示 ask 社会信用牵头部门"), "{text}");
}

/// A rating by an office's values says so by its digest, and its certificate carries them.
#[test]
fn a_rating_rests_on_an_offices_values_and_its_certificate_is_verified_anywhere() {
    let own = Own::new();
    own.changed("severity/lower_fine.toml", "organisation = ", "organisation = 1");
    let folder = own.path();
    let digest = |more: &[&str]| {
        let city = small_city();
        json(&[&["rate", "--from", &city, "--as-of", "2026-11-23", "--json"], more].concat())["policies_digest"].clone()
    };
    assert_ne!(digest(&[]), digest(&["--policies", &folder]));
    assert_ne!(explained(GYM, &[])["policies_digest"], explained(GYM, &["--policies", &folder])["policies_digest"]);
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    let (file, data, city) = (path("gym.json"), path("data"), small_city());
    let day = ["--from", &city, "--as-of", "2026-11-23", "--policies", &folder];
    let made = fangxin(&[&["certificate", GYM, "--out", &file, "--data", &data], &day[..]].concat());
    assert_eq!(made.status.code(), Some(0), "{}", told(&made));
    let whole: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let carried = whole["evidence"]["policies"]["severity/lower_fine.toml"].as_str().unwrap();
    assert_eq!(carried, fs::read_to_string(PathBuf::from(&folder).join("severity/lower_fine.toml")).unwrap());
    drop(own);
    assert_eq!(json(&["verify", &file, "--json"])["sound"], true);
}

#[test]
fn a_folder_that_cannot_be_used_is_refused_with_file_line_and_reason() {
    let wrong = |path: &str, from: &str, to: &str, wanted: &str| {
        let own = Own::new();
        let told = own.changed(path, from, to).refused();
        let file = own.0.path().join(path).display().to_string();
        let line = told.lines().find(|line| line.contains(&file)).unwrap_or_else(|| panic!("{path}: {told}"));
        assert!(line.contains(wanted), "{wanted}: {line}");
    };
    // Each set, by whoever reads it, on whatever day.
    wrong("clocks/case_decision.toml", "length = 90", "length = 0", ":8: length must be a number");
    wrong("severity/lower_fine.toml", "organisation = ", "company = ", "company is no key");
    wrong("ratios/targets.toml", "K1 = 980", "K9 = 980", "K9 is no measure");
    wrong("alerts/burst.toml", "value = ", "value = -", "a number from 1");
    wrong("filings/smallest_aggregate.toml", "value = ", "value = -", "a number from 1");
    wrong("publication/free_text.toml", "value = \"", "value = \"x", "");
    wrong("inspections/value_wait.toml", "value = ", "value = -", "a number from 0");
    wrong("sources/late_after.toml", "penalties = ", "fines = ", "fines is no kind of record");
    wrong(
        "disclosure/fields.toml",
        "\"bank/public\" = [\"identity\"",
        "\"bank/public\" = [\"class1\"",
        "is no group of fields",
    );
    wrong("disclosure/fields.toml", "\"bank/public\"", "\"banks/public\"", "is not a role");
    wrong("disclosure/public_statuses.toml", "\"serious_list\"", "\"serious\"", "is no status");
    wrong("rating/hold_share.toml", "value = ", "value = -", "a whole number from 0");
    let unknown = Own::new();
    unknown.with(
        "clocks/case_decisions.toml",
        &fs::read_to_string(root().join("policies/clocks/case_decision.toml")).unwrap(),
    );
    assert!(unknown.refused().contains("does not fit the path"));
    for misplaced in ["case_decision.toml", "clocks/more/case_decision.toml"] {
        let told = Own::new().with(misplaced, "").refused();
        assert!(told.contains(misplaced) && told.contains("FOLDER/NAME.toml"), "{told}");
    }
    let scheme = Own::new();
    scheme.changed("schemes/lc-consume-1.0.toml", "points = -20", "points = 20");
    assert!(scheme.refused().contains("breaks its promises"));
    let nowhere = fangxin(&["policies", "--policies", "/nowhere/at/all"]);
    assert!(nowhere.status.code() == Some(3) && told(&nowhere).contains("/nowhere/at/all"));
}
