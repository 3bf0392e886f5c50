//! The program as a server: started as its users start it, on both databases, and asked over HTTP.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access;
mod apart;
mod asked;
mod audited;
mod authorised;
mod away;
mod bad_input;
mod chronicle;
mod city;
mod counties;
mod cursors;
mod deadlines;
mod demo;
mod displays;
mod drawn;
mod due_everywhere;
mod exporting;
mod gateway;
mod growing;
mod held;
mod house;
mod importing;
mod killed;
mod once;
mod otlp;
mod own_values;
mod ports;
mod process;
mod promised;
mod promises;
mod rated;
mod rated_anew;
mod rated_for;
mod records;
mod sandbox;
mod scattered;
mod scratch;
mod searched;
mod served;
mod serving;
mod sources;
mod succeeded;
mod tables;
mod visited;
mod walk;

pub(crate) use city::SampleCity;
pub(crate) use house::{Installation, each_form, fangxin, small_city, told, until};
pub(crate) use process::program;
pub(crate) use served::Served;

pub(crate) const RESTAURANT: &str = "91371581999990010K";
pub(crate) const GYM: &str = "91371526999990029U";
