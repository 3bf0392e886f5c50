//! Who may see what of a rating: one table of the policies decides, role by role and ground by ground.

use crate::error::RatingError;
use contracts::access::{Claims, Role};
use contracts::authorisation::Authorisation;
use domain::code::PartyCode;
use domain::day::Day;
use policy::parameter::Value as Policied;
use policy::set::PolicySet;
use serde_json::{Map, Value};

/// The table.
pub(crate) const TABLE: &str = "disclosure.fields";

/// On what somebody sees something (依据).
const GROUNDS: [&str; 6] = ["duty", "own", "held", "authorisation", "public", "sandbox"];

/// A group of fields (内容组).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// Code, name, area, industry.
    Identity,
    /// What is on display today.
    Public,
    /// What is on file about the merchant.
    Own,
    /// The class that was issued.
    Issued,
    /// The class as it is computed.
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
    const ALL: [Self; 9] = [
        Self::Identity,
        Self::Public,
        Self::Own,
        Self::Issued,
        Self::Class,
        Self::Score,
        Self::Reasons,
        Self::History,
        Self::Certificate,
    ];

    const fn bit(self) -> u16 {
        1 << self as u8
    }

    const fn token(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Public => "public",
            Self::Own => "own",
            Self::Issued => "issued",
            Self::Class => "class",
            Self::Score => "score",
            Self::Reasons => "reasons",
            Self::History => "history",
            Self::Certificate => "certificate",
        }
    }
}

/// What one caller may see of one merchant: a bit for each group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown(u16);

impl Shown {
    /// What a caller may see of a merchant on a day; `held` says whether its rating waits for the release of a
    /// mass event. Until then the merchant itself is shown what was issued, and not what is computed.
    ///
    /// # Errors
    /// [`RatingError::Missing`] for a merchant who asks for another one: to him there is no other.
    pub fn to(
        claims: &Claims,
        (code, held): (PartyCode, bool),
        policies: &PolicySet,
        day: Day,
    ) -> Result<Self, RatingError> {
        match Self::of_all(claims.role, policies, day) {
            Some(shown) => Ok(shown),
            None if claims.merchant == Some(code) => {
                Ok(Self::on(claims.role, if held { "held" } else { "own" }, policies, day))
            }
            None => Err(RatingError::Missing),
        }
    }

    /// What a role may see of every merchant alike; nothing for merchants, each of whom sees itself alone.
    #[must_use]
    pub fn of_all(role: Role, policies: &PolicySet, day: Day) -> Option<Self> {
        let ground = match role {
            Role::Merchant => return None,
            Role::Bank => "public",
            Role::Official | Role::Department | Role::Service | Role::Auditor | Role::Administrator => "duty",
        };
        Some(Self::on(role, ground, policies, day))
    }

    /// What somebody may see of a merchant by an authorisation of it: what the table opens on that ground as far as
    /// the merchant opens it, beside what is public.
    #[must_use]
    pub fn by(role: Role, authorisation: &Authorisation, policies: &PolicySet, day: Day) -> Self {
        let is_opened = |group: &Group| {
            let is_open = matches!(group, Group::Identity | Group::Public);
            is_open || authorisation.groups.iter().any(|token| token == group.token())
        };
        let opened = Group::ALL.into_iter().filter(is_opened).fold(0, |bits, group| bits | group.bit());
        let by_table = Self::on(role, "authorisation", policies, day);
        Self(by_table.0 & opened | Self::on(role, "public", policies, day).0)
    }

    fn on(role: Role, ground: &str, policies: &PolicySet, day: Day) -> Self {
        let key = format!("{}/{ground}", role.token());
        let found = policies.at(TABLE, day).ok();
        let named = found.and_then(|found| found.value.entry(&key).and_then(|groups| groups.texts()));
        // What the table does not name is not shown.
        let named = named.unwrap_or_default();
        let shown = Group::ALL.into_iter().filter(|group| named.contains(&group.token()));
        Self(shown.fold(0, |bits, group| bits | group.bit()))
    }

    /// Nothing at all.
    pub(crate) const NOTHING: Self = Self(0);

    /// What a role may see of merchants of the sandbox, who are nobody.
    pub(crate) fn in_sandbox(role: Role, policies: &PolicySet, day: Day) -> Self {
        Self::on(role, "sandbox", policies, day)
    }

    /// May this group be seen?
    #[must_use]
    pub const fn has(self, group: Group) -> bool {
        self.0 & group.bit() != 0
    }

