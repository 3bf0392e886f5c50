//! What leaves this service passes the lawfulness gate (对外审查): results that are published, and the class of a merchant, which
//! stands in the proof of its row.

use crate::book::DrawBook;
use domain::day::Day;
use domain::span::{Span, Spans};
use statute::gate::{Act, Asked, Form, Leaving, Mode, Party, gate};

/// The groups that tell a class: as it was issued, and as it is computed.
const CLASS: [&str; 2] = ["issued", "class"];

impl DrawBook {
    /// May a merchant see its own class today (本主体信用分类)? What the table of disclosure does not open is not shown.
    pub(crate) fn shows_own_class(&self) -> bool {
        let always = Spans::one(Span::always());
        let (role, ground, groups) = ("merchant", "own", &CLASS[..]);
        let leaving = Leaving {
            item: "credit_class",
            form: Form::Disclosure(Asked { role, ground, groups, is_authorised: true, usable: &always }),
            mode: Mode::AuthorisedQuery,
            day: self.around.clock.today(),
            party: Party::default(),
            acts: &[],
            fields: &[],
            is_masked: true,
            is_released: true,
        };
        gate(&leaving, &self.around.catalogue).is_ok()
    }

    /// May everybody be shown today what came of a visit or a test that ended on a day, by the days on which its own rules
    /// let it be shown?
    pub(crate) fn shows(&self, item: &str, completed: Day, days: &Spans) -> bool {
        let acts = [(Act::Completed, completed)];
        self.around.catalogue.displays(item, &acts, days, self.around.clock.today()).is_ok()
    }
}
