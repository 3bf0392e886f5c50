//! Cells about persons of which only what tells them apart is kept.

use super::plain;
use crate::layout::Kind;
use crate::privacy::without_numbers_of_persons;
use crate::reason::Reason;
use domain::digest::Digest;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization as _;

/// Shortest and longest pseudonym.
const PSEUDONYM: std::ops::RangeInclusive<usize> = 16..=64;
/// Most characters of a text of which a digest is made.
const LONGEST: usize = 100_000;

/// The digest of a text without what a copyist changes: width, case, spaces and punctuation. A digest stands for
/// itself, so that a record can be written as a row and read again.
pub(crate) fn digested(text: &str) -> Result<Digest, Reason> {
    let is_digest = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if is_digest {
        return Ok(Digest(text.to_owned()));
    }
    if text.len() > LONGEST {
        return Err(Reason::new("the text is too long", "内容过长"));
    }
    let kept: String = text.nfkc().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect();
    if kept.is_empty() {
        return Err(Reason::new("the text says nothing", "没有内容"));
    }
    Ok(Digest::of_bytes(kept.as_bytes()))
}

/// A short text that is published: no number of a person may stand in it.
pub(crate) fn public_text(text: &str) -> Result<String, Reason> {
    plain(Kind::Name, text)?;
    if matches!(without_numbers_of_persons(text), Cow::Owned(_)) {
        return Err(Reason::new(
            "a number of a person stands there: this text is published",
            "含有证件号或手机号：该内容会公示，请删去",
        ));
    }
    Ok(text.to_owned())
}

/// A pseudonym: letters and digits, and no number of a person.
pub(crate) fn pseudonym(text: &str) -> Result<String, Reason> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_number =
        matches!(without_numbers_of_persons(text), Cow::Owned(_)) || text.bytes().all(|b| b.is_ascii_digit());
    if is_number || !PSEUDONYM.contains(&text.len()) || !text.bytes().all(is_sign) {
        return Err(Reason::new(
            "a pseudonym has 16 to 64 letters and digits and is no number of a person",
            "应为 16 至 64 位字母数字组成的假名，不得使用证件号、手机号等号码",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_text_have_one_digest() {
        let one = digested("要求退款，共 ３００ 元！").unwrap();
        assert_eq!(digested("要求退款共300元").unwrap(), one);
        assert_eq!(digested(&one.0).unwrap(), one, "a digest stands for itself");
        assert_ne!(digested("要求退款共301元").unwrap(), one);
        assert!(digested("！？ ").is_err());
    }

    #[test]
    fn a_pseudonym_is_no_number_of_a_person() {
        assert!(pseudonym("a81f3c9e77d04b12").is_ok());
        for wrong in [
            "11010519491231002X",
            "13800000000",
            "110105194912310021",
            "short",
            "张三的标识符一二三四五六七八",
            "1234567890123456",
        ] {
            assert!(pseudonym(wrong).is_err(), "{wrong}");
        }
    }
}
