//! Authorisations (授权): a merchant lets a bank see more of it, for a purpose and a time.

use crate::access::words;
use crate::port::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

words! {
    /// For what an authorisation may be used (授权用途).
    Purpose {
        /// Deciding on a loan
        CreditReview, "credit_review", "授信审查";
        /// Watching over a loan that was granted
        LoanMonitoring, "loan_monitoring", "贷后管理";
        /// Deciding on a guarantee
        GuaranteeReview, "guarantee_review", "担保审查";
    }
}

/// An authorisation that a merchant gave (授权).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Authorisation {
    /// Its number.
    pub authorisation_id: i64,
    /// Who gave it.
    #[schema(value_type = String)]
    pub merchant: PartyCode,
    /// The department or bank that may use it.
    pub grantee: String,
    /// For what.
    pub purpose: Purpose,
    /// Groups of fields that it opens, as the table of disclosure names them.
    pub groups: Vec<String>,
    /// First day on which it holds.
    #[schema(value_type = String, format = Date)]
    pub from: Day,
    /// Last day on which it holds.
    #[schema(value_type = String, format = Date)]
    pub until: Day,
    /// When it was given.
    #[schema(value_type = String, format = DateTime)]
    pub given_at: Instant,
    /// When it was taken back, if it was.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Instant>,
}

impl Authorisation {
    /// May this department look at this merchant by it, on this day?
    #[must_use]
    pub fn holds(&self, merchant: PartyCode, department: Option<&str>, day: Day) -> bool {
        self.revoked_at.is_none()
            && self.merchant == merchant
            && department == Some(self.grantee.as_str())
            && (self.from..=self.until).contains(&day)
    }
}

/// The service of accounts, as others ask it for authorisations.
pub trait Authorisations: Send + Sync {
    /// An authorisation as it is now, also one that was taken back.
    ///
    /// # Errors
    /// [`PortError`].
    fn authorisation(&self, authorisation_id: i64) -> Result<Option<Authorisation>, PortError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_for_one_merchant_one_grantee_and_its_days() {
        let day = |text: &str| Day::parse(text).unwrap();
        let [own, other] = ["91371500795315494U", "91371581999990010K"].map(|code| PartyCode::parse(code).unwrap());
        let given = Authorisation {
            authorisation_id: 1,
            merchant: own,
            grantee: "bank-a".to_owned(),
            purpose: Purpose::CreditReview,
            groups: vec!["class".to_owned()],
            from: day("2026-01-10"),
            until: day("2026-02-10"),
            given_at: Instant::from_micros(0),
            revoked_at: None,
        };
        let holds = |merchant, department, on: &str| given.holds(merchant, department, day(on));
        assert!(holds(own, Some("bank-a"), "2026-01-10") && holds(own, Some("bank-a"), "2026-02-10"));
        assert!(!holds(own, Some("bank-a"), "2026-01-09") && !holds(own, Some("bank-a"), "2026-02-11"));
        assert!(!holds(other, Some("bank-a"), "2026-01-10"));
        assert!(!holds(own, Some("bank-b"), "2026-01-10") && !holds(own, None, "2026-01-10"));
        let revoked = Authorisation { revoked_at: Some(Instant::from_micros(1)), ..given };
        assert!(!revoked.holds(own, Some("bank-a"), day("2026-01-10")));
    }
}
