//! Holds that a file tells of (暂缓期限): they lapse as those that the services keep do, whatever end they name. Ratings know
//! no working days, so that the records get their last day here.

use crate::rulebook::faulty;
use anyhow::Result;
use complaints::HoldTerm;
use domain::day::Day;
use domain::record::Complaint;
use domain::version::Version;
use policy::library::Library;

/// Gives each hold that names no last day, or a later one, that on which it lapses by itself.
pub(super) fn lapse(complaints: &mut [Version<Complaint>], library: &Library, today: Day) -> Result<()> {
    let term = HoldTerm::on(today, library).map_err(|faults| faulty(&faults))?;
    for Complaint { held_from, held_until, .. } in complaints.iter_mut().map(|version| &mut version.content) {
        if let Some(from) = held_from {
            let longest = term.last_day(*from).0;
            *held_until = Some(held_until.map_or(longest, |until| until.min(longest)));
        }
    }
    Ok(())
}
