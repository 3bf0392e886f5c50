//! A library: what is shipped, and an office's own files over it.
#![cfg(test)]

use domain::day::Day;
use policy::calendar::Unpublished;
use policy::fault::Fault;
use policy::library::Library;
use policy::parameter::Value;
use policy::reader::{Reader, on_every_day};
use policy::set::path_of_id;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn shipped() -> Library {
    Library::shipped().unwrap()
}

/// The shipped file of a parameter with one change.
fn changed(id: &str, from: &str, to: &str) -> String {
    let text = shipped().text(id).unwrap().to_owned();
    assert!(text.contains(from), "{id}: {from}");
    text.replacen(from, to, 1)
}

fn refused(files: &[(&str, &str)]) -> Vec<String> {
    shipped().overlaid(files.iter().copied()).unwrap_err().iter().map(Fault::to_string).collect()
}

const PUBLICATION: &str = "clocks.complaint_publication";
const PATH: &str = "/etc/fangxin/clocks/complaint_publication.toml";

#[test]
fn an_offices_file_stands_in_place_of_the_shipped_one() {
    let own = changed(PUBLICATION, "length = 7", "length = 9")
        .replace("provisional = true\n", "")
        .replace("confidence = \"OPEN\"", "confidence = \"P\"")
        .replace("article = \"公示时限未核实\"", "article = \"聊市监办〔2026〕12号\"");
    let library = shipped().overlaid([(PATH, own.as_str())]).unwrap();
    let found = library.clocks.at(PUBLICATION, day("2026-11-28")).unwrap();
    assert_eq!(found.value.entry("length").and_then(Value::integer), Some(9));
    assert!(
        !found.provisional && found.source.article == "聊市监办〔2026〕12号",
        "by its own source, which settles it"
    );
    assert_eq!((library.own(PUBLICATION), library.own("clocks.case_decision")), (Some(PATH), None));
    assert_eq!(library.text(PUBLICATION), Some(own.as_str()));
    // Its set is another one, and no other set is.
    assert_ne!(library.clocks.digest(), shipped().clocks.digest());
    assert_ne!(library.digest(), shipped().digest());
    assert_eq!(library.parameters.digest(), shipped().parameters.digest());
    assert_eq!(shipped().overlaid([]).unwrap(), shipped());
}

#[test]
fn every_set_takes_its_own_files() {
    for set in shipped().sets() {
        let (path, text) = set.files().next().unwrap();
        let own = format!("# 本地 own\n{text}");
        let library = shipped().overlaid([(path, own.as_str())]).unwrap();
        let known = set.parameters().next().unwrap();
        assert_eq!(library.text(&known.id), Some(own.as_str()), "{path}");
        assert_eq!(library.all().len(), shipped().all().len());
        let digests = |library: &Library| library.sets().map(|set| set.digest().clone());
        let differ = digests(&library).iter().zip(&digests(&shipped())).filter(|(one, other)| one != other).count();
        assert_eq!(differ, 1, "{path}");
    }
}

#[test]
fn what_does_not_fit_is_named_with_file_line_and_reason() {
    let own = changed(PUBLICATION, "id = \"clocks.complaint_publication\"", "id = \"clocks.complaint_publishing\"");
    let told = refused(&[("own/clocks/complaint_publishing.toml", &own)]);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with(
            "own/clocks/complaint_publishing.toml:5: there is no parameter clocks.complaint_publishing; \
                             near are clocks.complaint_publication, "
        ),
        "{told:?}"
    );
    let days = changed("ratios.t5_grace", "unit = \"working_days\"", "unit = \"days\"");
    assert_eq!(
        refused(&[("own/ratios/t5_grace.toml", &days)]),
        ["own/ratios/t5_grace.toml:5: the unit of ratios.t5_grace is working_days, not days"]
    );
    // What held before would be forgotten.
    let later = changed("ratios.t5_grace", "day = 2018-01-01", "day = 2026-12-01");
    let told = refused(&[("own/ratios/t5_grace.toml", &later)]);
    assert!(
        told[0].starts_with("own/ratios/t5_grace.toml:8: ratios.t5_grace holds from 2018-01-01 on: keep"),
        "{told:?}"
    );
    // Whatever is wrong comes at once: in parameters, in years, and where the place is not the id.
    let float = changed("ratios.t5_grace", "value = 1", "value = 1.5");
    let told = refused(&[
        ("own/ratios/t5_grace.toml", &float),
        ("own/ratios/order_return.toml", &days),
        ("own/calendar/2027.toml", "year = 2028"),
        ("own/clocks/complaint_publication.toml", "x"),
    ]);
    let of = |path: &str| told.iter().filter(|fault| fault.starts_with(path)).count();
    let files = [
        "own/ratios/t5_grace.toml:10: ",
        "own/ratios/order_return.toml:3: ",
        "own/calendar/2027.toml:1",
        "own/clocks/",
    ];
    assert_eq!(files.map(of), [1, 1, 1, 1], "{told:?}");
}

#[test]
fn a_fault_that_a_reader_finds_is_of_the_offices_file_and_its_interval() {
    let own = format!(
        "{}\n[[from]]\nday = 2030-01-01\nvalue = -1\nsource = {{ title = \"t\", article = \"a\" }}\n",
        shipped().text("ratios.t5_grace").unwrap().replace("[review]\nchecked = 2026-11-28\n", "")
    );
    let library = shipped().overlaid([("own/ratios/t5_grace.toml", own.as_str())]).unwrap();
    let read = |day| {
        let mut reader = Reader::on(&library.ratios, day);
        let unit = policy::parameter::Unit::WorkingDays;
        reader.take("ratios.t5_grace", unit, |value| {
            value.integer().filter(|days| *days >= 0).ok_or("too few".to_owned())
        });
        reader.end()
    };
    assert!(read(day("2029-12-31")).is_ok());
    let faults = library.placed(on_every_day(&library.ratios, read).unwrap_err());
    let line = 1 + own.lines().position(|line| line == "day = 2030-01-01").unwrap();
    let told: Vec<String> = faults.iter().map(Fault::to_string).collect();
    assert_eq!(told, [format!("own/ratios/t5_grace.toml:{}: too few", line - 1)]);
    assert_eq!(path_of_id("ratios.t5_grace"), "ratios/t5_grace.toml");
}

#[test]
fn a_year_stands_beside_the_known_ones_or_instead() {
    let year = "year = 2027\noff = [{ from = 2027-01-01, through = 2027-01-03, name = \"元旦\" }]\nworked = []\n\
                [source]\ntitle = \"t\"\npublished = 2026-11-30\n";
    let library = shipped().overlaid([("own/calendar/2027.toml", year)]).unwrap();
    assert_eq!(shipped().calendar.is_working(day("2027-01-04")), Err(Unpublished { year: 2027 }));
    assert_eq!(library.calendar.is_working(day("2027-01-04")), Ok(true));
    assert_eq!(library.calendar.is_working(day("2026-02-16")), Ok(false), "the others stay");
    assert_ne!(library.digest(), shipped().digest());
}
