//! Tables of accounts, keys and authorisations. Every query stands once and is compiled for both back-ends; what
//! differs is a function of the same name in `sqlite.rs` and `postgres.rs`.

mod rows;
mod schema;

pub(crate) use rows::{
    AccountPart, AccountRow, AuthorisationRow, ChangeRow, DepartmentRow, FailureRow, KeyRow, LoginRow,
    NewAuthorisation, NewRevocation, NewSecret, ProofPart, RevocationRow, SecretRow, SessionRow,
};

use db::{Conn, Migrations};
use diesel::QueryResult;

/// The tables of access.
pub static MIGRATIONS: Migrations =
    db::migrations!("../../migrations/sqlite/access", "../../migrations/postgres/access");

/// Which accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountListing {
    pub(crate) role: Option<&'static str>,
    pub(crate) department_id: Option<String>,
    pub(crate) active: Option<bool>,
    /// Behind this one.
    pub(crate) after: Option<String>,
    pub(crate) limit: i64,
}

/// Which authorisations: those of a merchant or those to a department.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuthorisationListing {
    pub(crate) merchant: Option<String>,
    pub(crate) grantee: Option<String>,
    /// Only with smaller numbers.
    pub(crate) before: Option<i64>,
    pub(crate) limit: i64,
}

/// Departments.
pub(crate) trait Departments {
    /// Every department, by its name in the table.
    fn departments(&mut self) -> QueryResult<Vec<DepartmentRow>>;
    /// One of them, held until the transaction ends.
    fn hold_department(&mut self, department_id: &str) -> QueryResult<Option<DepartmentRow>>;
    /// One of them.
    fn department(&mut self, department_id: &str) -> QueryResult<Option<DepartmentRow>>;
    /// Adds one.
    fn add_department(&mut self, row: &DepartmentRow) -> QueryResult<()>;
    /// Changes one.
    fn change_department(&mut self, row: &DepartmentRow) -> QueryResult<()>;
}

/// Accounts.
pub(crate) trait Accounts {
    /// An account.
    fn account(&mut self, sub: &str) -> QueryResult<Option<AccountRow>>;
    /// An account, held until the transaction ends.
    fn hold_account(&mut self, sub: &str) -> QueryResult<Option<AccountRow>>;
    /// An account by its number, held likewise.
    fn hold_account_of(&mut self, account_id: i64) -> QueryResult<Option<AccountRow>>;
    /// The account to which an identity elsewhere is bound.
    fn account_of_identity(&mut self, issuer: &str, subject: &str) -> QueryResult<Option<AccountRow>>;
    /// Some accounts, by `sub`.
    fn accounts(&mut self, listing: &AccountListing) -> QueryResult<Vec<AccountRow>>;
    /// The accounts of a department that may ask.
    fn members(&mut self, department_id: &str) -> QueryResult<Vec<AccountRow>>;
    /// Adds an account; gives its number.
    fn add_account(&mut self, part: &AccountPart) -> QueryResult<i64>;
    /// Changes what an account is and may.
    fn change_account(&mut self, account_id: i64, part: &AccountPart) -> QueryResult<()>;
    /// Changes how a person proves who it is.
    fn change_proof(&mut self, account_id: i64, proof: &ProofPart) -> QueryResult<()>;
    /// Remembers what an account became.
    fn add_change(&mut self, row: &ChangeRow) -> QueryResult<()>;
    /// What an account was, newest first.
    fn changes(&mut self, account_id: i64) -> QueryResult<Vec<ChangeRow>>;
}

/// Secrets and sessions.
pub(crate) trait Proofs {
    /// Wrong passwords under a name.
    fn failure(&mut self, sub: &str) -> QueryResult<Option<FailureRow>>;
    /// Remembers them, and forgets those of long ago.
    fn failed(&mut self, row: &FailureRow, forget_before: i64) -> QueryResult<()>;
    /// Forgets them.
    fn forgive(&mut self, sub: &str) -> QueryResult<()>;
    /// The secrets of an account, oldest first.
    fn secrets(&mut self, account_id: i64) -> QueryResult<Vec<SecretRow>>;
    /// Adds a secret; gives its number.
    fn add_secret(&mut self, secret: &NewSecret) -> QueryResult<i64>;
    /// Takes a secret back; false if there is none that holds.
    fn revoke_secret(&mut self, account_id: i64, secret_id: i64, at: i64) -> QueryResult<bool>;
    /// The session of a refresh token, also of the one before; held until the transaction ends.
    fn session_of(&mut self, refresh: &str) -> QueryResult<Option<SessionRow>>;
    /// A session; held until the transaction ends.
    fn session(&mut self, session_id: &str) -> QueryResult<Option<SessionRow>>;
    /// Adds a session.
    fn add_session(&mut self, row: &SessionRow) -> QueryResult<()>;
    /// Changes a session.
    fn change_session(&mut self, row: &SessionRow) -> QueryResult<()>;
    /// Ends every session of an account.
    fn end_sessions(&mut self, account_id: i64, at: i64) -> QueryResult<()>;
}

