//! Who is registered under a code, as other services ask.

use contracts::access::Reach;
use contracts::port::{Merchants, PortError, Registration};
use domain::code::PartyCode;
use domain::instant::Instant;
use domain::record::{Merchant, MerchantStatus, RecordKind};
use ledger::{Ledger, LedgerError, VersionView};
use std::sync::Arc;

/// The merchants of the registry (登记主体).
pub struct MerchantBook(pub(crate) Arc<Ledger>);

impl MerchantBook {
    /// As [`Merchants::registered`], of merchants within a reach.
    pub(crate) fn look(
        &self,
        codes: &[PartyCode],
        known_at: Option<Instant>,
        reach: Reach,
    ) -> Result<Vec<Option<Registration>>, LedgerError> {
        self.0.of_codes(RecordKind::Merchant, codes, known_at, reach)?.iter().map(|views| present(views)).collect()
    }
}

impl Merchants for MerchantBook {
    fn registered(
        &self,
        codes: &[PartyCode],
        known_at: Option<Instant>,
    ) -> Result<Vec<Option<Registration>>, PortError> {
        let away =
            |error: LedgerError| PortError::Away { service: crate::SERVICE.to_owned(), cause: error.to_string() };
        self.look(codes, known_at, Reach::Everywhere).map_err(away)
    }
}

/// Of the registrations of a merchant under several codes the one with the highest rank counts: an 18-character code
/// follows a 15-digit number.
pub(crate) fn rank(code: PartyCode) -> (usize, PartyCode) {
    (code.as_str().len(), code)
}

/// The registration that counts.
fn present(views: &[VersionView]) -> Result<Option<Registration>, LedgerError> {
    let mut merchants = Vec::with_capacity(views.len());
    for view in views {
        merchants.push(serde_json::from_str::<Merchant>(&view.content)?);
    }
    merchants.retain(|merchant| !merchant.withdrawn);
    let last = merchants.into_iter().max_by_key(|merchant| rank(merchant.code));
    Ok(last.map(|Merchant { code, name, kind, area, industry, status, registered_on, .. }| {
        let active = status == MerchantStatus::Active;
        Registration { code, name, kind, area, industry, active, registered_on }
    }))
}
