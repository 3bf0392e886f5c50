//! Answers every request with the same bytes: the most that a look-up over HTTP could reach on a machine.
//!
//! `cargo run --release -p web --example constant -- BYTES WORKERS` prints the address it listens on.
#![expect(clippy::print_stdout, reason = "an example that is measured")]

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use std::error::Error;
use std::net::TcpListener;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let length: usize = arguments.next().ok_or("how many bytes?")?.parse()?;
    let workers: usize = arguments.next().ok_or("how many workers?")?.parse()?;
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("http://{}", listener.local_addr()?);
    let body = web::Bytes::from(vec![b'x'; length]);
    let app = move || {
        let body = body.clone();
        let answer = move || {
            let body = body.clone();
            async move { HttpResponse::Ok().content_type("application/json").body(body) }
        };
        App::new().default_service(web::to(answer))
    };
    rt::System::new().block_on(async { HttpServer::new(app).workers(workers).listen(listener)?.run().await })?;
    Ok(())
}
