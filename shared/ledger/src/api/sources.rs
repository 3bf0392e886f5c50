//! Report cards of sources: for officials those of all, for everybody else the one of their own department.

use super::{Desk, doc};
use crate::cards::{Format, Month, ShortCard, SourceCard};
use crate::error::LedgerError;
use contracts::access::Claims;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use serde::Deserialize;
use utoipa::IntoParams;
use web::{
    Answer, Any, Api, Caller, Download, Fault, Import, Path, Query, ReadRatings, ReadRecords, State, Workbook, blocking,
};

/// Whoever sees all of them, whoever brings something, and departments.
type Feeds = Any<(ReadRecords, Import, ReadRatings)>;

pub(super) fn mount(api: Api, service: &str) -> Api {
    let id = |noun: &str| format!("{service}_{noun}");
    api.get(
        "/sources",
        list,
        doc("list", &id("sources"), "列出数据源", "List sources").text(
            "A source is the department of whoever handed a file in or sent rows, or the account itself where it \
                 acts for none. Who may read records of the whole city sees all of them, everybody else the one of their \
                 department. In order of their names.",
        ),
    )
    .get(
        "/sources/{source}",
        read,
        doc("read", &id("source"), "查看数据源成绩单", "Read the report card of a source").text(
            "For the running month, or for the one that is named: that is the same whenever it is asked for, but for \
             `by_now` and `merchants_concerned`, which are of now.",
        ),
    )
    .get(
        "/sources/{source}/card.csv",
        csv,
        doc("download", &id("source"), "下载数据源成绩单", "The report card of a source as CSV"),
    )
    .get(
        "/sources/{source}/card.xlsx",
        xlsx,
        doc("download", &id("source_workbook"), "下载数据源成绩单（表格）", "The report card of a source as XLSX")
            ,
    )
}

/// Which sources, and of which month.
#[derive(Deserialize, IntoParams)]
struct Pages {
    /// The month of receipt in Chinese time, such as `2026-10`; the running one if it is left out.
    month: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Of which month.
#[derive(Deserialize, IntoParams)]
struct OfMonth {
    /// The month of receipt in Chinese time, such as `2026-10`; the running one if it is left out.
    month: Option<String>,
}

/// Which source.
#[derive(Deserialize, IntoParams)]
struct OneSource {
    /// The department, or `account:` and the account.
    source: String,
}

impl Desk {
    /// The month that is asked for. Nothing has been received in one that has not begun.
    fn month(&self, text: Option<&str>) -> Result<Month, Fault> {
        let running = Month::of(self.ledger.clock.today());
        let Some(text) = text else { return Ok(running) };
        Month::parse(text).filter(|month| *month <= running).ok_or_else(|| {
            let wrong = FieldError {
                value: Some(text.chars().take(80).collect()),
                ..FieldError::new(
                    "month",
                    format!("应为不晚于 {running} 的月份，如 2026-10"),
                    format!("must be a month such as 2026-10, not after {running}"),
                )
            };
            Fault::new(Code::InvalidQuery).errors([wrong])
        })
    }

    fn card(&self, claims: &Claims, source: &str, month: Option<&str>) -> Result<SourceCard, Fault> {
        let month = self.month(month)?;
        let own = claims.only_source();
        if own.as_deref().is_some_and(|own| own != source) {
            // Whether there is another one is nobody else's business.
            return Err(LedgerError::Missing("source").into());
        }
        // The parameter is read when the service starts: of a day without it nothing is late.
        let lateness = self.deadlines.limits().lateness(month.first()).ok();
        let mut card = self.ledger.source_card(source, month, lateness.as_ref())?;
        if own.is_some() {
            card.contradictions.others.iter_mut().for_each(|other| other.source = None);
        }
        Ok(card)
    }
}

async fn list(caller: Caller<Feeds>, desk: State<Desk>, pages: Query<Pages>) -> Result<Answer<Page<ShortCard>>, Fault> {
    let tag = ListTag::of("sources", &(desk.ledger.service(), &pages.month))?;
    let after: Option<String> = pages.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let month = desk.month(pages.month.as_deref())?;
    blocking(move || {
        let own = caller.only_source();
        let cards = desk.ledger.sources(month, after.as_deref(), pages.limit.get() + 1, own.as_deref())?;
        Ok(Answer::new(Page::cut(&tag, cards, pages.limit, |card| card.source.clone())?))
    })
    .await
}

async fn read(
    caller: Caller<Feeds>,
    desk: State<Desk>,
    one: Path<OneSource>,
    of: Query<OfMonth>,
) -> Result<Answer<SourceCard>, Fault> {
    blocking(move || Ok(Answer::new(desk.card(&caller, &one.source, of.month.as_deref())?))).await
}

async fn csv(
    caller: Caller<Feeds>,
    desk: State<Desk>,
    one: Path<OneSource>,
    of: Query<OfMonth>,
) -> Result<Download, Fault> {
    blocking(move || {
        let card = desk.card(&caller, &one.source, of.month.as_deref())?;
        Ok(Download { name: name(&card, "csv"), text: card.file(Format::Csv)? })
    })
    .await
}

async fn xlsx(
    caller: Caller<Feeds>,
    desk: State<Desk>,
    one: Path<OneSource>,
    of: Query<OfMonth>,
) -> Result<Workbook, Fault> {
    blocking(move || {
        let card = desk.card(&caller, &one.source, of.month.as_deref())?;
        Ok(Workbook { name: name(&card, "xlsx"), bytes: card.file(Format::Xlsx)? })
    })
    .await
}

fn name(card: &SourceCard, ending: &str) -> String {
    format!("数据源成绩单-{}-{}.{ending}", card.source, card.month)
}
