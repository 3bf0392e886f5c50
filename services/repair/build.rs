//! A new migration must be compiled in although no source changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite/repair");
    println!("cargo:rerun-if-changed=../../migrations/postgres/repair");
}
