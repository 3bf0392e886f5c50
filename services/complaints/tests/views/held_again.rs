//! What becomes of holds later: of records that go and come back, on days that pass, by working days that are published.

use crate::holds::{DIGEST, FIRST, day, days};
use crate::office::{MOVED, Office};
use complaints::{Hold, HoldError, HoldGround, HoldState};
use contracts::access::Reach;
use domain::code::PartyCode;
use ledger::{Asker, OnRecord};
use policy::library::Library;
use testkit::each_backend;

impl Office {
    pub(crate) fn on<'a>(&self, code: &str, key: &'a str) -> OnRecord<'a> {
        let code = PartyCode::parse(code).unwrap();
        let versions = self.desk.ledger.versions(code, key, None, Reach::Everywhere).unwrap();
        let version = versions.iter().find(|version| version.standing).unwrap().version;
        OnRecord { code, key, version, by: Asker::house("wang"), reason: "核查" }
    }

    fn withdraw(&self, key: &str) {
        self.desk.ledger.withdraw(self.on(MOVED, key)).unwrap();
    }

    pub(crate) fn all_are(&self, state: HoldState) -> bool {
        let holds = self.holds();
        !holds.is_empty() && holds.iter().all(|hold| hold.state == state)
    }

    /// Why a record says what it says.
    pub(crate) fn reason(&self, key: &str) -> String {
        self.versions(key).last().unwrap().reason.clone().unwrap_or_default()
    }

    pub(crate) fn ground(&self, key: &str, ground: HoldGround) -> Hold {
        self.holds().into_iter().find(|hold| hold.key == key && hold.ground == ground).unwrap()
    }
}

#[test]
fn a_given_hold_goes_with_its_record_and_comes_back_only_with_one_that_says_so() {
    each_backend(|place| {
        let office = Office::open(place);
        let given = [("held_from", "2026-11-20")];
        office.one_of(0, "2026-11-20", &given);
        office.one_of(1, "2026-11-20", &given);
        office.keep();
        assert_eq!((office.holds().len(), office.days(FIRST)), (2, days("2026-11-20", "2026-12-04")));
        office.withdraw(FIRST);
        office.withdraw("complaint:01");
        office.keep();
        assert!(office.all_are(HoldState::Gone), "{}: {:?}", place.backend, office.holds());
        // One is told of anew, and nobody says that it is held; of the other one the withdrawal was a mistake.
        office.one_of(0, "2026-11-20", &[("problem", "价格")]);
        office.correct("complaint:01", &[("record_state", "")]);
        office.keep();
        let states: Vec<HoldState> = office.states().into_iter().map(|(_, state)| state).collect();
        assert_eq!(states, [HoldState::Gone, HoldState::Held], "{}", place.backend);
        assert_eq!(office.days(FIRST), None, "{}", place.backend);
        assert_eq!(office.days("complaint:01"), days("2026-11-20", "2026-12-04"), "{}", place.backend);
    });
}

#[test]
fn a_source_that_gives_other_days_is_followed_and_one_that_an_official_has_ended_is_not() {
    each_backend(|place| {
        let office = Office::open(place);
        office.one_of(0, "2026-11-20", &[("held_from", "2026-11-20")]);
        office.one_of(1, "2026-11-20", &[("held_from", "2026-11-20")]);
        office.keep();
        office.correct("complaint:01", &[("held_from", ""), ("held_until", "")]);
        office.keep();
        for (n, problem) in [(0, "价格"), (1, "质量")] {
            office.one_of(n, "2026-11-20", &[("held_from", "2026-11-24"), ("problem", problem)]);
        }
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-24", "2026-12-08"), "{}", place.backend);
        assert_eq!(office.days("complaint:01"), None, "{}: an official has ended it", place.backend);
        assert_eq!(office.ground("complaint:01", HoldGround::Given).state, HoldState::Replaced);
    });
}

#[test]
fn an_official_has_the_last_word_on_what_was_held_by_then_and_not_on_what_is_found_later() {
    each_backend(|place| {
        let office = Office::open(place);
        office.one_of(0, "2026-11-26", &[("held_from", "2026-11-26")]);
        office.keep();
        office.correct(FIRST, &[("held_from", ""), ("held_until", "")]);
        office.keep();
        (1..10).for_each(|n| office.one_of(n, "2026-11-26", &[]));
        office.keep();
        assert_eq!(office.ground(FIRST, HoldGround::Given).state, HoldState::Replaced, "{}", place.backend);
        assert_eq!(office.ground(FIRST, HoldGround::Burst).state, HoldState::Held, "{}", place.backend);
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-10"), "{}", place.backend);
    });
}

