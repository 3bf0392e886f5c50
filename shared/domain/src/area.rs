//! Area codes (GB/T 2260) of Liaocheng and their history.

use crate::day::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// County-level areas of Liaocheng with their names. The last three have no national code; their
/// internal codes are exchanged as 371502 (dossier §5.4).
const LIAOCHENG: [(&str, &str, &str); 12] = [
    ("371500", "聊城市", "Liaocheng (city level)"),
    ("371502", "东昌府区", "Dongchangfu"),
    ("371503", "茌平区", "Chiping"),
    ("371521", "阳谷县", "Yanggu"),
    ("371522", "莘县", "Shenxian"),
    ("371524", "东阿县", "Dong'e"),
    ("371525", "冠县", "Guanxian"),
    ("371526", "高唐县", "Gaotang"),
    ("371581", "临清市", "Linqing"),
    ("3715JK", "经济技术开发区", "Economic Development Zone"),
    ("3715GX", "高新区", "High-tech Zone"),
    ("3715DJ", "江北水城旅游度假区", "Water City Resort"),
];

/// Codes of zones that only this house uses, and the district under which they are exchanged.
const INTERNAL: [&str; 3] = ["3715JK", "3715GX", "3715DJ"];
const EXCHANGED_AS: &str = "371502";

/// A county-level area (区县): six digits, or an internal code of a zone without a national one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode([u8; 6]);

/// A text that is no area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither six digits, nor 3715JK, 3715GX or 3715DJ, nor the name of an area such as 东昌府区")]
pub struct AreaError(pub String);

impl AreaError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        format!(
            "“{}”不是六位行政区划代码，不是功能区内部代码（3715JK、3715GX、3715DJ），也不是区县名称（如东昌府区）",
            self.0
        )
    }
}

impl AreaCode {
    /// Parses six digits, an internal code, or the Chinese name of an area of Liaocheng.
    ///
    /// # Errors
    /// [`AreaError`] with the text.
    pub fn parse(text: &str) -> Result<Self, AreaError> {
        let wanted = text.trim();
        let upper = wanted.to_ascii_uppercase();
        let code = LIAOCHENG.iter().find(|(_, zh, _)| *zh == wanted).map_or(upper.as_str(), |(code, _, _)| code);
        let known = code.bytes().all(|b| b.is_ascii_digit()) || INTERNAL.contains(&code);
        match <[u8; 6]>::try_from(code.as_bytes()) {
            Ok(bytes) if known => Ok(Self(bytes)),
            _ => Err(AreaError(text.to_owned())),
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The national code under which it is exchanged.
    #[must_use]
    pub fn for_exchange(self) -> Self {
        if INTERNAL.contains(&self.as_str()) {
            <[u8; 6]>::try_from(EXCHANGED_AS.as_bytes()).map_or(self, Self)
        } else {
            self
        }
    }

    /// Chinese name, for areas of Liaocheng.
    #[must_use]
    pub fn zh(&self) -> Option<&'static str> {
        LIAOCHENG.iter().find(|(code, _, _)| *code == self.as_str()).map(|(_, zh, _)| *zh)
    }

    /// English name, for areas of Liaocheng.
    #[must_use]
    pub fn en(&self) -> Option<&'static str> {
        LIAOCHENG.iter().find(|(code, _, _)| *code == self.as_str()).map(|(_, _, en)| *en)
    }

    /// What the codes of this area and of everything below it begin with: all of it for a county, less for a city
    /// or a province, whose codes end in zeros.
    #[must_use]
    pub fn stem(&self) -> &str {
        let code = self.as_str();
        let code = code.strip_suffix("00").unwrap_or(code);
        if code.len() == 4 { code.strip_suffix("00").unwrap_or(code) } else { code }
    }

    /// Is it this area, or does it lie below it? A zone with a code of its own lies below the city alone, although
    /// it is exchanged under a district.
    #[must_use]
    pub fn is_within(&self, whole: Self) -> bool {
        self.as_str().starts_with(whole.stem())
    }

    /// The areas of Liaocheng below the city, in order of code.
    pub fn liaocheng() -> impl Iterator<Item = Self> {
        LIAOCHENG.iter().skip(1).filter_map(|(code, _, _)| Self::parse(code).ok())
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// One succession of areas (区划变更).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct AreaChange {
    /// The code that ended.
    pub from: AreaCode,
    /// Its successor.
    pub to: AreaCode,
    /// First day of the successor; unknown means that the successor is always said.
    pub on: Option<Day>,
}

/// The successions of areas, from policy. Raw codes are kept in records; this is applied when read.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct AreaHistory(pub Vec<AreaChange>);

impl AreaHistory {
    /// The area that `code` stands for on `day`.
    #[must_use]
    pub fn current(&self, code: AreaCode, day: Day) -> AreaCode {
        let mut now = code;
        // A chain of successions ends after as many steps as there are.
        for _ in &self.0 {
            let next = self.0.iter().find(|c| c.from == now && c.on.is_none_or(|on| on <= day));
            match next {
                Some(change) => now = change.to,
                None => break,
            }
        }
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(text: &str) -> AreaCode {
        AreaCode::parse(text).unwrap()
    }

    #[test]
    fn zones_have_internal_codes_and_are_exchanged_as_their_district() {
        assert_eq!(area("3715jk").for_exchange(), area("371502"));
        assert_eq!(area("371526").for_exchange(), area("371526"));
        assert_eq!(area("茌平区"), area("371503"));
        assert_eq!(area("371503").zh(), Some("茌平区"));
    }

    #[test]
    fn an_area_holds_itself_and_what_lies_below_it() {
        for (whole, held) in [
            ("371522", &["371522"][..]),
            ("371502", &["371502"]),
            ("3715JK", &["3715JK"]),
            ("371500", &["371500", "371502", "371522", "3715JK"]),
            ("370000", &["371500", "371502", "371522", "3715JK", "370102", "370000", "371622"]),
        ] {
            for code in ["370000", "370102", "371500", "371502", "371522", "3715JK", "110101", "371622"] {
                assert_eq!(area(code).is_within(area(whole)), held.contains(&code), "{code} within {whole}");
            }
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["37150", "3715XX", "", "3715020", "三七一五"] {
            assert!(AreaCode::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn chiping_county_became_a_district() {
        let day = Day::parse("2024-01-01").unwrap();
        let change = |on| AreaHistory(vec![AreaChange { from: area("371523"), to: area("371503"), on }]);
        assert_eq!(change(None).current(area("371523"), day), area("371503"));
        assert_eq!(change(Some(day.next())).current(area("371523"), day), area("371523"));
        assert_eq!(change(Some(day)).current(area("371523"), day), area("371503"));
    }
}
