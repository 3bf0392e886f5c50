//! Who may see what of a rating: one table of the policies decides, role by role and ground by ground, and the lawfulness gate
//! asks it ([`crate::opened`]).

use crate::error::RatingError;
use contracts::access::{Claims, Role};
use domain::code::PartyCode;
use policy::parameter::Value as Policied;
use serde_json::{Map, Value};

/// The table.
pub(crate) const TABLE: &str = "disclosure.fields";

/// On what somebody sees something (依据).
pub(crate) const GROUNDS: [&str; 6] = ["duty", "own", "held", "authorisation", "public", "sandbox"];

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

    /// The item of the catalogue of public credit information to which it belongs. What is public of a merchant, and what is on
    /// file, stands with its registration: each record in it was judged before it came there.
    pub(crate) const fn item(self) -> &'static str {
        match self {
            Self::Identity | Self::Public | Self::Own => "registration",
            Self::Issued | Self::Class | Self::Score | Self::Reasons | Self::History | Self::Certificate => {
                "credit_class"
            }
        }
    }

    /// Is it shown to whoever a merchant has authorised for anything?
    pub(crate) const fn is_never_asked_for(self) -> bool {
        matches!(self, Self::Identity | Self::Public)
    }

    pub(crate) const fn token(self) -> &'static str {
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
    /// The groups for which something holds.
    pub(crate) fn of(holds: impl Fn(Group) -> bool) -> Self {
        Self(Group::ALL.into_iter().filter(|group| holds(*group)).fold(0, |bits, group| bits | group.bit()))
    }

    /// The same and what else may be seen.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Nothing at all.
    pub(crate) const NOTHING: Self = Self(0);

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

/// On what ground a caller sees something of a merchant; `held` says whether its rating waits for the release of a mass
/// event. Until then the merchant itself is shown what was issued, and not what is computed.
///
/// # Errors
/// [`RatingError::Missing`] for a merchant who asks for another one: to him there is no other.
pub(crate) fn ground(claims: &Claims, (code, held): (PartyCode, bool)) -> Result<&'static str, RatingError> {
    match ground_of_all(claims.role) {
        Some(ground) => Ok(ground),
        None if claims.merchant == Some(code) => Ok(if held { "held" } else { "own" }),
        None => Err(RatingError::Missing),
    }
}

/// On what ground a role sees every merchant alike; nothing for merchants, each of whom sees itself alone.
pub(crate) const fn ground_of_all(role: Role) -> Option<&'static str> {
    match role {
        Role::Merchant => None,
        Role::Bank => Some("public"),
        Role::Official | Role::Department | Role::Service | Role::Auditor | Role::Administrator => Some("duty"),
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
    use crate::opened::Opened;
    use contracts::authorisation::Authorisation;
    use domain::day::Day;
    use policy::library::Library;
    use serde_json::json;
    use std::collections::BTreeSet;

    fn today() -> Day {
        Day::parse("2026-11-24").unwrap()
    }

    fn opened() -> Opened {
        Opened::of(&Library::shipped().unwrap()).unwrap()
    }

    fn shown(role: Role, ground: &str) -> Shown {
        opened().on(role, ground, today())
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
        let opened = opened();
        let to = |role: &str, named: Value, code: PartyCode| {
            let claims = serde_json::from_value::<Claims>(json!({
                "sub": "1", "name": "x", "role": role, "scopes": [], "merchant": named,
                "iss": "", "aud": "", "iat": 0, "nbf": 0, "exp": 0, "jti": "",
            }));
            let claims = claims.unwrap();
            ground(&claims, (code, false)).map(|ground| opened.on(claims.role, ground, today()))
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

    /// What an office opens that lets banks see class and score of whoever has authorised it, and whatever else it changes.
    fn own(id: &str, from: &str, to: &str) -> Opened {
        let (narrow, wider) =
            (r#""bank/authorisation" = ["identity""#, r#""bank/authorisation" = ["class", "score", "identity""#);
        let library = Library::shipped().unwrap();
        let fields = library.text("disclosure.fields").unwrap().replace(narrow, wider);
        let library = library.overlaid([("disclosure/fields.toml", fields.as_str())]).unwrap();
        let text = library.text(id).unwrap().to_owned();
        assert!(text.contains(from), "{from}");
        let path = format!("{}.toml", id.replacen('.', "/", 1));
        Opened::of(&library.overlaid([(path.as_str(), text.replace(from, to).as_str())]).unwrap()).unwrap()
    }

    fn wide() -> Opened {
        own("disclosure.fields", "\"bank/public\"", "\"bank/public\"")
    }

    /// The same with an edition of the catalogue from a day on that lacks an item.
    fn without(item: &str, from: &str) -> Opened {
        let library = Library::shipped().unwrap();
        let text = testkit::edition_without(library.text("catalogue.items").unwrap(), item, from);
        Opened::of(&library.overlaid([("catalogue/items.toml", text.as_str())]).unwrap()).unwrap()
    }

    #[test]
    fn no_table_opens_a_class_that_the_catalogue_does_not() {
        let codes = |opened: &Opened, ground: &str| -> Vec<(String, String)> {
            let missing = opened.why_not(Role::Bank, ground, Group::Class, today());
            missing.into_iter().map(|one| (one.code, one.article)).collect()
        };
        let one = |code: &str, article: &str| vec![(code.to_owned(), article.to_owned())];
        assert_eq!(codes(&wide(), "authorisation"), []);
        assert_eq!(codes(&opened(), "authorisation"), one("NOT_OPENED", "bank/authorisation"));
        // Published it is not, whatever the table of disclosure says.
        let shut = "\"bank/public\" = [\"identity\"";
        let public = own("disclosure.fields", shut, "\"bank/public\" = [\"class\", \"identity\"");
        let basis = "国市监信发〔2022〕6号；山东省社会信用条例 Art. 20";
        assert_eq!(codes(&public, "public"), one("MODE_NOT_OPEN", basis));
        assert!(!public.on(Role::Bank, "public", today()).has(Group::Class));
        // An edition without the class closes it from its day on, and not before.
        let class = without("credit_class", "2026-11-25");
        assert!(class.on(Role::Department, "duty", today()).has(Group::Class));
        let after = class.on(Role::Department, "duty", Day::parse("2026-11-25").unwrap());
        assert!(!after.has(Group::Class) && after.has(Group::Identity));
    }

    #[test]
    fn an_authorisation_opens_what_both_the_table_and_the_merchant_open() {
        let given = |groups: &[&str]| {
            serde_json::from_value::<Authorisation>(json!({
                "authorisation_id": 1, "merchant": "91371500795315494U", "grantee": "bank", "purpose": "credit_review",
                "groups": groups, "from": "2026-01-01", "until": "2026-12-31", "given_at": "2026-01-01T00:00:00Z",
            }))
            .unwrap()
        };
        let to = |role, groups: &[&str]| opened().by(role, &given(groups), today());
        // The table of the house opens no class to a bank, whatever the merchant says.
        assert_eq!(to(Role::Bank, &["class", "score"]), shown(Role::Bank, "public"));
        // One that did would be bounded by what the merchant opens.
        let by = |groups: &[&str]| wide().by(Role::Bank, &given(groups), today());
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
