//! What services say to each other and to the world: problems, access, audit entries, the clock and pages.
//!
//! No HTTP and no I/O: `web` puts these words on the wire, services use them in their ports and use cases.

pub mod access;
pub mod audit;
pub mod authorisation;
pub mod change;
pub mod clock;
pub mod export;
pub mod import;
pub mod owner;
pub mod page;
pub mod port;
pub mod problem;
pub mod signature;
pub mod span;
pub mod status;
pub mod trace;
pub mod trust;
pub mod wait;
