//! What binds a record whatever its source says (约束): a service puts it into everything that is learnt of the record,
//! before versions are planned and in the transaction that writes them. A source that repeats itself is then bound each
//! time to the same, and nothing that comes later can undo what was decided here.

use crate::acts::{Standing, content_of};
use crate::asker::Asker;
use crate::book::Ledger;
use crate::error::LedgerError;
use crate::look::VersionView;
use crate::orders::{Ordered, ordered};
use crate::store::{VersionRow, store};
use crate::versions::{Act, Learnt, Manner};
use contracts::access::Reach;
use db::Conn;
use domain::instant::Instant;
use domain::record::{Content, RecordKind};

/// Puts what binds records into what was learnt of them.
pub(crate) type Oblige = dyn Fn(Conn<'_>, &mut [Binding<'_>]) -> Result<(), LedgerError> + Send + Sync;

/// Something learnt of a record, to be bound (待约束内容).
#[derive(Clone, Debug)]
pub struct Binding<'l> {
    /// Whom the record is about.
    pub subject_id: i64,
    /// Its kind.
    pub kind: RecordKind,
    /// Its key.
    pub key: &'l str,
    /// What was learnt, as JSON of its kind.
    pub content: &'l str,
    /// The party from under whom an official moves the record here: what bound it there is to bind it here.
    pub moved_from: Option<i64>,
    /// What is to be written in its place; nothing if nothing binds the record.
    pub bound: Option<Bound>,
}

/// A content with what binds the record (受约束内容).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bound {
    /// As JSON of its kind.
    pub content: String,
    /// Since when it is known what binds it: history that says to have been known before was not known like that.
    pub since: Instant,
}

impl Ledger {
    /// Says what binds records: it is given everything that is learnt, in the transaction that writes it, but for what
    /// takes a record back, which stays so. It must make the same of a content whenever it is asked, and of what it has
    /// bound already. Whoever begins to bind a record writes it anew in the same transaction
    /// ([`Ledger::write_anew`]), so that what stands is always bound. What is said again is not heard.
    pub fn oblige(
        &self,
        obliges: impl Fn(Conn<'_>, &mut [Binding<'_>]) -> Result<(), LedgerError> + Send + Sync + 'static,
    ) {
        // Whoever was first has said the same.
        let _ = self.obliges.set(Box::new(obliges));
    }

    /// Binds what was learnt.
    pub(crate) fn bind(&self, conn: &mut Conn<'_>, learnt: &mut [Learnt]) -> Result<(), LedgerError> {
        let by_orders = ordered(conn, learnt)?;
        for (one, ordered) in learnt.iter_mut().zip(by_orders) {
            let Some(Ordered { bound, takes_back }) = ordered else { continue };
            (one.bound, one.bound_back) = (Some(bound), takes_back);
        }
        let is_told = |one: &&mut Learnt| !one.withdrawn && !one.bound_back;
        if let Some(oblige) = self.obliges.get() {
            let mut bindings = Vec::with_capacity(learnt.len());
            for one in learnt.iter().filter(|one| !one.withdrawn && !one.bound_back) {
                let kind = RecordKind::from_token(one.kind).ok_or(LedgerError::Missing("kind of the record"))?;
                let Learnt { subject_id, key, moved_from, .. } = one;
                let (subject_id, moved_from) = (*subject_id, *moved_from);
                let content = one.bound.as_ref().map_or(&one.content, |bound| &bound.content);
                bindings.push(Binding { subject_id, kind, key, content, moved_from, bound: None });
            }
            oblige(conn.again(), &mut bindings)?;
            let bound: Vec<Option<Bound>> = bindings.into_iter().map(|binding| binding.bound).collect();
            for (one, more) in learnt.iter_mut().filter(is_told).zip(bound) {
                let Some(Bound { content, since }) = more else { continue };
                let since = one.bound.as_ref().map_or(since, |bound| bound.since.max(since));
                one.bound = Some(Bound { content, since });
            }
        }
        for one in learnt {
            one.bound = one.bound.take().filter(|bound| bound.content != one.content);
        }
        Ok(())
    }

    /// What a content of a record that stands would be written as.
    pub(crate) fn bound(
        &self,
        conn: &mut Conn<'_>,
        standing: &Standing,
        content: Content,
    ) -> Result<Content, LedgerError> {
        let mut learnt = [standing.learnt(&content, standing.behind())?];
        self.bind(conn, &mut learnt)?;
        let [Learnt { bound, .. }] = learnt;
        Ok(match bound {
            Some(bound) => Content::from_json(content.kind(), &bound.content)?,
            None => content,
        })
    }

    /// What stands of a record, whoever it is about; nothing if there is none. For whoever acts for the house: of a
    /// reach it knows nothing.
    ///
    /// # Errors
    /// If the database does not answer.
    pub fn stands(&self, (subject_id, key): (i64, &str)) -> Result<Option<VersionView>, LedgerError> {
        let keys = [(subject_id, key)];
        let rows = self.db.read::<_, LedgerError>(|conn| Ok(store(conn).versions(&keys, Reach::Everywhere)?))?;
        Ok(rows.into_iter().find(|row| row.standing).map(VersionView::of))
    }

    /// Writes a record anew as it stands, so that it holds what binds it by now: directly behind itself, since whatever
    /// the source says later replaces it, bound as well. A version is written even if it says the same, so that of two
    /// who write at once one sees what the other has done. Where contents contradict each other each is written, and
    /// whoever decides between them still does. Gives what stands by then.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] if there is no such record, [`LedgerError::Unfit`] if it was taken back.
    pub fn write_anew(
        &self,
        (subject_id, key): (i64, &str),
        (actor, reason): (&str, &str),
    ) -> Result<VersionView, LedgerError> {
        self.change(|mut conn| {
            let keys = [(subject_id, key)];
            let versions = store(conn.again()).versions(&keys, Reach::Everywhere)?;
            let standing = Standing::among(versions)?.ok_or(LedgerError::Missing("record"))?;
            if standing.row.withdrawn {
                let (en, zh) = ("it is withdrawn already".to_owned(), "该记录已撤回".to_owned());
                return Err(LedgerError::Unfit { en, zh });
            }
            let mut said: Vec<&VersionRow> =
                standing.versions.iter().filter(|row| row.standing || row.contested).collect();
            said.sort_by(|one, other| one.content.cmp(&other.content));
            said.dedup_by(|one, other| one.content == other.content);
            let learnt = said.into_iter().map(|row| standing.learnt(&content_of(row)?, standing.behind()));
            let learnt = learnt.collect::<Result<Vec<_>, _>>()?;
            let manner = Manner::decided(Act::Correction, Asker::house(actor), reason, self.clock.now());
            self.write(&mut conn, learnt, &manner)?;
            let rows = store(conn.again()).versions(&keys, Reach::Everywhere)?;
            let row = rows.into_iter().find(|row| row.standing).ok_or(LedgerError::Missing("record"))?;
            Ok(VersionView::of(row))
        })
    }
}
