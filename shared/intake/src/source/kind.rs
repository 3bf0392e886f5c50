//! What a file is, told by how it begins rather than by its name.

use crate::reason::Reason;

/// How much of the beginning is looked at.
pub(super) const FRONT: u64 = 4096;
/// Fewer NUL bytes than this are stray ones inside cells.
const FEW: usize = 4;

/// A file that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Nothing,
    Gzip,
    Archive,
    Text,
}

/// The kind of a file with this beginning.
///
/// # Errors
/// What it is, if it is nothing that can be read.
pub(super) fn of(front: &[u8]) -> Result<Kind, Reason> {
    let other = |en: &str, zh: &str| Err(Reason::new(en, zh));
    match front {
        [] => Ok(Kind::Nothing),
        [0x1f, 0x8b, ..] => Ok(Kind::Gzip),
        [b'P', b'K', 3, 4, ..] => Ok(Kind::Archive),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => other(
            "an old .xls workbook or one with a password; save it as .xlsx without a password",
            "旧版 .xls 工作簿或加密的工作簿（请另存为不加密的 .xlsx）",
        ),
        [b'%', b'P', b'D', b'F', ..] => other("a PDF document", " PDF 文档"),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            other("an image", "图片")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => utf16(),
        _ => text(front),
    }
}

fn utf16() -> Result<Kind, Reason> {
    Err(Reason::new("UTF-16 text; save it as UTF-8", " UTF-16 文本（请另存为 UTF-8）"))
}

/// Text, unless its NUL bytes or its first characters say otherwise.
fn text(front: &[u8]) -> Result<Kind, Reason> {
    let nul = |parity: usize| front.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    if even + odd >= FEW && (even + odd) * 50 > front.len() {
        // Digits and commas have one NUL byte each in UTF-16, always on the same side.
        return if even.min(odd) * 10 < even.max(odd) {
            utf16()
        } else {
            Err(Reason::new("binary data", "二进制数据"))
        };
    }
    let words = front.strip_prefix(b"\xef\xbb\xbf").unwrap_or(front);
    let mut words = words.iter().filter(|b| !b.is_ascii_whitespace());
    match (words.next(), words.next()) {
        (Some(b'<'), _) => Err(Reason::new("an HTML or XML page", "网页（HTML 或 XML）")),
        (Some(b'['), Some(b'{' | b'[')) => Err(Reason::new(
            "a JSON array; write one object a line, without brackets around them",
            " JSON 数组（请每行写一个对象，不加外层方括号）",
        )),
        _ => Ok(Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_a_mark_is_told_from_what_only_looks_like_it() {
        let table = "统一社会信用代码,名称\n91371502MA00000A05,好店\n";
        assert_eq!(of(table.as_bytes()), Ok(Kind::Text));
        assert_eq!(of(table.replace("好", "\0").as_bytes()), Ok(Kind::Text), "a stray NUL is a fault of its row");
        let wide = |bytes: fn(u16) -> [u8; 2]| table.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            assert!(of(&bytes).unwrap_err().en.contains("UTF-16"));
        }
        assert!(of(&[0; 100]).unwrap_err().en.contains("binary"));
        assert!(of(b"\xef\xbb\xbf <html>").unwrap_err().en.contains("HTML"));
        assert!(of(b"[\n{\"a\": 1}]").unwrap_err().en.contains("array"));
    }
}
