//! Mass events, and the merchants that one of them holds, as tables.

use super::{Sheet, Writing};
use crate::book::Ratings;
use crate::cause::Cause;
use crate::holds::{ClassMove, Held, Hold, HoldState};
use contracts::export::Format;
use contracts::problem::Code;
use domain::code::PartyCode;
use intake::export::Form;
use intake::shown;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{About, Api, Attachment, Caller, Doc, Fault, Query, ReadRatings, State, blocking};

/// Rows that are read at once.
const PAGE: i64 = 500;

pub(super) const HOLDS: Sheet = Sheet {
    list: "holds",
    zh: "批量变动",
    path: "/holds",
    columns: &[
        ("编号", Form::Number),
        ("状态", Form::Text),
        ("起因", Form::Text),
        ("暂缓时间", Form::Text),
        ("放行时间", Form::Text),
        ("放行人", Form::Text),
        ("放行理由", Form::Text),
        ("变动（原等级→新等级：户数）", Form::Text),
    ],
};

pub(super) const HELD: Sheet = Sheet {
    list: "held",
    zh: "暂缓签发的主体",
    path: "/holds/{hold_id}/merchants",
    columns: &[
        ("批量变动编号", Form::Number),
        ("统一社会信用代码", Form::Text),
        ("已签发等级", Form::Text),
        ("拟签发等级", Form::Text),
        ("拟签发得分", Form::Number),
        ("变动原因", Form::Text),
        ("记录编号", Form::Text),
    ],
};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/exports/holds",
        holds,
        Doc::new("export_holds", "导出批量变动", "Export mass events").errors(&[Code::Conflict]),
    )
    .get(
        "/exports/held",
        held,
        Doc::new("export_held", "导出暂缓签发的主体", "Export the merchants that a mass event holds")
            .errors(&[Code::NotFound, Code::Conflict]),
    )
}

/// As what.
#[derive(Deserialize, IntoParams)]
pub(super) struct Every {
    /// What the file is to be.
    #[param(inline)]
    format: Format,
}

/// Of which mass event, and as what.
#[derive(Deserialize, IntoParams)]
pub(super) struct OfOne {
    /// What the file is to be.
    #[param(inline)]
    format: Format,
    /// Number of the mass event.
    hold_id: i64,
}

async fn holds(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    wanted: Query<Every>,
) -> Result<About<Attachment>, Fault> {
    blocking(move || {
        let mut writing = Writing::begin(&HOLDS, wanted.format, &super::on(&ratings))?;
        let mut before = None;
        loop {
            let found = ratings.holds(before, PAGE, caller.reach())?;
            let Some(last) = found.last() else { return writing.finish() };
            before = Some(last.hold_id);
            for hold in found {
                writing.row(None, &cells(hold))?;
            }
        }
    })
    .await
}

fn cells(hold: Hold) -> Vec<String> {
    let state = match hold.state {
        HoldState::Open => "待放行",
        HoldState::Empty => "已无待签发主体",
        HoldState::Released => "已放行",
    };
    let moved = |ClassMove { from, to, merchants }: &ClassMove| {
        format!("{}→{}：{merchants}", class(from.as_deref()), class(to.as_deref()))
    };
    vec![
        hold.hold_id.to_string(),
        state.to_owned(),
        hold.origin,
        shown::instant(Some(hold.opened_at)),
        shown::instant(hold.released_at),
        shown::maybe(hold.actor),
        shown::maybe(hold.reason),
        shown::joined(hold.moves.iter().map(moved)),
    ]
}

async fn held(
    caller: Caller<ReadRatings>,
    ratings: State<Ratings>,
    wanted: Query<OfOne>,
) -> Result<About<Attachment>, Fault> {
    blocking(move || {
        let OfOne { format, hold_id } = wanted.into_inner();
        let mut found = ratings.held_by(hold_id, None, PAGE, caller.reach())?;
        let mut writing = Writing::begin(&HELD, format, &hold_id.to_string())?;
        while let Some(last) = found.last() {
            let after = last.code.clone();
            for held in found {
                writing.row(PartyCode::parse(&held.code).ok(), &held_cells(held))?;
            }
            found = ratings.held_by(hold_id, Some(&after), PAGE, caller.reach())?;
        }
        writing.finish()
    })
    .await
}

fn held_cells(held: Held) -> Vec<String> {
    let (cause, key) = match held.cause {
        Cause::Record { key, .. } => ("记录变动", key),
        Cause::Ageing => ("时间推移", String::new()),
        Cause::Peers => ("同类主体数据更新", String::new()),
        Cause::Policy => ("评价方案或参数变更", String::new()),
    };
    vec![
        held.hold_id.to_string(),
        held.code,
        class(held.from.as_deref()).to_owned(),
        class(held.to.as_deref()).to_owned(),
        held.score_milli.to_string(),
        cause.to_owned(),
        key,
    ]
}

fn class(class: Option<&str>) -> &str {
    class.unwrap_or(super::UNRATED_ZH)
}
