//! A reach as queries ask for it.

use contracts::access::Reach;

/// The codes of the areas that a reach covers: from the first text on, and before the second. Nothing if it covers
/// every merchant, and then nobody needs a place.
pub fn span(reach: Reach) -> Option<(String, String)> {
    let area = reach.area()?;
    let from = area.stem().to_owned();
    let mut until = from.clone().into_bytes();
    // A code is digits and capital letters, and none of them is the last character there is.
    if let Some(last) = until.last_mut() {
        *last += 1;
    }
    Some((from, String::from_utf8_lossy(&until).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::AreaCode;

    #[test]
    fn the_codes_between_are_those_that_are_covered() {
        let codes =
            ["370000", "370102", "371500", "371502", "371521", "371522", "371599", "3715JK", "371600", "380000"];
        for whole in codes {
            let reach = Reach::Within(AreaCode::parse(whole).unwrap());
            let (from, until) = span(reach).unwrap();
            for code in codes {
                let is_between = (from.as_str()..until.as_str()).contains(&code);
                assert_eq!(is_between, reach.covers(AreaCode::parse(code).ok()), "{code} within {whole}");
            }
        }
        assert_eq!(span(Reach::Everywhere), None);
    }
}
