//! The plus of an instant in a query, which a form reads as a space.

use domain::instant::Instant;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Characters of an offset, such as `+08:00`.
const OFFSET: usize = 6;

/// A query in which an instant whose offset was typed as `+08:00`, and so means ` 08:00`, has its plus again.
/// Anything else stays as it is: no other space stands for a plus.
pub(super) fn mended(query: &str) -> Cow<'_, str> {
    if !query.contains(['+', ' ']) && !query.contains("%20") {
        return query.into();
    }
    let pairs: Vec<Cow<'_, str>> =
        query.split('&').map(|pair| mended_pair(pair).map_or(pair.into(), Cow::Owned)).collect();
    pairs.join("&").into()
}

fn mended_pair(pair: &str) -> Option<String> {
    let (name, value) = pair.split_once('=')?;
    let spaced = value.replace('+', " ");
    let value = percent_decode_str(&spaced).decode_utf8().ok()?;
    let (instant, offset) = value.split_at_checked(value.len().checked_sub(OFFSET)?)?;
    let offset = offset.strip_prefix(' ')?;
    // Between day and time only `T` is taken, so that this stays the one space that is read as something else.
    let is_instant = !instant.contains(' ') && Instant::parse(&format!("{instant}+{offset}")).is_ok();
    is_instant.then(|| format!("{name}={instant}%2B{offset}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sign_of_an_instants_offset_is_a_plus_again() {
        for typed in ["2025-04-01T00:00:00+08:00", "2025-04-01T00:00:00%2008:00", "2025-04-01T00%3A00%3A00+08%3A00"] {
            let mended = mended(&format!("a=x+y&known_at={typed}&limit=2")).into_owned();
            assert_eq!(mended, "a=x+y&known_at=2025-04-01T00:00:00%2B08:00&limit=2", "{typed}");
        }
        for other in [
            "known_at=2025-04-01T00:00:00%2B08:00",
            "known_at=2025-04-01T00:00:00Z",
            "known_at=2025-04-01+00:00:00+08:00",
            "known_at=2025-04-01T00:00:00+8:00",
            "known_at=2025-02-30T00:00:00+08:00",
            "name=a+08:00",
            "name=%E5%A4%84+08:00",
            "+08:00",
            "",
        ] {
            assert_eq!(mended(other), other);
        }
    }
}
