//! Answers every request with the same bytes, and codes with themselves: the most that look-ups over HTTP could reach
//! on a machine.
//!
//! `cargo run --release -p web --example constant -- BYTES WORKERS` prints the address it listens on.
#![expect(clippy::print_stdout, reason = "an example that is measured")]

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::net::TcpListener;

/// Longest body, in bytes.
const LONGEST: usize = 1 << 20;

/// Codes, as many look-ups are asked for.
#[derive(Deserialize)]
struct Wanted {
    codes: Vec<String>,
}

/// The same codes, each of which was one.
#[derive(Serialize)]
struct Echo {
    codes: Vec<PartyCode>,
}

async fn echo(wanted: web::Json<Wanted>) -> HttpResponse {
    let codes = wanted.codes.iter().map(|text| PartyCode::parse(text));
    match codes.collect() {
        Ok(codes) => HttpResponse::Ok().json(Echo { codes }),
        Err(_) => HttpResponse::BadRequest().finish(),
    }
}

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
        let json = web::JsonConfig::default().limit(LONGEST);
        App::new().app_data(json).route("/rating/v1/lookups", web::post().to(echo)).default_service(web::to(answer))
    };
    rt::System::new().block_on(async { HttpServer::new(app).workers(workers).listen(listener)?.run().await })?;
    Ok(())
}
