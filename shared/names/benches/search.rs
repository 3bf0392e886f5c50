//! Searches among 1,000,000 names, each kind of query beside a plain scan, and single changes.
//!
//! Prints memory a name and percentiles of single searches; Criterion then measures each kind as a whole.
#![expect(clippy::expect_used, reason = "a benchmark fails by panicking")]

#[path = "../tests/search/made_up.rs"]
mod made_up;

use criterion::{Criterion, criterion_group, criterion_main};
use domain::code::PartyCode;
use made_up::{SHAPES, code, name, query};
use names::{Index, normal::normalised};
use std::hint::black_box;
use std::time::{Duration, Instant};

const NAMES: u32 = 1_000_000;
const QUERIES: usize = 2_000;
const LIMIT: usize = 20;
/// A scan takes so long that few suffice.
const SCANS: usize = 10;

/// Memory of this process in bytes that is in use; 0 where it is not told.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) * 1_024
}

/// Half and 99 of 100 take no longer.
fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    (at(50), at(99))
}

fn timed<T>(times: &mut Vec<Duration>, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let result = black_box(work());
    times.push(begun.elapsed());
    result
}

/// The least that a scan has to do: look whether each name contains the query, and put the hits in order.
fn scan(all: &[String], query: &str) -> usize {
    let mut found: Vec<&String> = all.iter().filter(|name| name.contains(query)).collect();
    found.sort_unstable_by_key(|name| (name.len(), *name));
    found.len().min(LIMIT)
}

fn search(criterion: &mut Criterion) {
    let mut rng = fastrand::Rng::with_seed(7);
    let before = memory();
    let begun = Instant::now();
    let names: Vec<(i64, PartyCode, String)> = (0..NAMES).map(|n| (i64::from(n), code(n), name(&mut rng))).collect();
    println!("{NAMES} names made up in {:.1?}, {} MB", begun.elapsed(), (memory() - before) >> 20);
    let (before, begun) = (memory(), Instant::now());
    let mut index = Index::load(names.iter().map(|(id, code, name)| (*id, *code, name)));
    let bytes = memory() - before;
    println!("loaded in {:.1?}: {} MB, {} bytes a name", begun.elapsed(), bytes >> 20, bytes / u64::from(NAMES));

    let plain: Vec<String> = names.iter().map(|(_, _, name)| normalised(name)).collect();
    let (mut mixed, mut mixed_least) = (Vec::new(), Vec::new());
    // Where others use the processors too, the least of three searches says what the search itself takes.
    println!(
        "{:<16}{:>12}{:>12}{:>12}{:>8}{:>10}{:>14}{:>10}",
        "query", "p50", "p99", "p99 least", "cut", "hits", "scan p50", "ratio"
    );
    for shape in SHAPES {
        let queries: Vec<String> = (0..QUERIES)
            .map(|_| {
                let (_, code, name) = &names[rng.usize(0..names.len())];
                query(&mut rng, shape, name, *code)
            })
            .collect();
        let (mut times, mut least, mut scans, mut cut, mut hits) = (Vec::new(), Vec::new(), Vec::new(), 0, 0);
        for query in &queries {
            let found = timed(&mut times, || index.search(query, LIMIT, |_| true));
            cut += usize::from(found.cut);
            hits += found.hits.len();
            let mut again: Vec<Duration> = times.last().copied().into_iter().collect();
            (0..2).for_each(|_| drop(timed(&mut again, || index.search(query, LIMIT, |_| true))));
            least.extend(again.into_iter().min());
        }
        for query in queries.iter().take(SCANS) {
            timed(&mut scans, || scan(&plain, query));
        }
        mixed.extend(times.iter().copied());
        mixed_least.extend(least.iter().copied());
        let ((p50, p99), (_, least), (scanned, _)) = (percentiles(times), percentiles(least), percentiles(scans));
        let ratio = scanned.as_nanos() / p50.as_nanos().max(1);
        println!("{shape:<16}{p50:>12.1?}{p99:>12.1?}{least:>12.1?}{cut:>8}{hits:>10}{scanned:>14.1?}{ratio:>10}");
        let mut next = queries.iter().cycle();
        criterion.bench_function(shape, |bencher| {
            bencher.iter(|| next.next().map(|query| index.search(query, LIMIT, |_| true)));
        });
    }
    let ((p50, p99), (_, least)) = (percentiles(mixed), percentiles(mixed_least));
    println!("{:<16}{p50:>12.1?}{p99:>12.1?}{least:>12.1?}", "mixed");

    let mut puts = Vec::new();
    for _ in 0..QUERIES {
        let (id, code, _) = &names[rng.usize(0..names.len())];
        let name = name(&mut rng);
        timed(&mut puts, || index.put(*id, *code, &name));
    }
    let (p50, p99) = percentiles(puts);
    println!("{:<16}{p50:>12.1?}{p99:>12.1?}", "put");
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(2)).warm_up_time(Duration::from_millis(300));
    targets = search
}
criterion_main!(benches);
