//! What the house puts into records lies directly behind what stands, so that the source still has its say.

use crate::deadlines::{COMPLAINT, complaint};
use crate::house::{House, merchant};
use contracts::access::Reach;
use domain::record::Complaint;
use ledger::{Put, VersionView};
use testkit::each_backend;

const KEY: &str = "complaint:T1";

fn standing(house: &House) -> (VersionView, Complaint) {
    let view = house.versions(merchant(1), KEY).into_iter().find(|view| view.standing).unwrap();
    let content = serde_json::from_str(&view.content).unwrap();
    (view, content)
}

fn told(house: &House, days: &[(&str, &str)]) {
    house.send(COMPLAINT, &[complaint(1, "T1", &[&[("received_on", "2026-02-10")], days].concat())]);
}

#[test]
fn what_the_source_changed_before_and_tells_later_is_not_hidden() {
    each_backend(|place| {
        let house = House::open(place);
        house.clock.set("2026-02-25T01:00:00Z");
        told(&house, &[("changed_at", "2026-02-25T08:00:00+08:00")]);
        let subject_id = house.ledger.subject(merchant(1), Reach::Everywhere).unwrap();
        let cells = [("held_from", "2026-02-11"), ("held_until", "2026-03-04")];
        let cells = cells.map(|(id, text)| (id.to_owned(), text.to_owned())).into();
        let (actor, reason) = ("house:holds".to_owned(), "暂缓计入".to_owned());
        house.ledger.put_cells(&[Put { subject_id, key: KEY.to_owned(), cells, actor, reason }]).unwrap();
        let (view, content) = standing(&house);
        assert_eq!((view.actor.as_str(), content.held_from.is_some()), ("house:holds", true), "{}", place.backend);

        // Accepted in the source before the house spoke, and told on the next day.
        house.clock.set("2026-02-26T01:00:00Z");
        told(&house, &[("accepted_on", "2026-02-25"), ("changed_at", "2026-02-25T08:30:00+08:00")]);
        let (_, content) = standing(&house);
        assert!(content.accepted_on.is_some(), "{}: {content:?}", place.backend);
    });
}
