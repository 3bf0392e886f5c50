//! A row while it is read: its cells as values, and what is wrong with them.

use super::Context;
use crate::cell;
use crate::choice::{Choice, RecordState};
use crate::columns::{Found, Reader};
use crate::issue::{CellFault, Disposition};
use crate::layout::Kind;
use crate::reason::Reason;
use crate::source::RawRow;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::Record;
use domain::version::{SourceRow, Version};
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) struct Row<'r> {
    pub(super) context: &'r Context<'r>,
    raw: &'r RawRow,
    faults: Vec<CellFault>,
    /// So many of the faults are damage: what else their cells lack says nothing more.
    damaged: usize,
}

impl<'r> Row<'r> {
    pub(super) fn new(context: &'r Context<'r>, raw: &'r RawRow) -> Self {
        let mut row = Self { context, raw, faults: Vec::new(), damaged: 0 };
        if let Some(reason) = &raw.fault {
            row.faults.push(CellFault::new(("row".into(), "整行".into()), "", Disposition::Rejected, reason));
        } else {
            row.look_for_damage();
            row.faults.extend_from_slice(&context.columns.refused);
        }
        row.damaged = row.faults.len();
        row
    }

    pub(super) fn into_faults(self) -> Vec<CellFault> {
        self.faults
    }

    /// Cells that hold no value of their column at all: what Excel shows in place of one, what JSON
    /// nests, a truth value where there is no question, and characters that no text has.
    fn look_for_damage(&mut self) {
        let is_plain = self.raw.damaged.is_empty() && self.raw.flags.is_empty();
        for (at, (title, cell)) in self.context.columns.titles.iter().zip(&self.raw.cells).enumerate() {
            // Without a branch a byte: nearly every cell of every file goes through here for nothing.
            let is_suspicious = cell.bytes().fold(false, |found, byte| found | (byte == b'#') | (byte == 0));
            if is_plain && !is_suspicious {
                continue;
            }
            let nul =
                cell.contains('\0').then(|| Reason::new("the cell holds a NUL character", "单元格含空字符（NUL）"));
            let (field, value, reason) = match &title.reader {
                Reader::Column(field, field_zh) => {
                    ((field.clone(), field_zh.clone()), cell.trim(), self.damage(at, field, cell).or(nul))
                }
                // Nobody reads the cell, but the file is damaged here.
                Reader::Personal | Reader::Nobody => {
                    ((format!("column {}", at + 1).into(), format!("第 {} 列", at + 1).into()), "", nul)
                }
            };
            if let Some(reason) = reason {
                self.faults.push(CellFault::new(field, value, Disposition::Rejected, &reason));
            }
        }
    }

    fn damage(&self, at: usize, field: &str, cell: &str) -> Option<Reason> {
        if let Some((_, reason)) = self.raw.damaged.iter().find(|(place, _)| *place == at) {
            return Some(reason.clone());
        }
        let is_question = || self.context.columns.column(field).is_some_and(|c| matches!(c.kind, Kind::Flag));
        if self.raw.flags.contains(&at) && !is_question() {
            return Some(Reason::new(
                "true or false answers no yes-or-no question here",
                "本列不是是否列，不能填 true 或 false",
            ));
        }
        let shown = || Reason::new("Excel shows this error in place of a value", "这是 Excel 显示的错误值，不是数据");
        cell::is_excel_error(cell).then(shown)
    }

    /// Builds the record and hands it on, unless something is wrong with the row.
    pub(super) fn keep<T: Record>(&mut self, build: fn(&mut Self) -> Option<T>, put: impl FnOnce(Version<T>)) {
        let (changed_at, known_at) = (self.past_instant("changed_at"), self.past_instant("known_at"));
        let Some(content) = build(self) else { return };
        if !self.faults.is_empty() {
            return;
        }
        let begin = content.event_day().map_or(Instant::from_micros(i64::MIN), Instant::start_of);
        put(Version {
            order: changed_at.or(self.context.export_time),
            known_from: known_at.unwrap_or(begin),
            source: SourceRow { file: self.context.file, row: self.raw.number },
            content,
        });
    }

    pub(super) fn fault(&mut self, id: &'static str, disposition: Disposition, reason: &Reason) {
        let zh = self.context.columns.column(id).map_or("", |column| column.zh);
        let value = self.context.columns.stands(self.raw, id);
        self.add((id.into(), zh.into()), &value, disposition, reason);
    }

    fn add(
        &mut self,
        field: (Cow<'static, str>, Cow<'static, str>),
        value: &str,
        disposition: Disposition,
        reason: &Reason,
    ) {
        if self.faults.iter().take(self.damaged).all(|damage| damage.field != field.0) {
            self.faults.push(CellFault::new(field, value, disposition, reason));
        }
    }

    pub(super) fn reject(&mut self, id: &'static str, en: impl Into<String>, zh: impl Into<String>) {
        self.fault(id, Disposition::Rejected, &Reason::new(en, zh));
    }

