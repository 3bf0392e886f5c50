//! Codings in which bodies come and go: gzip and Zstandard.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write as _};

/// A coding (内容编码).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    /// Zstandard, which is quicker and smaller.
    Zstd,
    /// gzip, which everybody knows.
    Gzip,
}

impl Coding {
    /// All of them, the best first.
    pub(crate) const ALL: [Self; 2] = [Self::Zstd, Self::Gzip];

    /// Its name in headers.
    pub(crate) const fn token(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    /// The coding of a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let name = if name.eq_ignore_ascii_case("x-gzip") { "gzip" } else { name };
        Self::ALL.into_iter().find(|coding| coding.token().eq_ignore_ascii_case(name))
    }

    /// The coding that the caller likes best among those he accepts; nothing if he would rather have none.
    pub(crate) fn wanted(headers: &HeaderMap) -> Option<Self> {
        let texts = || headers.get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
        let (mut given, mut other) = ([None; 2], None);
        let mut plain = None;
        for item in texts().flat_map(|text| text.split(',')) {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let (name, weight) = (name.trim(), weight(parameters));
            match Self::parse(name) {
                Some(Self::Zstd) => given[0] = Some(weight),
                Some(Self::Gzip) => given[1] = Some(weight),
                None if name == "*" => other = Some(weight),
                None if name.eq_ignore_ascii_case("identity") => plain = Some(weight),
                None => {}
            }
        }
        // What is not named weighs what `*` says, or nothing.
        let weights = given.map(|weight| weight.or(other).unwrap_or(0));
        let (best, weight) = if weights[0] >= weights[1] { (Self::Zstd, weights[0]) } else { (Self::Gzip, weights[1]) };
        (weight > 0 && weight >= plain.unwrap_or(0)).then_some(best)
    }

    /// The bytes in this coding.
    pub(crate) fn encode(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        match self {
            Self::Zstd => zstd::bulk::compress(bytes, zstd::DEFAULT_COMPRESSION_LEVEL),
            Self::Gzip => {
                let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
                encoder.write_all(bytes)?;
                encoder.finish()
            }
        }
    }
}

/// A weight in thousandths; one that cannot be read is none.
fn weight(parameters: &str) -> u16 {
    let Some((_, value)) = parameters
        .split(';')
        .filter_map(|one| one.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
    else {
        return 1_000;
    };
    let (whole, part) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    if part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match (whole, format!("{part:0<3}").parse::<u16>()) {
        ("1", Ok(0)) => 1_000,
        ("0", Ok(part)) => part,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn the_caller_chooses_and_then_we_do() {
        for (text, coding) in [
            ("gzip", Some(Coding::Gzip)),
            ("X-GZIP", Some(Coding::Gzip)),
            ("gzip, deflate, br, zstd", Some(Coding::Zstd)),
            ("gzip;q=1, zstd;q=0.9", Some(Coding::Gzip)),
            ("gzip;q=0.5 , zstd; Q=0.501", Some(Coding::Zstd)),
            ("*", Some(Coding::Zstd)),
            ("*;q=0.1, zstd;q=0", Some(Coding::Gzip)),
            ("identity, gzip;q=0.5", None),
            ("gzip;q=0", None),
            ("gzip;q=2", None),
            ("gzip;q=0.0001", None),
            ("br", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(text));
            assert_eq!(Coding::wanted(&headers), coding, "{text}");
        }
        assert_eq!(Coding::wanted(&HeaderMap::new()), None);
    }
}
