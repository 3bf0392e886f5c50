//! What else stands of the same merchant: a permit is renewed by another one, and a report is filed for a registration.

use domain::record::{Content, Merchant, RecordKind, Standing};

/// Kinds of record whose time limits rest on one another: where one of a merchant changes, all of them are worked out
/// anew.
pub const TOGETHER: &[RecordKind] = &[RecordKind::Merchant, RecordKind::Standing];

/// What stands of one merchant, the record in question among it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'c>(pub(super) &'c [Content]);

impl<'c> Beside<'c> {
    /// Its standing facts that were not taken back.
    pub(super) fn standings(self) -> impl Iterator<Item = &'c Standing> {
        self.0.iter().filter_map(|content| match content {
            Content::Standing(standing) if !standing.withdrawn => Some(standing),
            _ => None,
        })
    }

    /// The registration that counts: of several the one under the longest and then the last code, as the registry says.
    pub(super) fn merchant(self) -> Option<&'c Merchant> {
        let merchants = self.0.iter().filter_map(|content| match content {
            Content::Merchant(merchant) if !merchant.withdrawn => Some(merchant),
            _ => None,
        });
        merchants.max_by_key(|merchant| (merchant.code.as_str().len(), merchant.code))
    }
}
