//! The limits of an area (辖区): what of somebody's rows may be written who is limited to one. Merchants of the sandbox
//! (沙盒) are made up, so what is said of them lies outside every area.

use crate::acts::party_cells;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::row::Row;
use crate::store::store;
use crate::versions::Fate;
use contracts::access::Reach;
use db::Conn;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::record::{Content, RecordKind};
use intake::issue::CellFault;
use intake::layout::Layout;
use intake::{Cells, Disposition, RowIssue, ToCells as _};
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// The column in which a filing tells where the office is that handles it.
const OFFICE_AREA: &str = "office_area";

/// What became of a row.
#[derive(Debug)]
pub(crate) enum Kept {
    /// It was kept.
    As(Fate),
    /// It is outside the reach of whoever brought it, and nothing of it was kept.
    Outside(Box<RowIssue>),
}

/// What of a merchant's record says where the merchant is.
#[derive(Deserialize)]
struct Placed {
    area: AreaCode,
}

impl Ledger {
    /// Which of these rows are within a reach, as it is known in the transaction that is to write them. Records of a
    /// merchant are if its place is. A registration is if it names a place within, and the merchant was nowhere
    /// else before: as long as a place has not been heard of here, what is held of the registration decides.
    pub(crate) fn inside(&self, conn: &mut Conn<'_>, rows: &[Row], reach: Reach) -> Result<Vec<bool>, LedgerError> {
        if reach.is_everywhere() {
            return Ok(rows.iter().map(|row| !row.party.is_sandbox()).collect());
        }
        let mut codes: Vec<PartyCode> = rows.iter().map(|row| row.party).collect();
        codes.sort_unstable();
        codes.dedup();
        // Looked up, never opened: of a code that nobody has heard of nothing is to stay.
        let found = self.parties.find(&codes)?;
        let known: Vec<i64> = found.iter().copied().flatten().collect();
        let subjects: FxHashMap<PartyCode, i64> =
            codes.into_iter().zip(found).filter_map(|(code, subject)| Some((code, subject?))).collect();
        let places = places(conn, &known)?;
        let registrations = match rows.iter().any(|row| row.area.is_some()) {
            // The registrations themselves are looked at whoever they belong to: elsewhere is what matters here.
            true => store(conn.again()).of_kind(RecordKind::Merchant.token(), &known, Reach::Everywhere)?,
            false => Vec::new(),
        };
        let mut held: FxHashMap<i64, bool> = FxHashMap::default();
        for row in registrations.iter().filter(|row| row.standing) {
            let Placed { area } = serde_json::from_str(&row.content)?;
            *held.entry(row.subject_id).or_insert(true) &= reach.covers(Some(self.present(area)));
        }
        let is_inside = |row: &Row| {
            let subject = subjects.get(&row.party);
            let place = subject.and_then(|subject| places.get(subject)).copied();
            match row.area {
                _ if row.party.is_sandbox() => false,
                None => reach.covers(place),
                Some(named) => {
                    reach.covers(Some(self.present(named)))
                        && place.is_none_or(|place| reach.covers(Some(place)))
                        && subject.and_then(|subject| held.get(subject)).is_none_or(|inside| *inside)
                }
            }
        };
        Ok(rows.iter().map(is_inside).collect())
    }

    /// Is this subject within a reach?
    pub(crate) fn is_inside(conn: &mut Conn<'_>, subject_id: i64, reach: Reach) -> Result<bool, LedgerError> {
        Ok(reach.is_everywhere() || reach.covers(places(conn, &[subject_id])?.get(&subject_id).copied()))
    }
}

/// Is a subject within a reach, as the ledger knows it that is open in this transaction? For tables beside it.
///
/// # Errors
/// If the database does not answer.
pub fn is_within(mut conn: Conn<'_>, subject_id: i64, reach: Reach) -> Result<bool, LedgerError> {
    Ledger::is_inside(&mut conn, subject_id, reach)
}

pub(crate) fn places(conn: &mut Conn<'_>, subjects: &[i64]) -> Result<FxHashMap<i64, AreaCode>, LedgerError> {
    let places = store(conn.again()).places(subjects)?;
    Ok(places.into_iter().filter_map(|(subject, area)| Some((subject, AreaCode::parse(&area).ok()?))).collect())
}

impl Ledger {
    /// An act that would put a merchant elsewhere is refused to whoever may not go there.
    pub(crate) fn stays_within(&self, content: &Content, reach: Reach) -> Result<(), LedgerError> {
        match crate::row::area_of(content) {
            Some(area) if !reach.covers(Some(self.present(area))) => Err(LedgerError::Outside(area)),
            _ => Ok(()),
        }
    }

