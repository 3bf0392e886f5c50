//! Licences of dependencies against a closed list.

/// Licences under which a dependency may come.
const ALLOWED: [&str; 15] = [
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "CC0-1.0",
    "0BSD",
    "Unlicense",
    "BSL-1.0",
    "MIT-0",
    "bzip2-1.0.6",
    "PostgreSQL",
];

/// Is a licence expression (SPDX) satisfied by the list? `OR` and `/` need one side, `AND` both;
/// an exception after `WITH` only grants more.
pub(crate) fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let allowed = any(&words, &mut at);
    allowed && at == words.len()
}

fn any(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = all(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        allowed |= all(words, at);
    }
    allowed
}

fn all(words: &[&str], at: &mut usize) -> bool {
    let mut allowed = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        allowed &= one(words, at);
    }
    allowed
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let word = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    let allowed = if word == "(" {
        let inner = any(words, at);
        *at += 1;
        inner
    } else {
        ALLOWED.contains(&word)
    };
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn expressions_are_read_as_written() {
        for good in ["MIT", "MIT OR Apache-2.0", "GPL-3.0 OR MIT", "MIT/Apache-2.0", "(MIT OR GPL-2.0) AND Unicode-3.0"]
        {
            assert!(is_allowed(good), "{good}");
        }
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR MIT"));
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT AND AGPL-3.0) OR LGPL-2.1", "MIT Apache-2.0"] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }
}
