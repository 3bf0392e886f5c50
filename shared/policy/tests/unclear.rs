//! The register of unclear law: what stands in it, whom it says to ask, and how an office's sign-off answers.
#![cfg(test)]

use domain::day::Day;
use policy::library::Library;
use policy::parameter::{Office, Unit, read};
use policy::reader::Reader;
use policy::unclear::{register, unclear, unnamed};

const FINE: &str = "severity.lower_fine";
const SIGNED: &str = "provisional = true\nsigned_off = { office = \"聊城市市场监督管理局\", on = 2026-10-01, document = \"聊市监法〔2026〕3号\" }";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn shipped() -> Library {
    Library::shipped().unwrap()
}

/// The shipped library with an office's file over it, in which one text is another.
fn own(id: &str, from: &str, to: &str) -> Library {
    let text = shipped().text(id).unwrap().to_owned();
    assert!(text.contains(from), "{from}");
    let path = format!("own/{}.toml", id.replacen('.', "/", 1));
    shipped().overlaid([(path.as_str(), text.replace(from, to).as_str())]).unwrap()
}

#[test]
fn what_no_office_has_signed_off_stands_in_the_register_with_whom_to_ask() {
    let library = shipped();
    let entries = unclear(library.all());
    let told: Vec<(&str, Day)> = entries.iter().map(|entry| (entry.id, entry.from)).collect();
    assert!(told.is_sorted() && told.len() > 50, "{}", told.len());
    let fine = entries.iter().find(|entry| entry.id == FINE).unwrap();
    assert_eq!((fine.from, fine.ask), (day("2021-09-01"), Office::ProvincialBureau), "the file says whom");
    assert!(fine.article.ends_with("Art. 13(2)") && fine.title.zh == "较低数额罚款的标准", "{fine:?}");
    assert!(fine.confidence.unwrap().is_unsettled());
    let by_owner = entries.iter().find(|entry| entry.id == "clocks.complaint_mediation").unwrap();
    assert_eq!(by_owner.ask, Office::ConsumerProtection, "the owner says whom");
    // Of a parameter that is settled from one day to the next only the rest is unclear.
    let maxima: Vec<Day> =
        entries.iter().filter(|entry| entry.id == "publicity.gsxt_maxima").map(|entry| entry.from).collect();
    assert_eq!(maxima, [day("2025-12-25")]);
    assert!(entries.iter().all(|entry| entry.id != "payment.due_days"), "the law says so in as many words");
}

#[test]
fn nobody_has_signed_what_is_shipped_and_every_owner_has_an_office() {
    let library = shipped();
    assert_eq!(register(library.all()), unclear(library.all()));
    let asked = [
        ("complaints", "consumer_protection", "消费者权益保护科"),
        ("domain", "registration", "登记注册科"),
        ("inspections", "credit_supervision", "信用监督管理科"),
        ("listing", "credit_supervision", "信用监督管理科"),
        ("rating", "credit_supervision", "信用监督管理科"),
        ("registry", "registration", "登记注册科"),
        ("repair", "credit_supervision", "信用监督管理科"),
        ("statute", "legal_affairs", "法规科"),
        ("violations", "credit_supervision", "信用监督管理科"),
    ];
    for (owner, token, zh) in asked {
        let office = Office::by_owner(owner);
        assert_eq!((office.token(), office.zh(), Office::from_token(token)), (token, zh, Some(office)), "{owner}");
    }
    for parameter in library.all() {
        let owner = parameter.owner.as_str();
        assert!(asked.iter().any(|(known, ..)| *known == owner), "{}: {owner}", parameter.id);
    }
    assert_eq!(Office::from_token("provincial_bureau"), Some(Office::ProvincialBureau));
    assert_eq!(Office::from_token("credit_lead"), Some(Office::CreditLead));
    assert_eq!(Office::by_owner("nobody"), Office::CreditSupervision);
}

