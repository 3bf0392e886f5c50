//! The peers' table (同业基准): what merchants of the same trade, size and channel have in complaints,
//! made once a month from the city's own records.

use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::facts::Fact;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::record::{Channel, Complaint, Merchant, SizeBand};
use domain::span::Span;
use policy::scheme::{Peers, Rung};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::gather::complaint;
use crate::program::selects;

mod months;

pub use months::monthly;

/// Which merchants a row of the table speaks of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stratum {
    /// Level of the ladder, 0 the narrowest.
    pub level: u8,
    /// Division (1-97), if the level looks at it.
    pub division: Option<u8>,
    /// Letter of the section, if the level looks at it.
    pub section: Option<char>,
    /// Size band, if the level looks at it.
    pub size: Option<SizeBand>,
    /// Channel, if the level looks at it.
    pub channel: Option<Channel>,
}

/// What a stratum has, all its merchants together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Totals {
    /// Merchants with at least one trading day in the window.
    pub merchants: u64,
    /// Their trading days.
    pub days: u64,
    /// Their complaints.
    pub complaints: u64,
}

/// What no level of a ladder is narrower than.
const NARROWEST: Rung = Rung { industry: 2, size: true, channel: true };

impl Totals {
    fn add(&mut self, more: Self) {
        self.merchants += more.merchants;
        self.days += more.days;
        self.complaints += more.complaints;
    }
}

/// The table of one month (同业基准表).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PeersTable {
    peers: Peers,
    /// The window: months that ended on the last day of the month before.
    pub window: Span,
    /// What was known by then counts.
    pub known_at: Instant,
    rows: BTreeMap<Stratum, Totals>,
}

/// What a merchant's peers have, and what that makes one expect of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PeersRow {
    /// First day of the window.
    pub window_from: Day,
    /// Last day of the window.
    pub window_until: Day,
    /// What was known by then counts.
    pub known_at: Instant,
    /// The stratum used.
    pub stratum: Stratum,
    /// The others of the stratum: the merchant itself is taken out.
    pub others: Totals,
    /// The merchant's own trading days in the window.
    pub own_days: u64,
    /// Is its start unknown, so that the whole window was taken?
    pub start_unknown: bool,
    /// Complaints to expect of it, in thousandths.
    pub expected_thousandths: u32,
}

impl PeersRow {
    /// Digest of the row, named in certificates.
    ///
    /// # Errors
    /// Never in practice; the row has only integers and words.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Digest::of(self)
    }
}

impl PeersRow {
    /// The merchant's own complaints in the same window, which are compared with those to expect.
    #[must_use]
    pub fn own_complaints(&self, peers: &Peers, facts: &[Fact]) -> u64 {
        counted(peers, Span::new(self.window_from, self.window_until.next()), facts)
    }
}

/// How many facts a table counts that has this window.
fn counted(peers: &Peers, window: Span, facts: &[Fact]) -> u64 {
    let last = window.off.plus_days(-1);
    let is_counted = |f: &&Fact| {
        selects(&peers.count, f.kind, f.dated_by, &f.values) && window.contains(f.day) && f.counts.contains(last)
    };
    facts.iter().filter(is_counted).count() as u64
}

/// A merchant as the peers' table looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Identifier.
    pub code: PartyCode,
    industry: Industry,
    size: SizeBand,
    channel: Channel,
    /// Trading days in the window.
    days: u64,
    complaints: u64,
    start_unknown: bool,
}

impl Member {
    /// Its trading days in the window.
    #[must_use]
    pub const fn days(&self) -> u64 {
        self.days
    }

    /// Reads a merchant and its complaints; nothing else is looked at.
    #[must_use]
    pub fn of<'c>(
        peers: &Peers,
        window: Span,
        merchant: &Merchant,
        complaints: impl IntoIterator<Item = &'c Complaint>,
    ) -> Self {
        let mut facts = Vec::new();
        for record in complaints {
            // Whatever falls outside the window by receipt and by closing cannot count.
            if window.contains(record.received_on) || record.closed_on.is_some_and(|day| window.contains(day)) {
                complaint(record, &mut facts);
            }
        }
        Self {
            code: merchant.code,
            industry: merchant.industry,
            size: merchant.size,
            channel: merchant.channel,
            days: u64::try_from(window.and(merchant.trading()).days()).unwrap_or(0),
            complaints: counted(peers, window, &facts),
            start_unknown: merchant.registered_on.is_none(),
        }
    }

    fn stratum(&self, level: usize, rung: Rung) -> Stratum {
        Stratum {
            level: u8::try_from(level).unwrap_or(u8::MAX),
            division: (rung.industry == 2).then(|| self.industry.division()),
            section: (rung.industry == 1).then(|| self.industry.section().letter()),
            size: rung.size.then_some(self.size),
            channel: rung.channel.then_some(self.channel),
        }
    }
}

