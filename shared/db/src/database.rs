//! An open database: reads see one instant, writes happen whole or not at all.

use crate::backoff::{MOST_TRIES, pause};
use crate::error::{DbError, OpenError, Transient};
use crate::location::Location;
use crate::{postgres, sqlite};
use diesel::connection::{Connection, SimpleConnection as _};
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::result::Error as DieselError;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A connection inside a transaction.
pub enum Conn<'c> {
    /// To a file of its own.
    Sqlite(&'c mut sqlite::Conn),
    /// To a schema of its own.
    Postgres(&'c mut postgres::Conn),
}

impl Conn<'_> {
    /// The same connection for a shorter while.
    pub fn again(&mut self) -> Conn<'_> {
        match self {
            Self::Sqlite(conn) => Conn::Sqlite(conn),
            Self::Postgres(conn) => Conn::Postgres(conn),
        }
    }
}

/// Sizes of the pools of connections.
#[derive(Clone, Copy, Debug)]
pub struct Pools {
    /// Connections that read at a time. SQLite has one more, which alone writes.
    pub readers: u32,
    /// How long somebody waits for a connection that others use: above all for the one that writes to
    /// SQLite. A server that is away is told within [`postgres`]'s own and much shorter time.
    pub patience: Duration,
}

impl Default for Pools {
    fn default() -> Self {
        Self { readers: 4, patience: Duration::from_secs(60) }
    }
}

/// One service's tables.
pub struct Database {
    service: &'static str,
    pools: Pooled,
    /// Where its files lie, if it has files.
    folder: Option<PathBuf>,
    /// Did the last write find the disk full?
    unwritable: AtomicBool,
}

/// Connections to one service's tables.
pub(crate) enum Pooled {
    Sqlite { writer: Pool<ConnectionManager<sqlite::Conn>>, readers: Pool<ConnectionManager<sqlite::Conn>> },
    Postgres(Pool<postgres::Manager>),
}

impl Database {
    /// Opens the tables of a service; `service` names its file or schema.
    ///
    /// # Errors
    /// [`OpenError`] if there is no connection.
    pub fn open(location: &Location, service: &'static str, pools: Pools) -> Result<Self, OpenError> {
        let connect = |error: r2d2::Error| OpenError::Connect { place: location.to_string(), cause: error.to_string() };
        let pools = match location {
            Location::Sqlite(folder) => {
                let file = folder.join(format!("{service}.db"));
                sqlite::make(folder, &file)
                    .map_err(|source| OpenError::Folder { folder: folder.display().to_string(), source })?;
                let file = file.to_string_lossy().into_owned();
                let pool = |size, writes| {
                    let set_up = Box::new(sqlite::SetUp { writes });
                    // A file does not hang up, so no connection is asked first whether it is still there.
                    sized(size, pools)
                        .test_on_check_out(false)
                        .connection_customizer(set_up)
                        .build(ConnectionManager::new(&file))
                        .map_err(connect)
                };
                // The writer first: it makes the log beside the file, which readers may not.
                let writer = pool(1, true)?;
                Pooled::Sqlite { writer, readers: pool(pools.readers, false)? }
            }
            Location::Postgres(url) => {
                let set_up = Box::new(postgres::SetUp { schema: service.to_owned() });
                // This also bounds the pauses after which a server that is away is tried again.
                let pools = Pools { patience: pools.patience.min(postgres::PATIENCE), ..pools };
                let builder = sized(pools.readers + 4, pools).connection_customizer(set_up);
                Pooled::Postgres(builder.build(postgres::Manager::of(url)).map_err(connect)?)
            }
        };
        let folder = if let Location::Sqlite(folder) = location { Some(folder.clone()) } else { None };
        Ok(Self { service, pools, folder, unwritable: AtomicBool::new(false) })
    }

