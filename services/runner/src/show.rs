//! Ratings as text for people, Chinese first, and the words that several commands share.

pub(crate) mod explanation;
pub(crate) mod items;
pub(crate) mod records;

use comfy_table::{ContentArrangement, Table, presets};
use domain::day::Day;
use domain::facts::Facts;
use domain::industry::{Industry, Section};
use scoring::peers::Stratum;

/// Columns of a page, where the terminal does not say.
const PAGE: u16 = 140;

/// A table as all commands print it.
pub(crate) fn table<const N: usize>(header: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        // Not a terminal: a width that fits a page.
        table.set_width(PAGE);
    }
    table.set_header(header);
    table
}

/// Marks an answer by a scheme outside its force, or without its promises.
pub(crate) const fn trial(is_trial: bool) -> &'static str {
    if is_trial { "  【试算 trial】" } else { "" }
}

/// A day or what stands for none.
pub(crate) fn day_or(day: Option<Day>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), |d| d.to_string())
}

/// `62 餐饮业 × 个体工商户 × 门店`.
pub(crate) fn stratum(stratum: &Stratum) -> String {
    let division = stratum.division.map(|number| {
        let industry = Industry::parse(&format!("{number:02}"));
        industry.map_or_else(|_| number.to_string(), |known| format!("{known} {}", known.zh()))
    });
    let section = stratum
        .section
        .map(|letter| format!("{letter} {}", Section::all().find(|s| s.letter() == letter).map_or("", |s| s.zh())));
    let size = stratum.size.map(|size| size.zh().to_owned());
    let channel = stratum.channel.map(|channel| channel.zh().to_owned());
    let named: Vec<String> = [division.or(section), size, channel].into_iter().flatten().collect();
    if named.is_empty() { "全市 whole city".to_owned() } else { named.join(" × ") }
}

/// `东昌府区 (371502)`.
pub(crate) fn area(facts: &Facts) -> String {
    facts.area.zh().map_or_else(|| facts.area.to_string(), |zh| format!("{zh} ({})", facts.area))
}

/// `62 餐饮业 Catering`.
pub(crate) fn industry(facts: &Facts) -> String {
    format!("{} {} {}", facts.industry, facts.industry.zh(), facts.industry.en())
}
