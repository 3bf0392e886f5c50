//! Authorisations over HTTP: merchants give them and take them back, banks see those that were given to them.

use crate::authorisations::Gift;
use crate::error::AccessError;
use crate::store::AuthorisationListing;
use crate::trusting::Access;
use contracts::access::{Claims, Role};
use contracts::authorisation::{Authorisation, Purpose};
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::Code;
use domain::code::PartyCode;
use domain::day::Day;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Any, Api, Authorise, Caller, Created, Doc, Fault, Follow, Json, Once, OnceAnswer, Path, Query, State,
    UseAuthorisations, blocking,
};

/// Who may read: the merchant, the bank, and services that serve by it.
type Reader = Any<(Authorise, UseAuthorisations, Follow)>;

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/authorisations",
        list,
        Doc::new("list_authorisations", "列出授权", "The authorisations that one gave or was given")
            .errors(&[Code::Unavailable]),
    )
    .post(
        "/authorisations",
        give,
        Doc::new("give_authorisation", "作出授权", "Let a bank see more of oneself, for a purpose and a time")
            .link("read_authorisation", &[("authorisation_id", "$response.body#/authorisation_id")])
            .link("take_authorisation_back", &[("authorisation_id", "$response.body#/authorisation_id")])
            .errors(&[Code::Unprocessable, Code::Unavailable]),
    )
    .get(
        "/authorisations/{authorisation_id}",
        read,
        Doc::new("read_authorisation", "查看授权", "Read an authorisation").errors(&[Code::Unavailable]),
    )
    .delete(
        "/authorisations/{authorisation_id}",
        take_back,
        Doc::new("take_authorisation_back", "撤回授权", "Take an authorisation back, at once")
            .errors(&[Code::Unavailable]),
    )
}

/// What is given (授权内容).
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({
    "grantee": "dongchang-bank",
    "purpose": "credit_review",
    "groups": ["class", "score"],
    "until": "2027-06-30",
}))]
struct AuthorisationWanted {
    /// Number of the bank.
    grantee: String,
    /// For what.
    purpose: Purpose,
    /// Groups of fields: `issued`, `class`, `score`, `reasons`, `history`. What the table of disclosure never shows
    /// to a bank stays hidden all the same.
    groups: Vec<String>,
    /// First day; today if nothing is said.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Last day; at most three years later.
    #[schema(value_type = String, format = Date)]
    until: Day,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
struct PageOf {
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// Which authorisation.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its number.
    authorisation_id: i64,
}

async fn list(
    caller: Caller<Any<(Authorise, UseAuthorisations)>>,
    access: State<Access>,
    page: Query<PageOf>,
) -> Result<Answer<Page<Authorisation>>, Fault> {
    let (merchant, grantee) = match caller.role {
        Role::Merchant => (Some(own(&caller)?.to_string()), None),
        _ => (None, Some(caller.department.clone().unwrap_or_default())),
    };
    let PageOf { limit, after } = page.into_inner();
    let tag = ListTag::of("authorisations", &(&merchant, &grantee))?;
    let before: Option<i64> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let listing = AuthorisationListing { merchant, grantee, before, limit: i64::from(u16::from(limit)) + 1 };
        let given = access.authorisations(&listing)?;
        Ok(Answer::new(Page::cut(&tag, given, limit, |one| one.authorisation_id)?))
    })
    .await
}

async fn give(
    caller: Caller<Authorise>,
    once: Once,
    access: State<Access>,
    body: Json<AuthorisationWanted>,
) -> Result<OnceAnswer<Created<Authorisation>>, Fault> {
    let merchant = own(&caller)?;
    let AuthorisationWanted { grantee, purpose, groups, from, until } = body.into_inner();
    let gift = Gift { merchant, grantee, purpose, groups, from, until };
    once.run(move || {
        let body = access.give(&gift, &caller.sub)?;
        let location = format!("/access/v1/authorisations/{}", body.authorisation_id);
        Ok(Created { body, location })
    })
    .await
}

async fn read(caller: Caller<Reader>, access: State<Access>, one: Path<One>) -> Result<Answer<Authorisation>, Fault> {
    blocking(move || {
        let found = access.one_authorisation(one.authorisation_id)?;
        let found = found.filter(|given| concerns(&caller, given));
        Ok(Answer::new(found.ok_or(AccessError::Missing { zh: "授权", en: "authorisation" })?))
    })
    .await
}

async fn take_back(
    caller: Caller<Authorise>,
    access: State<Access>,
    one: Path<One>,
) -> Result<Answer<Authorisation>, Fault> {
    let merchant = own(&caller)?;
    blocking(move || Ok(Answer::new(access.take_back(merchant, one.authorisation_id, &caller.sub)?))).await
}

/// The merchant itself.
fn own(claims: &Claims) -> Result<PartyCode, Fault> {
    claims.merchant.ok_or_else(|| Fault::forbidden("令牌未指明经营主体", "the token names no merchant"))
}

fn concerns(claims: &Claims, given: &Authorisation) -> bool {
    match claims.role {
        Role::Service => true,
        Role::Merchant => claims.merchant == Some(given.merchant),
        _ => claims.department.as_ref() == Some(&given.grantee),
    }
}
