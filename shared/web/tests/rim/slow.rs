//! Clients that are slow, idle, or many.

use crate::house::House;
use contracts::access::Role;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Names the address to which the child of a test connects.
const ADDRESS: &str = "FANGXIN_TEST_ADDRESS";
const IDLE: usize = 10_000;
/// Longer than any wait of these tests.
const LONG: Duration = Duration::from_secs(60);

/// How long a head may take where one that comes at once must not be late, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(1);

/// Sends a byte a second until the other side hangs up; gives how long that took and what was answered.
fn drip(house: &House, before: &str, bytes: &'static [u8]) -> std::thread::JoinHandle<(Duration, String)> {
    let (mut stream, begun) = (house.connect(), Instant::now());
    stream.write_all(before.as_bytes()).unwrap();
    std::thread::spawn(move || {
        let mut drops = stream.try_clone().unwrap();
        let writer = std::thread::spawn(move || {
            for byte in bytes.iter().cycle() {
                if drops.write_all(&[*byte]).is_err() || begun.elapsed() > LONG {
                    break;
                }
                std::thread::sleep(Duration::from_secs(1));
            }
        });
        let mut answer = Vec::new();
        // A drop that crosses the answer may end the connection with a reset.
        let _ = stream.read_to_end(&mut answer);
        let taken = begun.elapsed();
        writer.join().unwrap();
        (taken, String::from_utf8_lossy(&answer).into_owned())
    })
}

#[test]
fn a_byte_a_second_keeps_no_connection() {
    let house = House::open_with(|options| {
        options.head_patience = Duration::from_secs(3);
        options.keep_alive = Duration::from_secs(20);
        options.limits.patience = Duration::from_secs(3);
    });
    let first = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    let body = format!(
        "POST /notes/v1/raw HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Length: 9999\r\n\r\n",
        house.token(Role::Official)
    );
    let clients = [
        ("a head", drip(&house, "GET /livez HTTP/1.1\r\nHost: ", b"x")),
        ("a head behind a request", drip(&house, first, b"GET /livez HTTP/1.1\r\nHost: xxxxxxxxxxxxxxxxxxxxxxx")),
        ("a body", drip(&house, &body, b"x")),
    ];
    for (what, client) in clients {
        let (taken, answer) = client.join().unwrap();
        assert!(taken < LONG * 2 / 3, "{what}: {taken:?}");
        assert!(answer.contains("HTTP/1.1 408 ") && answer.contains(r#""code":"request_timeout""#), "{what}: {answer}");
        assert_eq!(answer.contains("\"alive\""), what == "a head behind a request", "{what}: {answer}");
    }
}

#[test]
fn half_a_head_that_came_with_a_request_keeps_no_connection() {
    let house = House::open_with(|options| {
        options.head_patience = Duration::from_millis(200);
        options.keep_alive = Duration::from_millis(300);
    });
    let begun = Instant::now();
    let answer = house.raw(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHo");
    assert!(begun.elapsed() < LONG / 2, "{:?}", begun.elapsed());
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"alive\""), "{answer}");
}

#[test]
fn a_connection_is_kept_for_the_next_request() {
    let house = House::open_with(|options| {
        options.head_patience = PATIENCE;
        options.keep_alive = LONG;
    });
    let mut stream = house.connect();
    for _ in 0..3 {
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        while !answer.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.rotate_left(1);
            answer[14] = byte[0];
        }
        std::thread::sleep(PATIENCE * 3 / 2);
    }
}

#[test]
fn work_that_takes_longer_than_a_head_may_is_ended() {
    for path in ["/notes/v1/notes/late", "/notes/v1/notes/late_lines"] {
        // A house each: the client would use a connection again that is just being closed.
        let house = House::open_with(|options| {
            options.head_patience = PATIENCE;
            options.keep_alive = PATIENCE;
        });
        let text = house.get(path).text().unwrap();
        assert!(text.contains("第1条"), "{path}: {text}");
    }
}

/// Raises what this process may open, and says what it may.
fn descriptors() -> u64 {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
    maximum.unwrap_or(u64::MAX)
}

/// The child of the test below: keeps connections open, each after a request, until its input ends.
#[test]
#[ignore = "it is a part of many_idle_connections_stop_nobody"]
#[expect(clippy::disallowed_methods, reason = "a test that starts itself has no other arguments")]
fn keep_connections() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    descriptors();
    let mut kept = Vec::new();
    for _ in 0..IDLE {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        kept.push(stream);
    }
    println!("\nkept {}", kept.len());
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

struct Clients(Child);

impl Drop for Clients {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process of its own, since both ends in one would need twice as many descriptors.
fn idle_clients(house: &House) -> Clients {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["slow::keep_connections", "--exact", "--ignored", "--nocapture"]);
    command.env(ADDRESS, house.base.trim_start_matches("http://"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told: Vec<String> = lines.map(Result::unwrap).take_while(|line| line != &format!("kept {IDLE}")).collect();
    let clients = Clients(child);
    assert!(!told.iter().any(|line| line.contains("FAILED") || line.contains("ok")), "{told:?}");
    clients
}

#[test]
fn many_idle_connections_stop_nobody() {
    let allowed = descriptors();
    assert!(allowed > 11_000, "this machine lets a process open no more than {allowed} files");
    let house = House::open_with(|options| options.keep_alive = LONG * 10);
    let clients = idle_clients(&house);
    for key in (1..=3).cycle().take(1_000) {
        assert_eq!(house.get(&format!("/notes/v1/notes/{key}")).status(), 200);
    }
    drop(clients);
}

#[test]
fn connections_beyond_the_most_wait_until_one_ends() {
    let house = House::open_with(|options| {
        options.connections = 5;
        options.workers = 1;
    });
    let ask = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut kept = Vec::new();
    for _ in 0..5 {
        let mut stream = house.connect();
        stream.write_all(ask).unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
        kept.push(stream);
    }
    let mut beyond = house.connect();
    beyond.write_all(ask).unwrap();
    beyond.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    assert!(beyond.read_exact(&mut [0; 12]).is_err(), "nobody is there for it");
    kept.pop();
    beyond.set_read_timeout(Some(LONG)).unwrap();
    beyond.read_exact(&mut [0; 12]).unwrap();
}
