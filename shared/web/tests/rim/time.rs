//! A server waits so long and no longer, and ends when it is told to.

use crate::house::House;
use crate::service::Note;
use contracts::access::Role;
use contracts::page::Page;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longer than any wait of these tests.
const LONG: Duration = Duration::from_secs(60);

fn head(house: &House, length: usize, more: &str) -> String {
    let token = house.token(Role::Official);
    format!(
        "POST /notes/v1/raw HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {length}\r\n{more}\r\n"
    )
}

fn rest(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let house = House::open_with(|options| options.limits.patience = Duration::from_millis(50));
    let answer = house.raw(format!("{}half", head(&house, 8, "")).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("\"code\":\"request_timeout\""), "{answer}");
}

#[test]
fn a_body_that_comes_by_drops_is_not_waited_for() {
    let house = House::open_with(|options| options.limits.patience = Duration::from_millis(200));
    let mut stream = house.connect();
    stream.write_all(head(&house, 10_000, "").replace("Connection: close\r\n", "").as_bytes()).unwrap();
    let begun = Instant::now();
    let mut drops = stream.try_clone().unwrap();
    // No single wait is long; the writer ends when the server has hung up.
    let writer = std::thread::spawn(move || {
        while drops.write_all(b"x").is_ok() && begun.elapsed() < LONG {
            std::thread::sleep(Duration::from_millis(10));
        }
    });
    let mut answer = Vec::new();
    // Drops that cross the answer may end the connection with a reset instead of an end.
    let _ = stream.read_to_end(&mut answer);
    assert!(begun.elapsed() < LONG / 2, "{:?}", begun.elapsed());
    assert!(answer.starts_with(b"HTTP/1.1 408 "), "{}", String::from_utf8_lossy(&answer));
    writer.join().unwrap();
}

#[test]
fn a_large_body_may_take_its_time() {
    // Longer than any part takes to come, even on a slow machine, and shorter than all of them together.
    let house = House::open_with(|options| options.limits.patience = Duration::from_secs(2));
    let mut stream = house.connect();
    stream.write_all(head(&house, 10 * 4096, "").as_bytes()).unwrap();
    for _ in 0..10 {
        stream.write_all(&[b'x'; 4096]).unwrap();
        std::thread::sleep(Duration::from_millis(250));
    }
    let answer = rest(stream);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn a_head_that_does_not_come_is_not_waited_for() {
    let house = House::open_with(|options| options.head_patience = Duration::from_millis(50));
    let answer = house.raw(b"GET /livez HTTP/1.1\r\nHost:");
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[test]
fn a_reader_that_stands_still_keeps_no_thread() {
    let house = House::open_with(|options| {
        options.limits.patience = Duration::from_millis(500);
        options.blocking_threads = 1;
    });
    // The answer is not read, so the work waits until patience ends; only then is a thread there for the list.
    let reader = house.get("/notes/v1/notes/endless");
    let page: Page<Note> = house.get("/notes/v1/notes").json().unwrap();
    assert_eq!(page.items.len(), 2, "the work has ended");
    drop(reader);
}

#[test]
fn a_server_ends_when_another_thread_says_so() {
    let mut house = House::open();
    let handle = house.handle.take().unwrap();
    let (stopper, address) = (handle.stopper(), handle.address());
    let waiting = std::thread::spawn(move || handle.wait());
    stopper.stop();
    waiting.join().unwrap().unwrap();
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn what_has_begun_is_ended_before_the_server_stops() {
    let mut house = House::open_with(|options| options.stop_patience = Duration::from_secs(20));
    let mut stream = house.connect();
    stream.write_all(head(&house, 8, "Expect: 100-continue\r\n").as_bytes()).unwrap();
    let mut begun = [0; 12];
    stream.read_exact(&mut begun).unwrap();
    assert_eq!(&begun, b"HTTP/1.1 100");
    let handle = house.handle.take().unwrap();
    handle.stopper().stop();
    stream.write_all(b"the body").unwrap();
    let answer = rest(stream);
    assert!(answer.contains("HTTP/1.1 200 OK") && answer.ends_with("\r\n\r\n8"), "{answer}");
    handle.wait().unwrap();
}
