//! Those who may try a demo: their tokens, and one question that each of them may ask.

use crate::serve::tokens;
use anyhow::{Context as _, Result};
use contracts::access::Role;
use domain::code::PartyCode;
use samplecity::Telling;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use web::token::{Grant, Issuer};

/// Which of the telling merchants has a penalty on display.
const RESTAURANT: usize = 1;

/// Somebody who may try the demo.
pub(super) struct User {
    role: Role,
    token: String,
    /// Path and query of the question.
    asks: String,
    zh: &'static str,
    en: &'static str,
}

/// Everybody, with new tokens. Banks and merchants have nothing of their own to ask before ratings and
/// displays are served; what is public is theirs as well.
pub(super) fn all(telling: &[Telling], issuer: &Issuer) -> Result<Vec<User>> {
    let restaurant = telling.get(RESTAURANT).context("every city has its telling merchants")?.code;
    let penalties = format!("/violations/v1/penalties?code={restaurant}");
    let status = || "/status".to_owned();
    [
        (Role::Official, penalties, "该餐馆的处罚记录", "the penalties of the restaurant"),
        (Role::Auditor, "/audit/v1/entries?limit=5".to_owned(), "谁查阅了什么", "who looked at what"),
        (Role::Bank, status(), "数据有多新", "how fresh the data are"),
        (Role::Merchant, status(), "数据有多新", "how fresh the data are"),
    ]
    .into_iter()
    .map(|(role, asks, zh, en)| Ok(User { token: tokens::issue(issuer, grant(role, restaurant))?, role, asks, zh, en }))
    .collect()
}

fn grant(role: Role, restaurant: PartyCode) -> Grant {
    let name = format!("演示{} demo {role}", role.zh());
    let merchant = (role == Role::Merchant).then_some(restaurant);
    Grant { merchant, ..Grant::of_role(format!("demo-{role}"), name, role) }
}

/// For machines.
pub(super) fn json(users: &[User], url: &str) -> Value {
    let tokens = users.iter().map(|user| (user.role.token().to_owned(), Value::from(user.token.as_str())));
    json!({ "url": url, "documentation": format!("{url}/docs"), "tokens": tokens.collect::<Map<_, _>>() })
}

/// For people: every command works as it is printed.
pub(super) fn text(users: &[User], telling: &[Telling], url: &str) -> String {
    let mut text =
        "\n五户典型主体（用监管人员令牌查阅） The five telling merchants, for the official's token:".to_owned();
    for one in telling {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n  {} {}\n    {url}/registry/v1/merchants?code={}", one.zh, one.en, one.code);
    }
    text.push_str("\n\n令牌和命令，12 小时内有效，仅限演示 Tokens and commands, valid for 12 hours, in a demo alone:");
    for User { role, token, asks, zh, en } in users {
        let _ = write!(
            text,
            "\n\n{} {role}：{zh} {en}\ncurl -sS -H 'Authorization: Bearer {token}' '{url}{asks}'",
            role.zh()
        );
    }
    let _ =
        write!(text, "\n\n正在服务 serving: {url}\n接口文档 documentation: {url}/docs\n按 Ctrl-C 停止 Ctrl-C stops it");
    text
}
