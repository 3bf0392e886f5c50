//! The server: several Apis on one listener, in threads of its own.

mod around;
mod buckets;
mod connection;
mod descriptors;
mod encoded;
mod listening;
pub(crate) mod traced;
mod unsaid;

pub(crate) mod limiter;

pub(crate) use around::request_id;
pub(crate) use limiter::Limiter;

use self::listening::Bounds;
use crate::api::{Api, ApiError, nothing, routes};
use crate::document::{self, Assets};
use crate::house::{self, Health};
use crate::metrics::Metrics;
use crate::rim::{Limits, Rim};
use crate::token::Verifier;
use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, Scope, web};
use contracts::audit::Trail;
use contracts::clock::Clock;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

/// With what a server is run (服务器选项).
pub struct Options {
    /// Verifies tokens.
    pub verifier: Arc<Verifier>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Takes audit entries.
    pub trail: Arc<dyn Trail>,
    /// Says how the services are.
    pub health: Arc<dyn Health>,
    /// Proxies whose word is taken for where a request comes from. Each must write `Forwarded` or
    /// `X-Forwarded-For` itself and strike out the other one.
    pub trusted_proxies: Vec<IpAddr>,
    /// Bounds of requests.
    pub limits: Limits,
    /// Threads that serve requests.
    pub workers: usize,
    /// Most connections at a time; those beyond wait in the system's queue until one is closed. They are fewer if
    /// the process may not open so many files.
    pub connections: usize,
    /// Threads for blocking work, for each worker.
    pub blocking_threads: usize,
    /// Longest wait for the head of a request.
    pub head_patience: Duration,
    /// How long a connection is kept open for the next request.
    pub keep_alive: Duration,
    /// Longest wait for running requests when the server stops.
    pub stop_patience: Duration,
}

impl Options {
    /// The usual bounds: two workers with 32 blocking threads each, 16,000 connections, 10 seconds for the head of a
    /// request, 75 seconds of keeping a connection, 20 seconds to stop; no
    /// proxy is trusted.
    #[must_use]
    pub fn new(verifier: Arc<Verifier>, clock: Arc<dyn Clock>, trail: Arc<dyn Trail>, health: Arc<dyn Health>) -> Self {
        Self {
            verifier,
            clock,
            trail,
            health,
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            workers: 2,
            connections: 16_000,
            blocking_threads: 32,
            head_patience: Duration::from_secs(10),
            keep_alive: Duration::from_secs(75),
            stop_patience: Duration::from_secs(20),
        }
    }
}

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// An Api is not right.
    #[error("the Apis cannot be served")]
    Api(#[from] ApiError),
    /// The listener or the threads failed.
    #[error("the server failed")]
    Io(#[from] io::Error),
    /// Its thread panicked.
    #[error("the server's thread panicked")]
    Panicked,
}

/// A server that runs (运行中的服务器).
pub struct Handle {
    address: SocketAddr,
    server: ServerHandle,
    thread: JoinHandle<io::Result<()>>,
}

/// Stops a server from any thread.
#[derive(Clone)]
pub struct Stopper(ServerHandle);

impl Stopper {
    /// Lets running requests end and takes no others. It returns at once; [`Handle::wait`] sees the end.
    pub fn stop(&self) {
        // The command is sent by the call itself; the future only waits for the end.
        drop(self.0.stop(true));
    }
}

impl Handle {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Something that stops it.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.server.clone())
    }

    /// Waits until it has been stopped.
    ///
    /// # Errors
    /// [`ServeError`] if it ended otherwise.
    pub fn wait(self) -> Result<(), ServeError> {
        match self.thread.join() {
            Ok(ended) => Ok(ended?),
            Err(_) => Err(ServeError::Panicked),
        }
    }

    /// Lets running requests end, then stops it.
    ///
    /// # Errors
    /// [`ServeError`] if it had ended otherwise.
    pub fn stop(self) -> Result<(), ServeError> {
        self.stopper().stop();
        self.wait()
    }
}

/// Serves the Apis and the house's own pages until it is stopped. It takes no signals.
///
/// # Errors
/// [`ServeError`] if an Api is not right or the listener cannot be used.
pub fn serve(listener: TcpListener, apis: Vec<Api>, options: Options) -> Result<Handle, ServeError> {
    let address = listener.local_addr()?;
    let metrics = Arc::new(Metrics::new());
    let apis = furnished(apis, &options, &metrics)?;
    let Options { verifier, clock, trail, limits, .. } = options;
    let trusted_proxies = options.trusted_proxies.iter().map(IpAddr::to_canonical).collect();
    let limiter = Limiter::new(&limits.rates);
    let rim = Arc::new(Rim { verifier, clock, trail, limits, limiter, trusted_proxies, metrics });
    let bounds = Bounds {
        workers: options.workers.max(1),
        connections: descriptors::enough_for(options.connections),
        blocking_threads: options.blocking_threads.max(1),
        head_patience: options.head_patience,
        keep_alive: options.keep_alive,
        stop_patience: options.stop_patience,
    };
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::Builder::new().name("web".to_owned()).spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let app = move || {
                let resources = routes(&apis);
                let app = App::new().app_data(Arc::clone(&rim)).default_service(web::to(nothing));
                let app = resources.into_iter().fold(app, |app, (prefix, resources)| match prefix.as_str() {
                    "" => resources.into_iter().fold(app, App::service),
                    prefix => app.service(resources.into_iter().fold(web::scope(prefix), Scope::service)),
                });
                app.wrap(from_fn(around::around))
            };
            let server = listening::run(listener, bounds, app)?;
            // Nobody receives only if the caller has gone, and then nobody waits for it either.
            let _ = sender.send(server.handle());
            server.await
        })
    })?;
    match receiver.recv() {
        Ok(server) => Ok(Handle { address, server, thread }),
        // The thread ended before the server ran, and says why.
        Err(_) => match thread.join() {
            Ok(Err(error)) => Err(error.into()),
            Ok(Ok(())) | Err(_) => Err(ServeError::Panicked),
        },
    }
}

/// The Apis with that of the house, all checked.
fn furnished(mut apis: Vec<Api>, options: &Options, metrics: &Arc<Metrics>) -> Result<Vec<Api>, ServeError> {
    let assets = Assets::of(apis.clone());
    apis.push(
        house::api()
            .with(Arc::new(assets))
            .with(Arc::clone(&options.verifier))
            .with(Arc::clone(&options.health))
            .with(Arc::clone(metrics)),
    );
    document::operations(&apis.iter().collect::<Vec<_>>())?;
    document::states(&apis)?;
    Ok(apis)
}
