//! How names and queries are compared.

use unicode_normalization::UnicodeNormalization;

/// A name or query as it is compared: compatibility forms (NFKC: full-width letters and the like) made one,
/// letters in lower case, without brackets （）() and spaces. Nothing else goes: 有限公司 and 有限责任公司 stay
/// different. Applied twice it changes nothing more.
#[must_use]
pub fn normalised(text: &str) -> String {
    // Lower case can take a text out of NFKC again.
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let bare: String = lower.nfkc().filter(|c| !matches!(c, '(' | ')') && !c.is_whitespace()).collect();
    // What a space had kept apart may be one now.
    bare.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn what_a_space_has_kept_apart_is_one_at_once() {
        // A diaeresis by itself is a space that bears one.
        assert_eq!(normalised("w¨"), "ẅ");
        assert_eq!(normalised("（ＡＢ）\u{3000}ｃ"), "abc");
    }
}
