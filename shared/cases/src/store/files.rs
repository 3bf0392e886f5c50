//! Cases: queries that both dialects understand.

use super::dialect::Conn;
use crate::sight::Sight;
use crate::store::schema::{case_file, subject_place};
use crate::store::{FileListing, FilePart, FileRow, Files, Key, Standing};
use contracts::access::Reach;
use diesel::dsl::exists;
use diesel::prelude::*;
use ledger::span;

/// Numbers of one statement.
const TOGETHER: usize = 1_000;

/// The cases of subjects in areas between two codes, and those of an office and of the next level below it.
macro_rules! seen {
    ($query:expr, $sight:expr) => {{
        let mut query = $query;
        if let Some(subject_id) = $sight.subject {
            query = query.filter(case_file::subject_id.eq(subject_id));
        }
        if let Some((from, until)) = span($sight.reach) {
            let place = subject_place::table.filter(subject_place::subject_id.eq(case_file::subject_id));
            let inside = exists(place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until)));
            query = match &$sight.office {
                None => query.filter(inside),
                Some(office) => {
                    let is_upper =
                        case_file::upper_office.is_not_null().and(case_file::upper_office.eq(office.clone()));
                    let is_own = case_file::office.eq(office.clone());
                    query.filter(inside.or(is_own).or(is_upper.assume_not_null()))
                }
            };
        }
        query
    }};
}

impl Files for Conn {
    fn sees(&mut self, subject_id: i64, reach: Reach) -> QueryResult<bool> {
        let Some((from, until)) = span(reach) else { return Ok(true) };
        let place = subject_place::table.filter(subject_place::subject_id.eq(subject_id));
        let inside = place.filter(subject_place::area.ge(from)).filter(subject_place::area.lt(until));
        diesel::select(exists(inside)).get_result(self)
    }

    fn add_file(&mut self, part: &FilePart) -> QueryResult<i64> {
        diesel::insert_into(case_file::table).values(part).returning(case_file::case_no).get_result(self)
    }

    fn file(&mut self, case_no: i64, sight: &Sight) -> QueryResult<Option<FileRow>> {
        let query = case_file::table.filter(case_file::case_no.eq(case_no)).select(FileRow::as_select()).into_boxed();
        seen!(query, sight).first(self).optional()
    }

    fn files_of_subject(&mut self, subject_id: i64) -> QueryResult<Vec<FileRow>> {
        let theirs = case_file::table.filter(case_file::subject_id.eq(subject_id)).order(case_file::case_no);
        theirs.select(FileRow::as_select()).load(self)
    }

    fn files_of(&mut self, numbers: &[i64]) -> QueryResult<Vec<FileRow>> {
        let mut all = Vec::new();
        for some in numbers.chunks(TOGETHER) {
            let theirs = case_file::table.filter(case_file::case_no.eq_any(some.iter().copied()));
            all.extend(theirs.select(FileRow::as_select()).load::<FileRow>(self)?);
        }
        Ok(all)
    }

    fn open_of_subjects(&mut self, subjects: &[i64]) -> QueryResult<Vec<FileRow>> {
        let mut all = Vec::new();
        for some in subjects.chunks(TOGETHER) {
            let theirs = case_file::table.filter(case_file::subject_id.eq_any(some.iter().copied()));
            let open = theirs.filter(case_file::is_over.eq(false)).order(case_file::case_no);
            all.extend(open.select(FileRow::as_select()).load::<FileRow>(self)?);
        }
        all.sort_by_key(|row| row.case_no);
        Ok(all)
    }

    fn files(&mut self, listing: &FileListing) -> QueryResult<Vec<FileRow>> {
        let mut query = case_file::table
            .order((case_file::sort_on, case_file::case_no))
            .limit(listing.limit)
            .select(FileRow::as_select())
            .into_boxed();
        if let Some(procedure) = &listing.procedure {
            query = query.filter(case_file::procedure.eq(procedure));
        }
        if let Some(stage) = &listing.stage {
            query = query.filter(case_file::stage.eq(stage));
        }
        if let Some(office) = &listing.office {
            query = query.filter(case_file::office.eq(office));
        }
        if let Some(is_over) = listing.is_over {
            query = query.filter(case_file::is_over.eq(is_over));
        }
        if let Some(due_before) = listing.due_before {
            query = query.filter(case_file::sort_on.lt(due_before));
        }
        if let Some((day, case_no)) = listing.after {
            let behind = case_file::sort_on.eq(day).and(case_file::case_no.gt(case_no));
            // The day alone once more, so that the index is entered where the list goes on.
            query = query.filter(case_file::sort_on.ge(day)).filter(case_file::sort_on.gt(day).or(behind));
        }
        seen!(query, listing.sight).load(self)
    }

    fn move_file(&mut self, (subject_id, case_no): Key, expected: i32, standing: &Standing) -> QueryResult<bool> {
        let of_case = case_file::subject_id.eq(subject_id).and(case_file::case_no.eq(case_no));
        let as_read = case_file::table.filter(of_case.and(case_file::steps.eq(expected)));
        let changes = (
            case_file::stage.eq(&standing.stage),
            case_file::steps.eq(standing.steps),
            case_file::is_over.eq(standing.is_over),
            case_file::due_on.eq(standing.due_on),
            case_file::sort_on.eq(standing.sort_on),
            case_file::worked_by.eq(&standing.worked_by),
        );
        // Whoever is second waits here on PostgreSQL, and then finds another number of steps.
        Ok(diesel::update(as_read).set(changes).execute(self)? == 1)
    }

    fn outdated(&mut self, law: &str, over: bool, behind: i64, limit: i64) -> QueryResult<Vec<FileRow>> {
        case_file::table
            .filter(case_file::worked_by.ne(law))
            .filter(case_file::is_over.eq(over))
            .filter(case_file::case_no.gt(behind))
            .order(case_file::case_no)
            .limit(limit)
            .select(FileRow::as_select())
            .load(self)
    }
}
