//! Several calls as one transaction (整体事务): whoever composes use cases, each of which reads and writes by itself,
//! makes all of them happen or none.
//!
//! The transaction belongs to the thread: a use case need not know that it is part of something larger.

use crate::backoff::pause;
use crate::database::{Conn, Database, Inside, Pooled, inside};
use crate::error::DbError;
use crate::{postgres, sqlite};
use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::r2d2::{ConnectionManager, PooledConnection};
use diesel::result::Error as DieselError;
use std::cell::RefCell;

/// A connection in a transaction that outlasts a call.
pub(crate) enum Held {
    Sqlite(PooledConnection<ConnectionManager<sqlite::Conn>>),
    Postgres(PooledConnection<postgres::Manager>),
}

/// A transaction of this thread.
struct Open {
    /// Whose: the address of the database, which cannot move meanwhile.
    database: usize,
    /// Nothing while a call uses it.
    held: Option<Held>,
    /// What is to be done once it is committed.
    afterwards: Vec<Box<dyn FnOnce()>>,
    /// How often the whole may be tried if somebody else was faster.
    overtaken: Option<u32>,
}

thread_local! {
    static OPEN: RefCell<Vec<Open>> = const { RefCell::new(Vec::new()) };
}

/// Takes the transaction off the thread, whatever happens.
struct Entered(usize);

impl Entered {
    fn leave(self) -> Option<Open> {
        take(self.0)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        // A connection that is dropped inside a transaction is closed, which ends the transaction.
        drop(take(self.0));
    }
}

fn take(database: usize) -> Option<Open> {
    OPEN.with_borrow_mut(|open| {
        let at = open.iter().position(|open| open.database == database)?;
        Some(open.swap_remove(at))
    })
}

fn with<T>(database: usize, act: impl FnOnce(&mut Open) -> T) -> Option<T> {
    OPEN.with_borrow_mut(|open| open.iter_mut().find(|open| open.database == database).map(act))
}

fn address(database: &Database) -> usize {
    std::ptr::from_ref(database).addr()
}

impl Database {
    /// Does `work` so that everything which this thread meanwhile reads and writes of this database, by whatever
    /// call, is one transaction: all of it, or nothing if `work` fails. Where somebody else was faster, `work` is done
    /// again from the beginning. On PostgreSQL each statement sees what has been committed by then.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn whole<T, E: From<DbError>>(&self, mut work: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        if self.is_within_whole() {
            return work();
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match self.whole_once(&mut work) {
                Done::With(result) => return result,
                Done::Overtaken { most, .. } if tries < most => {
                    tracing::debug!(service = self.service(), tries, "a whole transaction is done again");
                    std::thread::sleep(pause(tries));
                }
                Done::Overtaken { result, .. } => return result,
            }
        }
    }

    fn whole_once<T, E: From<DbError>>(&self, work: &mut impl FnMut() -> Result<T, E>) -> Done<T, E> {
        let held = match self.hold() {
            Ok(held) => held,
            Err(error) => return Done::failed(error),
        };
        let entered = Entered(address(self));
        OPEN.with_borrow_mut(|open| {
            let (afterwards, overtaken) = (Vec::new(), None);
            open.push(Open { database: entered.0, held: Some(held), afterwards, overtaken });
        });
        let result = work();
        let Some(Open { held: Some(mut held), afterwards, overtaken, .. }) = entered.leave() else {
            return Done::With(Err(lost()));
        };
        if result.is_err() {
            // If that fails as well, the connection is closed instead of being used again.
            let _ = held.rollback();
            return match overtaken {
                Some(most) => Done::Overtaken { result, most },
                None => Done::With(result),
            };
        }
        if let Err(error) = self.noted(held.commit().map_err(DbError::from)) {
            return Done::failed(error);
        }
        drop(held);
        afterwards.into_iter().for_each(|act| act());
        Done::With(result)
    }

    /// Does something once what this thread writes is committed: at the end of [`Database::whole`] if it is within
    /// one, else at once. If the whole comes to nothing, neither does this.
    pub fn afterwards(&self, act: impl FnOnce() + 'static) {
        let mut act = Some(act);
        with(address(self), |open| open.afterwards.extend(act.take().map(|act| Box::new(act) as Box<dyn FnOnce()>)));
        if let Some(act) = act {
            act();
        }
    }

    /// Is this thread within [`Database::whole`] of this database? What it reads may come to nothing.
    #[must_use]
    pub fn is_within_whole(&self) -> bool {
        with(address(self), |_| ()).is_some()
    }

    /// The connection of the whole that this thread is within, if it is and no other call uses it.
    pub(crate) fn lent(&self) -> Option<Lent> {
        let held = with(address(self), |open| open.held.take()).flatten();
        held.map(|held| Lent { database: address(self), held: Some(held) })
    }

    /// Says of the whole that this thread is within that it may succeed when it is done again.
    pub(crate) fn was_overtaken(&self, most_tries: u32) {
        with(address(self), |open| open.overtaken = Some(most_tries));
    }

    /// A connection with an open transaction.
    fn hold(&self) -> Result<Held, DbError> {
        let mut held = match self.pools() {
            Pooled::Sqlite { writer, .. } => Held::Sqlite(writer.get()?),
            Pooled::Postgres(pool) => Held::Postgres(postgres::get(pool)?),
        };
        held.begin()?;
        Ok(held)
    }
}

