//! Rows that are sent: the registry is asked before the transaction begins, which nobody waits for meanwhile.

use crate::house::{House, merchant, until};
use crate::rows::visit;
use contracts::access::Reach;
use db::DbError;
use domain::record::RecordKind;
use intake::layout::Layout;
use ledger::Asker;
use std::sync::atomic::Ordering;
use testkit::Place;

/// On SQLite, where one writes at a time and all others of the service wait.
#[test]
fn others_write_while_the_registry_is_asked_about_rows() {
    for (reach, number) in [(Reach::Everywhere, 1), (Reach::Within(crate::town::area(crate::town::SHENXIAN)), 2)] {
        let place = Place::sqlite();
        let house = House::open(&place);
        house.register.knows(&[merchant(number)]);
        let gate = house.register.gate.lock().unwrap();
        std::thread::scope(|scope| {
            let sent = scope.spawn(|| {
                let by = Asker { actor: "clerk", reach, department: None };
                let rows = [visit(merchant(number), "J1", "I01")];
                house.ledger.send(Layout::of(RecordKind::Inspection), &rows, false, by).unwrap().len()
            });
            until(|| (house.register.asked.load(Ordering::SeqCst) > 0).then_some(()));
            let other = house.db.write::<_, DbError>(|_| Ok(()));
            drop(gate);
            assert!(other.is_ok(), "{reach:?}: {other:?}");
            assert_eq!(sent.join().unwrap(), 1);
        });
    }
}
