//! A door to the database server, which a test can shut.

use crate::Place;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Stands between a client and the server, and can be shut.
pub struct Door {
    address: SocketAddr,
    is_shut: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
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
        let door = Self::to(server.to_owned());
        let url = format!("{user}@{}/{database}", door.address);
        (door, url)
    }

    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let door = Self {
            address: listener.local_addr().expect("it is bound"),
            is_shut: Arc::default(),
            streams: Arc::default(),
        };
        let (is_shut, streams) = (Arc::clone(&door.is_shut), Arc::clone(&door.streams));
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if is_shut.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(far) = TcpStream::connect(&server) else { continue };
                for (from, to) in [(&near, &far), (&far, &near)] {
                    let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { continue };
                    thread::spawn(move || {
                        // Whoever hangs up ends both directions.
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
                streams.lock().unwrap_or_else(PoisonError::into_inner).extend([near, far]);
            }
        });
        door
    }

    /// Hangs up on everybody and lets nobody in.
    pub fn shut(&self) {
        self.is_shut.store(true, Ordering::SeqCst);
        for stream in self.streams.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // It may have been hung up already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets new connections in.
    pub fn open(&self) {
        self.is_shut.store(false, Ordering::SeqCst);
    }
}
