//! Bodies in gzip and Zstandard, both ways.

use crate::house::{BODY_LIMIT, House, UPLOAD_LIMIT, problem};
use crate::service::Note;
use contracts::problem::Code;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use reqwest::Method;
use reqwest::blocking::Response;
use serde_json::Value;
use std::io::{Read as _, Write as _};

const LONG: &str = "/notes/v1/notes/9";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn opened(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match coding {
        "gzip" => GzDecoder::new(bytes).read_to_end(&mut text).map(drop).unwrap(),
        "zstd" => text = zstd::decode_all(bytes).unwrap(),
        _ => panic!("{coding}"),
    }
    text
}

/// A house with a note of some length.
fn house_with(length: usize) -> House {
    let house = House::open();
    let note = Note { key: 9, text: "长".repeat(length / 3), day: domain::day::Day::from_number(20_000) };
    assert_eq!(house.ask(Method::POST, "/notes/v1/notes").json(&note).send().unwrap().status(), 201);
    house
}

fn accepting(house: &House, path: &str, codings: &str) -> Response {
    house.ask(Method::GET, path).header("accept-encoding", codings).send().unwrap()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn a_long_answer_comes_in_the_coding_that_is_asked_for() {
    // The longer one is encoded beside the threads that serve.
    for length in [3_000, 60_000] {
        let house = house_with(length);
        let plain = house.get(LONG);
        assert_eq!((header(&plain, "content-encoding"), header(&plain, "vary")), (None, Some("Accept-Encoding")));
        let plain = plain.bytes().unwrap();
        for coding in ["gzip", "zstd"] {
            let encoded = accepting(&house, LONG, coding);
            assert_eq!(header(&encoded, "content-encoding"), Some(coding));
            assert_eq!(header(&encoded, "vary"), Some("Accept-Encoding"));
            let length: usize = header(&encoded, "content-length").unwrap().parse().unwrap();
            let head = house.ask(Method::HEAD, LONG).header("accept-encoding", coding).send().unwrap();
            assert_eq!(header(&head, "content-length").unwrap(), length.to_string());
            let bytes = encoded.bytes().unwrap();
            assert!(bytes.len() == length && length < plain.len() / 10, "{length} of {}", plain.len());
            assert_eq!(opened(coding, &bytes), plain, "{coding}");
        }
        assert_eq!(header(&accepting(&house, LONG, "br"), "content-encoding"), None);
    }
}

#[test]
fn short_answers_pictures_and_flowing_lines_come_as_they_are() {
    let house = house_with(900);
    for path in [LONG, "/notes/v1/notes/lines", "/docs/favicon-32x32.png", "/livez"] {
        let answer = accepting(&house, path, "gzip, zstd");
        assert_eq!((answer.status().as_u16(), header(&answer, "content-encoding")), (200, None), "{path}");
    }
    let lines = accepting(&house, "/notes/v1/notes/lines", "gzip").text().unwrap();
    assert_eq!(lines.lines().count(), 4);
}

#[test]
fn a_version_of_encoded_bytes_is_weak_and_known_all_the_same() {
    let house = house_with(3_000);
    let strong = header(&house.get(LONG), "etag").unwrap().to_owned();
    let weak = header(&accepting(&house, LONG, "gzip"), "etag").unwrap().to_owned();
    assert_eq!(weak, format!("W/{strong}"));
    let ask = |known: &str, codings: &str| {
        let request = house.ask(Method::GET, LONG).header("if-none-match", known);
        request.header("accept-encoding", codings).send().unwrap()
    };
    for (known, codings, answered) in
        [(&weak, "gzip", &weak), (&strong, "gzip", &strong), (&strong, "identity", &strong), (&weak, "", &strong)]
    {
        let answer = ask(known, codings);
        assert_eq!((answer.status().as_u16(), header(&answer, "etag")), (304, Some(answered.as_str())), "{known}");
        assert_eq!(header(&answer, "vary"), Some("Accept-Encoding"));
    }
    let short = accepting(&house, "/notes/v1/notes/1", "gzip");
    assert!(header(&short, "etag").unwrap().starts_with('"'), "what is not encoded stays strong");
}

fn send(house: &House, coding: &str, bytes: Vec<u8>) -> Response {
    house.ask(Method::POST, "/notes/v1/raw").header("content-encoding", coding).body(bytes).send().unwrap()
}

#[test]
fn a_body_may_come_in_a_coding() {
    let house = House::open();
    let whole = vec![b'x'; BODY_LIMIT];
    for (coding, bytes) in [("gzip", gzip(&whole)), ("X-GZip", gzip(&whole)), ("zstd", zstd(&whole))] {
        assert_eq!(send(&house, coding, bytes).json::<usize>().unwrap(), BODY_LIMIT, "{coding}");
    }
    assert_eq!(send(&house, "identity", b"abc".to_vec()).json::<usize>().unwrap(), 3);
    // What does not shrink comes in many steps.
    let noise: Vec<u8> = (0..40_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for (coding, bytes) in [("gzip", gzip(&noise)), ("zstd", zstd(&noise))] {
        assert_eq!(send(&house, coding, bytes).json::<usize>().unwrap(), noise.len(), "{coding}");
    }
    let note = r#"{"key":8,"text":"新","day":"2026-03-02"}"#;
    let request = house.ask(Method::POST, "/notes/v1/notes").header("content-type", "application/json");
    assert_eq!(request.header("content-encoding", "gzip").body(gzip(note.as_bytes())).send().unwrap().status(), 201);
    let file = vec![b'y'; usize::try_from(UPLOAD_LIMIT).unwrap()];
    for (coding, bytes) in [("gzip", gzip(&file)), ("zstd", zstd(&file))] {
        let request = house.ask(Method::POST, "/notes/v1/files?name=a.csv").header("content-encoding", coding);
        let received: Value = request.body(bytes).send().unwrap().json().unwrap();
        assert_eq!((&received["bytes"], &received["first"]), (&UPLOAD_LIMIT.into(), &"yyyyy".into()), "{coding}");
    }
}

#[test]
fn a_body_that_unfolds_to_too_much_is_stopped() {
    let house = House::open();
    // Gigabytes of which a few kilobytes are sent: whoever unfolded them first would be out of memory or time.
    let mut bomb = zstd::Encoder::new(Vec::new(), 3).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let block = vec![0; 1 << 20];
    (0..4 << 10).for_each(|_| bomb.write_all(&block).unwrap());
    (0..64).for_each(|_| packed.write_all(&block).unwrap());
    let (bomb, packed) = (bomb.finish().unwrap(), packed.finish().unwrap());
    for (coding, bytes) in [("zstd", &bomb), ("gzip", &packed)] {
        assert!(bytes.len() < 1 << 20, "{}", bytes.len());
        for path in ["/notes/v1/raw", "/notes/v1/files?name=a"] {
            let request = house.ask(Method::POST, path).header("content-encoding", coding);
            let body = bytes[..bytes.len().min(BODY_LIMIT)].to_vec();
            assert_eq!(problem(request.body(body).send().unwrap()).code, Code::PayloadTooLarge, "{coding} {path}");
        }
    }
}

#[test]
fn a_body_that_is_not_in_its_coding_is_refused() {
    let house = House::open();
    let whole = vec![b'x'; 1_000];
    for (coding, bytes) in [
        ("gzip", b"plain".to_vec()),
        ("gzip", Vec::new()),
        ("gzip", gzip(&whole)[..20].to_vec()),
        ("gzip", [gzip(&whole), b"more".to_vec()].concat()),
        ("zstd", b"plain".to_vec()),
        ("zstd", Vec::new()),
        ("zstd", zstd(&whole)[..10].to_vec()),
        ("zstd", [zstd(&whole), b"more".to_vec()].concat()),
    ] {
        let length = bytes.len();
        assert_eq!(problem(send(&house, coding, bytes)).code, Code::InvalidBody, "{coding} of {length} bytes");
    }
    for coding in ["br", "deflate", "gzip, gzip", "\u{e9}"] {
        let answer = send(&house, coding, gzip(&whole));
        assert_eq!(header(&answer, "accept-encoding"), Some("zstd, gzip"));
        assert_eq!(problem(answer).code, Code::UnsupportedMediaType, "{coding}");
    }
}
