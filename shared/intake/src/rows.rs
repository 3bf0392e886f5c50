//! One row into one record, with everything that is wrong with it said at once.

mod conduct;
mod penalty;
mod service;

use crate::cell::{self, Reason};
use crate::choice::{Choice, RecordState};
use crate::columns::Columns;
use crate::issue::{CellFault, Disposition, RowIssue};
use crate::layout::Target;
use crate::read::Options;
use crate::sink::Sink;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Record;
use domain::version::{SourceRow, Version};

/// What is the same for all rows of a file.
pub(crate) struct Context<'c> {
    pub(crate) columns: &'c Columns,
    pub(crate) file: u32,
    pub(crate) options: &'c Options,
    pub(crate) export_time: Option<Instant>,
}

/// Reads a row into the sink; says what became of it if it is not kept.
pub(crate) fn row(
    context: &Context<'_>,
    number: u64,
    cells: &[String],
    sink: &mut dyn Sink,
    issues: &mut dyn FnMut(RowIssue),
) -> Option<Disposition> {
    let mut row = Row { context, cells, number, faults: Vec::new() };
    if let Some(at) = cells.iter().position(|cell| cell.contains('\0')) {
        let column = format!("column {}", at + 1);
        row.fault(
            "",
            Disposition::Rejected,
            (format!("{column} holds a NUL character"), format!("第 {} 列含空字符", at + 1)),
        );
    }
    match context.columns.layout.target {
        Target::Merchants => row.keep(Row::merchant, |v| sink.merchant(v)),
        Target::Penalties => row.keep(Row::penalty, |v| sink.penalty(v)),
        Target::Payments => row.keep(Row::payment, |v| sink.payment(v)),
        Target::Inspections => row.keep(Row::inspection, |v| sink.inspection(v)),
        Target::Tests => row.keep(Row::test, |v| sink.test(v)),
        Target::Assessments => row.keep(Row::assessment, |v| sink.assessment(v)),
        Target::Complaints => row.keep(Row::complaint, |v| sink.complaint(v)),
        Target::OdrCases => row.keep(Row::odr_case, |v| sink.odr_case(v)),
        Target::Standing => row.keep(Row::standing, |v| sink.standing(v)),
    }
    let disposition = row.faults.iter().map(|f| f.disposition).max()?;
    issues(RowIssue {
        file: context.file,
        row: number,
        disposition,
        faults: row.faults,
        cells: context.columns.shown(cells),
    });
    Some(disposition)
}

/// A row while it is read.
pub(crate) struct Row<'r> {
    context: &'r Context<'r>,
    cells: &'r [String],
    number: u64,
    faults: Vec<CellFault>,
}

impl<'r> Row<'r> {
    /// Builds the record and hands it on, unless something is wrong with the row.
    fn keep<T: Record>(&mut self, build: fn(&mut Self) -> Option<T>, put: impl FnOnce(Version<T>)) {
        let changed_at = self.parse("changed_at", cell::instant);
        let known_at = self.parse("known_at", cell::instant);
        let Some(content) = build(self) else { return };
        if !self.faults.is_empty() {
            return;
        }
        let begin = content.event_day().map_or(Instant::from_micros(i64::MIN), Instant::start_of);
        put(Version {
            order: changed_at.or(self.context.export_time),
            known_from: known_at.unwrap_or(begin),
            source: SourceRow { file: self.context.file, row: self.number },
            content,
        });
    }

    fn fault(&mut self, id: &'static str, disposition: Disposition, (reason_en, reason_zh): Reason) {
        let column = self.context.columns.column(id);
        let personal = column.is_some_and(|c| c.is_personal());
        let value = self.context.columns.text(self.cells, id).filter(|_| !personal).map(|text| text.into_owned());
        self.faults.push(CellFault {
            field: id,
            field_zh: column.map_or("", |c| c.zh),
            value: value.unwrap_or_default(),
            disposition,
            reason_en,
            reason_zh,
        });
    }

    fn reject(&mut self, id: &'static str, en: impl Into<String>, zh: impl Into<String>) {
        self.fault(id, Disposition::Rejected, (en.into(), zh.into()));
    }

