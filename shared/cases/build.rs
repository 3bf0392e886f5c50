//! A new migration must be compiled in although no source changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations/sqlite/cases");
    println!("cargo:rerun-if-changed=../../migrations/postgres/cases");
}
