//! The sandbox: who lives there, what each shows and what is expected of it.

use crate::sandbox::{Listed, Sandbox};
use domain::code::PartyCode;
use domain::day::Day;
use domain::points::Milli;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Api, Doc, Fault, Public, State};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/sandbox",
        list,
        Doc::new("list_sandbox", "列出沙盒商户", "List the merchants of the sandbox").text(
            "Made-up merchants, one for each rule and edge of the scheme, for whoever builds on this interface: what is \
             answered about them is the same for ever on their own day, which is their default. They are no part of the \
             city, and no list or count knows of them.",
        ),
    )
}

/// The merchants of the sandbox (沙盒商户).
#[derive(Serialize, ToSchema)]
struct SandboxMerchants {
    /// The day that it always is to them, unless one says another.
    #[schema(value_type = String, format = Date)]
    as_of: Day,
    /// The merchants, in order of code.
    items: Vec<SandboxMerchant>,
}

/// A merchant of the sandbox (沙盒商户), and what is expected of it on its day.
#[derive(Serialize, ToSchema)]
struct SandboxMerchant {
    /// Its code. Their division is 000000, which is nowhere: no office ever issues one.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Former codes, under which it is found as well.
    #[schema(value_type = Vec<String>)]
    former_codes: Vec<PartyCode>,
    /// Its name.
    name: String,
    /// Identifiers of the indicators, parts, rules and flags of the scheme that it shows.
    shows: Vec<String>,
    /// What it shows, in Chinese.
    zh: String,
    /// What it shows, in English.
    en: String,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    as_of: Day,
    /// The class that is served; nothing if it is not rated.
    class: Option<String>,
    /// The score that is served; nothing if it is not rated.
    #[schema(value_type = Option<i64>)]
    score_milli: Option<Milli>,
    /// The mass event for whose release a newer class waits, which is none of the city's.
    held_by: Option<i64>,
    /// Path by which it is looked up.
    href: String,
}

impl SandboxMerchant {
    fn of(listed: &Listed, sandbox: &Sandbox) -> Result<Self, Fault> {
        let found = sandbox.look_up(listed.code)?;
        Ok(Self {
            code: listed.code,
            former_codes: listed.former.clone(),
            name: found.served.name.to_string(),
            shows: listed.shows.clone(),
            zh: listed.zh.clone(),
            en: listed.en.clone(),
            as_of: listed.as_of.unwrap_or(sandbox.roster().as_of),
            class: listed.expected.class.clone(),
            score_milli: listed.expected.score_milli,
            held_by: found.held_by,
            href: format!("/{}/v1/lookups/{}", crate::SERVICE, listed.code),
        })
    }
}

async fn list(_: Public, sandbox: State<Sandbox>) -> Result<Answer<SandboxMerchants>, Fault> {
    let merchants = sandbox.roster().merchants.iter();
    let items = merchants.map(|listed| SandboxMerchant::of(listed, &sandbox)).collect::<Result<_, _>>()?;
    Ok(Answer::new(SandboxMerchants { as_of: sandbox.roster().as_of, items }))
}
