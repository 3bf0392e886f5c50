//! Which service keeps which record, and where a record is found: one owner for each kind.

use domain::code::PartyCode;
use domain::record::RecordKind;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The service that keeps a kind of record (归属).
#[must_use]
pub const fn of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Merchant | RecordKind::Standing => "registry",
        RecordKind::Penalty | RecordKind::Payment => "violations",
        RecordKind::Complaint | RecordKind::Report | RecordKind::OdrCase => "complaints",
        RecordKind::Inspection | RecordKind::Test | RecordKind::Assessment => "inspections",
    }
}

/// The kind of a record, from its business key.
#[must_use]
pub fn kind_of(key: &str) -> Option<RecordKind> {
    match key.split(':').next()? {
        "merchant" => Some(RecordKind::Merchant),
        "penalty" => Some(RecordKind::Penalty),
        "payment" => Some(RecordKind::Payment),
        "inspection" => Some(RecordKind::Inspection),
        "test" => Some(RecordKind::Test),
        "assessment" => Some(RecordKind::Assessment),
        "complaint" => Some(RecordKind::Complaint),
        "report" => Some(RecordKind::Report),
        "odr_case" => Some(RecordKind::OdrCase),
        "standing" => Some(RecordKind::Standing),
        _ => None,
    }
}

/// Path of a record. Keys hold slashes, which a path keeps only if they are encoded.
#[must_use]
pub fn href(kind: RecordKind, code: PartyCode, key: &str) -> String {
    format!("/{}/v1/{}/{code}/{}", of(kind), kind.token(), utf8_percent_encode(key, NON_ALPHANUMERIC))
}

/// Path of what is published of a penalty while it is on display.
#[must_use]
pub fn displayed(code: PartyCode, key: &str) -> String {
    format!("/{}/v1/displays/{code}/{}", of(RecordKind::Penalty), utf8_percent_encode(key, NON_ALPHANUMERIC))
}

/// Path of what a source does to classes.
#[must_use]
pub fn effect_of(source: &str) -> String {
    format!("/rating/v1/sources/{}/effect", utf8_percent_encode(source, NON_ALPHANUMERIC))
}

/// Path of the records of a kind about a merchant that name a case (案号).
#[must_use]
pub fn of_case(kind: RecordKind, code: PartyCode, case_no: &str) -> String {
    let case_no = utf8_percent_encode(case_no, NON_ALPHANUMERIC);
    format!("/{}/v1/{}?code={code}&case_no={case_no}", of(kind), kind.token())
}

/// Path of a record of which only the key is known; nothing for a key of no kind.
#[must_use]
pub fn href_of_key(code: PartyCode, key: &str) -> Option<String> {
    kind_of(key).map(|kind| href(kind, code, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_finds_its_record() {
        let code = PartyCode::parse("91371502MA00000A05").unwrap();
        let path = href_of_key(code, "penalty:371581SJ/临市监处罚〔2026〕101号").unwrap();
        assert!(path.starts_with("/violations/v1/penalties/91371502MA00000A05/penalty%3A371581SJ%2F"), "{path}");
        assert_eq!(href_of_key(code, "dream:1"), None);
    }
}
