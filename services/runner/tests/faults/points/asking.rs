//! Steps as they are asked for: what is written and attached with each, and the law that whoever acts answers for.

use super::cases::{AGAIN, TODAY, inspection_key};
use reqwest::blocking::RequestBuilder;
use serde_json::{Map, Value, json};

/// What the one paper is for that comes with whatever was done on paper: all that any step wants as a document.
const PAPER_FOR: [&str; 4] = ["paper", "court_ruling", "order", "outcome"];

/// A step that somebody asks for, again and again until it is answered.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) case: &'static str,
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) key: String,
    pub(super) token: String,
}

impl Ask {
    /// What is answered; nothing if nobody does. Whoever acts names the law that is not settled once told which that is.
    pub(super) fn send(&mut self, to: impl Fn(&str) -> RequestBuilder) -> Option<(u16, Value)> {
        if self.body["on_paper"] == true {
            // What was done on paper is attached: it is sent ahead, and named by its content.
            let service = self.path.split('/').nth(1)?;
            let paper = to(&format!("/{service}/v1/papers?name=scan.pdf")).bearer_auth(&self.token);
            let paper = paper.header("content-type", "application/octet-stream").body(&b"%PDF-1.7 on paper"[..]);
            let sent: Value = paper.send().ok()?.json().ok()?;
            let attached = PAPER_FOR.map(|need| json!({ "need": need, "digest": sent["digest"] }));
            self.body["papers"] = json!(attached);
        }
        loop {
            let request = to(&self.path).bearer_auth(&self.token).header("idempotency-key", &self.key);
            let answer = request.json(&self.body).send().ok()?;
            let (status, told) = (answer.status().as_u16(), answer.json::<Value>().ok()?);
            let refused = told["refused"].as_array().into_iter().flatten();
            let open: Vec<&Value> =
                refused.filter(|one| one["code"] == "LAW_UNSETTLED").map(|one| &one["what"]).collect();
            if open.is_empty() || self.body["accept"].is_array() {
                return Some((status, told));
            }
            self.body["accept"] = json!(open);
            self.key.push_str("-named");
        }
    }
}

/// What everybody writes with every step: whatever any of them needs, with the day on which the decision had been served.
pub(super) fn stated(on: &str) -> Value {
    let words = [
        "facts",
        "legal_basis",
        "factors",
        "notice",
        "consent",
        "decision",
        "weighing",
        "publication",
        "application",
        "promise",
        "opinion",
        "confirmation",
        "reasons",
        "grounds",
        "evidence",
        "unit",
        "reply",
        "decision_challenged",
    ];
    let mut stated: Map<String, Value> = words.into_iter().map(|word| (word.to_owned(), json!("已写明"))).collect();
    let found = json!({
        "article": "Art. 5", "grave": true, "masked": true, "duty_performed": true, "harm_removed": true,
        "falsehood_proved": true, "found_on": "2026-06-30", "published_on": "2026-07-14",
        "refuses_to_perform": true, "serious": true, "ruling_verified": true, "ruled_on": "2026-05-06",
        "inspection": inspection_key(AGAIN),
    });
    stated.extend(found.as_object().unwrap().clone());
    if on != TODAY {
        stated.insert("served_on".to_owned(), json!(on));
    }
    stated.into()
}
