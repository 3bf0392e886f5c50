//! Reads a typed value and says which fields are wrong, and why.

use crate::fault::Fault;
use contracts::problem::{Code, FieldError};
use serde::Deserializer;
use serde::de::DeserializeOwned;

/// Reads JSON.
///
/// # Errors
/// The fault that names the fields.
pub(super) fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Fault::new(Code::MalformedJson)
            .detail("请求内容不是有效的 UTF-8", format!("the body is not UTF-8: {error}"))
            .because(error)
    })?;
    if holds_nul(text) {
        return Err(Fault::new(Code::NulCharacter));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value = read(&mut json).map_err(|wrong| {
        if wrong.error.is_syntax() || wrong.error.is_eof() {
            malformed(wrong.error)
        } else {
            wrong.fault(Code::InvalidBody)
        }
    })?;
    json.end().map_err(malformed)?;
    value.map_err(unknown)
}

/// Reads a part of a body by itself (逐项读取), so that what is wrong with it keeps no other part from being read.
///
/// # Errors
/// The fault that names the fields, as they are called within the part.
pub fn read_part<T: DeserializeOwned>(part: serde_json::Value) -> Result<T, Fault> {
    read(part).map_err(|wrong| wrong.fault(Code::InvalidBody))?.map_err(unknown)
}

/// Reads names and values of a query or a path.
///
/// # Errors
/// The fault that names the fields, of kind `code` unless a name is not known.
pub(super) fn read_pairs<T: DeserializeOwned>(pairs: &str, code: Code) -> Result<T, Fault> {
    read(serde_html_form::Deserializer::from_bytes(pairs.as_bytes()))
        .map_err(|wrong| wrong.fault(code))?
        .map_err(unknown)
}

/// The value, or the names of fields that it does not have.
type Read<T> = Result<T, Vec<String>>;

struct Wrong<E> {
    path: String,
    error: E,
}

fn read<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Read<T>, Wrong<D::Error>> {
    let mut track = serde_path_to_error::Track::new();
    let mut strangers = Vec::new();
    let tracked = serde_path_to_error::Deserializer::new(deserializer, &mut track);
    let value = serde_ignored::deserialize(tracked, |path| strangers.push(spelled(&path)));
    match value {
        Ok(value) if strangers.is_empty() => Ok(Ok(value)),
        Ok(_) => Ok(Err(strangers)),
        Err(error) => Err(Wrong { path: track.path().to_string(), error }),
    }
}

/// A path as `serde_path_to_error` spells it.
fn spelled(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", spelled(parent)),
        Path::Map { parent, key } => match spelled(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => spelled(parent),
    }
}

fn malformed(error: serde_json::Error) -> Fault {
    let place = (error.line(), error.column());
    Fault::new(Code::MalformedJson)
        .detail(format!("第 {} 行第 {} 列无法解析", place.0, place.1), error.to_string())
        .because(error)
}

fn unknown(names: Vec<String>) -> Fault {
    let errors = names.into_iter().map(|name| FieldError::new(name, "没有该字段", "there is no such field"));
    Fault::new(Code::UnknownField).errors(errors)
}

impl<E: std::error::Error> Wrong<E> {
    fn fault(self, code: Code) -> Fault {
        let reason = self.error.to_string();
        let (kind, zh) = REASONS
            .iter()
            .find(|(start, _)| reason.starts_with(start))
            .map_or(("", "内容无效"), |(start, zh)| (*start, *zh));
        // serde names the missing or unknown field in its message only; the path ends at what holds it.
        let named = reason.split('`').nth(1).unwrap_or_default();
        let field = match self.path.as_str() {
            "." | "" | "?" => if kind.ends_with("field") { named } else { "" }.to_owned(),
            path if kind == "missing field" => format!("{path}.{named}"),
            path => path.to_owned(),
        };
        let code = if kind == "unknown field" { Code::UnknownField } else { code };
        Fault::new(code).errors([FieldError::new(field, zh, reason)])
    }
}

/// How serde begins its messages, and what they say in Chinese.
const REASONS: [(&str, &str); 8] = [
    ("missing field", "缺少该字段"),
    ("unknown field", "没有该字段"),
    ("duplicate field", "字段重复"),
    ("invalid type", "类型不符"),
    ("invalid value", "取值不符"),
    ("invalid length", "长度不符"),
    ("invalid digit", "应为数字"),
    ("unknown variant", "不在可选值之内"),
];

/// Does a JSON text hold U+0000, raw or as an escape? An escaped backslash before `u0000` is no escape.
fn holds_nul(text: &str) -> bool {
    if text.contains('\0') {
        return true;
    }
    let mut rest = text;
    while let Some((_, escape)) = rest.split_once('\\') {
        if escape.starts_with("u0000") {
            return true;
        }
        let mut escape = escape.chars();
        escape.next();
        rest = escape.as_str();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Line {
        name: String,
        fen: i64,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Bill {
        lines: Vec<Line>,
        #[serde(default)]
        tags: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[expect(dead_code, reason = "only read by serde")]
        name: String,
    }

    fn field<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (Code, String) {
        let fault = read_json::<T>(json.as_bytes()).unwrap_err();
        let errors = &fault.problem().errors;
        (fault.code(), errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>().join(","))
    }

    #[test]
    fn the_path_of_what_is_wrong_is_named() {
        let cases = [
            (r#"{"lines":[{"name":"a","fen":"1"}]}"#, Code::InvalidBody, "lines[0].fen"),
            (r#"{"lines":[{"name":"a"}]}"#, Code::InvalidBody, "lines[0].fen"),
            ("{}", Code::InvalidBody, "lines"),
            (r#"{"lines":[],"lines":[]}"#, Code::InvalidBody, "lines"),
            (r#"{"lines":[{"name":"a","fen":1,"x":0}],"y":[]}"#, Code::UnknownField, "lines[0].x,y"),
            (r#"{"lines":[}"#, Code::MalformedJson, ""),
            (r#"{"lines":[]} {}"#, Code::MalformedJson, ""),
        ];
        for (json, code, path) in cases {
            assert_eq!(field::<Bill>(json), (code, path.to_owned()), "{json}");
        }
        assert_eq!(field::<Strict>(r#"{"name":"a","other":1}"#), (Code::UnknownField, "other".to_owned()));
    }

    #[test]
    fn nul_is_found_raw_and_escaped() {
        for text in ["\0", r#""a\u0000""#, r#""\\\u0000""#, r#"{"\u0000":1}"#] {
            assert!(holds_nul(text), "{text:?}");
        }
        for text in [r#""a\\u0000""#, r#""\u0001""#, "", r#""\"#] {
            assert!(!holds_nul(text), "{text:?}");
        }
    }

    #[test]
    fn a_query_may_repeat_a_list_but_not_a_value() {
        let query = "name=a&name=b&fen=1";
        assert_eq!(read_pairs::<Line>(query, Code::InvalidQuery).unwrap_err().code(), Code::InvalidQuery);
        let fault = read_pairs::<Line>("name=a&fen=x", Code::InvalidQuery).unwrap_err();
        assert_eq!(fault.problem().errors[0].field, "fen");
        let bill = read_pairs::<Strict>("name=a&tag=b", Code::InvalidQuery).unwrap_err();
        assert_eq!(bill.code(), Code::UnknownField);
    }
}
