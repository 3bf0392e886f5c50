//! Unified social credit codes (GB 32100-2015) and 15-digit registration numbers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^(i-1) mod 31 (GB 32100-2015, 5.3).
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// GB 11714 weights of the eight characters of an organisation code.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The administrative division of codes of the sandbox.
const NOWHERE: &[u8] = b"000000";

/// Why a text is not a credit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Neither 18 nor 15 characters.
    #[error("{text:?} has {length} characters; a credit code has 18, an old registration number 15")]
    Length {
        /// The text.
        text: String,
        /// Its length in characters.
        length: usize,
    },
    /// A character outside the alphabet (I, O, S, V and Z never occur).
    #[error("{text:?} has {character:?} at position {position}, which no credit code contains")]
    Character {
        /// The text.
        text: String,
        /// The offending character.
        character: char,
        /// Counted from 1.
        position: usize,
    },
    /// Fifteen characters, but not all of them digits.
    #[error("{text:?} has {character:?} at position {position}; a 15-character registration number has digits only")]
    Digit {
        /// The text.
        text: String,
        /// The offending character.
        character: char,
        /// Counted from 1.
        position: usize,
    },
    /// The last character does not fit the first seventeen.
    #[error("{text:?} ends in {found:?}, but its check character would be {expected:?}")]
    Check {
        /// The text.
        text: String,
        /// What stands there.
        found: char,
        /// What GB 32100 asks for.
        expected: char,
    },
}

impl CodeError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Length { length, .. } => {
                format!("长度为 {length} 位；统一社会信用代码应为 18 位，旧注册号为 15 位")
            }
            Self::Character { character, position, .. } => {
                format!("第 {position} 位“{character}”不是统一社会信用代码可用的字符")
            }
            Self::Digit { character, position, .. } => {
                format!("第 {position} 位为“{character}”；15 位注册号只能是数字")
            }
            Self::Check { found, expected, .. } => {
                format!("校验码“{found}”不符，应为“{expected}”")
            }
        }
    }

    /// Is only the check character wrong? Such rows wait in quarantine instead of being rejected.
    #[must_use]
    pub const fn is_check(&self) -> bool {
        matches!(self, Self::Check { .. })
    }
}

/// Value of each ASCII character, 31 for those outside the alphabet.
const VALUES: [u8; 128] = {
    let mut values = [31; 128];
    let mut at = 0;
    while at < ALPHABET.len() {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values
};

fn value(byte: u8) -> Option<u32> {
    VALUES.get(usize::from(byte)).copied().filter(|value| *value < 31).map(u32::from)
}

/// The identifier under which a merchant is known: an 18-character unified social credit code
/// (统一社会信用代码) with a right check character, or a 15-digit registration number (工商注册号)
/// of the time before 2015, kept as its own kind and never converted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartyCode {
    bytes: [u8; 18],
    length: u8,
}

impl Ord for PartyCode {
    /// By the texts; as two numbers, because many are sorted while somebody waits.
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_numbers().cmp(&other.as_numbers())
    }
}

impl PartialOrd for PartyCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartyCode {
    /// Parses an identifier. Letters are upper-cased first; nothing else is ever corrected.
    ///
    /// # Errors
    /// [`CodeError`] naming length, character, digit or check character.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let text = text.trim();
        let length = text.chars().count();
        match length {
            18 => Self::parse_credit_code(text),
            15 => Self::parse_registration_number(text),
            _ => Err(CodeError::Length { text: text.to_ascii_uppercase(), length }),
        }
    }

    fn parse_credit_code(text: &str) -> Result<Self, CodeError> {
        let mut bytes = [0u8; 18];
        let mut sum = 0;
        let mut last = 0;
        for (at, (character, slot)) in text.chars().zip(&mut bytes).enumerate() {
            let character = character.to_ascii_uppercase();
            let found = u8::try_from(character).ok().and_then(|b| value(b).map(|v| (b, v)));
            let Some((byte, value)) = found else {
                return Err(CodeError::Character { text: text.to_ascii_uppercase(), character, position: at + 1 });
            };
            *slot = byte;
            sum += WEIGHTS.get(at).map_or(0, |w| w * value);
            last = value;
        }
        let expected = (31 - sum % 31) % 31;
        if last == expected {
            return Ok(Self { bytes, length: 18 });
        }
        let letter = |v: u32| ALPHABET.get(v as usize).map_or('?', |b| char::from(*b));
        Err(CodeError::Check { text: text.to_ascii_uppercase(), found: letter(last), expected: letter(expected) })
    }

    fn parse_registration_number(text: &str) -> Result<Self, CodeError> {
        if let Some((at, character)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
            let character = character.to_ascii_uppercase();
            return Err(CodeError::Digit { text: text.to_ascii_uppercase(), character, position: at + 1 });
        }
        let mut bytes = [0u8; 18];
        for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
            *slot = byte;
        }
        Ok(Self { bytes, length: 15 })
    }

    /// Completes seventeen characters with their check character; used by generators of test data.
    ///
    /// # Errors
    /// [`CodeError`] if a character is outside the alphabet or there are not seventeen.
    pub fn complete(first_seventeen: &str) -> Result<Self, CodeError> {
        for &check in ALPHABET {
            match Self::parse(&format!("{first_seventeen}{}", char::from(check))) {
                Err(error) if error.is_check() => {}
                other => return other,
            }
        }
        Err(CodeError::Length { text: first_seventeen.to_owned(), length: first_seventeen.chars().count() + 1 })
    }

    /// The text: 18 characters, or 15 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The bytes of the text as numbers, behind a shorter one zeros.
    fn as_numbers(&self) -> (u128, u16) {
        let [first @ .., last, check] = self.bytes;
        (u128::from_be_bytes(first), u16::from_be_bytes([last, check]))
    }

    /// The bytes of the text.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Is it an old 15-digit registration number?
    #[must_use]
    pub const fn is_registration_number(&self) -> bool {
        self.length == 15
    }

    /// Is it one of the sandbox (沙盒)? Their administrative division is 000000, which GB/T 2260 gives to nowhere, so
    /// no office can ever have issued one. Real records never come in under them.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        let division = if self.length == 18 { self.bytes.get(2..8) } else { self.bytes.get(..6) };
        division == Some(NOWHERE)
    }

    /// Does the organisation code inside (characters 9-17) obey GB 11714? Informational: some
    /// lawful codes do not.
    #[must_use]
    pub fn organisation_code_fits(&self) -> bool {
        if self.length != 18 {
            return false;
        }
        let sum: u32 = self
            .bytes
            .iter()
            .skip(8)
            .zip(ORGANISATION_WEIGHTS)
            .map(|(b, w)| w * char::from(*b).to_digit(36).unwrap_or(0))
            .sum();
        let expected = match 11 - sum % 11 {
            10 => b'X',
            11 => b'0',
            digit => b'0' + u8::try_from(digit).unwrap_or(0),
        };
        self.bytes.get(16) == Some(&expected)
    }
}

