//! What the lawfulness gate opens of a rating (披露范围): to each role on each ground, group by group. It is asked once for each
//! day from which on the law may say something else, so that nobody who looks thousands of merchants up waits for it.

use crate::disclosure::{GROUNDS, Group, Shown, TABLE};
use contracts::access::Role;
use contracts::authorisation::Authorisation;
use contracts::problem::RefusedReason;
use domain::day::Day;
use policy::fault::Fault;
use policy::library::Library;
use policy::set::PolicySet;
use statute::gate::{Catalogue, Missing, Passed};

/// By what a rating leaves the house.
pub(crate) struct Opened {
    /// What the gate goes by; penalties are shown by it as well.
    pub(crate) catalogue: Catalogue,
    policies: PolicySet,
    /// From which day on: what is opened to each role on each ground, in the order of both.
    tables: Vec<(Day, Vec<Shown>)>,
}

impl Opened {
    /// That of an installation.
    ///
    /// # Errors
    /// Every fault of what the gate goes by.
    pub(crate) fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        let catalogue = Catalogue::of(library)?;
        let days: Vec<Day> = [Day::DAWN].into_iter().chain(catalogue.change_days()).collect();
        let mut opened = Self { catalogue, policies: library.parameters.clone(), tables: Vec::new() };
        opened.tables = days.into_iter().map(|day| (day, opened.table(day))).collect();
        Ok(opened)
    }

    fn table(&self, day: Day) -> Vec<Shown> {
        let of_role = |role: Role| GROUNDS.iter().map(move |ground| (role, *ground));
        let all = Role::ALL.into_iter().flat_map(of_role);
        all.map(|(role, ground)| Shown::of(|group| self.opens(role, ground, group, day))).collect()
    }

    /// What a role may see of a merchant on a ground; what is authorised only as far as the table opens it at all.
    pub(crate) fn on(&self, role: Role, ground: &str, day: Day) -> Shown {
        let at = self.tables.partition_point(|(since, _)| *since <= day);
        let table = self.tables.get(at.saturating_sub(1)).map(|(_, table)| table.as_slice()).unwrap_or_default();
        let place = Role::ALL.iter().position(|one| *one == role).zip(GROUNDS.iter().position(|one| *one == ground));
        let shown = place.and_then(|(role, ground)| table.get(role * GROUNDS.len() + ground));
        shown.copied().unwrap_or(Shown::NOTHING)
    }

    /// What somebody may see of a merchant by an authorisation of it, beside what is public.
    pub(crate) fn by(&self, role: Role, authorisation: &Authorisation, day: Day) -> Shown {
        let authorised = Shown::of(|group| {
            let is_authorised =
                group.is_never_asked_for() || authorisation.groups.iter().any(|one| one == group.token());
            self.ask((role, "authorisation"), group, is_authorised, day).is_ok()
        });
        authorised.with(self.on(role, "public", day))
    }

    /// Why a group is not shown, as the gate says it.
    pub(crate) fn why_not(&self, role: Role, ground: &str, group: Group, day: Day) -> Vec<RefusedReason> {
        let missing = self.ask((role, ground), group, true, day).err().unwrap_or_default();
        missing.into_iter().map(reason).collect()
    }

    fn opens(&self, role: Role, ground: &str, group: Group, day: Day) -> bool {
        // Merchants of the sandbox are nobody, and no information about anybody leaves with theirs.
        if ground == "sandbox" {
            self.names(role, ground, group, day)
        } else {
            self.ask((role, ground), group, true, day).is_ok()
        }
    }

    /// What the gate says of a group that somebody asks for.
    fn ask(
        &self,
        (role, ground): (Role, &str),
        group: Group,
        is_authorised: bool,
        day: Day,
    ) -> Result<Passed, Vec<Missing>> {
        self.catalogue.discloses(group.item(), (role.token(), ground), &[group.token()], is_authorised, day)
    }

    /// Does the table of disclosure name it?
    fn names(&self, role: Role, ground: &str, group: Group, day: Day) -> bool {
        let key = format!("{}/{ground}", role.token());
        let found = self.policies.at(TABLE, day).ok();
        let named = found.and_then(|found| found.value.entry(&key).and_then(|groups| groups.texts()));
        named.is_some_and(|named| named.contains(&group.token()))
    }
}

/// A piece that the gate misses, as it is told.
fn reason(piece: Missing) -> RefusedReason {
    RefusedReason {
        code: piece.code().to_owned(),
        article: piece.law().to_owned(),
        reason_zh: piece.zh,
        reason: piece.en,
        what: piece.what,
        until: piece.until,
        provisional: piece.provisional,
    }
}
