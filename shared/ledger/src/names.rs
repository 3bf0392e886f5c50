//! What merchants are called, for people who read lists: a name is a courtesy, and nothing fails for want of one.

use crate::book::Ledger;
use contracts::port::Merchants;
use domain::code::PartyCode;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names of merchants by their codes; of some there may be none.
pub type Names = BTreeMap<PartyCode, String>;

impl Ledger {
    /// Says who knows the names of merchants; what is said again is not heard. Without it nobody has a name.
    pub fn know_merchants(&self, merchants: Arc<dyn Merchants>) {
        // Whoever was first has said the same.
        let _ = self.merchants.set(merchants);
    }

    /// The names of merchants (主体名称) as they are registered now. One that cannot be got is left out.
    #[must_use]
    pub fn names(&self, codes: impl IntoIterator<Item = PartyCode>) -> Names {
        let Some(merchants) = self.merchants.get() else { return Names::new() };
        let mut codes: Vec<PartyCode> = codes.into_iter().collect();
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            return Names::new();
        }
        match merchants.registered(&codes, None) {
            Ok(found) => {
                let named = codes.into_iter().zip(found);
                named.filter_map(|(code, registered)| Some((code, registered?.name))).collect()
            }
            Err(error) => {
                tracing::warn!(service = self.service(), %error, "the names of merchants cannot be got");
                Names::new()
            }
        }
    }
}