    fn found(&self, id: &str) -> Option<Found<'r>> {
        self.context.columns.found(self.raw, id)
    }

    /// Something must stand there.
    fn needed_found(&mut self, id: &'static str) -> Option<Found<'r>> {
        let found = self.found(id);
        if found.is_none() && self.context.columns.is_joined(id) {
            self.reject(id, "all key columns are empty", "组成编号的列均为空");
        } else if found.is_none() {
            self.reject(id, "the cell is empty", "单元格为空");
        }
        found
    }

    pub(super) fn text(&mut self, id: &'static str) -> Option<String> {
        let found = self.found(id)?;
        self.plain(id, found)
    }

    /// Does anything stand there?
    pub(super) fn has(&self, id: &str) -> bool {
        self.found(id).is_some()
    }

    /// A text that must be there.
    pub(super) fn needed_text(&mut self, id: &'static str) -> Option<String> {
        let found = self.needed_found(id)?;
        self.plain(id, found)
    }

    fn plain(&mut self, id: &'static str, found: Found<'r>) -> Option<String> {
        let kind = self.context.columns.column(id).map_or(Kind::Text, |column| column.kind);
        self.read_as(id, cell::plain(kind, &found.text))?;
        Some(found.text.into_owned())
    }

    pub(super) fn parse<T>(&mut self, id: &'static str, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T> {
        let found = self.found(id)?;
        self.read_as(id, read(&found.text))
    }

    pub(super) fn needed<T>(&mut self, id: &'static str, read: impl Fn(&str) -> Result<T, Reason>) -> Option<T> {
        let found = self.needed_found(id)?;
        self.read_as(id, read(&found.text))
    }

    fn read_as<T>(&mut self, id: &'static str, read: Result<T, Reason>) -> Option<T> {
        read.map_err(|reason| self.fault(id, Disposition::Rejected, &reason)).ok()
    }

    pub(super) fn choice<T: Choice>(&mut self, id: &'static str) -> Option<T> {
        self.parse(id, cell::choice)
    }

    pub(super) fn needed_choice<T: Choice>(&mut self, id: &'static str) -> Option<T> {
        self.needed(id, cell::choice)
    }

    pub(super) fn flag(&mut self, id: &'static str, otherwise: bool) -> bool {
        self.parse(id, cell::flag).unwrap_or(otherwise)
    }

    /// A day that may lie ahead.
    pub(super) fn day(&mut self, id: &'static str) -> Option<Day> {
        let found = self.found(id)?;
        self.read_as(id, cell::day(&found.text, found.date_format))
    }

    pub(super) fn needed_day(&mut self, id: &'static str) -> Option<Day> {
        let found = self.needed_found(id)?;
        self.read_as(id, cell::day(&found.text, found.date_format))
    }

    /// A day on which something happened, if it did: not after today.
    pub(super) fn past_day(&mut self, id: &'static str) -> Option<Day> {
        let day = self.day(id);
        self.happened(id, day);
        day
    }

    pub(super) fn needed_past_day(&mut self, id: &'static str) -> Option<Day> {
        let day = self.needed_day(id);
        self.happened(id, day);
        day
    }

    /// Days in order, which may lie ahead.
    pub(super) fn days(&mut self, id: &'static str) -> Vec<Day> {
        let Some(found) = self.found(id) else { return Vec::new() };
        self.read_as(id, cell::days(&found.text, found.date_format)).unwrap_or_default()
    }

    /// Days on which something happened, in order.
    pub(super) fn past_days(&mut self, id: &'static str) -> Vec<Day> {
        let days = self.days(id);
        self.happened(id, days.last().copied());
        days
    }

    pub(super) fn past_instant(&mut self, id: &'static str) -> Option<Instant> {
        let instant = self.parse(id, cell::instant);
        self.happened(id, instant.map(Instant::day));
        instant
    }

    /// What has happened, if it has, did not do so after today.
    pub(super) fn happened(&mut self, id: &'static str, day: Option<Day>) {
        if day.is_some_and(|day| day > self.context.options.today) {
            self.reject(id, "the day lies in the future", "日期晚于今天");
        }
    }

    /// `later` must not lie before `earlier`.
    pub(super) fn ordered(&mut self, id: &'static str, earlier: Option<Day>, later: Option<Day>) {
        if let (Some(earlier), Some(later)) = (earlier, later)
            && later < earlier
        {
            self.reject(id, format!("the day lies before {earlier}"), format!("日期早于 {earlier}"));
        }
    }

    pub(super) fn party(&mut self) -> Option<PartyCode> {
        self.code("code")
    }

    /// A credit code: absent ones wait for a person, as do those with a wrong check character.
    pub(super) fn code(&mut self, id: &'static str) -> Option<PartyCode> {
        let Some(found) = self.found(id) else {
            let reason =
                Reason::new("there is no credit code: whose record is it?", "没有统一社会信用代码，主体待确认");
            self.fault(id, Disposition::Unresolved, &reason);
            return None;
        };
        match PartyCode::parse(&found.text) {
            Ok(code) => Some(code),
            Err(error) => {
                let waits = if error.is_check() { Disposition::Quarantined } else { Disposition::Rejected };
                self.fault(id, waits, &Reason::new(error.to_string(), error.zh()));
                None
            }
        }
    }

    pub(super) fn withdrawn(&mut self) -> bool {
        self.choice::<RecordState>("record_state") == Some(RecordState::Withdrawn)
    }

    /// Further whole numbers beyond the layout's own columns, by what stands behind `prefix`.
    pub(super) fn open_integers(&mut self, prefix: &str) -> BTreeMap<String, i32> {
        let columns = self.context.columns;
        let mut items = BTreeMap::new();
        for (name, at) in &columns.open {
            let text = self.raw.cells.get(*at).map_or("", |cell| cell.trim());
            if text.is_empty() {
                continue;
            }
            match cell::integer(text) {
                Ok(value) => {
                    items.insert(name.strip_prefix(prefix).unwrap_or(name).to_owned(), value);
                }
                Err(reason) => {
                    let field = (name.clone().into(), name.clone().into());
                    self.add(field, text, Disposition::Rejected, &reason);
                }
            }
        }
        items
    }
}
