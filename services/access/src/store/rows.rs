//! Rows of the tables.

use super::schema;

/// A department, as it stands in its table.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::department, treat_none_as_null = true)]
pub(crate) struct DepartmentRow {
    pub(crate) department_id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) active: bool,
    pub(crate) version: i32,
    pub(crate) changed_at: i64,
    pub(crate) actor: String,
}

/// What an account is and may; everything that an administrator decides.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::account, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct AccountPart {
    pub(crate) sub: String,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) role: String,
    /// The scopes as a JSON list, if they are fewer than those of the role.
    pub(crate) scopes: Option<String>,
    pub(crate) department_id: Option<String>,
    pub(crate) area: Option<String>,
    pub(crate) merchant: Option<String>,
    pub(crate) active: bool,
    /// Tokens of earlier generations no longer count.
    pub(crate) generation: i32,
    pub(crate) version: i32,
    pub(crate) created_at: i64,
    pub(crate) changed_at: i64,
    pub(crate) actor: String,
}

/// How a person proves who it is.
#[derive(diesel::Queryable, diesel::Selectable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::account, treat_none_as_null = true)]
pub(crate) struct ProofPart {
    /// The argon2id digest of the password.
    pub(crate) password: Option<String>,
    pub(crate) identity_issuer: Option<String>,
    pub(crate) identity_subject: Option<String>,
}

/// An account, as it stands in its table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::account)]
pub(crate) struct AccountRow {
    pub(crate) account_id: i64,
    #[diesel(embed)]
    pub(crate) part: AccountPart,
    #[diesel(embed)]
    pub(crate) proof: ProofPart,
}

/// What an account became.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::account_change)]
pub(crate) struct ChangeRow {
    pub(crate) account_id: i64,
    pub(crate) version: i32,
    pub(crate) changed_at: i64,
    pub(crate) actor: String,
    pub(crate) act: String,
    pub(crate) content: String,
}

/// Wrong passwords under a name.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::failure)]
pub(crate) struct FailureRow {
    pub(crate) sub: String,
    pub(crate) failures: i32,
    pub(crate) failed_at: i64,
    pub(crate) blocked_until: i64,
}

/// A secret, as it stands in its table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::secret)]
pub(crate) struct SecretRow {
    pub(crate) secret_id: i64,
    pub(crate) account_id: i64,
    pub(crate) digest: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) actor: String,
}

/// A secret, to be kept.
#[derive(diesel::Insertable, Clone, Debug)]
#[diesel(table_name = schema::secret, treat_none_as_default_value = false)]
pub(crate) struct NewSecret {
    pub(crate) account_id: i64,
    pub(crate) digest: String,
    pub(crate) created_at: i64,
    pub(crate) expires_at: Option<i64>,
    pub(crate) actor: String,
}

/// A session.
#[derive(
    diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset, Clone, PartialEq, Eq, Debug,
)]
#[diesel(table_name = schema::session, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    pub(crate) session_id: String,
    pub(crate) account_id: i64,
    pub(crate) refresh: String,
    /// The refresh token before: whoever shows it has stolen one, or was robbed of one.
    pub(crate) earlier: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) ended_at: Option<i64>,
}

/// A login that is under way elsewhere.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::login)]
pub(crate) struct LoginRow {
    /// Digest of the state.
    pub(crate) state: String,
    /// Digest of what the browser's cookie holds.
    pub(crate) browser: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
    pub(crate) return_to: String,
    pub(crate) expires_at: i64,
}

/// A key that signs tokens.
#[derive(diesel::Queryable, diesel::Selectable, diesel::Insertable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::signing_key, treat_none_as_default_value = false)]
pub(crate) struct KeyRow {
    pub(crate) kid: String,
    pub(crate) public_key: String,
    pub(crate) sealed: String,
    pub(crate) created_at: i64,
    pub(crate) signs_from: i64,
    /// Until when its signatures count, if it has a successor.
    pub(crate) counts_until: Option<i64>,
    pub(crate) actor: String,
}

/// A revocation, as it stands in its table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::revocation)]
pub(crate) struct RevocationRow {
    pub(crate) revocation_id: i64,
    pub(crate) what: String,
    pub(crate) value: String,
    pub(crate) generation: i32,
    pub(crate) revoked_at: i64,
    pub(crate) until: i64,
    pub(crate) reason: String,
    pub(crate) actor: String,
}

/// A revocation, to be kept.
#[derive(diesel::Insertable, Clone, Debug)]
#[diesel(table_name = schema::revocation)]
pub(crate) struct NewRevocation {
    pub(crate) what: &'static str,
    pub(crate) value: String,
    pub(crate) generation: i32,
    pub(crate) revoked_at: i64,
    pub(crate) until: i64,
    pub(crate) reason: String,
    pub(crate) actor: String,
}

/// An authorisation, as it stands in its table.
#[derive(diesel::Queryable, diesel::Selectable, Clone, PartialEq, Eq, Debug)]
#[diesel(table_name = schema::authorisation)]
pub(crate) struct AuthorisationRow {
    pub(crate) authorisation_id: i64,
    pub(crate) merchant: String,
    pub(crate) grantee: String,
    pub(crate) purpose: String,
    /// Groups of fields as a JSON list.
    pub(crate) groups: String,
    pub(crate) from_day: i32,
    pub(crate) until_day: i32,
    pub(crate) given_at: i64,
    pub(crate) given_by: String,
    pub(crate) revoked_at: Option<i64>,
    pub(crate) revoked_by: Option<String>,
}

/// An authorisation, to be kept.
#[derive(diesel::Insertable, Clone, Debug)]
#[diesel(table_name = schema::authorisation)]
pub(crate) struct NewAuthorisation {
    pub(crate) merchant: String,
    pub(crate) grantee: String,
    pub(crate) purpose: &'static str,
    pub(crate) groups: String,
    pub(crate) from_day: i32,
    pub(crate) until_day: i32,
    pub(crate) given_at: i64,
    pub(crate) given_by: String,
}
