//! Progress of long work, on stderr and only if that is a terminal.

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

/// Work whose end is known.
pub(crate) fn bar(name: &str, whole: u64) -> Result<ProgressBar> {
    let bar = ProgressBar::new(whole).with_message(name.to_owned());
    bar.set_style(ProgressStyle::with_template("{msg:>24} {wide_bar} {human_pos}/{human_len}")?);
    Ok(bar)
}

/// Work whose end is not known.
pub(crate) fn counter(name: &str) -> Result<ProgressBar> {
    let bar = ProgressBar::no_length().with_message(name.to_owned());
    bar.set_style(ProgressStyle::with_template("{msg:>24} {spinner} {human_pos}  {elapsed}")?);
    Ok(bar)
}
