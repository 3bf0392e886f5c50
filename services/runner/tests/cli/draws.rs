//! A draw that anybody who has its bundle can repeat offline: made over HTTP, verified by the program.

#[path = "../../../inspections/tests/draws/office.rs"]
#[expect(dead_code, reason = "what other tests of it use")]
mod office;

use crate::{fangxin, json, said, told};
use office::{BEGIN, IN_TIME, OFFICIAL, Office, Who, code, value};
use reqwest::Method;
use serde_json::{Value, json as object};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use testkit::{Place, each_backend};

/// What came of a draw, as files.
struct Files {
    folder: TempDir,
    bundle: String,
}

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn named(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// A file of another text; what is found in it.
    fn differing(&self, text: &str, more: &[&str]) -> String {
        fs::write(self.path("changed.json"), text).unwrap();
        let file = self.named("changed.json");
        let output = fangxin(&[&["verify", "draw", &file, "--json"], more].concat());
        assert_eq!(output.status.code(), Some(1), "{}{}", said(&output), told(&output));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let differs = answer["differs"].as_array().unwrap();
        assert_eq!((differs.len(), &answer["sound"]), (1, &object!(false)), "the first alone");
        differs[0]["what"].as_str().unwrap().to_owned()
    }
}

/// A draw from its plan to the end of its task.
fn drawn(place: &Place) -> Files {
    let office = Office::open(place, BEGIN);
    office.staff();
    let task = office.task();
    let draw = office.commit(task);
    let folder = tempfile::tempdir().unwrap();
    let keep = |name: &str, who: Who<'_>, path: &str| {
        let answer = office.ask(who, Method::GET, &format!("draws/{draw}/{path}"), None);
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().unwrap();
        fs::write(folder.path().join(name), &text).unwrap();
        text
    };
    keep("committed.json", Who::Nobody, "public");
    office.clock.turn_to(IN_TIME);
    office.done(&format!("draws/{draw}/reveal"), &value());
    for visit in office.get(&format!("draws/{draw}/tasks")).as_array().unwrap() {
        let path = format!("draws/{draw}/visits/{}", visit["code"].as_str().unwrap());
        office.done(&path, &object!({ "dropped": "演练" }));
    }
    office.done(&format!("tasks/{task}/end"), &Value::Null);
    keep("public.json", Who::Nobody, "public");
    let own = code(3);
    keep("proof.json", Who::Merchant(own), &format!("proof/{own}"));
    let bundle = keep("bundle.json", OFFICIAL, "bundle");
    Files { folder, bundle }
}

#[test]
fn a_draw_made_over_http_is_repeated_by_the_program_and_every_change_is_named() {
    each_backend(|place| {
        let files = drawn(place);
        let [bundle, public] = ["bundle.json", "public.json"].map(|name| files.named(name));
        let output = fangxin(&["verify", "draw", &bundle, "--published", &public]);
        let text = said(&output);
        assert_eq!(output.status.code(), Some(0), "{text}{}", told(&output));
        assert!(text.contains("逐位重算一致：39 户中抽中 10 户") && text.contains("与公布的承诺和结果相符"), "{text}");
        assert!(said(&fangxin(&["verify", "draw", &bundle])).contains("? 未与公布的信息比对"));
        // A line at the end, as some programs write it, changes nothing.
        fs::write(files.path("line.json"), format!("{}\n", files.bundle)).unwrap();
        assert_eq!(json(&["verify", "draw", &files.named("line.json"), "--json"])["sound"], object!(true));

        let change = |from: &str, to: &str| {
            assert!(files.bundle.contains(from), "{from}");
            files.differing(&files.bundle.replacen(from, to, 1), &[])
        };
        assert_eq!(change("\"committed_at\":\"2026-03-02", "\"committed_at\":\"2026-03-01"), "commitment");
        assert_eq!(change("{\"issued\":\"B\"}", "{\"issued\":\"C\"}"), "open");
        let nonce = serde_json::from_str::<Value>(&files.bundle).unwrap()["nonce"].as_str().unwrap().to_owned();
        assert_eq!(change(&nonce, &"0".repeat(64)), "open");
        assert_eq!(change("\"not_drawn\":{\"place\":3", "\"not_drawn\":{\"place\":4"), "outcome");
        assert_eq!(change("\"seats\":0,\"shortfall\":0", "\"seats\":0,\"shortfall\":1"), "stratum");
        let salt = serde_json::from_str::<Value>(&files.bundle).unwrap()["salt"].as_str().unwrap().to_owned();
        assert_eq!(change(&salt, &"0".repeat(64)), "root");
        assert_eq!(change("{\"commitment\"", "{ \"commitment\""), "form");
        let other = files.bundle.replace("双色球 2026025 期", "双色球 2026024 期");
        assert_eq!(files.differing(&other, &["--published", &public]), "published");
        let (no_bundle, missing) = (files.named("none.json"), files.named("missing.json"));
        fs::write(&no_bundle, "{}").unwrap();
        assert_eq!(fangxin(&["verify", "draw", &no_bundle]).status.code(), Some(3));
        assert_eq!(fangxin(&["verify", "draw", &missing]).status.code(), Some(3));
    });
}

#[test]
fn what_is_public_of_a_draw_is_held_against_itself_and_proofs_against_its_root() {
    each_backend(|place| {
        let files = drawn(place);
        let [committed, public, proof] = ["committed.json", "public.json", "proof.json"].map(|name| files.named(name));
        let told_of = |arguments: &[&str]| {
            let output = fangxin(&[&["verify", "draw"], arguments].concat());
            assert_eq!(output.status.code(), Some(0), "{}{}", said(&output), told(&output));
            said(&output)
        };
        assert!(told_of(&[&committed]).contains("结果尚未公布"));
        let text = told_of(&[&public, "--published", &committed, "--proof", &proof]);
        assert!(text.contains("公布的结果属于该承诺") && text.contains("在抽查对象之中"), "{text}");
        assert!(text.contains("? 种子和抽中名单须凭存证包核验"), "{text}");

        let whole = fs::read_to_string(files.path("public.json")).unwrap();
        let early = whole.replacen("2026-03-04T13:16:00Z", "2026-03-04T13:14:00Z", 1);
        assert_eq!(files.differing(&early, &[]), "open");
        let other = whole.replacen("\"task\":\"2026-1-1 ", "\"task\":\"2026-1-2 ", 1);
        // The task stands beside the commitment as well, where nothing hangs on it.
        let other = other.replacen("\"task\":\"2026-1-1 ", "\"task\":\"2026-1-2 ", 1);
        assert_eq!(files.differing(&other, &[]), "commitment");
        assert_eq!(files.differing(&other, &["--published", &committed]), "published");
        let changed =
            fs::read_to_string(files.path("proof.json")).unwrap().replacen("\"pending\":0", "\"pending\":1", 1);
        fs::write(files.path("other-proof.json"), changed).unwrap();
        let output = fangxin(&["verify", "draw", &public, "--proof", &files.named("other-proof.json")]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("✗ proof"), "{}", said(&output));
    });
}
