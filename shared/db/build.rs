//! The tests compile in the migrations of every service: a new one must be among them although no source changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
    println!("cargo:rerun-if-changed=tests/migrations");
}
