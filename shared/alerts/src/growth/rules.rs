//! The dated numbers of growth alerts (增长预警参数).

use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Unit, Value};
use policy::reader::{Basis, Reader};
use policy::set::PolicySet;

/// Largest number that is read.
const MOST: u32 = 100_000;

/// What growth alerts go by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GrowthRules {
    /// Filings in the month, at least.
    pub least: u32,
    /// Expected false alarms per city and month; at least 1.
    pub false_alarms: u32,
    /// Largest tail probability of an alert, in thousandths; at least 1.
    pub tail_most: u32,
    /// Merchants of a stratum that is fitted by itself.
    pub stratum_least: u32,
    /// Bounds of the dispersion between merchants; at least 1.
    pub between: Bounds,
    /// Bounds of the dispersion from month to month.
    pub month: Bounds,
}

/// Bounds of a dispersion, in thousandths.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Not below.
    pub least: u32,
    /// Not above.
    pub most: u32,
}

impl GrowthRules {
    /// Reads what holds on `day`, and the intervals that it was read from.
    ///
    /// # Errors
    /// Every parameter that is missing, ends, or has not the shape that is needed.
    pub fn on(set: &PolicySet, day: Day) -> Result<(Self, Vec<Basis>), Vec<Fault>> {
        let mut reader = Reader::on(set, day);
        let read = Self::read(&mut reader);
        let basis = reader.end()?;
        // What is missing is a fault, and those have been told.
        read.map(|rules| (rules, basis)).ok_or_else(Vec::new)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let least = reader.take("alerts.growth_least", Unit::Count, positive);
        let false_alarms = reader.take("alerts.growth_false_alarms", Unit::Count, positive);
        let tail_most = reader.take("alerts.growth_tail_most", Unit::Permille, |value| up_to(value, 1, 500));
        let stratum_least = reader.take("alerts.growth_stratum_least", Unit::Count, positive);
        let (between, month) = reader.take("alerts.growth_dispersion", Unit::Permille, dispersion).unzip();
        Some(Self {
            least: least?,
            false_alarms: false_alarms?,
            tail_most: tail_most?,
            stratum_least: stratum_least?,
            between: between?,
            month: month?,
        })
    }
}

fn up_to(value: &Value, least: u32, most: u32) -> Result<u32, String> {
    let read = value.integer().and_then(|number| u32::try_from(number).ok());
    let read = read.filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| format!("a number from {least} to {most} is needed"))
}

fn positive(value: &Value) -> Result<u32, String> {
    up_to(value, 1, MOST)
}

/// Without any dispersion between merchants the expectation would be taken as exact, whatever a merchant's own months
/// say.
fn dispersion(value: &Value) -> Result<(Bounds, Bounds), String> {
    let table = value.table().filter(|table| table.len() == 2);
    let bounds = |key: &str, least: u32| -> Result<Bounds, String> {
        let table = table.and_then(|table| table.get(key)?.table()).filter(|table| table.len() == 2);
        let bound = |name: &str| {
            let value = table.and_then(|table| table.get(name)).ok_or("between and month need least and most")?;
            up_to(value, least, MOST)
        };
        let bounds = Bounds { least: bound("least")?, most: bound("most")? };
        if bounds.least <= bounds.most { Ok(bounds) } else { Err(format!("{key} has its least above its most")) }
    };
    Ok((bounds("between", 1)?, bounds("month", 0)?))
}