    /// Whose tables these are.
    #[must_use]
    pub fn service(&self) -> &'static str {
        self.service
    }

    pub(crate) fn pools(&self) -> &Pooled {
        &self.pools
    }

    /// Reads; everything that `work` asks is answered from one instant, unless it is part of a
    /// [`Database::whole`] on PostgreSQL.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn read<T, E: From<DbError>>(&self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        if let Some(whole) = self.lent() {
            return whole.read(work);
        }
        match &self.pools {
            Pooled::Sqlite { readers, .. } => {
                let mut conn = readers.get().map_err(away)?;
                inside(conn.transaction(|conn| work(Conn::Sqlite(conn)).map_err(Inside::Work)))
            }
            Pooled::Postgres(pool) => {
                let mut conn = postgres::get(pool).map_err(away)?;
                let mut snapshot = conn.build_transaction().repeatable_read().read_only();
                inside(snapshot.run(|conn| work(Conn::Postgres(conn)).map_err(Inside::Work)))
            }
        }
    }

    /// Reads by one statement, which sees one instant by itself: on PostgreSQL that saves the two journeys to the server
    /// by which a transaction begins and ends. Of several statements each would see an instant of its own.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn glance<T, E: From<DbError>>(&self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        match &self.pools {
            Pooled::Postgres(pool) if !self.is_within_whole() => {
                let mut conn = postgres::get(pool).map_err(away)?;
                work(Conn::Postgres(&mut conn))
            }
            _ => self.read(work),
        }
    }

    /// Writes: all that `work` does or nothing of it. Where somebody else was faster, `work` is done
    /// again from the beginning, so it must read what it decides by inside. On PostgreSQL each statement
    /// sees what has been committed by then.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn write<T, E: Transient + Display>(&self, mut work: impl FnMut(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        self.until_done(|| self.once(&mut work))
    }

    /// Writes as [`Database::write`] does, with everything that `work` reads seen at one instant.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn write_from_one_instant<T, E: Transient + Display>(
        &self,
        mut work: impl FnMut(Conn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        debug_assert!(!self.is_within_whole(), "a whole does not see one instant");
        self.until_done(|| match &self.pools {
            Pooled::Sqlite { .. } => self.once(&mut work),
            Pooled::Postgres(pool) => {
                let mut conn = postgres::get(pool).map_err(away)?;
                let mut snapshot = conn.build_transaction().repeatable_read();
                inside(snapshot.run(|conn| work(Conn::Postgres(conn)).map_err(Inside::Work)))
            }
        })
    }

    fn until_done<T, E: Transient + Display>(&self, mut once: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        let mut tries = 0;
        loop {
            let done = self.noted(once());
            tries += 1;
            match done {
                // Of a whole, all of it must be done again.
                Err(error) if error.is_transient() && self.is_within_whole() => {
                    self.was_overtaken(most_tries(&error));
                    return Err(error);
                }
                Err(error) if error.is_transient() && tries < most_tries(&error) => {
                    tracing::debug!(service = self.service, tries, %error, "transaction is done again");
                    std::thread::sleep(pause(tries));
                }
                other => return other,
            }
        }
    }

    /// Writes as [`Database::write`] does, but only once: for work that cannot be done again.
    ///
    /// # Errors
    /// Whatever `work` gives, or [`DbError`] turned into it.
    pub fn write_once<T, E: Transient>(&self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        self.noted(self.once(work))
    }

    /// Remembers whether the disk took what was written.
    pub(crate) fn noted<T, E: Transient>(&self, done: Result<T, E>) -> Result<T, E> {
        match &done {
            // What is part of a whole has reached no disk yet.
            Ok(_) if !self.is_within_whole() && self.unwritable.swap(false, Ordering::AcqRel) => {
                tracing::info!(service = self.service, "the disk takes what is written again");
            }
            Err(error) if error.is_of_disk() => self.unwritable.store(true, Ordering::Release),
            _ => {}
        }
        done
    }

    /// Can be written here? Only if the last write found the disk full, it is looked whether there is room again, and
    /// another one is tried: a small one that changes nothing. That alone would say little, since the log of SQLite
    /// has room for some when the disk has none.
    ///
    /// # Errors
    /// [`DbError`] if it cannot.
    pub fn writable(&self) -> Result<(), DbError> {
        if !self.unwritable.load(Ordering::Acquire) {
            return Ok(());
        }
        if let Some(folder) = &self.folder
            && sqlite::room(folder).is_some_and(|room| room < sqlite::ROOM)
        {
            return Err(DbError::Disk("there is still no room".to_owned()));
        }
        let same = "UPDATE __diesel_schema_migrations SET run_on = run_on";
        self.write(|conn| match conn {
            Conn::Sqlite(conn) => Ok(conn.batch_execute(same)?),
            Conn::Postgres(conn) => Ok(conn.batch_execute(same)?),
        })
    }

    pub(crate) fn once<T, E: From<DbError>>(&self, work: impl FnOnce(Conn<'_>) -> Result<T, E>) -> Result<T, E> {
        if let Some(whole) = self.lent() {
            return whole.write(work);
        }
        match &self.pools {
            Pooled::Sqlite { writer, .. } => {
                let mut conn = writer.get().map_err(away)?;
                // Immediate: whoever reads first and writes later would find the file locked.
                inside(conn.immediate_transaction(|conn| work(Conn::Sqlite(conn)).map_err(Inside::Work)))
            }
            Pooled::Postgres(pool) => {
                let mut conn = postgres::get(pool).map_err(away)?;
                inside(conn.transaction(|conn| work(Conn::Postgres(conn)).map_err(Inside::Work)))
            }
        }
    }
}

/// Somebody who was faster has gone in a moment; a database that is away may stay so.
fn most_tries<E: Transient>(error: &E) -> u32 {
    error.database().map_or(MOST_TRIES, DbError::most_tries)
}

fn sized<M: r2d2::ManageConnection>(size: u32, pools: Pools) -> r2d2::Builder<M> {
    r2d2::Builder::new().max_size(size).min_idle(Some(1)).connection_timeout(pools.patience)
}

/// What went wrong inside a transaction: the database's own beginning or end of it, or the work.
pub(crate) enum Inside<E> {
    Database(DieselError),
    Work(E),
}

impl<E> From<DieselError> for Inside<E> {
    fn from(error: DieselError) -> Self {
        Self::Database(error)
    }
}

/// The same as whoever asked sees it.
pub(crate) fn inside<T, E: From<DbError>>(done: Result<T, Inside<E>>) -> Result<T, E> {
    done.map_err(|error| match error {
        Inside::Database(error) => E::from(DbError::from(error)),
        Inside::Work(error) => error,
    })
}

fn away<E: From<DbError>>(error: r2d2::Error) -> E {
    E::from(DbError::from(error))
}
