//! BENCHMARKS.md, in parts: each is written by a command of its own and leaves the others as they are.

use anyhow::{Context, Result};

const PAGE: &str = "BENCHMARKS.md";

/// Puts a part in place of what an earlier run wrote, or at the end.
pub(super) fn put(name: &str, text: &str) -> Result<()> {
    let page = std::fs::read_to_string(PAGE).with_context(|| format!("{PAGE} cannot be read"))?;
    std::fs::write(PAGE, with(&page, name, text)).with_context(|| format!("{PAGE} cannot be written"))?;
    println!("{text}");
    Ok(())
}

fn with(page: &str, name: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let part = format!("{begin}\n{}\n{end}", text.trim());
    match (page.split_once(&begin), page.split_once(&end)) {
        (Some((before, _)), Some((_, after))) => format!("{before}{part}{after}"),
        _ => format!("{}\n\n{part}\n", page.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::with;

    #[test]
    fn a_part_takes_the_place_of_its_earlier_self_alone() {
        let first = with("# Page\n", "a", "one");
        assert_eq!(first, "# Page\n\n<!-- a:begin -->\none\n<!-- a:end -->\n");
        let both = with(&first, "b", "two");
        assert_eq!(with(&both, "a", "three"), both.replace("one", "three"));
    }
}
