//! Those who may try a demo: their tokens, and one question that each of them may ask.

use super::drawn;
use crate::serve::tokens;
use access::Access;
use anyhow::{Context as _, Result};
use contracts::access::Role;
use domain::code::PartyCode;
use domain::day::Day;
use inspections::Example;
use samplecity::Telling;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use web::token::Grant;

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

/// Something that an official looks at.
struct Look {
    zh: &'static str,
    en: &'static str,
    path: String,
}

/// What an official looks at on a day.
fn day_of_an_official(drawn: &Example, today: Day) -> Vec<Look> {
    let (yesterday, months_ago) = (today.plus_days(-1), today.plus_days(-120));
    let look = |zh, en, path: String| Look { zh, en, path };
    vec![
        look(
            "各项业务已逾期的事项",
            "what is overdue, of all services",
            "/deadlines/v1/entries?state=overdue&whose=office&limit=5".to_owned(),
        ),
        look(
            "已逾期的投诉举报事项",
            "overdue complaints and reports",
            "/complaints/v1/deadlines?state=overdue&limit=5".to_owned(),
        ),
        look("办理指标", "ratios of handling", "/complaints/v1/ratios".to_owned()),
        look("分区县的按时办结率", "one of them by area", "/complaints/v1/ratios?measure=K1&by=office_area".to_owned()),
        look(
            "待核实的投诉",
            "complaints to be looked at",
            format!("/complaints/v1/findings?since={months_ago}&limit=5"),
        ),
        look("暂缓计入的投诉", "complaints that are held for a check", "/complaints/v1/holds?limit=5".to_owned()),
        look("投诉异常增长", "complaints that have grown beyond chance", "/rating/v1/growth?limit=5".to_owned()),
        look("公示中的投诉", "complaints on display", "/complaints/v1/published?limit=5".to_owned()),
        look(
            "昨日公示届满的处罚",
            "penalties whose display ended yesterday",
            format!("/violations/v1/displays?ended_on={yesterday}&limit=5"),
        ),
        look("抽中待检查的对象", "what was drawn and is to be visited", drawn::assigned(drawn)),
        look("按名称、拼音检索", "search by name or pinyin", "/registry/v1/search?q=guangyue".to_owned()),
    ]
}

/// Everybody, with new tokens. The same question is answered to each with what the table of disclosure shows.
pub(super) fn all(telling: &[Telling], access: &Access, minutes: u16) -> Result<Vec<User>> {
    let restaurant = telling.get(RESTAURANT).context("every city has its telling merchants")?.code;
    let rating = || format!("/rating/v1/merchants/{restaurant}");
    [
        (Role::Official, rating(), "该餐馆的等级与理由", "the restaurant's class with its reasons"),
        (Role::Bank, rating(), "该餐馆的公示信息", "what is public about it"),
        (Role::Merchant, rating(), "店主看到的自己", "what its owner sees of it"),
        (Role::Auditor, "/audit/v1/entries?limit=5".to_owned(), "谁查阅了什么", "who looked at what"),
        (Role::Administrator, "/access/v1/departments".to_owned(), "有哪些机构", "which departments there are"),
    ]
    .into_iter()
    .map(|(role, asks, zh, en)| {
        Ok(User { token: tokens::issue(access, grant(role, restaurant), minutes)?, role, asks, zh, en })
    })
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
pub(super) fn text(users: &[User], telling: &[Telling], url: &str, drawn: &Example, today: Day) -> String {
    let mut text =
        "\n五户典型主体（用监管人员令牌查阅） The five telling merchants, for the official's token:".to_owned();
    for one in telling {
        // Writing into a String cannot fail.
        let _ = write!(text, "\n  {} {}\n    {url}/rating/v1/merchants/{}", one.zh, one.en, one.code);
    }
    text.push_str("\n\n令牌和命令，12 小时内有效，仅限演示 Tokens and commands, valid for 12 hours, in a demo alone:");
    for User { role, token, asks, zh, en } in users {
        let _ = write!(
            text,
            "\n\n{} {role}：{zh} {en}\ncurl -sS -H 'Authorization: Bearer {token}' '{url}{asks}'",
            role.zh()
        );
    }
    let official = users.iter().find(|user| user.role == Role::Official).map_or("", |user| &user.token);
    let _ = write!(text, "\n\n监管人员的一天 A day of an official:\n\nTOKEN={official}");
    for Look { zh, en, path } in day_of_an_official(drawn, today) {
        let _ = write!(text, "\n  {zh} {en}\n    curl -sS -H \"Authorization: Bearer $TOKEN\" '{url}{path}'");
    }
    let _ =
        write!(text, "\n\n正在服务 serving: {url}\n接口文档 documentation: {url}/docs\n按 Ctrl-C 停止 Ctrl-C stops it");
    text
}
