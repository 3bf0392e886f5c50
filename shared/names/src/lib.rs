//! Which merchants a person may have meant (名称检索): an index of names in memory, by code, name, part
//! of a name, pinyin, and with a typing error.
//!
//! A name never decides who somebody is: of different companies in one province, thousands of pairs
//! differ by one character. Only [`Kind::Code`] does; whatever else is found is for a person to choose from.
//!
//! **Order**: best kind first ([`Kind`] lists them), then the shorter name, then the name by code points,
//! then the code, then the subject's number. A subject is found once, by its best kind. Length and order are
//! those of the name as it is compared ([`normal::normalised`]).
//!
//! **Bound**: a search looks at no more than [`LOOKS`] names. It goes through them in the order above, so
//! what it has found is always the beginning of the whole answer; [`Found::cut`] says that it ended early.
//!
//! **Changes** cost some hundred moves in short arrays each; nothing is ever built anew.

mod entry;
mod index;
mod list;
mod merge;
mod near;
pub mod normal;
mod query;
mod readings;
mod search;

pub use index::Index;
pub use search::{CODE_BEGINS, Found, Hit, Kind, LOOKS, may_begin_code};
