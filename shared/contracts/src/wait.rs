//! How long somebody is kept waiting for something new.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Seconds that a request stays open until there is something new (等待秒数): 0 to 25, 0 if nothing is said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Wait(u16);

/// A wait of more than 25 seconds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not between 0 and {max}", max = Wait::MAX)]
pub struct WaitError(pub u16);

impl Wait {
    /// The longest wait: less than any proxy's patience.
    pub const MAX: u16 = 25;

    /// As a duration.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.0.into())
    }
}

impl TryFrom<u16> for Wait {
    type Error = WaitError;
    fn try_from(seconds: u16) -> Result<Self, WaitError> {
        if seconds <= Self::MAX { Ok(Self(seconds)) } else { Err(WaitError(seconds)) }
    }
}

impl From<Wait> for u16 {
    fn from(wait: Wait) -> Self {
        wait.0
    }
}

impl ToSchema for Wait {}

impl PartialSchema for Wait {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(0))
            .maximum(Some(Self::MAX))
            .default(Some(Self::default().0.into()))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_longer_than_the_longest_wait() {
        let read = |text: &str| serde_json::from_str::<Wait>(text).map(Wait::duration).ok();
        assert_eq!(read("0"), Some(Duration::ZERO));
        assert_eq!(read("25"), Some(Duration::from_secs(25)));
        for wrong in ["26", "-1", "65536", "1.5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
