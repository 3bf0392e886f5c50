//! Lists fetched as tables from the command line, from the services that own them.

use crate::city::owner;
use crate::{Served, each_form, small_city, told, until};
use serde_json::Value;
use std::fs;
use std::process::Output;

fn export(served: &Served, more: &[&str]) -> Output {
    served.command(&[&["export"], more].concat())
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", told(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_list_is_fetched_as_a_table_and_says_nothing_new_when_it_is_imported() {
    each_form(|installation| {
        let (served, folder) = (installation.serve(), tempfile::tempdir().unwrap());
        let place = |name: &str| folder.path().join(name).display().to_string();
        for kind in ["merchants", "penalties", "inspections", "complaints"] {
            served.import(kind, &small_city(&format!("{kind}.csv")), &["--history"]);
            for ending in ["csv", "xlsx"] {
                let to = place(&format!("{kind}.{ending}"));
                let said = json(&export(&served, &[kind, "--to", &to, "--json"]));
                let rows = said["export"]["rows"].as_u64().unwrap();
                assert!(rows > 0 && said["export"]["bytes"] == fs::metadata(&to).unwrap().len(), "{said}");
                let again = served.import(kind, &to, &[]);
                let outcome = &again["import"]["outcome"];
                assert_eq!((&outcome["read"], &outcome["repeated"]), (&rows.into(), &rows.into()), "{again}");
            }
            assert_eq!(
                served.read(&format!("/{}/v1/exports", owner(kind))),
                Value::Array(Vec::new()),
                "it was fetched"
            );
        }
        let few = place("few.csv");
        export(&served, &["penalties", "--to", &few, "--filter", "day_from=2100-01-01"]);
        assert_eq!(fs::read_to_string(&few).unwrap().lines().count(), 1, "a header and nothing else");
        until(60, "the time limits", || {
            let to = place("期限.xlsx");
            let output = export(&served, &["deadlines", "--service", "complaints", "--to", &to, "--json"]);
            output.status.success().then_some(())
        });
        assert!(fs::read(place("期限.xlsx")).unwrap().starts_with(b"PK"));
        let (rows, to) = (place("无主体.csv"), place("待确认.csv"));
        fs::write(&rows, "code,number,received_on\n,W1,2026-06-22\n").unwrap();
        served.import("complaints", &rows, &[]);
        json(&export(&served, &["unresolved_deadlines", "--service", "complaints", "--to", &to, "--json"]));
        let text = fs::read_to_string(&to).unwrap();
        // One stands in the files of the city.
        assert_eq!((text.lines().count(), text.contains("无主体.csv,2")), (3, true), "{text}");
        // A list of the service's own.
        let to = place("指标.csv");
        let told = json(&export(&served, &["ratios", "--service", "complaints", "--to", &to, "--json"]));
        let rows = testkit::table::rows(&fs::read(&to).unwrap());
        assert_eq!((&told["export"]["rows_total"], rows[0]["指标"].as_str()), (&rows.len().into(), "K1"), "{told}");
    });
}

#[test]
fn what_cannot_be_exported_is_said_and_no_file_appears() {
    each_form(|installation| {
        let (served, folder) = (installation.serve(), tempfile::tempdir().unwrap());
        let to = folder.path().join("x.csv").display().to_string();
        for (arguments, code, said) in [
            (vec!["penalties", "--to", "x.ods"], 2, ".xlsx"),
            (vec!["deadlines", "--to", &to], 2, "--service"),
            (vec!["fines", "--to", &to], 2, "penalties"),
            (vec!["penalties", "--to", &to, "--filter", "colour=red"], 3, "filters.colour"),
            (vec!["fines", "--service", "violations", "--to", &to], 3, "displays"),
            (vec!["penalties", "--to", &to, "--filter", "day_from=1", "--filter", "day_from=2"], 2, "day_from"),
        ] {
            let output = export(&served, &arguments);
            assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
            assert!(told(&output).contains(said), "{arguments:?}: {}", told(&output));
        }
        assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
    });
}
