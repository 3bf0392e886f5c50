//! A temporary shield in reorganisation (重整期间的临时屏蔽), as it stands on the record that it hides.

use crate::day::Day;
use crate::span::{Span, Spans};
use serde::{Deserialize, Serialize};

/// Days on which a plan of reorganisation or a settlement shields something that is shown (屏蔽期间). Only the house's own
/// order puts them on a record: no source tells any.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Shielded {
    /// First day: that of the approval.
    pub from: Day,
    /// Last day; nothing while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

impl Shielded {
    /// Days as a record holds them, in order.
    #[must_use]
    pub fn of(days: &Spans) -> Vec<Self> {
        let shielded = |span: Span| Self {
            from: span.from,
            until: Some(span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
        };
        days.iter().map(shielded).collect()
    }

    /// The days that a record holds.
    #[must_use]
    pub fn days(all: &[Self]) -> Spans {
        Spans::of(all.iter().map(|one| Span::new(one.from, one.until.map_or(Day::FOREVER, Day::next))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_a_shield_are_read_as_they_are_written() {
        let day = |text: &str| Day::parse(text).unwrap();
        let days = Spans::of([Span::new(day("2026-05-20"), day("2026-11-02")), Span::since(day("2027-01-11"))]);
        let written = serde_json::to_string(&Shielded::of(&days)).unwrap();
        assert_eq!(written, r#"[{"from":"2026-05-20","until":"2026-11-01"},{"from":"2027-01-11"}]"#);
        let read: Vec<Shielded> = serde_json::from_str(&written).unwrap();
        assert_eq!(Shielded::days(&read), days);
    }
}
