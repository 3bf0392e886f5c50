//! Servers that log nothing: what goes wrong around them is what is wanted here.

use crate::{Served, program};
use std::sync::Arc;
use tempfile::TempDir;
use testkit::Place;

/// A server of a place, with its key in a folder.
pub(crate) fn serve(place: &Place, data: &Arc<TempDir>) -> Served {
    let mut program = program();
    program.env("FANGXIN_DATABASE", place.url()).arg("serve").arg("--data").arg(data.path());
    program.args(["--listen", "127.0.0.1:0", "--log", "off", "--rate", "address=unlimited"]);
    Served::start(program, Arc::clone(data))
}
