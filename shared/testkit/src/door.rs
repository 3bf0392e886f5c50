//! A door to a server, which a test can shut, slow down or leave half open, as proxies and networks do.

use crate::Place;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Stands between clients and a server.
pub struct Door {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What a door does with what comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Lets everybody through, each piece so much later.
    Open(Duration),
    /// Lets nobody in.
    Shut,
    /// Lets everybody in and nothing through.
    Half,
}

struct Shared {
    manner: Mutex<Manner>,
    /// Nobody yet, where whoever comes waits until there is somebody.
    server: Mutex<Option<String>>,
    found: Condvar,
    through: Mutex<Vec<Through>>,
}

/// A connection that goes through.
#[derive(Clone)]
struct Through {
    near: Arc<TcpStream>,
    far: Arc<TcpStream>,
    /// Nothing gets through any more, and nobody is told.
    is_stuck: Arc<AtomicBool>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Door {
    /// A door to the server of a place on PostgreSQL, and the URL of the same database behind it.
    ///
    /// # Panics
    /// If the place is not on PostgreSQL, or no door can be made.
    #[must_use]
    pub fn before(place: &Place) -> (Self, String) {
        let url = place.url();
        let (user, rest) = url.split_once('@').expect("the URL names a user");
        let (server, database) = rest.split_once('/').expect("the URL names a database");
        let door = Self::to(server);
        let url = format!("{user}@{}/{database}", door.address);
        (door, url)
    }

    /// A door to whoever listens at `host:port`, or will.
    ///
    /// # Panics
    /// If no door can be made.
    #[must_use]
    pub fn to(server: &str) -> Self {
        let door = Self::to_come();
        door.lead_to(server);
        door
    }

    /// A door to somebody who is still to come: whoever knocks before waits, as for a machine that is starting.
    ///
    /// # Panics
    /// If no door can be made.
    #[must_use]
    pub fn to_come() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let shared = Arc::new(Shared {
            manner: Mutex::new(Manner::Open(Duration::ZERO)),
            server: Mutex::default(),
            found: Condvar::new(),
            through: Mutex::default(),
        });
        let door = Self { address: listener.local_addr().expect("it is bound"), shared };
        let shared = Arc::clone(&door.shared);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let manner = *held(&shared.manner);
                let server = shared.server();
                let (false, Ok(far)) = (manner == Manner::Shut, TcpStream::connect(&server)) else { continue };
                // As the machines themselves do: otherwise each small piece would wait for the last one's receipt.
                let _ = (near.set_nodelay(true), far.set_nodelay(true));
                let is_stuck = Arc::new(AtomicBool::new(manner == Manner::Half));
                let through = Through { near: Arc::new(near), far: Arc::new(far), is_stuck };
                held(&shared.through).push(through.clone());
                for is_answer in [false, true] {
                    let (through, shared) = (through.clone(), Arc::clone(&shared));
                    thread::spawn(move || through.carry(is_answer, &shared));
                }
            }
        });
        door
    }

    /// Where it is, as `host:port`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// From now on it leads to whoever listens there.
    pub fn lead_to(&self, server: &str) {
        *held(&self.shared.server) = Some(server.to_owned());
        self.shared.found.notify_all();
    }

    /// From now on whoever comes waits until it leads somewhere again.
    pub fn lead_nowhere(&self) {
        *held(&self.shared.server) = None;
    }

    /// Hangs up on everybody and lets nobody in.
    pub fn shut(&self) {
        *held(&self.shared.manner) = Manner::Shut;
        self.cut();
    }

    /// Hangs up on everybody; whoever comes again is let in.
    pub fn cut(&self) {
        for through in held(&self.shared.through).drain(..) {
            through.end();
        }
    }

    /// Lets everybody in, and each piece through so much later.
    pub fn slow(&self, late: Duration) {
        *held(&self.shared.manner) = Manner::Open(late);
    }

    /// Of every connection, also of those to come, closes the half that leads to the server, and tells nobody on
    /// this side: whoever has asked waits for an answer that will never come, even when the door is open again.
    pub fn half_close(&self) {
        *held(&self.shared.manner) = Manner::Half;
        for through in held(&self.shared.through).iter() {
            through.is_stuck.store(true, Ordering::SeqCst);
            // It may have been hung up already.
            let _ = through.far.shutdown(Shutdown::Write);
        }
    }

    /// Lets new connections in and through.
    pub fn open(&self) {
        self.slow(Duration::ZERO);
    }
}

impl Shared {
    /// Where it leads, as soon as it leads anywhere.
    fn server(&self) -> String {
        let mut server = held(&self.server);
        loop {
            match &*server {
                Some(server) => return server.clone(),
                None => server = self.found.wait(server).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Through {
    /// Carries pieces in one direction until either side hangs up.
    fn carry(&self, is_answer: bool, shared: &Shared) {
        let (mut from, mut to) = if is_answer { (&*self.far, &*self.near) } else { (&*self.near, &*self.far) };
        let mut piece = vec![0; 64 << 10];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            // Copied, so that nobody waits for the sleep of another.
            let manner = *held(&shared.manner);
            if let Manner::Open(late) = manner {
                thread::sleep(late);
            }
            let passes = self.is_stuck.load(Ordering::SeqCst) || to.write_all(&piece[..read]).is_ok();
            if !passes {
                break;
            }
        }
        // Whoever hangs up ends both directions; but a server that hangs up is not heard through half a door.
        if !(is_answer && self.is_stuck.load(Ordering::SeqCst)) {
            self.end();
        }
    }

    fn end(&self) {
        // They may have been hung up already.
        let _ = (self.near.shutdown(Shutdown::Both), self.far.shutdown(Shutdown::Both));
    }
}