/// What became of a whole.
enum Done<T, E> {
    With(Result<T, E>),
    /// Somebody else was faster, and it may be tried so often.
    Overtaken {
        result: Result<T, E>,
        most: u32,
    },
}

impl<T, E: From<DbError>> Done<T, E> {
    fn failed(error: DbError) -> Self {
        Self::Overtaken { most: error.most_tries(), result: Err(error.into()) }
    }
}

/// The connection of a whole while one call uses it.
pub(crate) struct Lent {
    database: usize,
    held: Option<Held>,
}

impl Lent {
    /// Reads as part of the whole.
    pub(crate) fn read<T, E: From<DbError>>(mut self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        match &mut self.held {
            Some(Held::Sqlite(conn)) => work(Conn::Sqlite(conn)),
            Some(Held::Postgres(conn)) => work(Conn::Postgres(conn)),
            None => Err(lost()),
        }
    }

    /// Writes as part of the whole, which goes on if this fails.
    pub(crate) fn write<T, E: From<DbError>>(mut self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        match &mut self.held {
            Some(Held::Sqlite(conn)) => inside(conn.transaction(|conn| work(Conn::Sqlite(conn)).map_err(Inside::Work))),
            Some(Held::Postgres(conn)) => {
                inside(conn.transaction(|conn| work(Conn::Postgres(conn)).map_err(Inside::Work)))
            }
            None => Err(lost()),
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let held = self.held.take();
        with(self.database, |open| open.held = held);
    }
}

fn lost<E: From<DbError>>() -> E {
    DbError::Away("the connection was lost on the way".to_owned()).into()
}

impl Held {
    fn begin(&mut self) -> Result<(), DieselError> {
        match self {
            // Immediate: whoever reads first and writes later would find the file locked.
            Self::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(&mut **conn, "BEGIN IMMEDIATE"),
            Self::Postgres(conn) => AnsiTransactionManager::begin_transaction(&mut ***conn),
        }
    }

    fn commit(&mut self) -> Result<(), DieselError> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::commit_transaction(&mut **conn),
            Self::Postgres(conn) => AnsiTransactionManager::commit_transaction(&mut ***conn),
        }
    }

    fn rollback(&mut self) -> Result<(), DieselError> {
        match self {
            Self::Sqlite(conn) => AnsiTransactionManager::rollback_transaction(&mut **conn),
            Self::Postgres(conn) => AnsiTransactionManager::rollback_transaction(&mut ***conn),
        }
    }
}
