//! Who may do what: roles, scopes, the default table between them, and the claims of a token.

use domain::area::AreaCode;
use domain::code::PartyCode;
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident, $token:literal, $zh:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$each])* #[doc = concat!(" (", $zh, ").")] $variant,)* }

        impl $name {
            /// Every value, in the order of the table.
            pub const ALL: [Self; [$($token),*].len()] = [$(Self::$variant),*];

            /// The stable token in `snake_case`.
            #[must_use]
            pub const fn token(self) -> &'static str {
                match self { $(Self::$variant => $token,)* }
            }

            /// The name in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* }
            }

            /// The value of a token.
            #[must_use]
            pub fn parse(token: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|value| value.token() == token)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.token())
            }
        }
    };
}

pub(crate) use words;

words! {
    /// What somebody is to this installation (角色).
    Role {
        /// An official of the market supervision authority
        Official, "official", "监管人员";
        /// A bank that grants credit
        Bank, "bank", "银行";
        /// A merchant, who sees himself
        Merchant, "merchant", "经营主体";
        /// Somebody who examines who looked at what
        Auditor, "auditor", "审计人员";
        /// Another department of the government
        Department, "department", "其他部门";
        /// Another service of this installation
        Service, "service", "内部服务";
        /// Somebody who runs the installation
        Administrator, "administrator", "系统管理员";
    }
}

words! {
    /// What a token allows (权限范围).
    Scope {
        /// Read records of any merchant
        ReadRecords, "read_records", "查看记录";
        /// Write single records and corrections
        WriteRecords, "write_records", "录入和更正记录";
        /// Load files of records
        Import, "import", "批量导入";
        /// Take decisions in cases and conflicts
        Decide, "decide", "作出决定";
        /// Read classes, scores and their reasons
        ReadRatings, "read_ratings", "查看信用分类";
        /// Read what concerns the merchant named in the token
        ReadOwn, "read_own", "查看本主体信息";
        /// Read what is published, with a name
        ReadPublic, "read_public", "查看公示信息";
        /// Read who looked at what
        ReadAudit, "read_audit", "查看审计记录";
        /// Follow the changes of a service
        Follow, "follow", "订阅变更";
        /// Resolve codes to the house's own numbers of merchants
        ResolveSubjects, "resolve_subjects", "解析主体编号";
        /// Run the installation
        Administer, "administer", "系统管理";
        /// Release what a mass event holds back
        ReleaseHolds, "release_holds", "解除暂缓";
        /// Give authorisations for the merchant named in the token, and take them back
        Authorise, "authorise", "授权";
        /// Apply, plead and object for the merchant named in the token
        Apply, "apply", "提出申请";
        /// Use authorisations that merchants gave to the bearer's department
        UseAuthorisations, "use_authorisations", "使用授权";
        /// Command what another service has decided
        Command, "command", "执行其他服务的决定";
    }
}

words! {
    /// What a department is (机构类别).
    DepartmentKind {
        /// An office of the government
        Authority, "authority", "政府部门";
        /// A bank or another lender
        Bank, "bank", "银行";
        /// Anybody else
        Other, "other", "其他";
    }
}

/// What each role may do unless the installation says otherwise. A bank sees no class by default, and
/// who runs the installation reads no records.
const DEFAULT: [(Role, &[Scope]); 7] = [
    (
        Role::Official,
        &[
            Scope::ReadRecords,
            Scope::WriteRecords,
            Scope::Import,
            Scope::Decide,
            Scope::ReadRatings,
            Scope::ReadPublic,
            Scope::ReleaseHolds,
        ],
    ),
    (Role::Bank, &[Scope::ReadPublic, Scope::UseAuthorisations]),
    (Role::Merchant, &[Scope::ReadOwn, Scope::ReadPublic, Scope::Authorise, Scope::Apply]),
    (Role::Auditor, &[Scope::ReadAudit, Scope::ReadPublic]),
    (Role::Department, &[Scope::ReadRatings, Scope::ReadPublic]),
    (Role::Service, &[Scope::ReadRecords, Scope::ReadRatings, Scope::Follow, Scope::ResolveSubjects, Scope::Command]),
    (Role::Administrator, &[Scope::Administer, Scope::ReadPublic]),
];

impl Role {
    /// What the role may do by default.
    #[must_use]
    pub fn scopes(self) -> &'static [Scope] {
        DEFAULT.iter().find(|(role, _)| *role == self).map_or(&[], |(_, scopes)| scopes)
    }
}

