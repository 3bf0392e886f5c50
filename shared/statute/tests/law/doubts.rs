//! Ends of a display that rest on a severity that is not settled: flagged where another one would give another end.

use crate::support::{TABLES, day, penalty, published};
use domain::money::Fen;
use domain::record::{MerchantKind, PartyKind, Penalty, PenaltyKind};
use domain::vocab::Severity;
use policy::embedded;
use statute::display::EndedBy;
use statute::penalty::{DisplayReading, displayed, displayed_of_unknown};
use statute::tables::Tables;

/// The shipped tables where the province has settled the amounts below which a fine is lower.
fn settled() -> Tables {
    let set = embedded::policies().unwrap();
    let (path, text) = set.files().find(|(path, _)| path.ends_with("/lower_fine.toml")).unwrap();
    let own = text.replace("provisional = true\n", "").replace("\"OPEN\"", "\"P\"");
    Tables::read(&set.overlaid([(path, own.as_str())]).unwrap()).unwrap()
}

fn of_enterprise(penalty: &Penalty, tables: &Tables) -> DisplayReading {
    displayed(penalty, MerchantKind::Enterprise, tables)
}

/// What ended its only interval, and whether that end is provisional.
#[track_caller]
fn end(reading: &DisplayReading) -> (EndedBy, bool) {
    let [only] = reading.display.shown.as_slice() else { panic!("{:?}", reading.display.shown) };
    let told = reading.derivations.iter().find(|derived| derived.what == "display_end").unwrap();
    assert_eq!(told.provisional, only.provisional, "the reason says the same");
    (only.ended_by, only.provisional)
}

#[test]
fn an_end_by_a_class_that_rests_on_an_open_amount_is_provisional() {
    // 60,000 yuan: three months if it is minor, three years if it is general, by a regime that is settled.
    let fined = published("2024-03-05", "2024-03-20", Severity::Minor);
    assert_eq!(end(&of_enterprise(&fined, &TABLES)), (EndedBy::Maximum, true));
    assert_eq!(end(&of_enterprise(&fined, &settled())), (EndedBy::Maximum, false));
    // Whatever it is, it was stopped within three months.
    let stopped = Penalty { display_stopped_on: vec![day("2024-05-06")], ..fined.clone() };
    assert_eq!(end(&of_enterprise(&stopped, &TABLES)), (EndedBy::Stopped, false));
    let later = Penalty {
        display_stopped_on: vec![day("2024-07-01")],
        ..published("2024-03-05", "2024-03-20", Severity::General)
    };
    assert_eq!(end(&of_enterprise(&later, &TABLES)), (EndedBy::Stopped, true), "it had ended before if it is minor");
    let own_end = Penalty { display_until: Some(day("2024-04-30")), ..fined };
    assert_eq!(end(&of_enterprise(&own_end, &TABLES)), (EndedBy::OwnEnd, false));
    // What makes it serious is settled in those days, and no amount changes that.
    let serious = published("2024-03-05", "2024-03-20", Severity::Serious);
    assert_eq!(end(&of_enterprise(&serious, &TABLES)), (EndedBy::Maximum, false));
    // Before Order 45 all classes were shown for as long.
    let earlier = published("2014-11-03", "2014-11-05", Severity::General);
    assert_eq!(end(&of_enterprise(&earlier, &TABLES)), (EndedBy::Maximum, false));
    // Revocation or suspension: the texts do not tell.
    let unclear = Penalty {
        kinds: vec![PenaltyKind::PermitSuspendedOrRevoked],
        fine_fen: Fen(0),
        ..published("2022-12-05", "2022-12-20", Severity::General)
    };
    assert_eq!(end(&of_enterprise(&unclear, &TABLES)), (EndedBy::Maximum, true));
}

#[test]
fn an_end_by_a_stand_in_for_an_unknown_party_is_provisional_where_a_person_s_would_be_another() {
    let tables = settled();
    let of_unknown = |yuan: i64, party_kind| {
        let fined = Penalty { fine_fen: Fen::from_yuan(yuan), party_kind, ..penalty("2021-10-11") };
        end(&displayed_of_unknown(&Penalty { published_on: Some(day("2021-10-20")), ..fined }, &tables)).1
    };
    // Minor for an enterprise, general for a person.
    assert!(of_unknown(60_000, None));
    assert!(!of_unknown(60_000, Some(PartyKind::Organisation)), "it is said what the party is");
    for yuan in [9_999, 100_000] {
        assert!(!of_unknown(yuan, None), "{yuan}: the same for both");
    }
}
