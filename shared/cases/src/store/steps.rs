//! Steps: queries that both dialects understand.

use super::dialect::{Conn, horizon, settled, unreached};
use crate::store::schema::{case_step, case_subject};
use crate::store::{Key, StepPart, StepRow, Steps};
use diesel::dsl::exists;
use diesel::prelude::*;
use ledger::Position;

/// Cases of one statement.
const TOGETHER: usize = 1_000;

impl Steps for Conn {
    fn add_step(&mut self, part: &StepPart) -> QueryResult<()> {
        diesel::insert_into(case_step::table).values(part).execute(self).map(drop)
    }

    fn steps(&mut self, (subject_id, case_no): Key) -> QueryResult<Vec<StepRow>> {
        let of_case = case_step::subject_id.eq(subject_id).and(case_step::case_no.eq(case_no));
        case_step::table.filter(of_case).order(case_step::number).select(StepRow::as_select()).load(self)
    }

    fn steps_of(&mut self, keys: &[Key]) -> QueryResult<Vec<StepRow>> {
        let mut all = Vec::new();
        for some in keys.chunks(TOGETHER) {
            // A case has one merchant; both, since the index begins with the merchant.
            let subjects = case_step::subject_id.eq_any(some.iter().map(|(subject_id, _)| *subject_id));
            let of_cases = subjects.and(case_step::case_no.eq_any(some.iter().map(|(_, case_no)| *case_no)));
            let theirs = case_step::table.filter(of_cases).order((case_step::case_no, case_step::number));
            all.extend(theirs.select(StepRow::as_select()).load::<StepRow>(self)?);
        }
        Ok(all)
    }

    fn changes(&mut self, after: Position, below: Option<i64>, limit: i64) -> QueryResult<Vec<StepRow>> {
        let behind = case_step::tx.eq(after.tx).and(case_step::seq.gt(after.seq));
        let steps = case_step::table
            // The first condition follows from the second, but only the first lets the index begin at the place.
            .filter(case_step::tx.ge(after.tx))
            .filter(case_step::tx.gt(after.tx).or(behind))
            .order((case_step::tx, case_step::seq))
            .limit(limit)
            .select(StepRow::as_select())
            .into_boxed();
        match below {
            None => steps.filter(settled()).load(self),
            Some(below) => steps.filter(case_step::tx.lt(below)).load(self),
        }
    }

    fn horizon(&mut self) -> QueryResult<Option<i64>> {
        horizon(self)
    }

    fn is_there(&mut self, place: Position) -> QueryResult<bool> {
        let there = case_step::table.filter(case_step::tx.eq(place.tx).and(case_step::seq.eq(place.seq)));
        diesel::select(exists(there)).get_result(self)
    }

    fn quiet_end(&mut self) -> QueryResult<Option<Position>> {
        let last = case_step::table.order((case_step::tx.desc(), case_step::seq.desc()));
        let last = last.select((case_step::tx, case_step::seq, settled()));
        Ok(match last.first::<(i64, i64, bool)>(self).optional()? {
            None => Some(Position::default()),
            Some((tx, seq, is_settled)) => is_settled.then_some(Position { tx, seq }),
        })
    }

    fn end(&mut self) -> QueryResult<Position> {
        let last = case_step::table.order((case_step::tx.desc(), case_step::seq.desc()));
        let last = last.select((case_step::tx, case_step::seq)).first::<(i64, i64)>(self).optional()?;
        Ok(last.map(|(tx, seq)| Position { tx, seq }).unwrap_or_default())
    }

    fn steps_of_subject(&mut self, subject_id: i64) -> QueryResult<i64> {
        let found = case_subject::table.find(subject_id).select(case_subject::steps).first(self).optional()?;
        Ok(found.unwrap_or(0))
    }

    fn count_step(&mut self, subject_id: i64, expected: i64) -> QueryResult<bool> {
        let counted = if expected == 0 {
            let first = (case_subject::subject_id.eq(subject_id), case_subject::steps.eq(1));
            diesel::insert_into(case_subject::table).values(first).on_conflict_do_nothing().execute(self)?
        } else {
            let as_read = case_subject::table.find(subject_id).filter(case_subject::steps.eq(expected));
            diesel::update(as_read).set(case_subject::steps.eq(expected + 1)).execute(self)?
        };
        Ok(counted == 1)
    }

    fn lies_ahead(&mut self) -> QueryResult<bool> {
        diesel::select(exists(case_step::table.filter(unreached()))).get_result(self)
    }
}