/// Whose records somebody may see and change (辖区范围). There is none that is taken for granted: it is that of
/// a token ([`Claims::reach`]), or whoever acts for the house itself says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Every merchant's, also of those of whom nobody knows where they are.
    Everywhere,
    /// Those of merchants that are registered in this area or in one below it.
    Within(AreaCode),
}

impl Reach {
    /// Does it cover a merchant who is registered in this area? Of one who is registered nowhere it is not known.
    #[must_use]
    pub fn covers(self, area: Option<AreaCode>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Within(whole) => area.is_some_and(|area| area.is_within(whole)),
        }
    }

    /// Does it cover every merchant?
    #[must_use]
    pub const fn is_everywhere(self) -> bool {
        matches!(self, Self::Everywhere)
    }

    /// The area to which it is limited.
    #[must_use]
    pub const fn area(self) -> Option<AreaCode> {
        match self {
            Self::Everywhere => None,
            Self::Within(area) => Some(area),
        }
    }
}

/// What a token says of its bearer (令牌声明). Instants are whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Claims {
    /// Number of the account or client; never a person's identity number.
    pub sub: String,
    /// Name to show.
    pub name: String,
    /// What the bearer is.
    pub role: Role,
    /// What the bearer may do.
    pub scopes: Vec<Scope>,
    /// Only this merchant, if named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "91371500MA3C000001")]
    pub merchant: Option<PartyCode>,
    /// Only merchants of this area, if named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "371502")]
    pub area: Option<AreaCode>,
    /// The department on whose behalf the bearer acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The session that the token belongs to, by which its tokens can be revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// Generation of the account: a token of an earlier one than the present no longer counts.
    #[serde(default)]
    pub generation: i32,
    /// Who issued the token.
    pub iss: String,
    /// The installation for which it is meant.
    pub aud: String,
    /// When it was issued.
    pub iat: i64,
    /// Not to be used before.
    pub nbf: i64,
    /// Not to be used from then on.
    pub exp: i64,
    /// Number of the token, by which it can be revoked.
    pub jti: String,
}

impl Claims {
    /// May the bearer do it?
    #[must_use]
    pub fn allows(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Whose records the bearer may see and change.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.area.map_or(Reach::Everywhere, Reach::Within)
    }

    /// The one source of which the bearer may see what became of its records; nothing if it is every one. A source is
    /// of the whole city, so that whoever is limited to an area sees its own alone.
    #[must_use]
    pub fn only_source(&self) -> Option<String> {
        let sees_all = self.allows(Scope::ReadRecords) && self.reach().is_everywhere();
        (!sees_all).then(|| source(&self.sub, self.department.as_deref()))
    }
}

/// As which source (数据源) counts what somebody brings: their department, else the account itself. No department is
/// called so.
#[must_use]
pub fn source(actor: &str, department: Option<&str>) -> String {
    department.map_or_else(|| format!("account:{actor}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_row_and_every_scope_belongs_to_somebody() {
        for role in Role::ALL {
            assert_eq!(DEFAULT.iter().filter(|(known, _)| *known == role).count(), 1, "{role}");
        }
        for scope in Scope::ALL {
            assert!(Role::ALL.iter().any(|role| role.scopes().contains(&scope)), "{scope}");
            assert_eq!(serde_json::to_value(scope).unwrap(), scope.token());
            assert_eq!(Scope::parse(scope.token()), Some(scope));
        }
    }

    #[test]
    fn a_reach_covers_what_lies_in_its_area_and_nobody_of_whom_that_is_not_known() {
        let area = |code: &str| AreaCode::parse(code).unwrap();
        let (county, city) = (Reach::Within(area("371522")), Reach::Within(area("371500")));
        for (code, in_county, in_city) in [
            (Some("371522"), true, true),
            (Some("371502"), false, true),
            (Some("370102"), false, false),
            (None, false, false),
        ] {
            let code = code.map(area);
            assert_eq!((county.covers(code), city.covers(code)), (in_county, in_city), "{code:?}");
            assert!(Reach::Everywhere.covers(code));
        }
    }

    #[test]
    fn a_bank_sees_no_class_and_an_administrator_no_records() {
        assert!(!Role::Bank.scopes().contains(&Scope::ReadRatings));
        assert!(!Role::Administrator.scopes().contains(&Scope::ReadRecords));
    }
}