/// The nine-character GB 11714 organisation code for eight characters; used by generators of
/// test data. Characters outside 0-9 and A-Z count as 0.
#[must_use]
pub fn organisation_code(first_eight: &str) -> String {
    let sum: u32 = first_eight.chars().zip(ORGANISATION_WEIGHTS).map(|(c, w)| w * c.to_digit(36).unwrap_or(0)).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    format!("{first_eight}{check}")
}

impl fmt::Display for PartyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for PartyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for PartyCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Self, CodeError> {
        Self::parse(text)
    }
}

impl Serialize for PartyCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PartyCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GOOD: [&str; 12] = [
        "91100000100003962T",
        "914403001922038216",
        "91440300100012316L",
        "91440400192548256N",
        "9152000071430580XT",
        "9144030071526726XG",
        "911100001011016602",
        "91110000710926094P",
        "91370200264574251E",
        "91370000614071479T",
        "913715261682127528",
        "91371500795315494U",
    ];

    #[test]
    fn published_codes_pass_both_checks() {
        for text in GOOD {
            let code = PartyCode::parse(text).unwrap();
            assert_eq!(code.to_string(), text);
            assert!(code.organisation_code_fits(), "{text}");
        }
    }

    #[test]
    fn lower_case_is_raised_and_nothing_else_is_corrected() {
        assert_eq!(PartyCode::parse(" 91100000100003962t ").unwrap().as_str(), GOOD[0]);
        assert!(PartyCode::parse("91100000100OO3962T").is_err());
    }

    #[test]
    fn damaged_codes_say_what_is_wrong() {
        let error = |text: &str| PartyCode::parse(text).unwrap_err();
        assert!(error("914403001922038217").is_check());
        assert!(error("914403001922038261").is_check());
        assert!(matches!(error("9144030019220382I6"), CodeError::Character { position: 17, character: 'I', .. }));
        assert!(matches!(error("91440300192203821"), CodeError::Length { length: 17, .. }));
        assert!(matches!(error("９１4403001922038216"), CodeError::Character { position: 1, .. }));
    }

    #[test]
    fn codes_of_nowhere_are_of_the_sandbox() {
        let is_sandbox = |text: &str| PartyCode::parse(text).unwrap().is_sandbox();
        assert!(PartyCode::complete("91000000FX0001007").unwrap().is_sandbox());
        assert!(is_sandbox("000000000000017"));
        // Zeros anywhere else say nothing of the division.
        assert!(GOOD.iter().all(|text| !is_sandbox(text)));
        assert!(!is_sandbox("371500000000017"));
        assert!(!PartyCode::complete("00000037150000000").unwrap().is_sandbox());
    }

    #[test]
    fn fifteen_digits_are_a_kind_of_their_own() {
        let old = PartyCode::parse("371500200012345").unwrap();
        assert!(old.is_registration_number());
        assert_eq!(old.as_str().len(), 15);
        let error = PartyCode::parse("37150000000000A").unwrap_err();
        assert!(matches!(error, CodeError::Digit { position: 15, character: 'A', .. }));
    }

    proptest! {
        #[test]
        fn one_changed_character_is_always_noticed(which in 0usize..12, at in 0usize..18, to in 0usize..31) {
            let mut bytes = GOOD[which].as_bytes().to_vec();
            prop_assume!(bytes[at] != ALPHABET[to]);
            bytes[at] = ALPHABET[to];
            prop_assert!(PartyCode::parse(std::str::from_utf8(&bytes).unwrap()).is_err());
        }

        #[test]
        fn completed_codes_parse(area in 100_000u32..999_999, n in 0u32..99_999_999) {
            let seventeen = format!("91{area}{}", organisation_code(&format!("{n:08}")));
            let code = PartyCode::complete(&seventeen).unwrap();
            prop_assert!(code.organisation_code_fits());
        }
    }
}
