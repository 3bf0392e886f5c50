//! Exit codes, documented in the help: 0 done; 1 done, and the answer is no; 2 wrong arguments;
//! 3 the input cannot be used; 130 stopped by Ctrl-C.

use crate::output;
use crate::stop::Stopped;
use std::fmt;
use std::process::ExitCode;

/// Done, and the answer is no: a scheme that is refused.
pub(crate) const NO: u8 = 1;
/// Wrong arguments, as clap counts them.
const USAGE: u8 = 2;
/// The input cannot be used; nothing was written.
pub(crate) const INPUT: u8 = 3;
/// Stopped by Ctrl-C, as shells count it.
pub(crate) const STOPPED: u8 = 130;

/// Arguments that are right one by one and wrong together; says why.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Tells an error on stderr and gives its exit code.
pub(crate) fn explain(error: &anyhow::Error) -> ExitCode {
    output::note(&format!("fangxin: {error:#}"));
    let code = match error {
        error if error.is::<Stopped>() => STOPPED,
        error if error.is::<Usage>() => USAGE,
        _ => INPUT,
    };
    ExitCode::from(code)
}
