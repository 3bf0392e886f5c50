//! What is done before the first entry: old entries are chained, and the end of the chain is looked at.

use super::Hand;
use crate::chain::{self, BEGINNING};
use crate::entry::AuditEntry;
use crate::error::TrailError;
use crate::store::{Unchained, store};

/// Old entries that one transaction chains.
const TOGETHER: i64 = 2_000;

/// Chains what was written before there was a chain. Each piece is a transaction of its own, so whoever is
/// stopped goes on from there.
pub(super) fn open(hand: &mut Hand) -> Result<(), TrailError> {
    let mut chained = 0;
    loop {
        let moved = piece(hand)?;
        if moved == 0 {
            break;
        }
        chained += moved;
    }
    if chained > 0 {
        tracing::info!(entries = chained, "earlier audit entries are chained");
    }
    hand.unsigned = unsigned(hand)?;
    if chained > 0 || hand.unsigned >= hand.keeping.entries {
        hand.sign();
    }
    Ok(())
}

fn piece(hand: &Hand) -> Result<usize, TrailError> {
    hand.kept.0.write(|conn| {
        let store = store(conn);
        // Another process may be about the same.
        let head = store.held_head()?;
        let old = store.unchained(TOGETHER)?;
        let Some(last) = old.last().map(|entry| entry.entry_id) else { return Ok(0) };
        let mut entries: Vec<AuditEntry> = old.into_iter().map(Unchained::into_entry).collect();
        let head = chain::append(head, &mut entries)?;
        store.add(&entries)?;
        store.advance(&head)?;
        store.chained(last)?;
        Ok(entries.len())
    })
}

/// Entries behind the last checkpoint. What stands there is not proved here, which takes as long as the trail is;
/// but if even its ends do not fit each other, whoever reads the log should know at once.
fn unsigned(hand: &Hand) -> Result<i64, TrailError> {
    let (head, digest, latest, signed) = hand.kept.0.read::<_, TrailError>(|conn| {
        let store = store(conn);
        let head = store.head()?;
        let digest = store.digest(head.0)?;
        let latest = store.latest_checkpoint()?;
        let signed = latest.as_ref().map(|latest| store.digest(latest.number)).transpose()?.flatten();
        Ok((head, digest, latest, signed))
    })?;
    let fits = digest.as_deref().unwrap_or(BEGINNING) == head.1
        && latest.as_ref().is_none_or(|latest| signed.as_ref() == Some(&latest.digest));
    if !fits {
        tracing::error!("the audit trail is not as it was left; fangxin verify audit says what is wrong with it");
    }
    Ok(head.0.saturating_sub(latest.map_or(0, |latest| latest.number)).max(0))
}
