//! Random numbers of tokens and requests.

use std::fmt::Write as _;

/// 128 random bits as 32 hexadecimal digits.
pub(crate) fn hexadecimal() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().fold(String::with_capacity(32), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
