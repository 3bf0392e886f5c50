//! Bodies that come in a coding, decoded step by step: no step gives more than some kilobytes, however much a
//! few bytes unfold to.

use crate::coding::Coding;
use crate::fault::Fault;
use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue};
use actix_web::web::{Buf as _, Bytes};
use contracts::problem::Code;
use flate2::write::GzDecoder;
use std::io::{self, Write as _};
use zstd::stream::raw::{self, InBuffer, Operation as _, OutBuffer};

/// Most bytes of one step.
const STEP: usize = 64 * 1024;
/// Largest window of Zstandard, as a power of two: 8 MiB, which every sender keeps to who follows RFC 8878.
const WINDOW: u32 = 23;

/// Decodes a body (解码器).
pub(super) struct Decoder {
    state: State,
    /// What has come and is not decoded yet.
    waiting: Bytes,
}

enum State {
    Gzip(Box<GzDecoder<Vec<u8>>>),
    Zstd { decoder: raw::Decoder<'static>, is_whole: bool },
}

impl Decoder {
    /// The decoder that the header asks for; none if the body comes as it is.
    pub(super) fn of(request: &HttpRequest) -> Result<Option<Self>, Fault> {
        let mut names = request.headers().get_all(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
        let (first, second) = (names.next(), names.next());
        let name = first.unwrap_or("identity").trim();
        if second.is_none() && name.eq_ignore_ascii_case("identity") {
            return Ok(None);
        }
        // Several codings one over the other could unfold without end.
        let coding = Coding::parse(name).filter(|_| second.is_none()).ok_or_else(|| {
            Fault::new(Code::UnsupportedMediaType)
                .detail("内容编码应为 zstd 或 gzip", "the content coding must be zstd or gzip")
                .header(ACCEPT_ENCODING, HeaderValue::from_static("zstd, gzip"))
        })?;
        let state = match coding {
            Coding::Gzip => State::Gzip(Box::new(GzDecoder::new(Vec::new()))),
            Coding::Zstd => {
                let mut decoder = raw::Decoder::new().map_err(Fault::internal)?;
                decoder.set_parameter(raw::DParameter::WindowLogMax(WINDOW)).map_err(Fault::internal)?;
                State::Zstd { decoder, is_whole: false }
            }
        };
        Ok(Some(Self { state, waiting: Bytes::new() }))
    }

    /// Takes a part of what came. The parts before must have been decoded.
    pub(super) fn take(&mut self, part: Bytes) {
        self.waiting = part;
    }

    /// Some decoded bytes; nothing if more must come first.
    pub(super) fn step(&mut self) -> Result<Option<Bytes>, Fault> {
        loop {
            let (read, made) = self.state.run(&self.waiting).map_err(damaged)?;
            self.waiting.advance(read);
            if !made.is_empty() {
                return Ok(Some(made.into()));
            }
            if self.waiting.is_empty() {
                return Ok(None);
            }
            if read == 0 {
                return Err(damaged("something follows its end".into()));
            }
        }
    }

    /// Says whether the body was whole, after the last part, with what was still to be given.
    pub(super) fn end(&mut self) -> Result<Bytes, Fault> {
        match &mut self.state {
            State::Gzip(decoder) => {
                decoder.try_finish().map_err(damaged_by)?;
                Ok(std::mem::take(decoder.get_mut()).into())
            }
            State::Zstd { is_whole: true, .. } => Ok(Bytes::new()),
            State::Zstd { .. } => Err(damaged("it ends too early".into())),
        }
    }
}

impl State {
    /// Reads some of the bytes; says how many, and what they gave.
    fn run(&mut self, bytes: &[u8]) -> Result<(usize, Vec<u8>), Cause> {
        match self {
            // Its writer is filled a buffer at a time, so that one call cannot give much.
            Self::Gzip(decoder) if bytes.is_empty() => Ok((0, std::mem::take(decoder.get_mut()))),
            Self::Gzip(decoder) => {
                let read = decoder.write(bytes)?;
                Ok((read, std::mem::take(decoder.get_mut())))
            }
            Self::Zstd { is_whole: true, .. } if bytes.is_empty() => Ok((0, Vec::new())),
            Self::Zstd { decoder, is_whole } => {
                let mut made = vec![0; STEP];
                let (mut input, mut output) = (InBuffer::around(bytes), OutBuffer::around(&mut made[..]));
                let left = decoder.run(&mut input, &mut output)?;
                *is_whole = left == 0;
                let (read, length) = (input.pos(), output.pos());
                made.truncate(length);
                Ok((read, made))
            }
        }
    }
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

fn damaged(cause: Cause) -> Fault {
    Fault::new(Code::InvalidBody)
        .detail("请求内容无法按其内容编码解开", "the body cannot be decoded as its content coding says")
        .because(cause)
}

fn damaged_by(error: io::Error) -> Fault {
    damaged(error.into())
}