#[test]
fn a_hold_is_released_up_to_its_last_day_and_on_none_behind() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        drop(office);
        let office = Office::open_on(place, "2026-12-10");
        office.keep();
        assert_eq!(office.release(FIRST).unwrap().state, HoldState::Released, "{}", place.backend);
        assert_eq!(office.days(FIRST), days("2026-11-26", "2026-12-09"), "{}: from its last day on", place.backend);
        assert!(office.reason(FIRST).contains("§8a.17"), "{}", office.reason(FIRST));
        office.keep();
        // Whoever comes on the next day comes too late, whether it was noted or not.
        office.wait(1);
        let late = office.release("complaint:01");
        let told = matches!(late, Err(HoldError::Ended { state: HoldState::Lapsed, by: None }));
        assert!(told, "{}: {late:?}", place.backend);
        // And the same process notes it, though nothing has come.
        assert_eq!(office.ground("complaint:01", HoldGround::Burst).state, HoldState::Held);
        office.keep();
        assert_eq!(office.ground("complaint:01", HoldGround::Burst).state, HoldState::Lapsed, "{}", place.backend);
    });
}

#[test]
fn what_had_lapsed_thirty_days_before_is_noted_and_what_ends_today_is_held() {
    each_backend(|place| {
        // Ten working days behind the 15th of October are the 29th, thirty days before; of the 14th the 28th.
        let office = Office::open(place);
        office.burst("2026-10-15");
        (20..30).for_each(|n| office.one_of(n, "2026-10-14", &[]));
        office.keep();
        let holds = office.holds();
        assert_eq!(holds.len(), 10, "{}: {holds:?}", place.backend);
        assert!(holds.iter().all(|hold| hold.until == day("2026-10-29") && hold.state == HoldState::Lapsed));
    });
    each_backend(|place| {
        let office = Office::open_on(place, "2026-11-27");
        office.burst("2026-11-13");
        office.keep();
        let hold = office.ground(FIRST, HoldGround::Burst);
        assert_eq!((hold.until, hold.state, hold.applied), (day("2026-11-27"), HoldState::Held, true));
        assert_eq!(office.days(FIRST), days("2026-11-13", "2026-11-27"), "{}", place.backend);
    });
}

#[test]
fn what_comes_back_when_its_days_are_over_holds_nothing() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.one_of(9, "2026-11-25", &[]);
        office.keep();
        drop(office);
        let office = Office::open_on(place, "2026-12-20");
        office.one_of(9, "2026-11-26", &[]);
        office.keep();
        assert!(office.all_are(HoldState::Lapsed), "{}: {:?}", place.backend, office.holds());
        assert!(office.holds().iter().all(|hold| !hold.applied), "{}", place.backend);
        assert_eq!((office.days(FIRST), office.days("complaint:09")), (None, None), "{}", place.backend);
        // Had they come later, they would be held: what had lapsed unseen is found anew.
        (0..10).for_each(|n| office.one_of(n, "2026-12-18", &[]));
        office.keep();
        assert!(office.all_are(HoldState::Held), "{}: {:?}", place.backend, office.holds());
        assert_eq!(office.days(FIRST), days("2026-12-18", "2027-01-02"), "{}", place.backend);
    });
}

#[test]
fn days_of_several_grounds_are_one_span_until_one_of_them_is_released() {
    each_backend(|place| {
        let office = Office::open(place);
        let text = |filer: &'static str| [("filer", filer), ("text", DIGEST), ("problem", "价格")];
        office.one_of(0, "2026-11-20", &text("pseudonym-number-00"));
        (1..10).for_each(|n| office.one_of(n, "2026-11-20", &[]));
        office.one_of(10, "2026-11-25", &text("pseudonym-number-10"));
        office.one_of(11, "2026-11-26", &text("pseudonym-number-11"));
        office.keep();
        // A burst from the 20th on, one text under three identities from the 26th on.
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-12-10"), "{}", place.backend);
        let burst = office.ground(FIRST, HoldGround::Burst).number;
        office.views.holds.release(burst, "各不相同", Asker::house("wang")).unwrap();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-12-10"), "{}: the other one holds", place.backend);
        let other = office.ground(FIRST, HoldGround::Coordinated).number;
        office.views.holds.release(other, "各不相同", Asker::house("wang")).unwrap();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-11-27"), "{}", place.backend);
    });
}

