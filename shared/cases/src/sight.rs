//! Whose cases somebody sees.

use contracts::access::Reach;

/// Whose cases somebody sees and acts in (可见范围): of others there are none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sight {
    /// Those of merchants within this.
    pub reach: Reach,
    /// Beside them those that this office handles, or the next level below it, wherever the merchant is (本机关案件).
    pub office: Option<String>,
    /// Of all these only those of this subject, if one is named: a merchant's own (本主体案件).
    pub subject: Option<i64>,
}

impl Sight {
    /// Everybody's.
    pub const EVERYWHERE: Self = Self { reach: Reach::Everywhere, office: None, subject: None };

    /// Those of merchants within a reach.
    #[must_use]
    pub const fn within(reach: Reach) -> Self {
        Self { reach, office: None, subject: None }
    }

    /// A merchant's own.
    #[must_use]
    pub const fn own(subject_id: i64) -> Self {
        Self { reach: Reach::Everywhere, office: None, subject: Some(subject_id) }
    }

    /// Does the own office handle what these handle: the office of a case, and that of the next level up?
    #[must_use]
    pub fn handles(&self, office: &str, upper: Option<&str>) -> bool {
        self.office.as_deref().is_some_and(|own| own == office || Some(own) == upper)
    }

    /// With those that an office handles.
    #[must_use]
    pub fn of_office(self, office: Option<String>) -> Self {
        Self { office, ..self }
    }
}
