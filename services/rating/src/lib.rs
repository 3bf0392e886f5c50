//! Ratings (信用分类): follows the record services, rates every merchant, explains each rating, and keeps the
//! history of the classes that were issued.

mod api;
mod beside;
mod book;
mod bulk;
mod case;
mod cause;
mod decided;
mod disclosure;
mod effect;
mod error;
mod files;
mod first;
mod follow;
mod growth;
mod holds;
pub mod judge;
mod lists;
mod look;
mod lookup;
mod moment;
mod opened;
mod outlook;
mod past_peers;
mod peers;
mod policies;
mod projection;
mod public;
mod rater;
mod rulings;
mod sandbox;
mod service;
mod signal;
mod store;
mod supposed;

pub use api::api;
pub use book::Ratings;
pub use bulk::everything;
pub use cause::Cause;
pub use disclosure::{Group, Shown};
pub use effect::{Effect, Move};
pub use error::RatingError;
pub use growth::{
    Alert, City, Confirmed, Dismissed, Grown, GrowthAfter, GrowthFound, GrowthSought, Month, State, document_no,
};
pub use holds::{ClassMove, Held, Hold, HoldState};
pub use lists::{Filter, IndustryFilter, Place, Sort, Summary, UNRATED};
pub use look::{Issued, Question, Told};
pub use lookup::Found;
pub use policies::check;
pub use projection::{Projection, Served};
pub use rulings::Ruling;
pub use sandbox::{Expected, Listed, Roster, SANDBOX_HOLD, Sandbox, SandboxError};
pub use service::Service;
pub use store::MIGRATIONS;
pub use supposed::{Unsupposable, Unsupposed};

/// Name of the service, of its file or schema, and of its paths.
pub const SERVICE: &str = "rating";
