//! The HTTP rim of every service: who asks, what is asked, what is answered, and the document that says so.
//!
//! A service writes an [`Api`] out of handlers whose argument types say everything: a [`Caller`] names the
//! scope it needs, [`Query`], [`Path`] and [`Json`] what is asked, [`Answer`] what is given. The route, the
//! check and the OpenAPI document all come from that one signature. [`serve`] puts the Apis of several
//! services on one listener. Use cases are synchronous; a handler runs them with [`blocking`].

mod answer;
mod api;
mod audit;
mod blocking;
mod caller;
mod coding;
mod document;
mod extract;
mod fault;
mod house;
mod metrics;
mod once;
mod random;
mod rates;
mod rim;
mod server;
pub mod token;

pub use answer::{
    About, Accepted, Admitted, Answer, Attachment, CalendarFile, Changed, Concerning, Created, CsvFile, Download,
    Grounded, Held, Kept, KeptOnce, Lines, Ndjson, NoContent, Noted, Outcome, SeeOther, TableType, Versioned, Workbook,
};
pub use api::{Access, Api, ApiError, Argument, Arguments, Doc, Endpoint, Link, Reply, Sketch};
pub use audit::Who;
pub use blocking::blocking;
pub use caller::{
    Administer, Any, Anyone, Apply, Authorise, Caller, Command, Decide, Follow, Import, Permission, Public, ReadAudit,
    ReadOwn, ReadPublic, ReadRatings, ReadRecords, ReleaseHolds, ResolveSubjects, Shown, UseAuthorisations, Visitor,
    WriteRecords,
};
pub use document::document;
pub use extract::{Basic, Body, Cookies, Form, IfMatch, Json, Path, Query, Redirected, State, Upload, read_part};
pub use fault::Fault;
pub use house::Health;
pub use metrics::Gauge;
pub use once::{Asked, Once, OnceAnswer, Receipts, Told};
pub use rates::{Rate, Rates};
pub use rim::Limits;
pub use server::{Handle, Options, ServeError, Stopper, serve};
