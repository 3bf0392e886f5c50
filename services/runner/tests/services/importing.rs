//! Files handed in from the command line, as jobs at the services that own their records.

use crate::{Served, each_form, small_city, told};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const HEADER: &str = "统一社会信用代码,检查编号,结果日期,检查结果\n";

fn file(place: &Path, name: &str, text: &str) -> String {
    let path = place.join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn counted(answer: &Value) -> Vec<u64> {
    let outcome = &answer["import"]["outcome"];
    ["read", "new", "repeated", "rejected", "quarantined"].map(|name| outcome[name].as_u64().unwrap()).to_vec()
}

fn known(served: &Served, path: &str) -> usize {
    served.read(path)["items"].as_array().unwrap().len()
}

#[test]
fn a_city_is_imported_and_handing_it_in_again_repeats_nothing() {
    each_form(|installation| {
        let served = installation.serve();
        let kinds = [
            ("merchants", "registry"),
            ("standing", "registry"),
            ("penalties", "violations"),
            ("payments", "violations"),
            ("inspections", "inspections"),
            ("complaints", "complaints"),
        ];
        for (kind, service) in kinds {
            let path = small_city(&format!("{kind}.csv"));
            let first = served.import(kind, &path, &["--history"]);
            assert_eq!(first["service"], service, "{kind}");
            let counts = counted(&first);
            let listed = known(&served, &format!("/{service}/v1/{kind}?limit=1000"));
            assert!(listed > 0 && listed as u64 == counts[1], "{kind}: {listed} {first}");
            let again = counted(&served.import(kind, &path, &["--history"]));
            assert_eq!((again[1], again[2]), (0, counts[1]), "{kind}");
        }
    });
}

#[test]
fn a_dry_run_tells_everything_and_keeps_nothing() {
    each_form(|installation| {
        let served = installation.serve();
        let tried = served.import("penalties", &small_city("penalties.csv"), &["--dry-run", "--history"]);
        assert_eq!(counted(&tried)[..2], [3, 3]);
        assert_eq!((known(&served, "/violations/v1/penalties"), &tried["import"]["dry_run"]), (0, &json!(true)));
    });
}

#[test]
fn rows_that_wait_are_fetched_mended_and_put_aside() {
    each_form(|installation| {
        let (served, folder) = (installation.serve(), tempfile::tempdir().unwrap());
        let rows = "91371500795315494U,J1,2026-05-06,I01\n91371500795315494U,J2,2026-02-30,I01\n\
                    91371500795315494U,J3,2026-05-07,NICE\n91371500795315494A,J4,2026-05-07,I01\n";
        let path = file(folder.path(), "visits.csv", &format!("{HEADER}{rows}"));
        let out = folder.path().join("waiting").display().to_string();
        let answer = served.import("inspections", &path, &["--out", &out]);
        assert_eq!(counted(&answer), [4, 1, 0, 2, 1]);
        let rejected = fs::read_to_string(format!("{out}/rejected.csv")).unwrap();
        assert!(rejected.contains("2026-02-30") && rejected.contains("NICE") && !rejected.contains("J4"));
        assert!(Path::new(&out).join("quarantined.csv").exists() && !Path::new(&out).join("unresolved.csv").exists());

        let id = answer["import"]["import_id"].to_string();
        let imports = |more: &[&str]| served.command(&[&["imports", "inspections"], more].concat());
        let read = |more: &[&str]| -> Value {
            serde_json::from_slice(&imports(&[more, &["--json"]].concat()).stdout).unwrap()
        };
        let waiting = read(&["rows", &id, "--disposition", "rejected"]);
        assert_eq!(waiting["items"].as_array().unwrap().len(), 2);
        let shown = String::from_utf8(imports(&["rows", &id]).stdout).unwrap();
        assert!(shown.contains("第3行 row 3: 有误待改 rejected") && shown.contains("day=2026-02-30"), "{shown}");
        assert!(shown.contains("  day：") && !shown.contains('{'), "{shown}");
        let listed = String::from_utf8(imports(&["list"]).stdout).unwrap();
        assert!(listed.contains("visits.csv") && listed.contains("已完成 done"), "{listed}");
        let bad = imports(&["retry", &id, "3", "--cell", "day=2026-02-31"]);
        assert!(bad.status.code() == Some(3) && told(&bad).contains("day"), "{}", told(&bad));
        assert_eq!(read(&["retry", &id, "3", "--cell", "day=2026-02-28"])["outcome"], "new");
        assert_eq!(read(&["discard", &id, "4", "--reason", "报错"])["outcome"], "discarded");
        assert_eq!(imports(&["retry", &id, "4"]).status.code(), Some(3), "it is settled");
        assert_eq!(imports(&["cancel", &id]).status.code(), Some(3), "it is over");
        assert_eq!(read(&["show", &id])["state"], "done");
        assert_eq!(read(&["list"])["items"].as_array().unwrap().len(), 1);
        assert_eq!(known(&served, "/inspections/v1/inspections"), 2);
    });
}

#[test]
fn a_layout_of_its_own_is_read_by_its_mapping() {
    each_form(|installation| {
        let (served, folder) = (installation.serve(), tempfile::tempdir().unwrap());
        let path =
            file(folder.path(), "店铺 检查.csv", "店号,信用代码,日期,结论\nD1,91371500795315494U,05/06/2026,合格\n");
        let mapping = "layout = \"inspections\"\nkey_columns = [\"店号\", \"日期\"]\n\
                       export_time = \"2026-11-01T00:00:00+08:00\"\n\
                       [columns]\ncode = \"信用代码\"\nday = \"日期\"\nresult = \"结论\"\n\
                       [codes.result]\n\"合格\" = \"I01\"\n[dates]\nformat = \"%m/%d/%Y\"\n";
        let beside = file(folder.path(), "店铺 检查.csv.mapping.toml", mapping);
        assert_eq!(counted(&served.import("inspections", &path, &[]))[..2], [1, 1], "found beside the file");
        assert_eq!(counted(&served.import("inspections", &path, &["--mapping", &beside]))[..3], [1, 0, 1]);
        let saved = served.read("/inspections/v1/mappings");
        assert_eq!((&saved[0]["name"], saved.as_array().unwrap().len()), (&json!("店铺-检查.csv.mapping"), 1));
        let none = file(folder.path(), "none.toml", "layout = \"nothing\"\n");
        let refused = served.command(&["import", "inspections", &path, "--mapping", &none]);
        assert!(refused.status.code() == Some(3) && told(&refused).contains("nothing"), "{}", told(&refused));
    });
}

#[test]
fn what_cannot_be_imported_is_told() {
    each_form(|installation| {
        let (served, folder) = (installation.serve(), tempfile::tempdir().unwrap());
        // A file that cannot be read at all is no input, whoever finds it out.
        let pdf = file(folder.path(), "penalties.csv", "%PDF-1.7 x");
        let failed = served.command(&["import", "penalties", &pdf]);
        assert_eq!(failed.status.code(), Some(3), "{}", told(&failed));
        assert!(told(&failed).contains("a PDF document"), "{}", told(&failed));
        assert_eq!(served.command(&["import", "penalties", "/nowhere"]).status.code(), Some(3));
        let none = served.command(&["import", "penalties", &folder.path().display().to_string()]);
        assert!(none.status.code() == Some(3) && told(&none).contains("this is a folder"), "{}", told(&none));
        assert_eq!(served.command(&["import", "nonsense", &pdf]).status.code(), Some(2));
        let queued = served.import("penalties", &small_city("penalties.csv"), &["--no-wait"]);
        assert!(queued["import"]["import_id"].as_i64().is_some_and(|id| id > 1), "{queued}");
    });
}

#[test]
fn an_import_needs_a_server_and_a_token() {
    let path = small_city("penalties.csv");
    let none = crate::fangxin(&["import", "penalties", &path, "--server", "http://127.0.0.1:1"]);
    assert!(none.status.code() == Some(2) && told(&none).contains("FANGXIN_TOKEN"), "{}", told(&none));
    let import = |server: &str| crate::fangxin(&["import", "penalties", &path, "--server", server, "--token", "x"]);
    let away = import("http://127.0.0.1:1");
    assert!(away.status.code() == Some(3) && told(&away).contains("cannot be reached"), "{}", told(&away));
    assert!(told(&import("https://h")).contains("only http is spoken"));
}