/// The window and the instant of knowledge of the table that serves `day`.
#[must_use]
pub fn window(peers: &Peers, day: Day) -> (Span, Instant) {
    let off = day.month_start();
    (Span::new(off.aged(peers.window_months).month_start(), off), Instant::start_of(off))
}

impl PeersTable {
    /// Makes the table that serves `day`. `members` are the merchants as known at `known_at`, which
    /// is the earlier of the instant asked for and 00:00 on the first of the month.
    #[must_use]
    pub fn make<'m>(peers: &Peers, day: Day, known_at: Instant, members: impl IntoIterator<Item = &'m Member>) -> Self {
        let (window, _) = window(peers, day);
        // Members alike in trade, size and channel stand in the same stratum of every level.
        let mut alike: FxHashMap<Stratum, (Member, Totals)> = FxHashMap::default();
        for member in members.into_iter().filter(|member| member.days > 0) {
            let (_, totals) = alike.entry(member.stratum(0, NARROWEST)).or_insert_with(|| (*member, Totals::default()));
            totals.add(Totals { merchants: 1, days: member.days, complaints: member.complaints });
        }
        let mut rows: BTreeMap<Stratum, Totals> = BTreeMap::new();
        for (member, totals) in alike.values() {
            for (level, rung) in peers.ladder.iter().enumerate() {
                rows.entry(member.stratum(level, *rung)).or_default().add(*totals);
            }
        }
        Self { peers: peers.clone(), window, known_at, rows }
    }

    /// What to expect of a merchant: the narrowest stratum with enough others, else the whole city.
    /// `then` is the merchant as the table knew it, if it did.
    #[must_use]
    pub fn row(&self, now: &Member, then: Option<&Member>) -> PeersRow {
        let others_of = |level: usize, rung: Rung| {
            // Its own share is taken out of the stratum in which the table has it.
            let wanted = now.stratum(level, rung);
            let mut totals = self.rows.get(&wanted).copied().unwrap_or_default();
            if let Some(own) = then.filter(|own| own.days > 0 && own.stratum(level, rung) == wanted) {
                totals.merchants -= 1;
                totals.days -= own.days;
                totals.complaints -= own.complaints;
            }
            (wanted, totals)
        };
        let last = self.peers.ladder.len().saturating_sub(1);
        let whole_city = Rung { industry: 0, size: false, channel: false };
        let mut chosen = (now.stratum(last, whole_city), Totals::default());
        for (level, rung) in self.peers.ladder.iter().enumerate() {
            chosen = others_of(level, *rung);
            if chosen.1.merchants >= self.peers.minimum_others {
                break;
            }
        }
        let (stratum, others) = chosen;
        let scaled = u128::from(now.days) * u128::from(others.complaints) * 1000;
        let expected = scaled.checked_div(u128::from(others.days)).unwrap_or(0);
        let floor = u32::try_from(self.peers.floor_thousandths).unwrap_or(u32::MAX);
        PeersRow {
            window_from: self.window.from,
            window_until: self.window.off.plus_days(-1),
            known_at: self.known_at,
            stratum,
            others,
            own_days: now.days,
            start_unknown: now.start_unknown,
            expected_thousandths: u32::try_from(expected).unwrap_or(u32::MAX).max(floor),
        }
    }

    /// A table whose rows were kept, as [`PeersTable::make`] made it for the same day.
    #[must_use]
    pub fn kept(peers: &Peers, day: Day, known_at: Instant, rows: impl IntoIterator<Item = (Stratum, Totals)>) -> Self {
        let (window, _) = window(peers, day);
        Self { peers: peers.clone(), window, known_at, rows: rows.into_iter().collect() }
    }

    /// Digest of the whole table.
    ///
    /// # Errors
    /// Never in practice; the table has only integers and words.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Digest::of(&self.rows().collect::<Vec<_>>())
    }

    /// The rows of the table, narrow strata first.
    pub fn rows(&self) -> impl Iterator<Item = (&Stratum, &Totals)> {
        self.rows.iter()
    }
}
