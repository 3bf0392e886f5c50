//! What decides a rating: a scheme, the parameters, and the tables read from them; and which scheme
//! is used if none is named.

use crate::exit::Usage;
use anyhow::{Context, Result, anyhow, bail};
use domain::day::Day;
use policy::embedded::ShippedScheme;
use policy::scheme::Scheme;
use policy::set::PolicySet;
use statute::tables::Tables;

/// The scheme of the house: used unless another is named, in the version that is in force.
pub(crate) const HOUSE_SCHEME: &str = "LC-CONSUME";

/// What decides.
pub(crate) struct Rulebook {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// Text of its file, which a certificate carries.
    pub(crate) text: String,
    /// The parameters.
    pub(crate) policies: PolicySet,
    /// The parameters as the statute uses them.
    pub(crate) tables: Tables,
}

impl Rulebook {
    /// The scheme that is named, else the scheme of the house that is in force on the day: outside its
    /// force a scheme is only tried, and a trial is asked for by name.
    pub(crate) fn chosen(named: Option<&str>, day: Day, unproved: bool) -> Result<Self> {
        if let Some(named) = named {
            return Self::named(named, unproved);
        }
        let Some(shipped) = house_schemes()?.into_iter().find(|shipped| shipped.scheme.in_force(day)) else {
            bail!(Usage(format!(
                "{day}：没有生效的评价方案；用 --scheme 指定一个（如 {HOUSE_SCHEME}）可以试算 \
                 no scheme is in force on {day}; name one with --scheme (such as {HOUSE_SCHEME}) to try it"
            )));
        };
        Self::read(shipped.path, shipped.text)
    }

    /// A shipped scheme by its id, else a file that keeps the promises.
    pub(crate) fn named(scheme: &str, unproved: bool) -> Result<Self> {
        let shipped = policy::embedded::scheme(scheme).map_err(|faults| faulty(&faults))?;
        if let Some(shipped) = shipped {
            return Self::read(shipped.path, shipped.text);
        }
        let text = std::fs::read_to_string(scheme).with_context(|| {
            format!("{scheme}：既不是内置方案，也不是可读取的文件 neither a shipped scheme nor a file that can be read")
        })?;
        let rulebook = Self::read(scheme, &text)?;
        if !unproved && let Err(broken) = scoring::check::check(&rulebook.scheme) {
            let lines: Vec<String> =
                broken.iter().map(|v| format!("{scheme}:{}: {} / {}", v.line, v.zh, v.en)).collect();
            return Err(anyhow!(
                "评价方案的承诺不成立，用 fangxin check-scheme 查看 \
                 the scheme breaks its promises; fangxin check-scheme shows how\n{}",
                lines.join("\n")
            ));
        }
        Ok(rulebook)
    }

    /// Reads a scheme's text over the shipped parameters.
    fn read(name: &str, text: &str) -> Result<Self> {
        Self::with(name, text, policy::embedded::policies().map_err(|faults| faulty(&faults))?)
    }

    /// Reads a scheme's text with these parameters.
    pub(crate) fn with(name: &str, text: &str, policies: PolicySet) -> Result<Self> {
        let scheme = policy::scheme::parse::read(name, text).map_err(|faults| faulty(&faults))?;
        let tables = Tables::read(&policies).map_err(|faults| faulty(&faults))?;
        Ok(Self { scheme, text: text.to_owned(), policies, tables })
    }
}

/// First day on which a scheme of the house is in force.
pub(crate) fn first_day() -> Result<Day> {
    let first = house_schemes()?.iter().map(|shipped| shipped.scheme.effective_from).min();
    first.with_context(|| format!("{HOUSE_SCHEME}：没有内置方案 no shipped scheme"))
}

/// Every version of the scheme of the house, the newest first.
fn house_schemes() -> Result<Vec<ShippedScheme>> {
    let mut shipped = policy::embedded::schemes().map_err(|faults| faulty(&faults))?;
    shipped.retain(|shipped| shipped.scheme.id == HOUSE_SCHEME);
    shipped.sort_by_key(|shipped| std::cmp::Reverse(shipped.scheme.effective_from));
    Ok(shipped)
}

/// Every fault of policy files as one error.
pub(crate) fn faulty(faults: &[policy::fault::Fault]) -> anyhow::Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow!("{}", lines.join("\n"))
}
