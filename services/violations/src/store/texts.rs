//! Queries that both dialects understand.

use super::Conn;
use crate::store::schema::{decision_text, text_release};
use crate::store::{ReleaseRow, TextRow, Texts};
use diesel::prelude::*;

impl Texts for Conn {
    fn text(&mut self, subject_id: i64, key: &str) -> QueryResult<Option<TextRow>> {
        let of_penalty = decision_text::subject_id.eq(subject_id).and(decision_text::key.eq(key));
        let last = decision_text::table.filter(of_penalty).order(decision_text::version.desc());
        last.select(TextRow::as_select()).first(self).optional()
    }

    fn writers(&mut self, text: &TextRow) -> QueryResult<Vec<String>> {
        let TextRow { subject_id, key, content, .. } = text;
        let of_penalty = decision_text::subject_id.eq(subject_id).and(decision_text::key.eq(key));
        let same = decision_text::table.filter(of_penalty.and(decision_text::content.eq(content)));
        same.select(decision_text::actor).load(self)
    }

    fn persons(&mut self, penalties: &[(i64, &str)]) -> QueryResult<Vec<(i64, String, String)>> {
        let subjects = penalties.iter().map(|(subject, _)| *subject);
        let keys = penalties.iter().map(|(_, key)| *key);
        decision_text::table
            .filter(decision_text::subject_id.eq_any(subjects))
            .filter(decision_text::key.eq_any(keys))
            .order(decision_text::version)
            .select((decision_text::subject_id, decision_text::key, decision_text::persons))
            .load(self)
    }

    fn put(&mut self, text: &TextRow) -> QueryResult<()> {
        diesel::insert_into(decision_text::table).values(text).execute(self).map(|_| ())
    }

    fn release(&mut self, subject_id: i64, key: &str) -> QueryResult<Option<ReleaseRow>> {
        let of_penalty = text_release::subject_id.eq(subject_id).and(text_release::key.eq(key));
        let last = text_release::table.filter(of_penalty).order(text_release::number.desc());
        last.select(ReleaseRow::as_select()).first(self).optional()
    }

    fn releases(&mut self, penalties: &[(i64, &str)]) -> QueryResult<Vec<ReleaseRow>> {
        let subjects = penalties.iter().map(|(subject, _)| *subject);
        let keys = penalties.iter().map(|(_, key)| *key);
        text_release::table
            .filter(text_release::subject_id.eq_any(subjects))
            .filter(text_release::key.eq_any(keys))
            .order(text_release::number)
            .select(ReleaseRow::as_select())
            .load(self)
    }

    fn decide(&mut self, release: &ReleaseRow) -> QueryResult<()> {
        diesel::insert_into(text_release::table).values(release).execute(self).map(|_| ())
    }
}
