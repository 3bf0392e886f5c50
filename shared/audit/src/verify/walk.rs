//! Follows the chain entry by entry; where it breaks, some that follow tell what has been done to it.

use super::{Finding, between};
use crate::chain::{digest, digest_as};
use crate::entry::AuditEntry;

/// Entries that are looked at where the chain breaks.
const WINDOW: usize = 1_000;

type Found = Result<Option<Finding>, serde_json::Error>;

pub(super) struct Walk {
    /// Number that comes next.
    number: i64,
    /// Digest of the entry before it.
    previous: String,
    state: State,
}

enum State {
    /// Everything fits so far.
    Sound,
    /// The first of these does not.
    Broken(Vec<AuditEntry>),
    /// What is wrong has been said; what follows proves nothing.
    Over,
}

impl Walk {
    pub(super) fn new(number: i64, previous: &str) -> Self {
        Self { number, previous: previous.to_owned(), state: State::Sound }
    }

    pub(super) fn expected(&self) -> i64 {
        self.number
    }

    pub(super) fn previous(&self) -> &str {
        &self.previous
    }

    pub(super) fn is_broken(&self) -> bool {
        !matches!(self.state, State::Sound)
    }

    pub(super) fn give_up(&mut self) {
        self.state = State::Over;
    }

    pub(super) fn entry(&mut self, entry: AuditEntry) -> Found {
        match &mut self.state {
            State::Over => Ok(None),
            State::Sound if entry.number == self.number && digest(&self.previous, &entry)? == entry.digest => {
                self.number += 1;
                self.previous = entry.digest;
                Ok(None)
            }
            State::Sound => {
                self.state = State::Broken(vec![entry]);
                Ok(None)
            }
            State::Broken(window) => {
                window.push(entry);
                if window.len() < WINDOW { Ok(None) } else { self.end() }
            }
        }
    }

    /// Nothing more comes of this piece.
    pub(super) fn end(&mut self) -> Found {
        let State::Broken(window) = &self.state else { return Ok(None) };
        let finding = diagnosis(self.number, &self.previous, window)?;
        self.state = State::Over;
        Ok(finding)
    }
}

/// Why the first entry of the window does not stand where it should.
fn diagnosis(number: i64, previous: &str, window: &[AuditEntry]) -> Found {
    let Some(here) = window.first() else { return Ok(None) };
    let fits = |at: usize, number: i64, previous: &str| match window.get(at) {
        Some(entry) => Ok::<bool, serde_json::Error>(digest_as(number, previous, entry)? == entry.digest),
        None => Ok(false),
    };
    // The one that belongs here may stand further behind, under whatever number.
    for (at, entry) in window.iter().enumerate().skip(1) {
        if !fits(at, number, previous)? {
            continue;
        }
        let is_inserted = fits(at + 1, number + 1, &entry.digest)?;
        return Ok(Some(match is_inserted {
            true => {
                let zh = format!("第{number}条是后来插入的（共{at}条）");
                Finding::new("inserted", number, zh, format!("entry {number} was inserted ({at} in all)"))
            }
            false => {
                let found = entry.number;
                let zh = format!("顺序被改动：应在第{number}条处的记录出现在第{found}条处");
                let en = format!("entries were re-ordered: what belongs at {number} stands at {found}");
                Finding::new("reordered", number, zh, en)
            }
        }));
    }
    if here.number > number {
        let (zh, en) = between(number, here.number);
        return Ok(Some(Finding::new("missing", number, zh, en)));
    }
    if here.number < number {
        let (zh, en) = between(number, here.number);
        return Ok(Some(Finding::new("inserted", here.number, zh, en)));
    }
    // The chain goes on behind it as it would some numbers further on: those between were taken out.
    for lost in (1..).take(WINDOW) {
        if fits(1, number + lost + 1, &here.digest)? {
            let zh = format!("第{number}条起缺少{lost}条，其后的编号被改过");
            let en = format!("{lost} entries are missing from {number} on, and those behind were renumbered");
            return Ok(Some(Finding::new("missing", number, zh, en)));
        }
    }
    let zh = format!("第{number}条被改动（或其前一条连同摘要被改动）");
    let en = format!("entry {number} was changed, or the one before it together with its digest");
    Ok(Some(Finding::new("changed", number, zh, en)))
}
