//! Access, open; and what every service follows of it: whose signature counts, which tokens no longer do.

use crate::SERVICE;
use crate::error::AccessError;
use crate::identity::Admission;
use crate::keys::{self, Signer};
use crate::seal::Seal;
use crate::store::{MIGRATIONS, RevocationRow, store};
use contracts::clock::Clock;
use contracts::port::PortError;
use contracts::trust::{EarlierTokens, Revoked, Trust, Trusted};
use db::{Conn, Database, Location, OpenError, Pools};
use receipts::{Cover, ReceiptBook};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant as Moment};

/// How soon what another process of this service has changed is noticed.
const LOOK: Duration = Duration::from_millis(300);

/// Accounts, keys and authorisations, open.
pub struct Access {
    pub(crate) db: Arc<Database>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) seal: Arc<Seal>,
    pub(crate) admission: Admission,
    /// Issuer and audience of tokens.
    pub(crate) installation: String,
    state: Mutex<Arc<State>>,
    changed: Arc<Condvar>,
}

/// Keys and revocations, as they were last read.
#[derive(Default)]
pub(crate) struct State {
    /// Zero before anything was read.
    version: i64,
    revocations: Vec<RevocationRow>,
    pub(crate) signers: Vec<Signer>,
}

impl Access {
    /// Opens it at a location. `seal` is that of the installation, whose name tokens bear; it is used when keys are
    /// asked for, and the first of them is made then.
    ///
    /// # Errors
    /// [`OpenError`] if its tables cannot be opened.
    pub fn open(
        location: &Location,
        pools: Pools,
        clock: Arc<dyn Clock>,
        (installation, seal): (&str, Seal),
    ) -> Result<Self, OpenError> {
        let db = Arc::new(Database::open(location, SERVICE, pools)?);
        db.migrate(&[&MIGRATIONS, &receipts::MIGRATIONS])?;
        let (state, changed) = (Mutex::default(), Arc::default());
        let (admission, seal) = (Admission::default(), Arc::new(seal));
        Ok(Self { db, clock, seal, admission, installation: installation.to_owned(), state, changed })
    }

    /// Can be written here?
    ///
    /// # Errors
    /// [`db::DbError`] if the disk was full when last it was tried, and still is.
    pub fn writable(&self) -> Result<(), db::DbError> {
        self.db.writable()
    }

    /// The same, with other ways in than passwords alone.
    #[must_use]
    pub fn admitting(self, admission: Admission) -> Self {
        Self { admission, ..self }
    }

    /// Answers kept beside what they acknowledge: some of them tell a secret.
    pub(crate) fn receipts(&self) -> ReceiptBook {
        let cover: Arc<dyn Cover> = Arc::<Seal>::clone(&self.seal);
        ReceiptBook::new(Arc::clone(&self.db), Arc::clone(&self.clock)).covered(cover)
    }

    /// Does something that every service must learn of, one change after the other.
    pub(crate) fn change<T>(
        &self,
        mut work: impl FnMut(&mut Conn<'_>) -> Result<T, AccessError>,
    ) -> Result<T, AccessError> {
        let done = self.db.write::<_, AccessError>(|mut conn| {
            store(conn.again()).hold_trust()?;
            let done = work(&mut conn)?;
            store(conn).grow_trust()?;
            Ok(done)
        })?;
        let changed = Arc::clone(&self.changed);
        self.db.afterwards(move || changed.notify_all());
        Ok(done)
    }

    /// Keys and revocations as they are now.
    pub(crate) fn refreshed(&self) -> Result<Arc<State>, AccessError> {
        let known = Arc::clone(&self.state.lock().unwrap_or_else(PoisonError::into_inner));
        if self.db.glance::<_, AccessError>(|conn| Ok(store(conn).trust_version()?))? == known.version {
            return Ok(known);
        }
        let now = self.clock.now().micros();
        let (version, keys, revocations) = self.db.read::<_, AccessError>(|mut conn| {
            let version = store(conn.again()).trust_version()?;
            let (keys, revocations) = (store(conn.again()).keys()?, store(conn).revocations(now)?);
            Ok((version, keys, revocations))
        })?;
        let signers = keys::signers(&keys, self);
        if signers.is_empty() {
            self.first_key()?;
            return self.refreshed();
        }
        let state = Arc::new(State { version, revocations, signers });
        // Nobody else may know what may come to nothing.
        if self.db.is_within_whole() {
            return Ok(state);
        }
        let mut held = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have read a later one meanwhile.
        if held.version < version {
            *held = Arc::clone(&state);
        }
        Ok(state)
    }
}

impl State {
    /// What counts at an instant. Keys whose signatures count no longer drop out by themselves, and the version
    /// says so.
    fn trusted(&self, now: i64) -> Trusted {
        let counting = self.signers.iter().filter(|signer| signer.counts(now));
        let keys: Vec<String> = counting.map(|signer| signer.public_key.clone()).collect();
        let revoked = self.revocations.iter().filter(|row| now < row.until).map(revoked).collect();
        Trusted { version: format!("{}-{}", self.version, keys.len()), keys, revoked }
    }
}

fn revoked(row: &RevocationRow) -> Revoked {
    match row.what.as_str() {
        "token" => Revoked::Token(row.value.clone()),
        "session" => Revoked::Session(row.value.clone()),
        _ => Revoked::Account(EarlierTokens { sub: row.value.clone(), generation: row.generation }),
    }
}

impl Trust for Access {
    fn trusted(&self, knows: Option<&str>, wait: Duration) -> Result<Trusted, PortError> {
        let until = Moment::now() + wait;
        loop {
            let away = |error: AccessError| PortError::Away { service: SERVICE.to_owned(), cause: error.to_string() };
            let state = self.refreshed().map_err(away)?;
            let trusted = state.trusted(self.clock.now().micros());
            let left = until.saturating_duration_since(Moment::now());
            if knows != Some(trusted.version.as_str()) || left.is_zero() {
                return Ok(trusted);
            }
            let held = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if held.version == state.version {
                drop(self.changed.wait_timeout(held, left.min(LOOK)).unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
}
