//! A registry of few merchants, as services ask and follow it.

use contracts::change::Change;
use contracts::port::{Feed, Merchants, PortError, Registration, Subjects};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{MerchantKind, RecordKind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// An enterprise in 371502, with the number 1.
pub const BAKER: &str = "91371500795315494U";
/// Its code of before.
pub const FORMERLY_BAKER: &str = "371500200001234";
/// A sole trader in 371523, with the number 2.
pub const CARTER: &str = "91371581999990010K";
/// Nobody is registered under it; with the number 3.
pub const STRANGER: &str = "91371526999990029U";

/// Knows the merchants whose codes stand here, and nobody else.
#[derive(Default)]
pub struct Registry {
    are_gone: AtomicBool,
}

impl Registry {
    /// The number of whoever has a code.
    #[must_use]
    pub fn number(code: PartyCode) -> Option<i64> {
        match code.as_str() {
            BAKER | FORMERLY_BAKER => Some(1),
            CARTER => Some(2),
            STRANGER => Some(3),
            _ => None,
        }
    }

    /// From now on everybody is deregistered.
    pub fn deregister_all(&self) {
        self.are_gone.store(true, Ordering::SeqCst);
    }
}

/// What a registry tells of a merchant: the change with this number is about the one with this number and code.
#[must_use]
pub fn told_of(cursor: usize, subject_id: i64, code: &str) -> Change {
    Change {
        cursor: cursor.to_string(),
        subject_id,
        kind: RecordKind::Merchant,
        key: "merchant:".to_owned(),
        version: 1,
        place_micros: None,
        known_from_micros: 0,
        recorded_at: Instant::from_micros(0),
        act: "sent".to_owned(),
        import_id: None,
        source: None,
        content: format!("{{\"code\":\"{code}\"}}"),
        display: None,
    }
}

impl Subjects for Registry {
    fn resolve(&self, codes: &[PartyCode]) -> Result<Vec<i64>, PortError> {
        Ok(codes.iter().map(|code| Self::number(*code).expect("a code that this registry knows")).collect())
    }

    fn find(&self, codes: &[PartyCode]) -> Result<Vec<Option<i64>>, PortError> {
        Ok(codes.iter().map(|code| Self::number(*code)).collect())
    }
}

impl Merchants for Registry {
    fn registered(&self, codes: &[PartyCode], _: Option<Instant>) -> Result<Vec<Option<Registration>>, PortError> {
        let registration = |code: &str, name: &str, kind, area: &str| Registration {
            code: PartyCode::parse(code).expect("a code"),
            name: name.to_owned(),
            kind,
            area: AreaCode::parse(area).expect("an area"),
            industry: Industry::parse("5211").expect("a trade"),
            active: !self.are_gone.load(Ordering::SeqCst),
            registered_on: None,
        };
        let of = |code: &PartyCode| match Self::number(*code) {
            Some(1) => Some(registration(BAKER, "面包店", MerchantKind::Enterprise, "371502")),
            Some(2) => Some(registration(CARTER, "运输户", MerchantKind::SoleTrader, "371523")),
            _ => None,
        };
        Ok(codes.iter().map(of).collect())
    }
}

impl Feed for Registry {
    fn service(&self) -> &'static str {
        "registry"
    }

    fn changes(&self, after: Option<&str>, _: u16, _: Duration) -> Result<Vec<Change>, PortError> {
        Ok(if after.is_some() { Vec::new() } else { vec![told_of(1, 1, BAKER), told_of(2, 2, CARTER)] })
    }

    fn end(&self) -> Result<Option<String>, PortError> {
        Ok(Some("2".to_owned()))
    }
}
