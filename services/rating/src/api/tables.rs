//! Lists of ratings as tables for spreadsheets, fetched at once: classes lie in memory and are written in a moment, so
//! that there is nothing to order, to wait for and to keep as the record services do.

mod growth;
mod holds;
mod merchants;

use crate::book::Ratings;
use contracts::access::Scope;
use contracts::export::{ExportColumn, ExportableList, Format};
use domain::code::PartyCode;
use intake::export::{ExportError, Form, Heading, Table};
use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{About, Answer, Any, Api, Attachment, Caller, Doc, Fault, ReadRatings, ReadRecords, TableType};

/// What a query for a table says beside the filters of its list.
const FORMAT: &str = "format";

pub(super) fn mount(api: Api) -> Api {
    let api = api.get(
        "/exports/lists",
        lists,
        Doc::new("list_rating_exportable_lists", "列出可导出的列表", "The lists of ratings that can be exported")
            .text("Each with its columns and filters: those that the caller may see. `file` is where it is fetched."),
    );
    growth::mount(holds::mount(merchants::mount(api)))
}

/// Stands where a merchant has no class.
const UNRATED_ZH: &str = "未评";

/// Today, as names of files say it.
fn on(ratings: &Ratings) -> String {
    ratings.clock.today().to_string().replace('-', "")
}

/// What a list is called, and which columns it has.
struct Sheet {
    list: &'static str,
    zh: &'static str,
    /// Path of the list within its service.
    path: &'static str,
    columns: &'static [(&'static str, Form)],
}

impl Sheet {
    fn headings(&self) -> impl Iterator<Item = Heading> {
        self.columns.iter().map(|(zh, form)| Heading::new(*zh, *form))
    }

    fn told<F: IntoParams>(&self) -> ExportableList {
        let column = |heading: Heading| ExportColumn { form: heading.form.token().to_owned(), title_zh: heading.zh };
        let filters = F::into_params(|| None).into_iter().map(|parameter| parameter.name);
        ExportableList {
            list: self.list.to_owned(),
            title_zh: self.zh.to_owned(),
            href: format!("/{}/v1{}", crate::SERVICE, self.path),
            file: Some(format!("/{}/v1/exports/{}", crate::SERVICE, self.list)),
            columns: self.headings().map(column).collect(),
            filters: filters.filter(|name| name != FORMAT).collect(),
            importable: false,
        }
    }
}

async fn lists(caller: Caller<Any<(ReadRecords, ReadRatings)>>) -> Result<Answer<Vec<ExportableList>>, Fault> {
    let of_ratings = || {
        let merchants = merchants::SHEET.told::<merchants::Wanted>();
        [merchants, holds::HOLDS.told::<holds::Every>(), holds::HELD.told::<holds::OfOne>()]
    };
    let of_ratings = caller.allows(Scope::ReadRatings).then(of_ratings);
    let growth = caller.allows(Scope::ReadRecords).then(|| growth::SHEET.told::<growth::Wanted>());
    Ok(Answer::new(of_ratings.into_iter().flatten().chain(growth).collect()))
}

/// A table while it is written, and whom it tells of.
struct Writing {
    table: Table<BufWriter<File>>,
    format: Format,
    name: String,
    merchants: Vec<PartyCode>,
}

impl Writing {
    /// Begins a table that is called after its list and what is said beside.
    fn begin(sheet: &Sheet, format: Format, beside: &str) -> Result<Self, Fault> {
        let file = tempfile::tempfile().map_err(Fault::unwritten)?;
        let (into, headings) = (BufWriter::new(file), sheet.headings().collect());
        let table = match format {
            Format::Csv => Table::csv(into, headings),
            Format::Xlsx => Table::xlsx(into, sheet.zh, headings, &std::env::temp_dir()),
        };
        let name = format!("{}-{beside}.{}", sheet.zh, format.token());
        Ok(Self { table: table.map_err(unwritten)?, format, name, merchants: Vec::new() })
    }

    /// Writes a row, and notes of whom it tells.
    fn row(&mut self, code: Option<PartyCode>, cells: &[String]) -> Result<(), Fault> {
        self.merchants.extend(code);
        self.table.row(cells).map_err(unwritten)
    }

    fn finish(self) -> Result<About<Attachment>, Fault> {
        let file = self.table.finish().map_err(unwritten)?.into_inner();
        let file = file.map_err(|error| Fault::unwritten(error.into_error()))?;
        let bytes = file.metadata().map_err(Fault::unwritten)?.len();
        let table = match self.format {
            Format::Csv => TableType::Csv,
            Format::Xlsx => TableType::Xlsx,
        };
        let answer = Attachment { name: self.name, table, file: Arc::new(file), bytes, was_ready: false };
        Ok(About { answer, merchants: self.merchants })
    }
}

fn unwritten(error: ExportError) -> Fault {
    match (error.zh(), error) {
        (Some(zh), error) => Fault::conflict(zh, error.to_string()),
        (None, ExportError::Io(error)) => Fault::unwritten(error),
        (None, error) => Fault::internal(error),
    }
}
