//! What is on display, over HTTP.

mod list;
mod one;

use crate::displays::{DisplayError, Displays};
use std::sync::Arc;
use web::{Api, Doc, Fault};

pub(crate) fn mount(api: Api, displays: Arc<Displays>) -> Api {
    api.with(displays)
        .get(
            "/penalties/{code}/{key}/display",
            one::read,
            Doc::new("read_penalty_display", "查看一条处罚的公示期", "Read when a penalty is displayed, and why")
                .text("`as_of` is the day that is looked at, `known_at` the instant of knowledge. Nothing is stored: every interval follows from the record and from dated law, and ends on its day by itself."),
        )
        .get(
            "/displays",
            list::list,
            Doc::new("list_displays", "列出公示中的处罚", "List penalties that are on display")
                .text("Newest decision first. A page may hold fewer than `limit` although the list goes on: it ends where `next` is null. A merchant is shown its own."),
        )
}

impl From<DisplayError> for Fault {
    fn from(error: DisplayError) -> Self {
        match error {
            DisplayError::Ledger(error) => error.into(),
            DisplayError::Registry(error) => Self::unavailable(error),
            DisplayError::Content(error) => Self::internal(error),
        }
    }
}
