//! What goes wrong around an installation: processes that are killed, databases that go away, full disks, bad
//! networks, backups taken meanwhile. Nothing that was acknowledged is lost, and everything comes back by itself.
//!
//! `cargo xtask faults --kills 1000` does the same for longer.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod backup;
mod database;
mod disk;
mod killed;
mod load;
mod network;
mod points;
mod rounds;
mod start;
mod truth;

// What the tests of the services start their servers with.
#[path = "../services/asked.rs"]
mod asked;
#[expect(dead_code, reason = "its tests use the rest")]
#[path = "../services/city.rs"]
mod city;
#[expect(dead_code, reason = "its tests use the rest")]
#[path = "../services/house.rs"]
mod house;
#[path = "../services/process.rs"]
mod process;
#[path = "../services/promises.rs"]
mod promises;
#[path = "../services/scattered.rs"]
mod scattered;
#[path = "../services/scratch.rs"]
mod scratch;
#[expect(dead_code, reason = "its tests use the rest")]
#[path = "../services/served.rs"]
mod served;

pub(crate) use city::SampleCity;
pub(crate) use house::{Installation, fangxin, small_city, told, until};
pub(crate) use process::program;
pub(crate) use served::Served;

pub(crate) const RESTAURANT: &str = "91371581999990010K";