    /// The area of the office that handles a filing, if it is told and lies outside a reach.
    pub(crate) fn office_elsewhere(&self, content: &Content, reach: Reach) -> Option<AreaCode> {
        let area = content.handling()?.office_area?;
        (!reach.covers(Some(self.present(area)))).then_some(area)
    }

    /// Rejects a row of which nobody knows whose it is and whose office lies outside the reach of whoever brings it: no
    /// merchant tells that it is outside, and it would count as that office's. Says whether it did.
    pub(crate) fn reject_elsewhere(
        &self,
        issue: &mut RowIssue,
        layout_id: &str,
        reach: Reach,
    ) -> Result<bool, LedgerError> {
        if reach.is_everywhere() || issue.disposition != Disposition::Unresolved {
            return Ok(false);
        }
        let content = self.as_if_known(layout_id, issue.entries.clone())?;
        let Some(area) = content.and_then(|content| self.office_elsewhere(&content, reach)) else {
            return Ok(false);
        };
        let column = Layout::by_id(layout_id).and_then(|layout| layout.column(OFFICE_AREA));
        let (reason_zh, reason_en) = outside(reach);
        issue.disposition = Disposition::Rejected;
        issue.faults.push(CellFault {
            field: OFFICE_AREA.into(),
            field_zh: column.map_or(OFFICE_AREA, |column| column.zh).into(),
            value: area.to_string(),
            disposition: Disposition::Rejected,
            reason_en,
            reason_zh,
        });
        Ok(true)
    }

    /// What is wrong with a row outside: of a merchant who is elsewhere the same is said as of one of whom nothing is
    /// known.
    pub(crate) fn issue(&self, row: &Row, reach: Reach) -> Result<Box<RowIssue>, LedgerError> {
        let kind = RecordKind::from_token(row.kind).ok_or(LedgerError::Missing("kind of the record"))?;
        let layout = Layout::of(kind);
        let entries = entries(row, kind, layout)?;
        let names_outside = row.area.filter(|area| !reach.covers(Some(self.present(*area))));
        let own = reach.area().map(told).unwrap_or_default();
        let of_party = || party_cells(layout, row.party).into_keys().find(|id| id != "cf_xdr_mc").unwrap_or_default();
        let (field, value, zh, en) = match names_outside {
            _ if row.party.is_sandbox() => (
                of_party(),
                row.party.to_string(),
                "是沙盒商户的代码，不能用于真实记录".to_owned(),
                "is a code of the sandbox, under which there are no real records".to_owned(),
            ),
            Some(area) => {
                let (zh, en) = outside(reach);
                ("area".to_owned(), area.to_string(), zh, en)
            }
            None => (
                of_party(),
                row.party.to_string(),
                format!("您的辖区 {own} 内没有登记该经营主体"),
                format!("no such merchant is registered in your area {own}"),
            ),
        };
        let header = |id: &str| layout.column(id).map_or_else(|| id.to_owned(), |column| column.zh.to_owned());
        let fault = CellFault {
            field_zh: header(&field).into(),
            field: field.into(),
            value,
            disposition: Disposition::Rejected,
            reason_en: en,
            reason_zh: zh,
        };
        let cells = entries.iter().map(|(id, text)| (header(id).into(), text.clone())).collect();
        Ok(Box::new(RowIssue {
            file: 0,
            row: row.source_row,
            disposition: Disposition::Rejected,
            faults: vec![fault],
            cells,
            entries,
            is_whole: true,
        }))
    }
}

/// What is said of an area that lies outside a reach, in Chinese and in English.
fn outside(reach: Reach) -> (String, String) {
    let own = reach.area().map(told).unwrap_or_default();
    (format!("不在您的辖区 {own} 之内"), format!("is outside your area {own}"))
}

fn told(area: AreaCode) -> String {
    area.zh().map_or_else(|| area.to_string(), |zh| format!("{area}（{zh}）"))
}

/// The row as it can be sent again by somebody who may.
fn entries(row: &Row, kind: RecordKind, layout: &Layout) -> Result<Cells, LedgerError> {
    let mut entries = Content::from_json(kind, &row.content)?.to_cells();
    let known_from = Some(row.known_from).filter(|at| at.micros() != i64::MIN);
    for (id, at) in [("changed_at", row.order), ("known_at", known_from)] {
        if let Some(at) = at.filter(|_| layout.column(id).is_some()) {
            entries.insert(id.to_owned(), at.to_string());
        }
    }
    Ok(entries)
}
