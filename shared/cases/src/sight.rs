//! Whose cases somebody sees.

use contracts::access::Reach;

/// Whose cases somebody sees and acts in (可见范围): of others there are none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sight {
    /// Those of merchants within this.
    pub reach: Reach,
    /// Those of this subject alone, if one is named: a merchant's own (本主体案件).
    pub subject: Option<i64>,
}

impl Sight {
    /// Everybody's.
    pub const EVERYWHERE: Self = Self { reach: Reach::Everywhere, subject: None };

    /// Those of merchants within a reach.
    #[must_use]
    pub const fn within(reach: Reach) -> Self {
        Self { reach, subject: None }
    }

    /// A merchant's own.
    #[must_use]
    pub const fn own(subject_id: i64) -> Self {
        Self { reach: Reach::Everywhere, subject: Some(subject_id) }
    }
}
