//! The listener: actix's own server, over connections of our own type.

use super::connection::Connection;
use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Response};
use actix_web::rt::net::TcpStream;
use std::io;
use std::net::TcpListener;
use std::time::Duration;

/// How long a connection that ends is kept for its reader, who may still be sending.
const LINGER: Duration = Duration::from_secs(1);

/// How many at a time, and how long each (连接限额).
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) workers: usize,
    /// Connections of all workers together.
    pub(super) connections: usize,
    pub(super) blocking_threads: usize,
    pub(super) head_patience: Duration,
    pub(super) keep_alive: Duration,
    pub(super) stop_patience: Duration,
}

/// Serves what `app` makes, once for each worker, until it is stopped. It takes no signals.
pub(super) fn run<I, S, B>(
    listener: TcpListener,
    bounds: Bounds,
    app: impl Fn() -> I + Send + Clone + 'static,
) -> io::Result<Server>
where
    I: IntoServiceFactory<S, actix_http::Request>,
    S: ServiceFactory<actix_http::Request, Config = AppConfig, Error = Error, InitError = ()> + 'static,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as actix_service::Service<actix_http::Request>>::Future: 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    let address = listener.local_addr()?;
    let server = Server::build()
        .workers(bounds.workers)
        .max_concurrent_connections((bounds.connections / bounds.workers).max(1))
        .worker_max_blocking_threads(bounds.blocking_threads)
        .shutdown_timeout(bounds.stop_patience.as_secs())
        .disable_signals();
    let ending = server.graceful_shutdown_signal();
    let service = move || {
        let ending = ending.clone();
        let app = app().into_factory().map_err(|error: Error| error.as_response_error().error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ending = ending.clone();
                async move { ending.notified().await }
            })
            .keep_alive(bounds.keep_alive)
            .client_request_timeout(bounds.head_patience)
            .client_disconnect_timeout(LINGER)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection, data| {
                data.insert(connection.hands());
            })
            .finish(map_config(app, |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| async move {
            let peer = stream.peer_addr().ok();
            Ok((Connection::new(stream, bounds.head_patience, bounds.keep_alive), Protocol::Http1, peer))
        })
        .and_then(http)
    };
    Ok(server.listen("web", listener, service)?.run())
}
