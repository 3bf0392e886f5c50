//! Numbers that tell who somebody is (公民身份号码, 手机号码), wherever they stand: in a row whose cells have
//! shifted they stand under any header.

use domain::day::Day;
use std::borrow::Cow;

/// What stands for a number that is not shown.
pub(crate) const HIDDEN: &str = "***";

/// A text without citizens' numbers and mobile numbers.
pub(crate) fn without_numbers_of_persons(text: &str) -> Cow<'_, str> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, 'X' | 'x');
    if text.len() < 11 {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    let mut done = 0;
    let mut rest = 0;
    while let Some(begin) = text.get(rest..).and_then(|t| t.find(is_part)).map(|at| rest + at) {
        let tail = text.get(begin..).unwrap_or_default();
        let end = begin + tail.find(|c: char| !is_part(c)).unwrap_or(tail.len());
        // A number that is part of a longer word is another number.
        let joined = text.get(..begin).and_then(|t| t.chars().last()).is_some_and(|c| c.is_ascii_alphanumeric())
            || text.get(end..).and_then(|t| t.chars().next()).is_some_and(|c| c.is_ascii_alphanumeric());
        let number = text.get(begin..end).unwrap_or_default();
        if !joined && (is_citizen(number) || is_mobile(number)) {
            shown.push_str(text.get(done..begin).unwrap_or_default());
            shown.push_str(HIDDEN);
            done = end;
        }
        rest = end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    shown.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(shown)
}

/// A citizen's number (GB 11643): a possible day of birth in it. Its check character is not asked for: a
/// mistyped number is still somebody's. Those of persons begin with 1 to 8, those of enterprises with 9.
fn is_citizen(number: &str) -> bool {
    let (digits, check) = number.split_at(number.len().min(17));
    let part = |range: std::ops::Range<usize>| digits.get(range).and_then(|part| part.parse::<u32>().ok());
    let born = part(6..10).zip(part(10..12)).zip(part(12..14));
    let is_day = born.is_some_and(|((year, month), day)| {
        (1900..2100).contains(&year) && Day::from_ymd(year.cast_signed(), month, day).is_some()
    });
    let is_number = digits.len() == 17 && digits.bytes().all(|b| b.is_ascii_digit()) && check.len() == 1;
    is_number && is_day && digits.starts_with(|first| matches!(first, '1'..='8'))
}

fn is_mobile(number: &str) -> bool {
    number.len() == 11
        && number.bytes().all(|b| b.is_ascii_digit())
        && number.starts_with('1')
        && !number.starts_with("10")
        && !number.starts_with("11")
        && !number.starts_with("12")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_persons_are_hidden_and_others_stay() {
        let hidden = |text: &str| without_numbers_of_persons(text).into_owned();
        assert_eq!(hidden("张三 11010519491231002X，电话13800000000。"), "张三 ***，电话***。");
        assert_eq!(hidden("11010519491231002x 110105194912310021"), "*** ***", "mistyped as well");
        for stays in [
            "911100001011016602", // a credit code that passes the check of a citizen's number
            "914403001922038216", // has a run like a mobile number
            "12315000002001",     // a complaint
            "113715000043700000", // an authority
            "110105194913310021", // no day of birth
            "91371502MA00000A05",
            "2026-05-01",
            "10000000000",
            "聊市监处罚〔2025〕12号",
        ] {
            assert_eq!(hidden(stays), stays);
        }
    }
}
