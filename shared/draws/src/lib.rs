//! Double-random draws (双随机抽查): who is visited and by whom, decided by a public value that nobody
//! knew when the inputs were fixed, so that anybody who may see the inputs can repeat the draw bit for bit
//! (settled readings, 18 to 24). Pure: the clock, the nonce, the salt and the public value are arguments.
//!
//! # Bytes
//!
//! Every hash is SHA-256. `‖` puts bytes after each other with nothing between; texts are UTF-8 without
//! a length or an end; hashes, the nonce and the salt are their 32 raw bytes, never their hexadecimal
//! form; `0` and `1` are single bytes of that value. No key holds a byte 0, so no two inputs collide.
//!
//! ```text
//! digest      = SHA-256(canonical JSON of the frozen inputs, rows in order of key)
//! nonce hash  = SHA-256(nonce)
//! seed        = SHA-256("fangxin-draw/1" ‖ digest ‖ nonce ‖ value)
//! rank        = SHA-256(seed ‖ 0 ‖ stratum key ‖ 0 ‖ row key)
//! order       = SHA-256(seed ‖ "task" ‖ row key)
//! inspector   = SHA-256(seed ‖ "inspector" ‖ 0 ‖ row key ‖ 0 ‖ inspector)
//! row salt    = SHA-256("fangxin-salt/1" ‖ salt ‖ row key)
//! leaf        = SHA-256(0 ‖ row salt ‖ canonical JSON of {"outcome", "row"})
//! node        = SHA-256(1 ‖ left ‖ right)
//! ```
//!
//! Canonical JSON is that of [`domain::digest`]: keys in byte order, no white space, integers only. A stratum
//! key is `class/kind/sector/area` with kind `enterprise` or `sole_trader`. A value is the text as its
//! source published it, without white space around it. Smaller hashes, read as big-endian numbers, come
//! first.

pub mod assign;
pub mod bundle;
pub mod commitment;
pub mod course;
pub mod draw;
pub mod frozen;
pub mod hash;
pub mod legal;
pub mod merkle;
pub mod people;
pub mod population;
mod quota;
pub mod rules;
mod verify;

pub use bundle::{Bundle, Public, ReadError};
pub use commitment::Commitment;
pub use course::Course;
pub use draw::{Drawn, draw};
pub use frozen::{Frozen, Inputs};
pub use hash::{Hash, Secret};
pub use verify::Difference;
