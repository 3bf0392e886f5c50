//! How names and queries are compared.

use unicode_normalization::UnicodeNormalization;

/// A name or query as it is compared: compatibility forms (NFKC: full-width letters and the like) made one,
/// letters in lower case, without brackets （）() and spaces. Nothing else goes: 有限公司 and 有限责任公司 stay
/// different. Applied twice it changes nothing more.
#[must_use]
pub fn normalised(text: &str) -> String {
    // Lower case can take a text out of NFKC again.
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    lower.nfkc().filter(|c| !matches!(c, '(' | ')') && !c.is_whitespace()).collect()
}
