//! Effects that were not carried out at once: queries that both dialects understand.

use super::Conn;
use crate::store::schema::effect;
use crate::store::{EffectListing, EffectRow, Key, Store};
use diesel::prelude::*;

impl Store for Conn {
    fn effect(&mut self, key: Key) -> QueryResult<Option<EffectRow>> {
        effect::table.find(key).select(EffectRow::as_select()).first(self).optional()
    }

    fn open_before(&mut self, (subject_id, case_no, number): Key) -> QueryResult<Option<i32>> {
        let of_case = effect::subject_id.eq(subject_id).and(effect::case_no.eq(case_no));
        let before = effect::table.filter(of_case.and(effect::is_open.eq(true)).and(effect::number.lt(number)));
        before.order(effect::number).select(effect::number).first(self).optional()
    }

    fn open(&mut self, limit: i64) -> QueryResult<Vec<EffectRow>> {
        let open = effect::table.filter(effect::is_open.eq(true));
        let ordered = open.order((effect::tried_at, effect::case_no, effect::number));
        ordered.limit(limit).select(EffectRow::as_select()).load(self)
    }

    fn listed(&mut self, listing: EffectListing) -> QueryResult<Vec<EffectRow>> {
        let EffectListing { is_open, subject, after: (case_no, number), limit } = listing;
        let behind = effect::case_no.gt(case_no).or(effect::case_no.eq(case_no).and(effect::number.gt(number)));
        let mut listed = effect::table.filter(effect::is_open.eq(is_open)).filter(behind).into_boxed();
        if let Some(subject) = subject {
            listed = listed.filter(effect::subject_id.eq(subject));
        }
        let ordered = listed.order((effect::case_no, effect::number)).limit(limit);
        ordered.select(EffectRow::as_select()).load(self)
    }

    fn put(&mut self, row: &EffectRow) -> QueryResult<()> {
        let insert = diesel::insert_into(effect::table).values(row);
        let again = insert.on_conflict((effect::subject_id, effect::case_no, effect::number)).do_update().set(row);
        again.execute(self).map(drop)
    }
}
