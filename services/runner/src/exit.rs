//! Exit codes, documented in the help: 0 done; 1 done, and the answer is no; 2 wrong arguments;
//! 3 the input cannot be used; 130 stopped by Ctrl-C.

use crate::stop::Stopped;
use std::process::ExitCode;

/// Done, and the answer is no: a scheme that is refused.
pub(crate) const NO: u8 = 1;
/// The input cannot be used; nothing was written.
const INPUT: u8 = 3;
/// Stopped by Ctrl-C, as shells count it.
const STOPPED: u8 = 130;

/// Tells an error on stderr and gives its exit code.
pub(crate) fn explain(error: &anyhow::Error) -> ExitCode {
    output(&format!("{error:#}"));
    ExitCode::from(if error.is::<Stopped>() { STOPPED } else { INPUT })
}

#[expect(clippy::print_stderr, reason = "errors of a command-line program")]
fn output(text: &str) {
    eprintln!("fangxin: {text}");
}
