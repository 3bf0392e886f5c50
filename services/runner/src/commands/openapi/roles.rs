//! Which role may call which operation, as a page of the documentation.

use anyhow::{Context as _, Result};
use contracts::access::{Role, Scope};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEAD: &str = "# Who may do what 谁可以做什么

Each operation names the scopes of which a token needs one; each role has the scopes below unless its account has
fewer. What a caller may then see of a merchant is decided by the table of disclosure (`policies/disclosure`) and by
the limits of rows that its token names (merchant, area). This page is written by `fangxin openapi --roles`; a test
compares it, and another one tries every operation with every role.

每项操作列出所需权限范围之一；各角色的权限如下表，账号可更少。本页由程序生成。

";

/// The page, from the document of the services.
pub(super) fn page(document: &str) -> Result<String> {
    let document: Value = serde_json::from_str(document).context("接口文档有误 the document is not right")?;
    let mut page = HEAD.to_owned();
    page.push_str("## Roles and scopes 角色与权限范围\n\n| role | scopes |\n|---|---|\n");
    for role in Role::ALL {
        let scopes: Vec<String> = role.scopes().iter().map(|scope| format!("`{scope}` {}", scope.zh())).collect();
        // Writing into a String cannot fail.
        let _ = writeln!(page, "| `{role}` {} | {} |", role.zh(), scopes.join(", "));
    }
    page.push_str("\n## Operations 操作\n");
    for (tag, lines) in by_tag(&document) {
        let tag = named(&document, &tag);
        let roles: Vec<String> = Role::ALL.iter().map(|role| format!("{}<br>{role}", role.zh())).collect();
        let _ =
            write!(page, "\n### {tag}\n\n| operation | {} |\n|---|{}\n", roles.join(" | "), ":-:|".repeat(roles.len()));
        lines.iter().for_each(|line| page.push_str(line));
    }
    Ok(page)
}

/// What a tag stands for.
fn named(document: &Value, tag: &str) -> String {
    let mut tags = document["tags"].as_array().into_iter().flatten();
    let said = tags.find(|one| one["name"] == tag).and_then(|one| one["description"].as_str());
    format!("`{tag}` {}", said.unwrap_or_default())
}

/// The lines of each service.
fn by_tag(document: &Value) -> BTreeMap<String, Vec<String>> {
    let mut by_tag: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("-").to_owned();
            by_tag.entry(tag).or_default().push(line(path, method, operation));
        }
    }
    by_tag
}

fn line(path: &str, method: &str, operation: &Value) -> String {
    let scopes = scopes(operation);
    let marks = Role::ALL.map(|role| match &scopes {
        None => "○",
        Some(scopes) if role.scopes().iter().any(|scope| scopes.contains(scope)) => "●",
        Some(_) => " ",
    });
    let summary = operation["summary"].as_str().unwrap_or_default();
    format!("| `{} {path}` {summary} | {} |\n", method.to_uppercase(), marks.join(" | "))
}

/// The scopes of which one is needed; nothing if anybody may call.
fn scopes(operation: &Value) -> Option<Vec<Scope>> {
    let needed = operation["security"].as_array().filter(|needed| !needed.is_empty())?;
    let tokens = needed.iter().filter_map(|one| one["token"][0].as_str());
    Some(tokens.filter_map(Scope::parse).collect())
}