#[test]
fn a_sign_off_takes_the_mark_away_from_whatever_rests_on_the_interval() {
    let library = own(FINE, "provisional = true", SIGNED);
    let found = library.parameters.at(FINE, day("2026-11-29")).unwrap();
    assert!(!found.provisional && found.source.confidence.unwrap().is_unsettled(), "the source stays what it is");
    let provisional = |library: &Library, on: &str| {
        let mut reader = Reader::on(&library.parameters, day(on));
        reader.take(FINE, Unit::Fen, |value| value.table().map(|_| ()).ok_or_else(String::new));
        reader.end().unwrap()[0].provisional
    };
    assert!(provisional(&shipped(), "2026-11-29") && !provisional(&library, "2026-11-29"));
    assert!(provisional(&library, "2021-08-31"), "before its first day the interval only stands in");
    assert!(unclear(library.all()).iter().all(|entry| entry.id != FINE));
    assert_eq!(unclear(library.all()).len() + 1, unclear(shipped().all()).len());
    let entries = register(library.all());
    let signed = entries.iter().find(|entry| entry.id == FINE).unwrap().signed_off.unwrap();
    let wanted = ("聊城市市场监督管理局", day("2026-10-01"), "聊市监法〔2026〕3号");
    assert_eq!((signed.office.as_str(), signed.on, signed.document.as_str()), wanted);
    assert_ne!(library.digest(), shipped().digest(), "whoever is answered by it can see that it is another policy");
}

#[test]
fn a_sign_off_covers_its_own_interval_alone() {
    let id = "publication.own_field_only";
    let text = shipped().text(id).unwrap().replacen("provisional = true", SIGNED, 1);
    let library = shipped().overlaid([("own/publication/own_field_only.toml", text.as_str())]).unwrap();
    let provisional = |on: &str| library.publication.at(id, day(on)).unwrap().provisional;
    assert_eq!((provisional("2025-06-21"), provisional("2025-06-22")), (false, true));
    let left: Vec<Day> = unclear(library.all()).iter().filter(|entry| entry.id == id).map(|entry| entry.from).collect();
    assert_eq!(left, [day("2025-06-22")]);
}

#[test]
fn a_sign_off_that_says_too_little_or_answers_nothing_is_refused() {
    let good = shipped().text(FINE).unwrap().replace("provisional = true", SIGNED);
    let fault = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        let faults = read::read("severity/lower_fine.toml", &good.replacen(from, to, 1)).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    };
    for (from, to, wanted) in [
        ("office = \"聊城市市场监督管理局\"", "office = \" \"", "names the office and its document"),
        (", document = \"聊市监法〔2026〕3号\"", ", document = \"\"", "names the office and its document"),
        (", document = \"聊市监法〔2026〕3号\"", "", "missing field `document`"),
        ("document =", "paper =", "paper is no key of signed_off"),
        ("on = 2026-10-01", "on = 2026-10-01T08:00:00", "is not a day"),
        (
            "ask = \"provincial_bureau\"",
            "ask = \"somebody\"",
            "office \"somebody\" is unknown; known are credit_supervision",
        ),
        // It is no way around the mark: the file goes on to say that its source is not certain.
        ("provisional = true\n", "", "a source tagged OPEN, K-M or K-L needs provisional = true"),
        ("provisional = true\n", "", "this interval is settled"),
    ] {
        let found = fault(from, to);
        assert!(found.contains(wanted), "{from:?} -> {to:?}: {found}");
    }
}

#[test]
fn a_decision_is_only_proposed_until_somebody_names_each_unclear_law() {
    let rests_on = ["listing.term@2021-09-01".to_owned(), "repair.gsxt_minimum@2025-12-25".to_owned()];
    let left = |named: &[&str]| unnamed(&rests_on, named).cloned().collect::<Vec<_>>();
    assert_eq!(left(&[]), rests_on);
    assert_eq!(left(&["repair.gsxt_minimum@2025-12-25"]), rests_on[..1]);
    assert_eq!(left(&["repair.gsxt_minimum"]), rests_on, "the interval is to be named, not the parameter");
    assert!(left(&["repair.gsxt_minimum@2025-12-25", "listing.term@2021-09-01"]).is_empty());
}
