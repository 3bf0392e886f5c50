//! Builders that the tests of this crate share.

use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::money::Fen;
use domain::record::{
    Channel, Merchant, MerchantKind, MerchantStatus, Payment, PaymentState, Penalty, PenaltyKind, SizeBand,
};
use domain::span::{Span, Spans};
use domain::vocab::Severity;
use policy::embedded;
use statute::tables::Tables;
use std::sync::LazyLock;

pub(crate) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables::read(&embedded::policies().unwrap()).unwrap());

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(crate) fn days(spans: &[(&str, &str)]) -> Spans {
    spans.iter().map(|(from, off)| Span::new(day(from), day(off))).collect()
}

/// A bureau's ordinary decision: a fine of 60,000 yuan, minor for an enterprise.
pub(crate) fn penalty(decided_on: &str) -> Penalty {
    Penalty {
        outward: None,
        party: PartyCode::parse("91371500795315494U").unwrap(),
        party_kind: None,
        authority: "聊城市市场监督管理局".into(),
        authority_code: "11371500MB2857391X".into(),
        decision_no: "聊市监处罚〔2024〕1号".into(),
        conduct: "经营超过保质期的食品".into(),
        ground: "《中华人民共和国食品安全法》第一百二十四条".into(),
        kinds: vec![PenaltyKind::Fine],
        content: String::new(),
        permit: String::new(),
        fine_fen: Fen::from_yuan(60_000),
        confiscated_fen: Fen(0),
        decided_on: day(decided_on),
        display_until: None,
        case_no: None,
        severity: None,
        grade: None,
        safety: None,
        procedure: None,
        minor_party: false,
        published_on: None,
        served_on: None,
        restriction_until: None,
        display_stopped_on: Vec::new(),
        display_stop_reason: None,
        stop_revoked_on: Vec::new(),
        shielded: Vec::new(),
        annulled_on: None,
        withdrawn: false,
    }
}

/// As [`penalty`], with kinds and a fine of which an enterprise's severity is derived.
pub(crate) fn of_severity(decided_on: &str, severity: Severity) -> Penalty {
    let (kinds, yuan) = match severity {
        Severity::Minor => (vec![PenaltyKind::Fine], 60_000),
        Severity::General => (vec![PenaltyKind::Fine], 100_000),
        Severity::Serious => (vec![PenaltyKind::Fine, PenaltyKind::BusinessRestricted], 60_000),
    };
    Penalty { kinds, fine_fen: Fen::from_yuan(yuan), ..penalty(decided_on) }
}

/// As [`of_severity`], published on a day.
pub(crate) fn published(decided_on: &str, published_on: &str, severity: Severity) -> Penalty {
    Penalty { published_on: Some(day(published_on)), ..of_severity(decided_on, severity) }
}

/// As [`of_severity`], decided by an authority outside market regulation.
pub(crate) fn elsewhere(decided_on: &str, severity: Severity) -> Penalty {
    Penalty { authority: "聊城市文化和旅游局".into(), ..of_severity(decided_on, severity) }
}

pub(crate) fn merchant(kind: MerchantKind) -> Merchant {
    Merchant {
        code: PartyCode::parse("91371500795315494U").unwrap(),
        name: "聊城市放心食品有限公司".into(),
        kind,
        size: SizeBand::Small,
        channel: Channel::Shop,
        area: AreaCode::parse("371502").unwrap(),
        industry: Industry::parse("6210").unwrap(),
        registered_on: Some(day("2015-01-01")),
        status: MerchantStatus::Active,
        status_from: None,
        succession: None,
        withdrawn: false,
    }
}

pub(crate) fn payment(on: &str, state: PaymentState) -> Payment {
    let penalty = penalty("2026-01-05");
    Payment {
        party: penalty.party,
        authority_code: penalty.authority_code,
        decision_no: penalty.decision_no,
        state,
        day: day(on),
        deferred_until: None,
        withdrawn: false,
    }
}