    /// An explanation without what may not be seen.
    #[must_use]
    pub fn cut(self, explanation: Value) -> Value {
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
            for name in ["peers", "complaint_ratio"] {
                cut.extend(whole.remove(name).map(|value| (name.to_owned(), value)));
            }
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

/// Are all words of a table known? One that is not would show nothing, where something was meant to be shown.
pub(crate) fn known(value: &Policied) -> Result<(), String> {
    let table = value.table().ok_or("a table by role and ground is needed")?;
    for (key, groups) in table {
        let (role, ground) = key.split_once('/').unwrap_or((key, ""));
        if !Role::ALL.iter().any(|known| known.token() == role) || !GROUNDS.contains(&ground) {
            return Err(format!("{key:?} is not a role, a slash and one of {}", GROUNDS.join(", ")));
        }
        let groups = groups.texts().ok_or_else(|| format!("{key} needs a list of groups"))?;
        if let Some(unknown) = groups.into_iter().find(|token| !Group::ALL.iter().any(|group| group.token() == *token))
        {
            return Err(format!(
                "{unknown:?} is no group of fields; known are {}",
                Group::ALL.map(Group::token).join(", ")
            ));
        }
    }
    Ok(())
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
    use std::collections::BTreeSet;

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
            "merchant": {}, "scheme": {}, "policies_digest": "", "known_at": "", "peers": {}, "complaint_ratio": {},
            "stranger": {},
            "rating": {
                "engine": "", "day": "", "trial": false, "class": "D", "not_rated_since": "", "next_change_day": "",
                "score_milli": 1, "start_milli": 1, "band": "D", "lines": [], "rules": [], "flags": [],
            },
        });
        fn names(value: &Value) -> BTreeSet<&str> {
            value.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect()
        }
        let cases: [(Group, &[&str], &[&str]); 5] = [
            (Group::Identity, &["merchant"], &[]),
            (
                Group::Class,
                &["known_at", "policies_digest", "rating", "scheme"],
                &["class", "day", "engine", "next_change_day", "not_rated_since", "trial"],
            ),
            (Group::Score, &["rating"], &["band", "score_milli", "start_milli"]),
            (Group::Reasons, &["complaint_ratio", "peers", "rating"], &["flags", "lines", "rules"]),
            (Group::History, &[], &[]),
        ];
        for (group, top, of_rating) in cases {
            let cut = Shown(group.bit()).cut(whole.clone());
            assert_eq!(names(&cut), BTreeSet::from_iter(top.iter().copied()), "{group:?}");
            assert_eq!(names(&cut["rating"]), BTreeSet::from_iter(of_rating.iter().copied()), "{group:?}");
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
            Shown::to(&claims.unwrap(), (code, false), &policies, Day::parse("2026-11-24").unwrap())
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
    fn an_authorisation_opens_what_both_the_table_and_the_merchant_open() {
        let policies = policy::embedded::policies().unwrap();
        let given = |groups: &[&str]| {
            serde_json::from_value::<Authorisation>(json!({
                "authorisation_id": 1, "merchant": "91371500795315494U", "grantee": "bank", "purpose": "credit_review",
                "groups": groups, "from": "2026-01-01", "until": "2026-12-31", "given_at": "2026-01-01T00:00:00Z",
            }))
            .unwrap()
        };
        let day = Day::parse("2026-11-24").unwrap();
        let to = |role, groups: &[&str]| Shown::by(role, &given(groups), &policies, day);
        // The table of the house opens no class to a bank, whatever the merchant says.
        assert_eq!(to(Role::Bank, &["class", "score"]), shown(Role::Bank, "public"));
        // One that did would be bounded by what the merchant opens.
        let (path, text) = policies.files().find(|(path, _)| path.ends_with("disclosure/fields.toml")).unwrap();
        let (narrow, wider) =
            (r#""bank/authorisation" = ["identity""#, r#""bank/authorisation" = ["class", "score", "identity""#);
        let wide = policies.overlaid([(path, text.replace(narrow, wider).as_str())]).unwrap();
        let by = |groups: &[&str]| Shown::by(Role::Bank, &given(groups), &wide, day);
        assert!(by(&["class"]).has(Group::Class) && !by(&["class"]).has(Group::Score));
        assert!(by(&["class"]).has(Group::Public) && !by(&["reasons"]).has(Group::Reasons));
    }

    #[test]
    fn of_merchants_who_are_nobody_everybody_sees_the_class() {
        for role in Role::ALL {
            let seen = shown(role, "sandbox");
            for group in [Group::Identity, Group::Issued, Group::Class, Group::Score, Group::Reasons] {
                assert!(seen.has(group), "{role} {group:?}");
            }
        }
    }

    #[test]
    fn what_the_table_does_not_name_is_not_shown() {
        for role in Role::ALL {
            assert_eq!(shown(role, "whim"), Shown(0), "{role}");
        }
        assert!(!shown(Role::Department, "duty").has(Group::Own));
    }
}
