//! How entries hang together: the digest of each covers the entry and the digest before it.

use crate::entry::AuditEntry;
use domain::digest::Digest;

/// What stands for the digest before the first entry.
pub(crate) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Room for an entry as text.
const ROOM: usize = 1024;

/// The digest of an entry behind another: SHA-256 over that one's digest in hexadecimal, a line feed, and the
/// canonical JSON of the entry.
pub(crate) fn digest(previous: &str, entry: &AuditEntry) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::with_capacity(ROOM);
    bytes.extend_from_slice(previous.as_bytes());
    bytes.push(b'\n');
    serde_json::to_writer(&mut bytes, entry)?;
    Ok(Digest::of_bytes(&bytes).0)
}

/// The digest that an entry would have under another number.
pub(crate) fn digest_as(number: i64, previous: &str, entry: &AuditEntry) -> Result<String, serde_json::Error> {
    let mut moved = entry.clone();
    moved.number = number;
    digest(previous, &moved)
}

/// Puts entries behind the end of a chain; gives the new end. Done again, it gives the same.
pub(crate) fn append(
    (mut number, mut end): (i64, String),
    entries: &mut [AuditEntry],
) -> Result<(i64, String), serde_json::Error> {
    for entry in entries {
        number += 1;
        entry.put(number);
        entry.digest = digest(&end, entry)?;
        end.clone_from(&entry.digest);
    }
    Ok((number, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::digest::canonical_json;

    fn entry() -> AuditEntry {
        serde_json::from_str(
            r#"{"action":"GET /a","at":"2026-05-01T00:00:00.000001Z","department":"局","from":"::1","ground":"own",
            "merchant":"m","number":7,"purpose":"查\"","request_id":"r","role":"bank","status":200,"target":"/a",
            "token":"t","who":"u"}"#,
        )
        .unwrap()
    }

    #[test]
    fn an_entry_is_written_in_its_canonical_form() {
        let whole = entry();
        let bare = AuditEntry { department: None, from: None, who: None, token: None, ..entry() };
        for entry in [whole, bare] {
            assert_eq!(serde_json::to_string(&entry).unwrap(), canonical_json(&entry).unwrap());
        }
    }

    /// Who reads this wants to know that another program, in another language, can compute it.
    #[test]
    fn a_digest_is_what_the_documentation_says() {
        let text = r#"{"action":"GET /a","at":"2026-05-01T00:00:00.000001Z","department":"局","from":"::1","ground":"own","merchant":"m","number":7,"purpose":"查\"","request_id":"r","role":"bank","status":200,"target":"/a","token":"t","who":"u"}"#;
        let wanted = Digest::of_bytes(format!("{BEGINNING}\n{text}").as_bytes());
        assert_eq!(digest(BEGINNING, &entry()).unwrap(), wanted.0);
    }

    #[test]
    fn every_field_counts() {
        let whole = digest(BEGINNING, &entry()).unwrap();
        let change: [fn(&mut AuditEntry); 14] = [
            |e| e.action.push('x'),
            |e| e.at += 1,
            |e| e.department = None,
            |e| e.from = None,
            |e| e.ground = Some("duty".into()),
            |e| e.merchant = None,
            |e| e.number += 1,
            |e| e.purpose = None,
            |e| e.request_id.push('x'),
            |e| e.role = None,
            |e| e.status += 1,
            |e| e.target.push('x'),
            |e| e.token = None,
            |e| e.who = None,
        ];
        for (at, change) in change.iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(digest(BEGINNING, &changed).unwrap(), whole, "{at}");
        }
        assert_ne!(digest(&"1".repeat(64), &entry()).unwrap(), whole);
    }
}
