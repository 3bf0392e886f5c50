//! Answers without a body, which the HTTP library gives before a request comes to us: heads that cannot be read, that
//! are too large, that come too slowly. It offers no place to say anything else, so they are found among what it
//! writes, and a problem is written instead. Its answers end the connection, and are the only ones without a number.

use super::around::{POLICY, REQUEST_ID};
use crate::fault::Fault;
use contracts::problem::{Code, MEDIA_TYPE, Problem};

/// Longest head that it writes by itself, in bytes.
const LONGEST: usize = 160;
const END: &[u8] = b"\r\n\r\n";

/// Where such an answer begins, if the bytes end with one, and what is to be said instead.
pub(super) fn find(bytes: &[u8]) -> Option<(usize, Vec<u8>)> {
    // Nearly every answer has a body, and ends with it.
    if !bytes.ends_with(END) {
        return None;
    }
    let tail = bytes.len().saturating_sub(LONGEST);
    let at = tail + bytes[tail..].windows(7).rposition(|window| window == b"HTTP/1.")?;
    let head = std::str::from_utf8(&bytes[at..]).ok()?.strip_suffix("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?;
    let is_bare = lines.clone().all(|line| {
        let (name, value) = line.split_once(": ").unwrap_or_default();
        match name {
            "content-length" => value == "0",
            "connection" | "date" => true,
            _ => false,
        }
    });
    let code = match status.split(' ').nth(1).filter(|_| is_bare)? {
        "400" => Code::MalformedRequest,
        "408" => Code::RequestTimeout,
        "431" => Code::HeadersTooLarge,
        "500" => Code::Internal,
        _ => return None,
    };
    Some((at, answer(status, code)))
}

/// The whole answer, after which the connection ends.
pub(super) fn answer(status: &str, code: Code) -> Vec<u8> {
    let number = crate::random::hexadecimal().unwrap_or_else(|_| "0".to_owned());
    let fault = Fault::new(code);
    let fault = match code {
        Code::MalformedRequest => fault.detail(
            "请求行或请求头不符合 HTTP/1.1，例如缺少 Host 或长度有误",
            "the request line or a header is not HTTP/1.1, for example no Host or a wrong length",
        ),
        Code::HeadersTooLarge => fault.detail("最多 96 个，共 128 KiB", "at most 96 of 128 KiB together"),
        Code::RequestTimeout => fault.detail("请求头未按时到达", "the head of the request did not arrive in time"),
        _ => fault,
    };
    let problem = Problem { request_id: Some(number.clone()), ..fault.problem().clone() };
    // A problem is texts and numbers, which JSON always holds.
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    tracing::info!(request_id = number, method = "-", pattern = "-", status = code.status(), "request");
    let mut whole = format!(
        "{status}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {}\r\nconnection: close\r\ncache-control: no-store\r\n\
         content-security-policy: {POLICY}\r\nreferrer-policy: no-referrer\r\nx-content-type-options: nosniff\r\n\
         {REQUEST_ID}: {number}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    whole.extend_from_slice(&body);
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_library_says_by_itself_is_found() {
        let bare = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: now\r\n\r\n";
        let (place, said) = find(bare.as_bytes()).unwrap();
        assert_eq!(place, 0);
        let said = String::from_utf8(said).unwrap();
        assert!(said.starts_with("HTTP/1.1 400 Bad Request\r\n") && said.contains("malformed_request"), "{said}");
        let before = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-request-id: 1\r\n\r\n{}";
        assert_eq!(find(format!("{before}{bare}").as_bytes()).unwrap().0, before.len());
        for other in [
            before,
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\ndate: now\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nx-request-id: 1\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\ncontent-length: 7\r\n\r\n",
            "\r\n\r\n",
            "",
        ] {
            assert_eq!(find(other.as_bytes()), None, "{other}");
        }
    }
}
