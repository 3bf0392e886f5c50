//! What an account is and may, as an administrator says it, and what does not fit together.

use crate::error::AccessError;
use contracts::access::{Role, Scope};
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::person::holds_identity_number;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most characters of a name of an account or department.
const LONGEST: usize = 64;

/// A person or a program (账号类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountKind {
    /// A person, who proves itself by a password or an identity elsewhere (个人).
    User,
    /// A program, which proves itself by a secret (程序).
    Client,
}

impl AccountKind {
    pub(crate) const fn token(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Client => "client",
        }
    }
}

/// What an account is and may (账号内容).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct AccountTerms {
    /// Name to show.
    #[schema(min_length = 1, max_length = 64)]
    pub(crate) name: String,
    /// What its bearer is.
    pub(crate) role: Role,
    /// What it may do, if that is less than its role may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) scopes: Option<Vec<Scope>>,
    /// The department or bank on whose behalf it asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<String>,
    /// Only merchants of this area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "371522")]
    pub(crate) area: Option<AreaCode>,
    /// The merchant itself, for the role `merchant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub(crate) merchant: Option<PartyCode>,
    /// May it ask at all?
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub(crate) active: bool,
}

fn yes() -> bool {
    true
}

impl AccountTerms {
    /// Does all of it fit together?
    pub(crate) fn check(&self, kind: AccountKind) -> Result<(), AccessError> {
        check_text("name", &self.name)?;
        let field = |field, zh: &str, en: &str| Err(AccessError::field(field, zh, en));
        match (self.role, &self.merchant) {
            (Role::Merchant, None) => {
                return field("merchant", "经营主体账号须指明主体", "an account of a merchant names it");
            }
            (Role::Merchant, Some(_)) | (_, None) => {}
            (_, Some(_)) => {
                return field("merchant", "只有经营主体账号指明主体", "only an account of a merchant names one");
            }
        }
        if matches!(self.role, Role::Official | Role::Bank | Role::Department) && self.department.is_none() {
            return field("department", "该角色须指明机构", "an account of this role names its department");
        }
        if self.area.is_some() && !matches!(self.role, Role::Official | Role::Department) {
            return field(
                "area",
                "只有监管人员和其他部门限于区划",
                "only officials and other departments are limited by area",
            );
        }
        if self.role == Role::Service && kind == AccountKind::User {
            return field("role", "内部服务不是个人", "a service is no person");
        }
        let of_role = |scope: &Scope| self.role.scopes().contains(scope);
        match self.scopes.iter().flatten().find(|scope| !of_role(scope)) {
            Some(scope) => Err(AccessError::field(
                "scopes",
                format!("角色“{}”没有权限“{}”", self.role.zh(), scope.zh()),
                format!("the role {} has not the scope {scope}", self.role),
            )),
            None => Ok(()),
        }
    }

    /// Do these allow something else than others did? A new name does not.
    pub(crate) fn allow_otherwise(&self, before: &Self) -> bool {
        Self { name: before.name.clone(), ..self.clone() } != *before
    }
}

/// A number of an account: short, plain, and nothing personal.
pub(crate) fn check_number(field: &'static str, text: &str) -> Result<(), AccessError> {
    check_plain(field, text, |byte| byte.is_ascii_lowercase(), ("小写字母", "lower-case letters"))
}

/// A number of a department: that of an office is its code as records name it, such as `371502SJ`, since whoever acts for
/// it is known by that.
pub(crate) fn check_department(field: &'static str, text: &str) -> Result<(), AccessError> {
    check_plain(field, text, |byte| byte.is_ascii_alphabetic(), ("字母", "letters"))
}

fn check_plain(
    field: &'static str,
    text: &str,
    is_letter: impl Fn(u8) -> bool,
    (zh, en): (&str, &str),
) -> Result<(), AccessError> {
    let begins = |byte: u8| is_letter(byte) || byte.is_ascii_digit();
    let is_plain = |byte: u8| begins(byte) || b"-_.".contains(&byte);
    let is_begun = text.bytes().next().is_some_and(begins);
    if text.len() < 2 || text.len() > LONGEST || !is_begun || !text.bytes().all(is_plain) {
        return Err(AccessError::field(
            field,
            format!("应为 2 到 {LONGEST} 个{zh}、数字或 - _ . 组成，以字母或数字开头"),
            format!("2 to {LONGEST} {en}, digits or - _ . that begin with a letter or digit"),
        ));
    }
    if holds_identity_number(text) {
        return Err(AccessError::field(field, "不得使用公民身份号码", "a person's identity number names no account"));
    }
    Ok(())
}

/// A name to show.
pub(crate) fn check_text(field: &'static str, text: &str) -> Result<(), AccessError> {
    let count = text.trim().chars().count();
    if count == 0 || count > LONGEST || text.chars().any(char::is_control) {
        return Err(AccessError::field(
            field,
            format!("应为 1 到 {LONGEST} 个字符，不含控制字符"),
            format!("1 to {LONGEST} characters, none of them a control character"),
        ));
    }
    if holds_identity_number(text) {
        return Err(AccessError::field(
            field,
            "不得含有公民身份号码",
            "a person's identity number does not belong here",
        ));
    }
    Ok(())
}

/// Why something is done.
pub(crate) fn check_reason(text: &str) -> Result<(), AccessError> {
    let count = text.trim().chars().count();
    if count == 0 || count > 500 {
        return Err(AccessError::field("reason", "须填写理由，最多 500 字", "a reason of at most 500 characters"));
    }
    Ok(())
}
