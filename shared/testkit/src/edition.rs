//! Policy files of an office, made of shipped ones.

/// A file with another interval from a day on, which says what the last one says, without the row of a key: as an office
/// writes it that takes something out of a table.
///
/// # Panics
/// If the table has no such row.
#[must_use]
pub fn edition_without(text: &str, key: &str, from: &str) -> String {
    let (intervals, review) = text.split_once("[review]").unwrap_or((text, ""));
    let last = intervals.rfind("[[from]]").map_or("", |at| intervals.split_at(at).1);
    let is_of_key = |line: &str| line.split_once(" = ").is_some_and(|(name, _)| name.trim_matches('"') == key);
    assert!(last.lines().any(is_of_key), "there is no {key}");
    let rest = last.lines().filter(|line| !is_of_key(line)).map(|line| match line.strip_prefix("day = ") {
        Some(_) => format!("day = {from}"),
        None => line.to_owned(),
    });
    let rest: Vec<String> = rest.collect();
    format!("{intervals}{}\n\n[review]{review}", rest.join("\n").trim_end())
}
