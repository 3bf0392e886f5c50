//! OpenAPI schemas of the words that are written as plain text or numbers.

use crate::area::AreaCode;
use crate::code::PartyCode;
use crate::day::Day;
use crate::digest::Digest;
use crate::industry::Industry;
use crate::instant::Instant;
use crate::money::Fen;
use crate::points::Milli;
use crate::record::RecordKey;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Text of the characters of a credit code, or the digits of an old registration number.
const PARTY: &str = "^([0-9A-HJ-NP-RTUW-Y]{18}|[0-9]{15})$";
/// Six digits, or an internal code of a zone.
const AREA: &str = "^([0-9]{6}|3715(JK|GX|DJ))$";
/// Two to four digits, as they are written.
const INDUSTRY: &str = "^[0-9]{2,4}$";
/// SHA-256 in hexadecimal.
const DIGEST: &str = "^[0-9a-f]{64}$";

fn text(meaning: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(meaning))
}

fn in_form(form: KnownFormat, meaning: &str) -> ObjectBuilder {
    text(meaning).format(Some(SchemaFormat::KnownFormat(form)))
}

/// One of a list of words: token and Chinese label of each. The derived schema of their enumerations
/// would name the variants: it does not see a token that a macro hands on.
pub(crate) fn words(list: &[(&str, &str)]) -> RefOr<Schema> {
    let labels: Vec<String> = list.iter().map(|(token, zh)| format!("{token}={zh}")).collect();
    text(&labels.join("; ")).enum_values(Some(list.iter().map(|(token, _)| *token))).into()
}

/// Schemas of types that are written as one value.
macro_rules! schemas {
    ($($name:ident = $schema:expr;)+) => { $(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                $schema.into()
            }
        }
        impl ToSchema for $name {}
    )+ };
}

schemas! {
    PartyCode = text("统一社会信用代码或 15 位注册号 unified social credit code or 15-digit registration number")
        .pattern(Some(PARTY));
    AreaCode = text("区县代码 county-level area code").pattern(Some(AREA));
    Industry = text("GB/T 4754-2017 行业代码 industry code").pattern(Some(INDUSTRY));
    Digest = text("SHA-256").pattern(Some(DIGEST));
    RecordKey = text("业务主键 business key: kind:part/part");
    Day = in_form(KnownFormat::Date, "日期，北京时间 a day in Asia/Shanghai");
    Instant = in_form(KnownFormat::DateTime, "时间 an instant, RFC 3339");
    Fen = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some("金额（分） an amount in fen"));
    Milli = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some("分值（千分之一分） points in thousandths"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Penalty, PenaltyKind, StandingKind};
    use crate::vocab::Severity;
    use serde_json::{Value, json};

    fn schema<T: PartialSchema>() -> Value {
        serde_json::to_value(T::schema()).unwrap()
    }

    #[test]
    fn the_schema_of_a_penalty_names_its_fields() {
        let penalty = schema::<Penalty>();
        let fields = penalty["properties"].as_object().unwrap();
        for field in ["party", "decision_no", "kinds", "fine_fen", "decided_on", "display_stopped_on", "withdrawn"] {
            assert!(fields.contains_key(field), "{field}: {penalty}");
        }
        let required: Vec<&str> = penalty["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert!(required.contains(&"decided_on") && required.contains(&"fine_fen"), "{required:?}");
        assert!(!required.contains(&"case_no") && !required.contains(&"withdrawn"), "left out where it says nothing");
    }

    #[test]
    fn words_are_listed_by_the_tokens_of_their_json() {
        assert_eq!(schema::<Severity>()["enum"], json!(["minor", "general", "serious"]));
        for kind in StandingKind::all() {
            let json = serde_json::to_value(kind).unwrap();
            let forms = schema::<StandingKind>();
            let is_named = |form: &Value| form["properties"]["form"]["enum"] == json!([json["form"]]);
            assert!(forms["oneOf"].as_array().unwrap().iter().any(is_named), "{json}: {forms}");
        }
        assert_eq!(schema::<PenaltyKind>()["enum"][0], serde_json::to_value(PenaltyKind::Warning).unwrap());
    }

    #[test]
    fn plain_words_are_text_in_their_form_and_money_is_whole_fen() {
        assert_eq!((&schema::<Day>()["format"], &schema::<Fen>()["format"]), (&json!("date"), &json!("int64")));
        assert_eq!(schema::<Instant>()["format"], "date-time");
        for (pattern, schema) in [(PARTY, schema::<PartyCode>()), (AREA, schema::<AreaCode>())] {
            assert_eq!((&schema["type"], &schema["pattern"]), (&json!("string"), &json!(pattern)));
        }
    }
}
