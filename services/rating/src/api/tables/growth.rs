//! Sudden growth of complaints as a table.

use super::{Sheet, Writing};
use crate::api::growth::area;
use crate::book::Ratings;
use crate::growth::{Alert, GrowthSought, Month, State as Standing};
use contracts::export::Format;
use contracts::problem::Code;
use intake::export::Form;
use intake::shown;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{About, Api, Attachment, Caller, Doc, Fault, Query, ReadRecords, State, blocking};

/// Alerts that are read at once.
const PAGE: usize = 500;

pub(super) const SHEET: Sheet = Sheet {
    list: "growth",
    zh: "投诉异常增长预警",
    path: "/growth",
    columns: &[
        ("统一社会信用代码", Form::Text),
        ("主体名称", Form::Text),
        ("月份", Form::Text),
        ("当月投诉件数", Form::Number),
        ("预警起点件数", Form::Number),
        ("同类主体预期（件/月）", Form::Number),
        ("自身预期（件/月）", Form::Number),
        ("前十二个月件数", Form::Number),
        ("前十二个月在营月数", Form::Number),
        ("同类口径偶然概率", Form::Text),
        ("自身口径偶然概率", Form::Text),
        ("处置状态", Form::Text),
        ("处置人或确认机关", Form::Text),
        ("处置时间或确认首日", Form::Text),
        ("处置理由", Form::Text),
    ],
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/exports/growth",
        export,
        Doc::new("export_growth", "导出投诉异常增长预警", "Export sudden growth of complaints")
            .text(
                "What `list_growth` shows to whoever asks, all alerts of the month, as CSV (UTF-8 with a byte order mark) \
                 or XLSX. It costs as many requests as merchants stand in it, and the trail names every one.",
            )
            .errors(&[Code::Conflict, Code::Unprocessable]),
    )
}

/// Which growth, and as what.
#[derive(Deserialize, IntoParams)]
pub(super) struct Wanted {
    /// What the file is to be.
    #[param(inline)]
    format: Format,
    /// Of this month, such as 2026-10; of the last whole one if it is left out.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    month: Option<Month>,
    /// Only of merchants of this county-level area, such as 371502.
    area: Option<String>,
}

async fn export(
    caller: Caller<ReadRecords>,
    ratings: State<Ratings>,
    wanted: Query<Wanted>,
) -> Result<About<Attachment>, Fault> {
    let Wanted { format, month, area: county } = wanted.into_inner();
    let area = area(county.as_deref())?;
    blocking(move || {
        let mut sought = GrowthSought { month, area, reach: caller.reach(), after: None, limit: PAGE };
        let mut found = ratings.growth(&sought)?;
        let mut writing = Writing::begin(&SHEET, format, &found.month.to_string())?;
        loop {
            for alert in found.alerts {
                writing.row(Some(alert.grown.code), &cells(alert))?;
            }
            let Some(next) = found.next else { return writing.finish() };
            sought.after = Some(next);
            found = ratings.growth(&sought)?;
        }
    })
    .await
}

fn cells(Alert { month, grown, name, state, .. }: Alert) -> Vec<String> {
    let found = grown.found;
    let (state, by, at, reason) = match state {
        Standing::Waiting => ("待核实", None, String::new(), None),
        Standing::Confirmed(confirmed) => ("已确认", Some(confirmed.office), confirmed.from.to_string(), None),
        Standing::Dismissed(dismissed) => {
            ("不成立", Some(dismissed.actor), shown::instant(Some(dismissed.at)), Some(dismissed.reason))
        }
    };
    vec![
        grown.code.to_string(),
        shown::maybe(name),
        month.to_string(),
        found.observed.to_string(),
        found.threshold.to_string(),
        shown::thousandths(found.expected),
        shown::thousandths(found.own_expected),
        grown.before.to_string(),
        grown.months.to_string(),
        trillionths(found.tail_expected),
        trillionths(found.tail_own),
        state.to_owned(),
        shown::maybe(by),
        at,
        shown::maybe(reason),
    ]
}

/// A probability in parts of 10¹², with every digit that it has.
fn trillionths(parts: u64) -> String {
    const WHOLE: u64 = 1_000_000_000_000;
    format!("{}.{:012}", parts / WHOLE, parts % WHOLE)
}
