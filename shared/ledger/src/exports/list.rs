//! Lists of a service's own as tables (可导出列表): what a service keeps beside its records and time limits says here what
//! it is called, which columns it has, and how a page of it is read; everything else is the same for all exports.

use super::rows::Take;
use crate::asker::Asker;
use crate::error::LedgerError;
use contracts::access::Scope;
use contracts::export::{ExportColumn, ExportableList};
use contracts::problem::Code;
use domain::code::PartyCode;
use intake::export::{ExportError, Form, Heading, Table};
use serde::de::DeserializeOwned;
use std::io::BufWriter;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{About, CsvFile, Fault, Query};

/// Rows that a page of a list has at most.
pub const EXPORT_PAGE: usize = 500;
/// Parameters of a list's own query that say how it is cut into pages, and nothing of what is in it.
pub(crate) const OF_PAGES: [&str; 3] = ["limit", "after", "places"];

/// What a list is called and which columns it has (导出列表说明).
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Its name, as an export asks for it: `findings`.
    pub list: &'static str,
    /// The same in Chinese, after which the file is called.
    pub zh: &'static str,
    /// Path of the list within its service, with the names of what its path says: `/draws/{draw_id}/tasks`.
    pub path: &'static str,
    /// What whoever may see the list needs, all of it.
    pub scopes: &'static [Scope],
    /// Its columns, in their order: header, and what stands below.
    pub columns: &'static [(&'static str, Form)],
}

/// A row of a table (表格行).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Of whom it tells, which the trail says of the file.
    pub party: Option<PartyCode>,
    /// Its cells, one for each column; see [`intake::shown`].
    pub cells: Vec<String>,
}

/// Rows of a list, and where it goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lines<A> {
    /// The rows.
    pub lines: Vec<Line>,
    /// Behind which one it goes on; nothing on the last page.
    pub next: Option<A>,
}

/// A list that its service can write as a table.
pub trait Tabled: Send + Sync + 'static {
    /// Its filters, by the names of the list's own query and path.
    type Filter: DeserializeOwned + IntoParams + 'static;
    /// Where it goes on.
    type After;

    /// What it is called.
    const SHEET: Sheet;

    /// Is anything wrong with the filters that is seen before the list is read?
    ///
    /// # Errors
    /// What the list itself would say, with the fields as its query names them.
    fn check(&self, _filter: &Self::Filter) -> Result<(), Fault> {
        Ok(())
    }

    /// A page of at most [`EXPORT_PAGE`] rows, or a few more, of what the list shows to whoever asks.
    ///
    /// # Errors
    /// What the list itself would answer.
    fn page(
        &self,
        filter: &Self::Filter,
        asker: Asker<'_>,
        after: Option<Self::After>,
    ) -> Result<Lines<Self::After>, Fault>;
}

/// The same for whoever writes it and need not know what it is made of.
pub trait Offer: Send + Sync {
    /// What it is called.
    fn sheet(&self) -> &'static Sheet;

    /// Names of its filters.
    fn filters(&self) -> Vec<String>;

    /// Are these filters good, as a query writes them?
    ///
    /// # Errors
    /// What is wrong with them.
    fn check(&self, filters: &str) -> Result<(), Fault>;

    /// Reads all of it.
    ///
    /// # Errors
    /// What the list itself would answer, and whatever the taker says.
    fn each(&self, filters: &str, asker: Asker<'_>, taker: Taker<'_>) -> Result<(), LedgerError>;
}

/// Takes the rows of a list, and how many there will be if that is known.
pub struct Taker<'t> {
    pub(super) expect: &'t dyn Fn(u64),
    pub(super) row: Take<'t, Vec<String>>,
}

impl<T: Tabled> Offer for T {
    fn sheet(&self) -> &'static Sheet {
        &T::SHEET
    }

    fn filters(&self) -> Vec<String> {
        filters::<T::Filter>()
    }

    fn check(&self, filters: &str) -> Result<(), Fault> {
        Tabled::check(self, &read(filters)?)
    }

    fn each(&self, filters: &str, asker: Asker<'_>, taker: Taker<'_>) -> Result<(), LedgerError> {
        let filter = read(filters).map_err(of_list)?;
        let mut page = self.page(&filter, asker, None).map_err(of_list)?;
        if page.next.is_none() {
            (taker.expect)(u64::try_from(page.lines.len()).unwrap_or(u64::MAX));
        }
        loop {
            for Line { party, cells } in page.lines {
                (taker.row)(party, cells)?;
            }
            let Some(next) = page.next else { return Ok(()) };
            page = self.page(&filter, asker, Some(next)).map_err(of_list)?;
        }
    }
}

fn read<F: DeserializeOwned + 'static>(filters: &str) -> Result<F, Fault> {
    Ok(Query::<F>::written(filters, Code::InvalidBody)?.into_inner())
}

fn of_list(fault: Fault) -> LedgerError {
    LedgerError::List(Box::new(fault))
}

/// The names of the filters of a list's query.
pub(crate) fn filters<F: IntoParams>() -> Vec<String> {
    let all = F::into_params(|| None).into_iter().map(|parameter| parameter.name);
    all.filter(|name| !OF_PAGES.contains(&name.as_str())).collect()
}

/// Columns as they are told.
pub(crate) fn columns(headings: impl IntoIterator<Item = Heading>) -> Vec<ExportColumn> {
    let told = |Heading { zh, form }| ExportColumn { title_zh: zh, form: form.token().to_owned() };
    headings.into_iter().map(told).collect()
}

impl Sheet {
    /// The whole of it as a CSV file to keep, page by page as it is read: for a list that is shown to more people than may
    /// export what the house keeps. The trail names every merchant in it.
    ///
    /// # Errors
    /// What a page gives, and what the disk says.
    pub fn csv<A>(
        &self,
        name: String,
        mut page: impl FnMut(Option<A>) -> Result<Lines<A>, Fault>,
    ) -> Result<About<CsvFile>, Fault> {
        let wrong = |error: ExportError| Fault::from(LedgerError::from(error));
        let file = tempfile::tempfile().map_err(Fault::unwritten)?;
        let mut table = Table::csv(BufWriter::new(file), self.headings()).map_err(wrong)?;
        let (mut after, mut merchants) = (None, Vec::new());
        loop {
            let Lines { lines, next } = page(after)?;
            for Line { party, cells } in lines {
                // One that has several rows has them together.
                merchants.extend(party.filter(|party| merchants.last() != Some(party)));
                table.row(&cells).map_err(wrong)?;
            }
            if next.is_none() {
                break;
            }
            after = next;
        }
        let file = table.finish().map_err(wrong)?.into_inner();
        let file = file.map_err(|error| Fault::unwritten(error.into_error()))?;
        let bytes = file.metadata().map_err(Fault::unwritten)?.len();
        Ok(About { answer: CsvFile { name, file: Arc::new(file), bytes }, merchants })
    }

    pub(super) fn headings(&self) -> Vec<Heading> {
        self.columns.iter().map(|(zh, form)| Heading::new(*zh, *form)).collect()
    }

    /// As it is told to whoever asks what can be exported of a service.
    pub(crate) fn told(&self, service: &str, filters: Vec<String>) -> ExportableList {
        ExportableList {
            list: self.list.to_owned(),
            title_zh: self.zh.to_owned(),
            href: format!("/{service}/v1{}", self.path),
            file: None,
            columns: columns(self.headings()),
            filters,
            importable: false,
        }
    }
}
