//! Who may see what of a rating: one table of the policies decides, role by role and ground by ground.

use crate::error::RatingError;
use contracts::access::{Claims, Role};
use domain::code::PartyCode;
use domain::day::Day;
use policy::set::PolicySet;
use serde_json::{Map, Value};

/// The table.
const TABLE: &str = "disclosure.fields";

/// A group of fields (内容组).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Code, name, area, industry.
    Identity,
    /// What is on display today.
    Public,
    /// What is on file about the merchant.
    Own,
    /// The class.
    Class,
    /// The score.
    Score,
    /// Lines, rules, flags and the peers behind the score.
    Reasons,
    /// The classes that were issued.
    History,
    /// The signed certificate.
    Certificate,
}

impl Group {
    const fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Public => "public",
            Self::Own => "own",
            Self::Class => "class",
            Self::Score => "score",
            Self::Reasons => "reasons",
            Self::History => "history",
            Self::Certificate => "certificate",
        }
    }
}

/// What one caller may see of one merchant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shown(Vec<String>);

impl Shown {
    /// What a caller may see of a merchant on a day.
    ///
    /// # Errors
    /// [`RatingError::Missing`] for a merchant who asks for another one: to him there is no other.
    pub fn to(claims: &Claims, code: PartyCode, policies: &PolicySet, day: Day) -> Result<Self, RatingError> {
        let ground = match claims.role {
            Role::Merchant if claims.merchant == Some(code) => "own",
            Role::Merchant => return Err(RatingError::Missing),
            Role::Bank => "public",
            Role::Official | Role::Department | Role::Service | Role::Auditor | Role::Administrator => "duty",
        };
        Ok(Self::on(claims.role, ground, policies, day))
    }

    fn on(role: Role, ground: &str, policies: &PolicySet, day: Day) -> Self {
        let key = format!("{}/{ground}", role.token());
        let found = policies.at(TABLE, day).ok();
        let groups = found.and_then(|found| found.value.entry(&key).and_then(|groups| groups.texts().map(owned)));
        // What the table does not name is not shown.
        Self(groups.unwrap_or_default())
    }

    /// May this group be seen?
    #[must_use]
    pub fn has(&self, group: Group) -> bool {
        self.0.iter().any(|token| token == group.token())
    }

    /// An explanation without what may not be seen.
    #[must_use]
    pub fn cut(&self, explanation: Value) -> Value {
        let Value::Object(mut whole) = explanation else { return Value::Null };
        let mut cut = Map::new();
        if let Some(merchant) = whole.remove("merchant").filter(|_| self.has(Group::Identity)) {
            cut.insert("merchant".to_owned(), merchant);
        }
        if self.has(Group::Class) {
            for name in ["scheme", "policies_digest", "known_at"] {
                cut.extend(whole.remove(name).map(|value| (name.to_owned(), value)));
            }
        }
        if self.has(Group::Reasons) {
            cut.extend(whole.remove("peers").map(|value| ("peers".to_owned(), value)));
        }
        if let Some(Value::Object(rating)) = whole.remove("rating") {
            let rating: Map<String, Value> = rating.into_iter().filter(|(name, _)| self.has(group_of(name))).collect();
            if !rating.is_empty() {
                cut.insert("rating".to_owned(), Value::Object(rating));
            }
        }
        Value::Object(cut)
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// The group of a field of a rating; one that is not named here is a reason.
fn group_of(field: &str) -> Group {
    match field {
        "engine" | "day" | "trial" | "class" | "not_rated_since" | "next_change_day" => Group::Class,
        "score_milli" | "start_milli" | "band" => Group::Score,
        _ => Group::Reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(role: Role, ground: &str) -> Shown {
        Shown::on(role, ground, &policy::embedded::policies().unwrap(), Day::parse("2026-11-24").unwrap())
    }

    #[test]
    fn a_bank_never_sees_a_class_and_a_merchant_sees_its_own() {
        let whole = json!({
            "merchant": { "name": "店" }, "scheme": {}, "peers": {},
            "rating": { "class": "D", "score_milli": 1, "lines": [] },
        });
        let to_bank = shown(Role::Bank, "public").cut(whole.clone());
        assert_eq!(to_bank, json!({ "merchant": { "name": "店" } }));
        assert_eq!(shown(Role::Bank, "authorisation").cut(whole.clone()), to_bank);
        assert_eq!(shown(Role::Merchant, "own").cut(whole.clone()), whole);
        assert_eq!(shown(Role::Merchant, "public").cut(whole.clone()), json!({}));
    }

    #[test]
    fn each_group_shows_its_own_fields_and_no_other() {
        let whole = json!({
            "merchant": {}, "scheme": {}, "policies_digest": "", "known_at": "", "peers": {}, "stranger": {},
            "rating": {
                "engine": "", "day": "", "trial": false, "class": "D", "not_rated_since": "", "next_change_day": "",
                "score_milli": 1, "start_milli": 1, "band": "D", "lines": [], "rules": [], "flags": [],
            },
        });
        let names = |value: &Value| -> Vec<String> {
            value.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        let cases: [(Group, &[&str], &[&str]); 5] = [
            (Group::Identity, &["merchant"], &[]),
            (
                Group::Class,
                &["known_at", "policies_digest", "rating", "scheme"],
                &["class", "day", "engine", "next_change_day", "not_rated_since", "trial"],
            ),
            (Group::Score, &["rating"], &["band", "score_milli", "start_milli"]),
            (Group::Reasons, &["peers", "rating"], &["flags", "lines", "rules"]),
            (Group::History, &[], &[]),
        ];
        for (group, top, of_rating) in cases {
            let cut = Shown(vec![group.token().to_owned()]).cut(whole.clone());
            let (mut found, mut inner) = (names(&cut), names(&cut["rating"]));
            found.sort();
            inner.sort();
            assert_eq!((found, inner), (owned(top.to_vec()), owned(of_rating.to_vec())), "{group:?}");
        }
    }

    #[test]
    fn a_merchant_sees_itself_and_no_other() {
        let [own, other] = ["91371500795315494U", "91371581999990010K"].map(|code| PartyCode::parse(code).unwrap());
        let policies = policy::embedded::policies().unwrap();
        let to = |role: &str, named: Value, code: PartyCode| {
            let claims = serde_json::from_value::<Claims>(json!({
                "sub": "1", "name": "x", "role": role, "scopes": [], "merchant": named,
                "iss": "", "aud": "", "iat": 0, "nbf": 0, "exp": 0, "jti": "",
            }));
            Shown::to(&claims.unwrap(), code, &policies, Day::parse("2026-11-24").unwrap())
        };
        assert!(to("merchant", json!(own), own).unwrap().has(Group::Class));
        for named in [json!(other), Value::Null] {
            assert!(matches!(to("merchant", named, own), Err(RatingError::Missing)));
        }
        // Whoever asks for an office sees what the office may, and a bank what everybody may.
        assert!(to("official", Value::Null, own).unwrap().has(Group::Reasons));
        assert!(!to("bank", Value::Null, own).unwrap().has(Group::Class));
        assert!(to("bank", Value::Null, own).unwrap().has(Group::Public));
    }

    #[test]
    fn what_the_table_does_not_name_is_not_shown() {
        for role in Role::ALL {
            assert_eq!(shown(role, "whim"), Shown(Vec::new()), "{role}");
        }
        assert!(!shown(Role::Department, "duty").has(Group::Own));
    }
}
