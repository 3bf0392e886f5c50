//! Where a request comes from: the peer, or whom a trusted proxy names.

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use std::net::{IpAddr, SocketAddr};

static X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the caller.
pub(crate) fn address(request: &HttpRequest, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    Some(behind(peer, request.headers(), trusted))
}

/// Anybody can write these headers, so only what a trusted proxy has added to them is believed. A proxy that
/// passes one of the two on as it came in would let the caller choose: where both are there and differ, the
/// proxy itself is named.
fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let forwarded = hops(headers, &FORWARDED).map(|hops| last(peer, hops.iter().map(|hop| forwarded(hop)), trusted));
    let listed = hops(headers, &X_FORWARDED_FOR).map(|hops| last(peer, hops.iter().map(|hop| plain(hop)), trusted));
    match (forwarded, listed) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => peer,
    }
}

/// Every hop that a header names, the nearest last; nothing if there is no such header.
fn hops<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Vec<&'h str>> {
    let mut values = headers.get_all(name).peekable();
    values.peek()?;
    // A value that is no text is a hop that nobody can read.
    Some(values.flat_map(|value| value.to_str().unwrap_or("-").split(',')).map(str::trim).collect())
}

/// From the nearest hop on, the first that is not trusted. Where a hop cannot be read, nothing behind it is
/// believed either.
fn last(peer: IpAddr, hops: impl DoubleEndedIterator<Item = Option<IpAddr>>, trusted: &[IpAddr]) -> IpAddr {
    let mut reached = peer;
    for hop in hops.rev() {
        let Some(hop) = hop else { break };
        reached = hop;
        if !trusted.contains(&hop) {
            break;
        }
    }
    reached
}

/// The `for` of an element of `Forwarded`: `for="[2001:db8::1]:80";proto=http`.
fn forwarded(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    plain(value.trim().trim_matches('"'))
}

/// An address, with or without a port.
fn plain(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    /// Where a request comes from that 10.0.0.1 hands on; it and 10.0.0.2 are trusted.
    fn of(headers: &[(&HeaderName, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append((*name).clone(), HeaderValue::from_str(value).unwrap());
        }
        let trusted = ["10.0.0.1", "10.0.0.2"].map(|text| text.parse().unwrap());
        behind(trusted[0], &map, &trusted).to_string()
    }

    #[test]
    fn the_nearest_hop_that_is_not_trusted_is_the_caller() {
        let listed = &X_FORWARDED_FOR;
        assert_eq!(of(&[]), "10.0.0.1");
        assert_eq!(of(&[(listed, "192.0.2.7")]), "192.0.2.7");
        assert_eq!(of(&[(listed, "198.51.100.1, 192.0.2.7, 10.0.0.2")]), "192.0.2.7");
        assert_eq!(of(&[(listed, "198.51.100.1"), (listed, "192.0.2.7:4711")]), "192.0.2.7");
        assert_eq!(of(&[(listed, "198.51.100.1, unknown")]), "10.0.0.1");
        assert_eq!(of(&[(listed, "[2001:db8::1]:443")]), "2001:db8::1");
        assert_eq!(of(&[(listed, "::ffff:192.0.2.7")]), "192.0.2.7");
    }

    #[test]
    fn forwarded_is_read_as_it_is_written() {
        assert_eq!(
            of(&[(&FORWARDED, "for=198.51.100.1;proto=http, For=\"[2001:db8::9]:80\";by=10.0.0.1")]),
            "2001:db8::9"
        );
        assert_eq!(of(&[(&FORWARDED, "for=192.0.2.7, for=10.0.0.2")]), "192.0.2.7");
        assert_eq!(of(&[(&FORWARDED, "for=_hidden")]), "10.0.0.1");
        assert_eq!(of(&[(&FORWARDED, "proto=http")]), "10.0.0.1");
    }

    #[test]
    fn two_headers_that_differ_are_not_believed() {
        let agreeing = [(&FORWARDED, "for=192.0.2.7"), (&X_FORWARDED_FOR, "192.0.2.7")];
        assert_eq!(of(&agreeing), "192.0.2.7");
        assert_eq!(of(&[(&FORWARDED, "for=198.51.100.1"), (&X_FORWARDED_FOR, "192.0.2.7")]), "10.0.0.1");
    }

    #[test]
    fn nobody_else_is_believed() {
        let mut map = HeaderMap::new();
        map.append(X_FORWARDED_FOR.clone(), HeaderValue::from_static("198.51.100.1"));
        let peer = "192.0.2.7".parse().unwrap();
        assert_eq!(behind(peer, &map, &[]), peer);
    }
}
