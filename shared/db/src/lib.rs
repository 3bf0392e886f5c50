//! Diesel on SQLite and PostgreSQL (数据库): open by URL, migrate, read, write, try again.
//!
//! Both back-ends are always compiled in and chosen by the URL. A store writes its queries once, in a
//! source file that is compiled for each back-end as a module of its own (`#[path]`); what differs
//! between the dialects is a function of the same name in [`sqlite`] and [`postgres`], never an `if` in
//! a query. Everything here blocks: whoever serves requests calls it on threads that may wait.

mod backoff;
pub mod copying;
mod database;
mod error;
mod location;
mod migrate;
mod point;
pub mod postgres;
mod roles;
pub mod sqlite;
mod whole;

pub use database::{Conn, Database, Pools};
pub use error::{DbError, OpenError, Transient};
pub use location::Location;
pub use migrate::Migrations;
pub use point::Point;
pub use roles::Role;

/// What a query of a store fails with; everything outside a store sees it as a [`DbError`].
pub use diesel::result::Error as QueryError;
#[doc(hidden)]
pub use diesel_migrations;
