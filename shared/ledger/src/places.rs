//! Follows the registry, so that a ledger knows in which area each merchant is registered. Whoever is limited to an
//! area is shown nobody before this has been heard of.

use crate::book::Ledger;
use crate::error::LedgerError;
use crate::follower::Follower;
use crate::store::store;
use contracts::port::{Feed, Merchants, PortError};
use domain::code::PartyCode;
use domain::digest::Digest;
use domain::record::RecordKind;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;

/// Changes that are taken in together.
const PAGE: u16 = 1_000;
/// How long a feed keeps a follower waiting; one that is to stop waits no longer either.
const WAIT: Duration = Duration::from_secs(1);

/// The thread that follows (区划跟随).
pub struct Places {
    ledger: Arc<Ledger>,
    feed: Arc<dyn Feed>,
    _follower: Follower,
}

/// Why a feed was not followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// Whom it comes from does not answer.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The ledger cannot take it in.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

impl Places {
    /// Begins to follow the registry's feed for a ledger; where a merchant is, `merchants` says.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn follow(
        ledger: Arc<Ledger>,
        feed: Arc<dyn Feed>,
        merchants: Arc<dyn Merchants>,
    ) -> Result<Self, std::io::Error> {
        let (own, its) = (Arc::clone(&ledger), Arc::clone(&feed));
        let step = move || own.follow_places(its.as_ref(), merchants.as_ref(), WAIT);
        Ok(Self { _follower: Follower::start((ledger.service(), "places"), ledger.bell(), step)?, ledger, feed })
    }

    /// Has everything been taken in that the registry says?
    ///
    /// # Errors
    /// [`FollowError`] if one of them does not answer.
    pub fn is_level(&self) -> Result<bool, FollowError> {
        let taken = self.ledger.followed(self.feed.as_ref())?;
        Ok(self.feed.end()? == taken)
    }
}

/// What of a registration says whose it is.
#[derive(Deserialize)]
struct Whose {
    code: PartyCode,
}

impl Ledger {
    /// Takes in the next changes of the registry, at most after a while; tells how many there were. Only whom they
    /// concern is read from them. Where that merchant is, the registry is asked: it knows which of several versions
    /// stands, and which of several registrations counts.
    ///
    /// # Errors
    /// [`FollowError`]; then nothing has been taken in.
    pub fn follow_places(
        &self,
        feed: &dyn Feed,
        merchants: &dyn Merchants,
        wait: Duration,
    ) -> Result<usize, FollowError> {
        let name = self.name_of(feed)?;
        let cursor = self.db.glance::<_, LedgerError>(|conn| Ok(store(conn).followed(&name)?))?;
        let changes = feed.changes(cursor.as_deref(), PAGE, wait)?;
        let Some(last) = changes.last() else { return Ok(0) };
        let mut codes: FxHashMap<i64, PartyCode> = FxHashMap::default();
        for change in changes.iter().filter(|change| change.kind == RecordKind::Merchant) {
            let Whose { code } = serde_json::from_str(&change.content).map_err(LedgerError::from)?;
            codes.insert(change.subject_id, code);
        }
        let (subjects, codes): (Vec<i64>, Vec<PartyCode>) = codes.into_iter().unzip();
        let registered = if codes.is_empty() { Vec::new() } else { merchants.registered(&codes, None)? };
        let areas = registered.into_iter().map(|merchant| merchant.map(|merchant| self.present(merchant.area)));
        let mut places: Vec<_> = subjects.into_iter().zip(areas).collect();
        // Always in one order, so that no two followers wait for each other.
        places.sort_unstable_by_key(|(subject, _)| *subject);
        self.db.write::<_, LedgerError>(|conn| {
            let store = store(conn);
            store.put_places(&places)?;
            Ok(store.set_followed(&name, &last.cursor)?)
        })?;
        Ok(changes.len())
    }

    fn followed(&self, feed: &dyn Feed) -> Result<Option<String>, LedgerError> {
        let name = self.name_of(feed)?;
        self.db.read(|conn| Ok(store(conn).followed(&name)?))
    }

    /// The name under which the place in a feed is remembered. It says which areas have succeeded others: when one
    /// more has, the feed is followed from its beginning.
    fn name_of(&self, feed: &dyn Feed) -> Result<String, LedgerError> {
        let today = self.clock.today();
        let mut areas = self.areas().clone();
        areas.0.retain(|change| change.on.is_none_or(|on| on <= today));
        Ok(match areas.0.is_empty() {
            true => feed.service().to_owned(),
            false => format!("{} {}", feed.service(), Digest::of(&areas)?),
        })
    }
}
