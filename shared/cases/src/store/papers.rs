//! Papers: queries that both dialects understand.

use super::dialect::Conn;
use crate::store::schema::case_paper;
use crate::store::{Key, PaperPart, PaperRow, Papers};
use diesel::prelude::*;

impl Papers for Conn {
    fn put_paper(&mut self, part: &PaperPart<'_>) -> QueryResult<()> {
        diesel::insert_into(case_paper::table).values(part).on_conflict_do_nothing().execute(self).map(drop)
    }

    fn papers(&mut self, (subject_id, case_no): Key) -> QueryResult<Vec<PaperRow>> {
        let of_case = case_paper::subject_id.eq(subject_id).and(case_paper::case_no.eq(case_no));
        let ordered = case_paper::table.filter(of_case).order((case_paper::number, case_paper::digest));
        ordered.select(PaperRow::as_select()).load(self)
    }

    fn paper(&mut self, (subject_id, case_no): Key, digest: &str) -> QueryResult<Option<(PaperRow, Vec<u8>)>> {
        let one = case_paper::table.find((subject_id, case_no, digest));
        one.select((PaperRow::as_select(), case_paper::content)).first(self).optional()
    }
}
