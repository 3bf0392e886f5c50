//! The ledger (台账): what every record service does with the kinds of record that it owns.
//!
//! Records come in as rows of a layout, from files ([`Ledger::hand_in`], read by a [`Worker`]) or sent by
//! other systems ([`Ledger::send`]), and officials act on them ([`OnRecord`]). Every change is a new
//! version; nothing is overwritten. The versions in the order in which they were written are the journal
//! that other services follow ([`contracts::port::Feed`]).

mod acts;
mod api;
mod asker;
mod before;
mod bell;
mod book;
mod bounds;
mod cards;
mod deadlines;
mod due;
mod error;
mod expiry;
mod exports;
mod feed;
mod follower;
mod history;
mod house;
mod import;
mod lacking;
mod look;
mod mapping;
mod marks;
mod mirror;
mod names;
mod oblige;
mod orders;
mod parties;
mod places;
mod position;
mod resolving;
mod row;
mod send;
mod standing;
mod store;
mod subject;
mod unresolved;
mod versions;

pub use acts::{LONGEST_REASON, OnRecord};
pub use api::{Deadline, Desk, DueBook, DuePage, Elsewhere, Joined, api, beside, counted, followed, for_everybody};
pub use asker::Asker;
pub use bell::Bell;
pub use book::Ledger;
pub use bounds::is_within;
pub use cards::{
    Completeness, Contradicting, Contradictions, Effect, Fates, Freshness, Lag, Month, Rows, ShortCard, SourceCard,
    WaitingRows,
};
pub use deadlines::{DEADLINES, Deadlines};
pub use due::{Due, DueAfter, DueWanted, Entry, Extended};
pub use error::LedgerError;
pub use expiry::{Event, What};
pub use exports::{EXPORT_PAGE, Export, ExportFile, Exports, Line, Lines, Listed, Offer, Sheet, Tabled, Taker};
pub use follower::Follower;
pub use house::{Put, Said};
pub use import::{Handed, Settled, Waiting, WaitingFilter, Worker};
pub use intake::export::{Form, MARKS};
pub use intake::shown;
pub use lacking::lacking;
pub use look::{After, VersionView, Wanted};
pub use mapping::SavedMapping;
pub use mirror::{Held, Mirror};
pub use names::Names;
pub use oblige::{Binding, Bound};
pub use parties::{Parties, Registered};
pub use places::{FollowError, Places};
pub use position::Position;
pub use resolving::{Resolving, RowPlace, WaitingRecord};
pub use send::Sent;
pub use standing::Stands;
pub use store::{MIGRATIONS, span};
pub use unresolved::Unresolved;
pub use versions::{Act, Fate};
