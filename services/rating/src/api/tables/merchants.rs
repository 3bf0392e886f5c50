//! Merchants with their classes as a table.

use super::{Sheet, Writing};
use crate::api::lists::{Narrowed, filter};
use crate::beside::of_classes;
use crate::book::Ratings;
use crate::lists::{Filter, Place, Sort};
use crate::projection::Served;
use contracts::export::Format;
use contracts::port::{Marked, Marks};
use contracts::problem::Code;
use domain::industry::Industry;
use intake::export::{Form, MARKS};
use intake::shown;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{About, Api, Attachment, Caller, Doc, Fault, Query, ReadRatings, State, blocking};

/// Merchants that are read at once: few of the pages into which a city falls.
const PAGE: usize = 20_000;

pub(super) const SHEET: Sheet = Sheet {
    list: "merchants",
    zh: "经营主体信用分类",
    path: "/merchants",
    columns: &[
        ("统一社会信用代码", Form::Text),
        ("主体名称", Form::Text),
        ("区县", Form::Text),
        ("行业代码", Form::Text),
        ("行业", Form::Text),
        ("信用分类", Form::Text),
        ("得分", Form::Number),
        ("有效期至", Form::Day),
        MARKS[0],
        MARKS[1],
    ],
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/exports/merchants",
        export,
        Doc::new("export_ratings", "导出经营主体及其分类", "Export merchants with their classes")
            .text(
                "What `list_ratings` shows to whoever asks, all of it, as CSV (UTF-8 with a byte order mark) or XLSX. \
                 It costs as many requests as merchants stand in it, and the trail names every one.",
            )
            .errors(&[Code::Conflict]),
    )
}

/// Which merchants, and as what.
#[derive(Deserialize, IntoParams)]
pub(super) struct Wanted {
    /// What the file is to be.
    #[param(inline)]
    format: Format,
    /// Only of this class; `-` for those that are not rated.
    class: Option<String>,
    /// Only of this county-level area, such as 371502.
    area: Option<String>,
    /// Only of this industry: a section's letter, or a division, group or class such as 62, 621 or 6210.
    industry: Option<String>,
    /// Only those whose name or code holds this text.
    text: Option<String>,
    /// `code`, `score` (lowest first) or `score_down`; whoever is not rated comes last by score.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
}

async fn export(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    marked: State<dyn Marked>,
    wanted: Query<Wanted>,
) -> Result<About<Attachment>, Fault> {
    let Wanted { format, class, area, industry, text, sort } = wanted.into_inner();
    let narrowed = Narrowed { class, area, industry, text, sort };
    let mut filter: Filter = filter(&ratings, narrowed, caller.reach(), PAGE)?;
    blocking(move || {
        let mut writing = Writing::begin(&SHEET, format, &super::on(&ratings))?;
        loop {
            // One more than is written, if there are more.
            let found = ratings.list(&filter);
            let shown = || found.iter().take(PAGE);
            let marks = of_classes(marked.as_ref(), shown()).map_err(Fault::unavailable)?;
            for (served, marks) in shown().zip(marks) {
                writing.row(Some(served.code), &cells(served, &marks))?;
            }
            match found.get(PAGE - 1) {
                Some(last) if found.len() > PAGE => filter.after = Some(Place::of(sort, last)),
                _ => return writing.finish(),
            }
        }
    })
    .await
}

fn cells(served: &Served, marks: &Marks) -> Vec<String> {
    let cells = [
        served.code.to_string(),
        served.name.to_string(),
        shown::area(served.area),
        shown::maybe(served.industry),
        shown::maybe(served.industry.map(Industry::zh)),
        served.class.as_deref().unwrap_or(super::UNRATED_ZH).to_owned(),
        shown::maybe(served.score()),
        served.valid_until.to_string(),
    ];
    cells.into_iter().chain(marks.cells()).collect()
}
