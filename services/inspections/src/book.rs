//! The draws of a city, open: their tables, and whom they ask.

use crate::entering::offline_days;
use crate::error::DrawError;
use crate::linked::Cases;
use crate::publicity;
use crate::sector::Sector;
use crate::store::{InspectorRow, PlanRow, TaskRow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contracts::access::Reach;
use contracts::clock::Clock;
use contracts::port::{Classes, Merchants};
use contracts::signature::Signer;
use db::Database;
use domain::area::AreaCode;
use draws::Secret;
use draws::legal::Minima;
use draws::rules::Rules;
use ledger::Ledger;
use policy::fault::Fault;
use policy::reader::on_every_day;
use policy::set::PolicySet;
use receipts::Cover;
use statute::gate::Catalogue;
use std::sync::Arc;

/// Longest text of one line, in characters.
const LONGEST: usize = 200;

/// Whom draws ask, and by what they are kept.
pub struct Around {
    /// The registry.
    pub merchants: Arc<dyn Merchants>,
    /// The ratings.
    pub classes: Arc<dyn Classes>,
    /// The dated rules of draws.
    pub policies: PolicySet,
    /// With what published results stop.
    pub cases: Arc<Cases>,
    /// By what anything leaves the house.
    pub catalogue: Arc<Catalogue>,
    /// Seals nonces, so that whoever reads the database knows none before it is revealed.
    pub cover: Arc<dyn Cover>,
    /// Signs commitments.
    pub signer: Arc<dyn Signer>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
}

/// The draws of a city (双随机抽查).
pub struct DrawBook {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) db: Arc<Database>,
    pub(crate) around: Around,
}

/// Whatever the day, can everything that inspections read of policy be read?
///
/// # Errors
/// Every fault of the parameters.
pub fn check(policies: &PolicySet) -> Result<(), Vec<Fault>> {
    on_every_day(policies, |day| {
        offline_days(policies, day)?;
        Minima::on(policies, day)?;
        publicity::Rules::on(policies, day)?;
        Rules::on(policies, day)
    })
}

impl DrawBook {
    /// The draws beside the records of visits, whose tables must have [`crate::OWN_MIGRATIONS`].
    ///
    /// # Errors
    /// [`DrawError::Policy`] if on any day the policy does not say all that is needed.
    pub fn new(ledger: Arc<Ledger>, around: Around) -> Result<Self, DrawError> {
        check(&around.policies).map_err(DrawError::Policy)?;
        Ok(Self { db: Arc::clone(ledger.database()), ledger, around })
    }

    /// The year of today.
    pub(crate) fn this_year(&self) -> i32 {
        self.around.clock.today().year()
    }

    /// The rules of today.
    pub(crate) fn rules(&self) -> Result<Rules, DrawError> {
        Rules::on(&self.around.policies, self.around.clock.today()).map_err(DrawError::Policy)
    }

    /// A new secret, from the operating system, and the same sealed.
    pub(crate) fn nonce(&self) -> Result<(Secret, String), DrawError> {
        let bytes = random()?;
        let nonce = Secret::new(bytes);
        let sealed = self.around.cover.close(&sealed_as(&nonce.hash().to_string()), &bytes);
        Ok((nonce, URL_SAFE_NO_PAD.encode(sealed.map_err(DrawError::Own)?)))
    }

    /// The nonce of this hash, opened.
    pub(crate) fn opened(&self, nonce_hash: &str, sealed: &str) -> Result<Secret, DrawError> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).unwrap_or_default();
        let bytes = self.around.cover.open(&sealed_as(nonce_hash), &sealed).map_err(DrawError::Own)?;
        let bytes = <[u8; 32]>::try_from(bytes);
        bytes.map(Secret::new).map_err(|bytes| DrawError::Own(format!("a nonce has {} bytes", bytes.len())))
    }
}

/// 32 bytes from the operating system.
pub(crate) fn random() -> Result<[u8; 32], DrawError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| DrawError::Own(format!("no random bytes: {error}")))?;
    Ok(bytes)
}

/// Under what name a nonce is sealed, so that no two can be exchanged.
fn sealed_as(nonce_hash: &str) -> String {
    format!("nonce of a draw {nonce_hash}")
}

impl PlanRow {
    pub(crate) fn sectors(&self) -> Result<Vec<Sector>, DrawError> {
        Ok(serde_json::from_str(&self.part.sectors)?)
    }

    pub(crate) fn areas(&self) -> Result<Vec<AreaCode>, DrawError> {
        Ok(serde_json::from_str(&self.part.areas)?)
    }

    /// Those of its sectors that a task of it takes.
    pub(crate) fn sectors_of(&self, task: &TaskRow) -> Result<Vec<Sector>, DrawError> {
        let (mut sectors, names) = (self.sectors()?, task.sectors()?);
        sectors.retain(|sector| names.contains(&sector.sector));
        Ok(sectors)
    }
}

impl TaskRow {
    pub(crate) fn sectors(&self) -> Result<Vec<String>, DrawError> {
        Ok(serde_json::from_str(&self.part.sectors)?)
    }

    pub(crate) fn areas(&self) -> Result<Vec<AreaCode>, DrawError> {
        Ok(serde_json::from_str(&self.part.areas)?)
    }

    /// Refuses whoever does not reach every merchant of the task.
    pub(crate) fn is_all_within(&self, reach: Reach) -> Result<(), DrawError> {
        if self.areas()?.iter().all(|area| reach.covers(Some(*area))) { Ok(()) } else { Err(DrawError::Outside) }
    }

    /// Does somebody reach any of its merchants?
    pub(crate) fn is_partly_within(&self, reach: Reach) -> Result<bool, DrawError> {
        let areas = self.areas()?;
        // The reach may lie below an area of the task, or the other way round.
        let meets = |area: &AreaCode| reach.covers(Some(*area)) || reach.area().is_some_and(|own| own.is_within(*area));
        Ok(reach.is_everywhere() || areas.iter().any(meets))
    }
}

impl InspectorRow {
    pub(crate) fn sectors(&self) -> Result<Vec<String>, DrawError> {
        Ok(serde_json::from_str(&self.sectors)?)
    }
}

/// A text of one line that may stand in what is hashed.
pub(crate) fn line(field: &'static str, text: &str) -> Result<String, DrawError> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        let zh = format!("应为 1 至 {LONGEST} 个字符，不含控制字符");
        return Err(DrawError::field(
            field,
            zh,
            format!("must be 1 to {LONGEST} characters, none a control character"),
        ));
    }
    Ok(text.to_owned())
}

/// The name of a sector, which may stand in the key of a stratum.
pub(crate) fn sector(field: &'static str, text: &str) -> Result<String, DrawError> {
    let text = line(field, text)?;
    if text.contains('/') {
        return Err(DrawError::field(field, "不能含有斜杠", "must not hold a slash"));
    }
    Ok(text)
}

/// A list in order, each once, and at least one.
pub(crate) fn listed<T: Ord>(field: &'static str, mut list: Vec<T>) -> Result<Vec<T>, DrawError> {
    list.sort_unstable();
    list.dedup();
    if list.is_empty() { Err(DrawError::field(field, "至少一项", "at least one is needed")) } else { Ok(list) }
}