#[test]
fn who_found_a_repetition_and_took_that_back_has_it_held_again() {
    each_backend(|place| {
        let office = Office::open(place);
        office.burst("2026-11-26");
        office.keep();
        office.correct(FIRST, &[("duplicate", "是")]);
        office.keep();
        let hold = office.ground(FIRST, HoldGround::Burst);
        let told = (hold.state, hold.ended_by.as_deref(), hold.reason.as_deref());
        assert_eq!(told, (HoldState::Confirmed, Some("wang"), Some("核实")), "{}", place.backend);
        office.correct(FIRST, &[("duplicate", "")]);
        office.keep();
        let hold = office.ground(FIRST, HoldGround::Burst);
        assert_eq!((hold.state, hold.ended_by, hold.reason), (HoldState::Held, None, None), "{}", place.backend);
    });
}

/// The working days of 2027 as they may be published: three days off at its beginning.
fn published() -> Library {
    let text = "year = 2027\noff = [{ from = 2027-01-01, through = 2027-01-03, name = \"元旦\" }]\nworked = []\n\
                [source]\ntitle = \"t\"\npublished = 2026-11-30\n";
    Library::shipped().unwrap().overlaid([("calendar/2027.toml", text)]).unwrap()
}

#[test]
fn days_that_rest_on_an_unpublished_year_are_counted_anew_once_it_is_published() {
    each_backend(|place| {
        let office = Office::open_on(place, "2026-12-26");
        office.burst("2026-12-25");
        office.one_of(10, "2026-12-24", &[("held_from", "2026-12-25")]);
        office.keep();
        // Four working days of this year, and six of the next, if it begins to work on its second day.
        let wanted = (day("2027-01-07"), true);
        let told = |office: &Office| {
            let of = |key, ground| {
                let hold = office.ground(key, ground);
                (hold.until, hold.provisional)
            };
            [of(FIRST, HoldGround::Burst), of("complaint:10", HoldGround::Given)]
        };
        assert_eq!(told(&office), [wanted; 2], "{}", place.backend);
        drop(office);
        let office = Office::open_by(place, "2026-12-28", &published());
        office.keep();
        assert_eq!(told(&office), [(day("2027-01-11"), false); 2], "{}", place.backend);
        for key in [FIRST, "complaint:10"] {
            assert_eq!(office.days(key), days("2026-12-25", "2027-01-11"), "{} {key}", place.backend);
        }
    });
}

#[test]
fn a_given_hold_that_is_longer_than_any_may_be_by_now_is_cut() {
    each_backend(|place| {
        let shipped = Library::shipped().unwrap();
        let longer = shipped.text("alerts.hold_days").unwrap().replace("value = 10", "value = 20");
        let longer = shipped.clone().overlaid([("alerts/hold_days.toml", longer.as_str())]).unwrap();
        let office = Office::open_by(place, "2026-11-28", &longer);
        // Fifteen working days, of twenty that it may last.
        office.one_of(0, "2026-11-20", &[("held_from", "2026-11-20"), ("held_until", "2026-12-11")]);
        office.one_of(1, "2026-11-20", &[("held_from", "2026-11-20"), ("held_until", "2099-12-31")]);
        office.keep();
        assert_eq!(office.days(FIRST), days("2026-11-20", "2026-12-11"), "{}", place.backend);
        let until = |office: &Office| [FIRST, "complaint:01"].map(|key| office.ground(key, HoldGround::Given).until);
        assert_eq!(until(&office), [day("2026-12-11"), day("2026-12-18")], "{}", place.backend);
        drop(office);
        let office = Office::open_by(place, "2026-11-30", &shipped);
        office.keep();
        assert_eq!(until(&office), [day("2026-12-04"); 2], "{}", place.backend);
        for key in [FIRST, "complaint:01"] {
            assert_eq!(office.days(key), days("2026-11-20", "2026-12-04"), "{} {key}", place.backend);
        }
        assert!(office.all_are(HoldState::Held), "{}", place.backend);
    });
}
