//! Services asked over HTTP (客户端): what a service offers in its own process, from another one.
//!
//! [`Imports`] hands files in and follows their jobs, [`Exports`] fetches lists as tables, as the command line does.
//! [`RemoteSubjects`], [`RemoteFeed`], [`RemoteClasses`], [`RemoteDisplayOrders`], [`RemoteLists`], [`RemoteMarked`],
//! [`RemoteReadings`], [`RemoteRecordOrders`], [`RemoteRecords`], [`RemoteSuppositions`] and [`RemoteAccess`] are the ports of
//! `contracts`: they give the values and errors that the services
//! themselves give. Everything here blocks. It speaks plain HTTP, between machines of one installation; whoever crosses a
//! network that others share puts a proxy with TLS in between.

mod access;
mod circuit;
mod classes;
mod corrections;
mod deadlines;
mod error;
mod exports;
mod feed;
mod imports;
mod lists;
mod marks;
mod orders;
mod readings;
mod records;
mod retry;
mod server;
mod subjects;
mod supposed;
mod trail;

pub use access::{RemoteAccess, Secret};
pub use classes::RemoteClasses;
pub use corrections::RemoteRecordOrders;
pub use deadlines::RemoteDeadlines;
pub use error::ClientError;
pub use exports::Exports;
pub use feed::RemoteFeed;
pub use imports::{Handing, Imports, RowFilter, WaitingRow};
pub use lists::RemoteLists;
pub use marks::RemoteMarked;
pub use orders::RemoteDisplayOrders;
pub use readings::RemoteReadings;
pub use records::RemoteRecords;
pub use server::{Server, Tokens};
pub use subjects::RemoteSubjects;
pub use supposed::RemoteSuppositions;
pub use trail::{RemoteTrail, Trail};
