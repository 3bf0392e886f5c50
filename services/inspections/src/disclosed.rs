//! What leaves this service passes the lawfulness gate (对外审查): results that are published, and the class of a merchant, which
//! stands in the proof of its row.

use crate::book::DrawBook;
use domain::day::Day;
use domain::span::Spans;
use statute::gate::Act;

/// The groups that tell a class: as it was issued, and as it is computed.
const CLASS: [&str; 2] = ["issued", "class"];

impl DrawBook {
    /// May a merchant see its own class today (本主体信用分类)? What the table of disclosure does not open is not shown.
    pub(crate) fn shows_own_class(&self) -> bool {
        let today = self.around.clock.today();
        self.around.catalogue.discloses("credit_class", ("merchant", "own"), &CLASS, true, today).is_ok()
    }

    /// May everybody be shown today what came of a visit or a test that ended on a day, by the days on which its own rules
    /// let it be shown?
    pub(crate) fn shows(&self, item: &str, completed: Day, days: &Spans) -> bool {
        let acts = [(Act::Completed, completed)];
        self.around.catalogue.displays(item, &acts, days, self.around.clock.today()).is_ok()
    }
}
