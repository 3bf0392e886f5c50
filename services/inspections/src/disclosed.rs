//! What merchants are shown of draws (披露): their own class stands in the proof of their row.

use crate::book::DrawBook;
use policy::set::PolicySet;

/// Who may see what on which ground; ratings read it as a whole.
const TABLE: &str = "disclosure.fields";
/// A merchant that looks at itself.
const OWN: &str = "merchant/own";
/// The groups that tell a class: as it was issued, and as it is computed.
const CLASS: [&str; 2] = ["issued", "class"];

impl DrawBook {
    /// May a merchant see its own class today (本主体信用分类)? What the table does not open is not shown.
    pub(crate) fn shows_own_class(&self) -> bool {
        let policies: &PolicySet = &self.around.disclosure;
        let found = policies.at(TABLE, self.around.clock.today()).ok();
        let groups = found.and_then(|found| found.value.entry(OWN).and_then(|groups| groups.texts()));
        groups.is_some_and(|groups| CLASS.iter().all(|group| groups.contains(group)))
    }
}