/// Logins that are under way elsewhere.
pub(crate) trait Logins {
    /// Adds one, and forgets those that took too long.
    fn add_login(&mut self, row: &LoginRow, now: i64) -> QueryResult<()>;
    /// Takes one out, if this browser has begun it: nobody else can finish or end it.
    fn take_login(&mut self, state: &str, browser: &str) -> QueryResult<Option<LoginRow>>;
}

/// Keys and revocations: what every service follows.
pub(crate) trait Trusting {
    /// The number that grows with each change.
    fn trust_version(&mut self) -> QueryResult<i64>;
    /// Holds it until the transaction ends, so that changes come one after the other.
    fn hold_trust(&mut self) -> QueryResult<()>;
    /// Lets it grow.
    fn grow_trust(&mut self) -> QueryResult<()>;
    /// Every key, the one that signs last first.
    fn keys(&mut self) -> QueryResult<Vec<KeyRow>>;
    /// Adds a key.
    fn add_key(&mut self, row: &KeyRow) -> QueryResult<()>;
    /// Says until when the signatures of a key count.
    fn end_key(&mut self, kid: &str, counts_until: i64) -> QueryResult<()>;
    /// Revocations that are not over at an instant, oldest first.
    fn revocations(&mut self, at: i64) -> QueryResult<Vec<RevocationRow>>;
    /// Adds a revocation.
    fn revoke(&mut self, revocation: &NewRevocation) -> QueryResult<()>;
}

/// Authorisations.
pub(crate) trait AuthorisationTable {
    /// One of them.
    fn authorisation(&mut self, authorisation_id: i64) -> QueryResult<Option<AuthorisationRow>>;
    /// One of them, held until the transaction ends.
    fn hold_authorisation(&mut self, authorisation_id: i64) -> QueryResult<Option<AuthorisationRow>>;
    /// Some of them, newest first.
    fn authorisations(&mut self, listing: &AuthorisationListing) -> QueryResult<Vec<AuthorisationRow>>;
    /// Adds one; gives its number.
    fn give(&mut self, authorisation: &NewAuthorisation) -> QueryResult<i64>;
    /// Takes one back.
    fn take_back(&mut self, authorisation_id: i64, at: i64, by: &str) -> QueryResult<()>;
}

/// Everything that this service asks of its tables.
pub(crate) trait Store: Departments + Accounts + Proofs + Logins + Trusting + AuthorisationTable {}
impl<T: Departments + Accounts + Proofs + Logins + Trusting + AuthorisationTable> Store for T {}

/// The store behind a connection.
pub(crate) fn store<'c>(conn: Conn<'c>) -> &'c mut (dyn Store + 'c) {
    match conn {
        Conn::Sqlite(conn) => conn,
        Conn::Postgres(conn) => conn,
    }
}

macro_rules! queries {
    ($backend:ident, $dialect:literal $(, #[$lint:meta])?) => {
        #[path = "store"]
        mod $backend {
            #[path = $dialect]
            mod dialect;
            $(#[$lint])?
            #[path = "accounts.rs"]
            mod accounts;
            $(#[$lint])?
            #[path = "authorisations.rs"]
            mod authorisations;
            $(#[$lint])?
            #[path = "logins.rs"]
            mod logins;
            $(#[$lint])?
            #[path = "proofs.rs"]
            mod proofs;
            $(#[$lint])?
            #[path = "trusting.rs"]
            mod trusting;
        }
    };
}

queries!(on_sqlite, "sqlite.rs");
queries!(on_postgres, "postgres.rs", #[expect(clippy::duplicate_mod, reason = "one source, two back-ends")]);
