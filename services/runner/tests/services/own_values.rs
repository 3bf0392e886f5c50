//! Values that an office sets decide of what is kept already: everything is counted anew by them, and back again.

use crate::deadlines::{LIST, acceptance, sent};
use crate::{each_form, fangxin, told, until};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with two more days to accept a complaint.
fn own() -> TempDir {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/clocks/complaint_acceptance.toml");
    let text = fs::read_to_string(shipped).unwrap().replace("length = 7", "length = 9");
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("clocks")).unwrap();
    fs::write(folder.path().join("clocks/complaint_acceptance.toml"), text).unwrap();
    folder
}

#[test]
fn a_limit_that_an_office_sets_counts_for_what_is_kept_already() {
    each_form(|installation| {
        let served = installation.serve();
        sent(&served);
        acceptance(&served, |item| item["last_on"] == "2026-02-26");
        let shipped = served.status_of("complaints")["policies_digest"].clone();
        assert!(served.stop().success());

        let folder = own();
        let path = folder.path().display().to_string();
        let served = installation.serve_with(&["--policies", &path]);
        let token = served.token("official", &[]);
        let list = format!("{LIST}?clock=complaint_acceptance&state=met");
        let met = until(60, "the time limit", || served.ask_maybe(&list, &token)?["items"].get(0).cloned());
        assert_eq!(
            met["last_on"],
            "2026-02-28",
            "{}: two working days more, one of them a Saturday",
            installation.form()
        );
        // Every process says by what it works, as the program says it of the folder.
        let listed = fangxin(&["policies", "--policies", &path, "--json"]);
        let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
        for service in ["complaints", "rating"] {
            assert_eq!(served.status_of(service)["policies_digest"], listed["digest"], "{}", installation.form());
        }
        assert_ne!(shipped, listed["digest"]);
        assert!(served.stop().success());
        // And back again.
        let served = installation.serve();
        acceptance(&served, |item| item["last_on"] == "2026-02-26");
    });
}

#[test]
fn a_server_does_not_start_by_values_that_cannot_be_used() {
    let (data, folder) = (tempfile::tempdir().unwrap(), own());
    let file = folder.path().join("clocks/complaint_acceptance.toml");
    let text = fs::read_to_string(&file).unwrap().replace("count = \"working_days\"", "count = \"weeks\"");
    fs::write(&file, text).unwrap();
    let [data, folder] = [data.path(), folder.path()].map(|path| path.display().to_string());
    let refused = fangxin(&["serve", "--data", &data, "--listen", "127.0.0.1:0", "--policies", &folder]);
    assert_eq!(refused.status.code(), Some(3), "{}", told(&refused));
    let wanted = format!("{}:8: count must be working_days, days or months", file.display());
    assert!(told(&refused).contains(&wanted), "{}", told(&refused));
}