    fn text(&self, id: &str) -> Option<String> {
        self.context.columns.text(self.cells, id).map(|text| text.into_owned())
    }

    /// A text that must be there.
    fn needed_text(&mut self, id: &'static str) -> Option<String> {
        let text = self.text(id);
        if text.is_none() {
            self.reject(id, "the cell is empty", "单元格为空");
        }
        text
    }

    fn parse<T>(&mut self, id: &'static str, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T> {
        let text = self.context.columns.text(self.cells, id)?;
        match read(&text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.fault(id, Disposition::Rejected, reason);
                None
            }
        }
    }

    fn needed<T>(&mut self, id: &'static str, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T> {
        self.needed_text(id)?;
        self.parse(id, read)
    }

    fn choice<T: Choice>(&mut self, id: &'static str) -> Option<T> {
        self.parse(id, cell::choice)
    }

    fn needed_choice<T: Choice>(&mut self, id: &'static str) -> Option<T> {
        self.needed(id, cell::choice)
    }

    fn flag(&mut self, id: &'static str, otherwise: bool) -> bool {
        self.parse(id, cell::flag).unwrap_or(otherwise)
    }

    fn day(&mut self, id: &'static str) -> Option<Day> {
        let format = self.context.columns.date_format(id);
        self.parse(id, |text| cell::day(text, format))
    }

    fn days(&mut self, id: &'static str) -> Vec<Day> {
        let format = self.context.columns.date_format(id);
        let read = |text: &str| {
            text.split([';', '；', ',', '，', '、'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| cell::day(part, format))
                .collect::<Result<Vec<Day>, Reason>>()
        };
        let mut days = self.parse(id, read).unwrap_or_default();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn needed_day(&mut self, id: &'static str) -> Option<Day> {
        self.needed_text(id)?;
        self.day(id)
    }

    /// A day on which something happened: not after today.
    fn past_day(&mut self, id: &'static str) -> Option<Day> {
        let day = self.needed_day(id)?;
        if day > self.context.options.today {
            self.reject(id, "the day lies in the future", "日期晚于今天");
        }
        Some(day)
    }

    /// `later` must not lie before `earlier`.
    fn ordered(&mut self, id: &'static str, earlier: Option<Day>, later: Option<Day>) {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && later < earlier
        {
            self.reject(id, format!("the day lies before {earlier}"), format!("日期早于 {earlier}"));
        }
    }

    fn party(&mut self) -> Option<PartyCode> {
        self.code("code")
    }

    /// A credit code: absent ones wait for a person, as do those with a wrong check character.
    fn code(&mut self, id: &'static str) -> Option<PartyCode> {
        let Some(text) = self.context.columns.text(self.cells, id) else {
            let reason = ("there is no credit code: whose record is it?", "没有统一社会信用代码，主体待确认");
            self.fault(id, Disposition::Unresolved, (reason.0.to_owned(), reason.1.to_owned()));
            return None;
        };
        match PartyCode::parse(&text) {
            Ok(code) => Some(code),
            Err(error) => {
                let waits = if error.is_check() { Disposition::Quarantined } else { Disposition::Rejected };
                self.fault(id, waits, (error.to_string(), error.zh()));
                None
            }
        }
    }

    fn withdrawn(&mut self) -> bool {
        self.choice::<RecordState>("record_state") == Some(RecordState::Withdrawn)
    }

    /// Further whole numbers beyond the layout's own columns.
    fn open_integers(&mut self) -> std::collections::BTreeMap<String, i32> {
        let columns = self.context.columns;
        let mut items = std::collections::BTreeMap::new();
        for (name, at) in &columns.open {
            let text = self.cells.get(*at).map_or("", |cell| cell.trim());
            if text.is_empty() {
                continue;
            }
            match cell::integer(text) {
                Ok(value) => {
                    items.insert(name.trim_start_matches("item_").to_owned(), value);
                }
                Err((en, zh)) => self.reject("state", format!("{name}: {en}"), format!("{name}：{zh}")),
            }
        }
        items
    }
}
