//! Money in fen (分), read exactly from texts in yuan or in units of ten thousand yuan.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount of money (金额) in fen, a hundredth of a yuan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing stands there.
    #[error("the amount is empty")]
    Empty,
    /// `1,000`: a separator could be read as a decimal sign.
    #[error("the amount has a thousands separator; write digits and at most one point")]
    ThousandsSeparator,
    /// `5万元`, `¥300`: the unit belongs to the column, not to the cell.
    #[error("the amount carries its unit; write the number alone, the column says the unit")]
    UnitInCell,
    /// Below zero.
    #[error("the amount is negative")]
    Negative,
    /// `1e4`.
    #[error("the amount is in scientific notation; write it out")]
    Scientific,
    /// Finer than a fen.
    #[error("the amount is finer than a fen")]
    TooPrecise,
    /// Beyond what is kept.
    #[error("the amount is too large")]
    TooLarge,
    /// Anything else.
    #[error("the amount is no number")]
    NotANumber,
}

impl AmountError {
    /// The same in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Empty => "金额为空",
            Self::ThousandsSeparator => "金额含千分位分隔符，请只写数字和小数点",
            Self::UnitInCell => "单元格内含单位，请只写数字，单位由列规定",
            Self::Negative => "金额为负数",
            Self::Scientific => "金额为科学计数法，请写成普通数字",
            Self::TooPrecise => "金额精度超过分",
            Self::TooLarge => "金额过大",
            Self::NotANumber => "金额不是数字",
        }
    }
}

impl Fen {
    /// Reads an amount in yuan (元).
    ///
    /// # Errors
    /// [`AmountError`] with what is wrong; nothing is rounded.
    pub fn from_yuan_text(text: &str) -> Result<Self, AmountError> {
        decimal(text, 2).map(Self)
    }

    /// Reads an amount in ten thousand yuan (万元), as the 双公示 layout has it.
    ///
    /// # Errors
    /// [`AmountError`] with what is wrong; nothing is rounded.
    pub fn from_wan_yuan_text(text: &str) -> Result<Self, AmountError> {
        decimal(text, 6).map(Self)
    }

    /// Whole yuan.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// The amount in ten thousand yuan with six decimals, as the 双公示 layout writes it.
    #[must_use]
    pub fn wan_yuan_text(self) -> String {
        let (whole, rest) = (self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000));
        format!("{whole}.{rest:06}")
    }
}

/// Yuan with two decimals: `10000.00`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let n = self.0.unsigned_abs();
        f.pad(&format!("{sign}{}.{:02}", n / 100, n % 100))
    }
}

/// A decimal number times ten to the power of `places`, exactly.
fn decimal(text: &str, places: usize) -> Result<i64, AmountError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    if text.contains([',', '，', '\'', '\u{a0}', ' ']) {
        return Err(AmountError::ThousandsSeparator);
    }
    if text.contains(['元', '万', '圆', '亿', '¥', '￥', '角', '分']) || text.to_ascii_uppercase().contains("RMB")
    {
        return Err(AmountError::UnitInCell);
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.contains(['e', 'E']) && digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(AmountError::Scientific);
    }
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || whole.is_empty() || digits.ends_with('.') {
        return Err(AmountError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return Err(AmountError::TooPrecise);
    }
    let all = format!("{whole}{fraction:0<places$}");
    let significant = all.trim_start_matches('0');
    if significant.len() > 17 {
        return Err(AmountError::TooLarge);
    }
    let value: i64 = if significant.is_empty() { 0 } else { significant.parse().or(Err(AmountError::TooLarge))? };
    if value != 0 && text.starts_with('-') {
        return Err(AmountError::Negative);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wan_yuan_is_read_exactly() {
        assert_eq!(Fen::from_wan_yuan_text("0.5"), Ok(Fen::from_yuan(5_000)));
        assert_eq!(Fen::from_wan_yuan_text("1.000001"), Ok(Fen(1_000_001)));
        assert_eq!(Fen::from_wan_yuan_text("0.50000000"), Ok(Fen::from_yuan(5_000)));
        assert_eq!(Fen::from_yuan_text("12.34"), Ok(Fen(1_234)));
        assert_eq!(Fen::from_wan_yuan_text("1000").unwrap(), Fen::from_yuan(10_000_000));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let error = |text: &str| Fen::from_wan_yuan_text(text).unwrap_err();
        assert_eq!(error(""), AmountError::Empty);
        assert_eq!(error("1,000"), AmountError::ThousandsSeparator);
        assert_eq!(error("5万元"), AmountError::UnitInCell);
        assert_eq!(error("￥5"), AmountError::UnitInCell);
        assert_eq!(error("-1"), AmountError::Negative);
        assert_eq!(error("1e3"), AmountError::Scientific);
        assert_eq!(error("0.0000001"), AmountError::TooPrecise);
        assert_eq!(error("99999999999999999999"), AmountError::TooLarge);
        assert_eq!(error("1.2.3"), AmountError::NotANumber);
        assert_eq!(error("无"), AmountError::NotANumber);
        assert_eq!(error("１２"), AmountError::NotANumber);
    }

    proptest! {
        #[test]
        fn print_then_read_is_identity(n in 0i64..10_000_000_000_000) {
            prop_assert_eq!(Fen::from_wan_yuan_text(&Fen(n).wan_yuan_text()), Ok(Fen(n)));
            prop_assert_eq!(Fen::from_yuan_text(&Fen(n).to_string()), Ok(Fen(n)));
        }
    }
}
