//! The services of this installation in one process: wired, watched, served, logged.

mod health;
pub(crate) mod lock;
pub(crate) mod log;
pub(crate) mod otlp;
pub(crate) mod plan;
mod ports;
mod running;
pub(crate) mod tokens;
pub(crate) mod wire;

pub(crate) use running::{Courts, Running, Settings, listener, start};
