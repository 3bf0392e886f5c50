//! Corrections and their recipients: queries that both dialects understand.

use super::Conn;
use crate::store::schema::{correction, correction_before, correction_recipient};
use crate::store::{BeforeRow, CorrectionListing, CorrectionRow, Corrections, Key, RecipientRow};
use diesel::dsl::{exists, max};
use diesel::prelude::*;

/// Rows of one statement.
const TOGETHER: usize = 500;

impl Corrections for Conn {
    fn correction(&mut self, (subject_id, case_no, number): Key) -> QueryResult<Option<CorrectionRow>> {
        let of_step = correction::subject_id.eq(subject_id).and(correction::case_no.eq(case_no));
        let found = correction::table.filter(of_step.and(correction::number.eq(number)));
        found.select(CorrectionRow::as_select()).first(self).optional()
    }

    fn next_place(&mut self) -> QueryResult<i64> {
        let last: Option<i64> = correction::table.select(max(correction::place)).first(self)?;
        Ok(last.unwrap_or(0) + 1)
    }

    fn add_correction(&mut self, row: &CorrectionRow, recipients: &[RecipientRow]) -> QueryResult<()> {
        diesel::insert_into(correction::table).values(row).execute(self)?;
        for some in recipients.chunks(TOGETHER) {
            diesel::insert_into(correction_recipient::table).values(some).execute(self)?;
        }
        Ok(())
    }

    fn before(&mut self, key: Key) -> QueryResult<Option<BeforeRow>> {
        correction_before::table.find(key).select(BeforeRow::as_select()).first(self).optional()
    }

    fn put_before(&mut self, row: &BeforeRow) -> QueryResult<()> {
        let insert = diesel::insert_into(correction_before::table).values(row);
        let of_step = (correction_before::subject_id, correction_before::case_no, correction_before::number);
        insert.on_conflict(of_step).do_update().set(row).execute(self).map(drop)
    }

    fn corrections(&mut self, listing: &CorrectionListing) -> QueryResult<Vec<CorrectionRow>> {
        let CorrectionListing { subject, since, kind, case_no, received_by, after, limit } = listing;
        let mut listed = correction::table.filter(correction::place.gt(after)).into_boxed();
        if let Some(subject) = subject {
            listed = listed.filter(correction::subject_id.eq(subject));
        }
        if let Some(since) = since {
            listed = listed.filter(correction::on_day.ge(since));
        }
        if let Some(kind) = kind {
            listed = listed.filter(correction::kind.eq(kind));
        }
        if let Some(case_no) = case_no {
            listed = listed.filter(correction::case_no.eq(case_no));
        }
        if let Some((who, department)) = received_by {
            let of_account = correction_recipient::table
                .filter(correction_recipient::place.eq(correction::place).and(correction_recipient::who.eq(who)));
            let given = exists(of_account);
            listed = match department {
                Some(department) => {
                    let of_department = correction_recipient::table.filter(
                        correction_recipient::place
                            .eq(correction::place)
                            .and(correction_recipient::department.eq(department)),
                    );
                    listed.filter(given.or(exists(of_department)))
                }
                None => listed.filter(given),
            };
        }
        listed.order(correction::place).limit(*limit).select(CorrectionRow::as_select()).load(self)
    }

    fn recipients(&mut self, place: i64) -> QueryResult<Vec<RecipientRow>> {
        let of_one = correction_recipient::table.filter(correction_recipient::place.eq(place));
        of_one.order(correction_recipient::number).select(RecipientRow::as_select()).load(self)
    }
}
