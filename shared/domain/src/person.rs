//! Numbers that tell who a person is: identity numbers (公民身份号码, GB 11643), which name no account, and
//! mobile numbers (手机号码).

use crate::day::Day;

/// Characters of a number.
const LENGTH: usize = 18;
/// Weights of the first seventeen digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Does a text hold an identity number: a birthday and the right check character?
#[must_use]
pub fn holds_identity_number(text: &str) -> bool {
    text.as_bytes().windows(LENGTH).any(is_identity_number)
}

/// Is a text an identity number and nothing else: a birthday and the right check character?
#[must_use]
pub fn is_identity_number(text: &[u8]) -> bool {
    let Some((body, [check])) = text.split_at_checked(WEIGHTS.len()) else { return false };
    if !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let expected = usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at));
    expected == Some(&check.to_ascii_uppercase()) && is_day(body.get(6..14).unwrap_or_default())
}

/// Is a text a mobile number (手机号码) and nothing else: eleven digits, the second of them 3 to 9?
#[must_use]
pub fn is_mobile_number(text: &[u8]) -> bool {
    text.len() == 11 && text.iter().all(u8::is_ascii_digit) && matches!(text, [b'1', b'3'..=b'9', ..])
}

fn is_day(digits: &[u8]) -> bool {
    let text: String = digits.iter().map(|digit| char::from(*digit)).collect();
    let parts = text.split_at_checked(4).and_then(|(year, rest)| Some((year, rest.split_at_checked(2)?)));
    parts.is_some_and(|(year, (month, day))| Day::parse(&format!("{year}-{month}-{day}")).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_a_person_is_known_by_its_check_character_and_birthday() {
        // The example of the standard, and one that a person might have.
        for text in ["11010519491231002X", "11010519491231002x", "li-440524188001010014", "11010519491231002X王"] {
            assert!(holds_identity_number(text), "{text}");
        }
        for text in ["110105194912310021", "123456789012345678", "91371500795315494U", "li", "王某某", ""] {
            assert!(!holds_identity_number(text), "{text}");
        }
    }

    #[test]
    fn a_mobile_number_has_eleven_digits_and_a_prefix_that_is_given_out() {
        assert!(is_mobile_number(b"13800000000") && is_mobile_number(b"19912345678"));
        for text in ["12800000000", "1380000000", "138000000000", "23800000000", "1380000000a", ""] {
            assert!(!is_mobile_number(text.as_bytes()), "{text}");
        }
    }
}
