//! The peers' table of a city of files, and every merchant's row of it.

use crate::city::Files;
use crate::known::Known;
use crate::rulebook::Rulebook;
use crate::stop;
use anyhow::{Context, Result};
use domain::instant::Instant;
use policy::scheme::Method;
use rayon::prelude::*;
use scoring::peers::{Member, PeersRow, PeersTable, window};

/// The peers' table that serves the day of the rating, and every merchant's row of it, by its place;
/// nothing for a scheme without peers.
pub(crate) fn all_peers(rulebook: &Rulebook, files: &Files) -> Result<(Option<PeersTable>, Vec<PeersRow>)> {
    let Method::Points(method) = &rulebook.scheme.method else { return Ok((None, Vec::new())) };
    let Some(peers) = &method.peers else { return Ok((None, Vec::new())) };
    let batch = &files.loaded.batch;
    let (window, month) = window(peers, files.day);
    let known_then = files.known_at.map_or(month, |at| at.min(month));
    let members = |known: &Known| -> Result<Vec<Option<Member>>> {
        let member = |at| {
            stop::check()?;
            let merchant = known.merchant(batch, at);
            Ok(merchant.map(|merchant| Member::of(peers, window, merchant, known.complaints(batch, at))))
        };
        (0..known.len()).into_par_iter().map(member).collect()
    };
    let now = members(&files.known)?;
    // Mostly nothing of what the table looks at was learnt since: then the same members serve.
    let newer = |known_from: Instant| known_from > known_then;
    let changed =
        batch.merchants.iter().any(|v| newer(v.known_from)) || batch.complaints.iter().any(|v| newer(v.known_from));
    let then = match changed {
        true => Some(files.known.for_peers(batch, known_then)?),
        false => None,
    };
    let members_then = then.as_ref().map(members).transpose()?;
    let (known, then) = (then.as_ref().unwrap_or(&files.known), members_then.as_ref().unwrap_or(&now));
    let table = PeersTable::make(peers, files.day, known_then, then.iter().flatten());
    let row = |now: &Option<Member>| {
        let now = now.as_ref().context("every place has a merchant")?;
        let own = known.find(now.code).and_then(|at| then.get(at)).and_then(Option::as_ref);
        Ok(table.row(now, own))
    };
    let rows = now.par_iter().map(row).collect::<Result<_>>()?;
    Ok((Some(table), rows))
}
