//! Prepares real conduct for a trial: New York City restaurant inspections (2010–2016) become files
//! in our own templates, which `fangxin rate` and `fangxin evaluate` then read like any others.
//!
//! ```sh
//! cargo run --release --example prepare_nyc -- FOLDER_OF_THE_DATA nyc-city
//! ```
//!
//! Everything here is a stand-in, so that conduct somebody really recorded can run through the system
//! without naming anyone:
//!
//! - A restaurant is a 个体工商户 of catering with a made-up credit code (`92`, an area of Liaocheng
//!   chosen by hash, its own number), and a made-up name.
//! - A visit with citations is I06. It is I06L if one of its critical codes was also cited at the visit
//!   before; that is charged to the later visit, so that nothing from the future enters an earlier day.
//!   A visit without citations is I01.
//! - A closure is a serious penalty (责令停产停业) of the same case as its visit, restricting until the day
//!   before the next reopening. Where none is in the file it ends at the next visit of any kind, else
//!   after 90 days, and the penalty says that this is assumed.
//! - The score that the city gave, the kind of visit and the number of critical citations are kept
//!   for evaluation; no rating reads them.
#![expect(clippy::print_stdout, reason = "a command-line tool")]

mod prepare;

use anyhow::{Result, bail};
use std::path::Path;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, to] = arguments.as_slice() else { bail!("usage: prepare_nyc FOLDER_OF_THE_DATA FOLDER_TO_MAKE") };
    let (restaurants, visits) = prepare::prepare(Path::new(from), Path::new(to))?;
    println!("{restaurants} restaurants, {visits} visits: {to}");
    Ok(())
}
