//! Records as reading makes them, of every kind and with everything that they can say.

use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::money::Fen;
use domain::record::*;
use domain::vocab::{
    ComplaintOutcome, FilingSource, Grade, InspectionResult, ReportDecision, Severity, Side, StopReason, TestResult,
    VisitReason, Withheld,
};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn party() -> impl Strategy<Value = PartyCode> {
    let old = (0u64..1_000_000_000_000_000).prop_map(|n| PartyCode::parse(&format!("{n:015}")).unwrap());
    let new = (0u64..1_000_000_000).prop_map(|n| PartyCode::complete(&format!("91371502{n:09}")).unwrap());
    prop_oneof![old, new]
}

/// Text without spaces around it, such as stands in a cell that says something.
fn text() -> impl Strategy<Value = String> {
    "[^\\s\\p{C}#][^\\p{C}]{0,20}[^\\s\\p{C}]|[一-龥A-Z0-9]|、；,\"'"
        .prop_filter("no space around it", |text| text.trim() == text)
        .prop_filter("no character was lost", |text| !text.contains(char::REPLACEMENT_CHARACTER))
}

/// A day that has happened.
fn past() -> impl Strategy<Value = Day> {
    (0i32..18_000).prop_map(Day::from_number)
}

/// Days, if any, so many days after another one.
fn later() -> impl Strategy<Value = Option<i32>> {
    of(0i32..700)
}

fn after(day: Day, later: Option<i32>) -> Option<Day> {
    later.map(|days| day.plus_days(days))
}

fn days_after(day: Day, mut later: Vec<i32>) -> Vec<Day> {
    later.sort_unstable();
    later.dedup();
    later.into_iter().map(|days| day.plus_days(days)).collect()
}

pub(crate) fn merchant() -> impl Strategy<Value = Merchant> {
    use MerchantStatus::{Active, Deregistered, MovedAway, Revoked};
    let areas: Vec<AreaCode> = AreaCode::liaocheng().collect();
    let industry = select(vec!["62", "05", "6210", "521", "0111"]).prop_map(|code| Industry::parse(code).unwrap());
    let words = (select(MerchantKind::ALL), select(SizeBand::ALL), select(Channel::ALL));
    let status = (select(vec![Active, Deregistered, MovedAway, Revoked]), past(), of(0i32..700));
    (party(), text(), words, select(areas), industry, status, any::<bool>()).prop_map(
        |(code, name, (kind, size, channel), area, industry, (status, status_from, before), withdrawn)| Merchant {
            code,
            name,
            kind,
            size,
            channel,
            area,
            industry,
            registered_on: before.map(|days| status_from.plus_days(-days)),
            status,
            status_from: (status != Active).then_some(status_from),
            succession: before.map(|_| {
                let ground = if withdrawn { SuccessionGround::Division } else { SuccessionGround::Merger };
                let mut by: Vec<PartyCode> =
                    ["371500000000077", "371500600000012"].map(|one| PartyCode::parse(one).unwrap()).into();
                by.truncate(1 + usize::from(withdrawn));
                Box::new(Succession { by, ground, on: status_from })
            }),
            withdrawn,
        },
    )
}

const KINDS: [PenaltyKind; 14] = [
    PenaltyKind::Warning,
    PenaltyKind::PublicCriticism,
    PenaltyKind::Fine,
    PenaltyKind::Confiscation,
    PenaltyKind::PermitSuspended,
    PenaltyKind::LicenceRevoked,
    PenaltyKind::PermitSuspendedOrRevoked,
    PenaltyKind::QualificationDowngraded,
    PenaltyKind::BusinessRestricted,
    PenaltyKind::BusinessSuspended,
    PenaltyKind::ClosureOrdered,
    PenaltyKind::EmploymentBanned,
    PenaltyKind::Detention,
    PenaltyKind::Other,
];

pub(crate) fn penalty() -> impl Strategy<Value = Penalty> {
    use PartyKind::{NaturalPerson, Organisation, SoleTrader};
    let texts = (text(), text(), text(), text(), text(), of(text()), of(text()), of(text()));
    let amounts = (1i64..100_000_000_000_000, prop_oneof![Just(0), 0i64..100_000_000_000_000]);
    let kinds = subsequence(KINDS.to_vec(), 1..=KINDS.len());
    let days = (past(), later(), later(), later(), later(), later());
    let stops = (prop::collection::vec(0i32..300, 0..4), prop::collection::vec(300i32..700, 0..4));
    let stated = (
        of(select(vec![Organisation, NaturalPerson, SoleTrader])),
        of(select(Severity::ALL)),
        of(select(Grade::ALL)),
        of(any::<bool>()),
        of(select(vec![Procedure::Ordinary, Procedure::Simple])),
    );
    (party(), texts, amounts, kinds, days, stops, stated, (any::<[bool; 2]>(), parts())).prop_map(
        |(party, texts, (fine, confiscated), kinds, days, (stopped, revoked), stated, (flags, outward))| {
            let (authority, authority_code, decision_no, ground, content, case_no, conduct, permit) = texts;
            let (decided_on, display_until, published_on, served_on, restriction_until, annulled_on) = days;
            let told_from = after(decided_on, annulled_on).unwrap_or(decided_on);
            let (party_kind, severity, grade, safety, procedure) = stated;
            Penalty {
                party,
                party_kind,
                authority,
                authority_code,
                decision_no,
                conduct: conduct.unwrap_or_default(),
                ground,
                fine_fen: if kinds.contains(&PenaltyKind::Fine) { Fen(fine) } else { Fen(0) },
                kinds,
                content,
                permit: permit.unwrap_or_default(),
                confiscated_fen: Fen(confiscated),
                decided_on,
                display_until: after(decided_on, display_until),
                case_no,
                severity,
                grade,
                safety,
                procedure,
                minor_party: flags[0],
                published_on: after(decided_on, published_on),
                served_on: after(decided_on, served_on),
                restriction_until: after(decided_on, restriction_until),
                display_stop_reason: stopped
                    .first()
                    .map(|days| StopReason::ALL[*days as usize % StopReason::ALL.len()]),
                display_stopped_on: days_after(decided_on, stopped),
                stop_revoked_on: days_after(decided_on, revoked),
                shielded: Vec::new(),
                outward: said(outward.map_or_else(Outward::default, |days| Outward {
                    reported_on: after(decided_on, Some(days[0])),
                    home_province: (days[0] % 2 == 0).then_some(41),
                    pushed_on: after(decided_on, Some(days[1])),
                    push_received_on: after(decided_on, Some(days[1] + days[2])),
                    annulment_received_on: after(told_from, Some(days[3])),
                    withdrawn_on: after(told_from, Some(days[3] + days[4])),
                })),
                annulled_on: after(decided_on, annulled_on),
                withdrawn: flags[1],
            }
        },
    )
}

pub(crate) fn payment() -> impl Strategy<Value = Payment> {
    use PaymentState::{Deferred, Paid, Unpaid};
    let state = select(vec![Paid, Unpaid, Deferred]);
    (party(), text(), text(), state, past(), 0i32..700, any::<bool>()).prop_map(
        |(party, authority_code, decision_no, state, day, later, withdrawn)| Payment {
            party,
            authority_code,
            decision_no,
            state,
            day,
            deferred_until: (state == Deferred).then(|| day.plus_days(later)),
            withdrawn,
        },
    )
}

pub(crate) fn inspection() -> impl Strategy<Value = Inspection> {
    let numbers = (of(any::<i32>()), of(0..i32::MAX));
    let results = prop_oneof![
        Just(vec![InspectionResult::I01]),
        subsequence(InspectionResult::ALL[1..].to_vec(), 1..InspectionResult::ALL.len())
    ];
    let what = (party(), text(), past(), results, parts());
    (what, of(text()), of(text()), numbers, later(), later(), any::<bool>()).prop_map(
        |((party, number, day, results, visit), case_no, visit_type, numbers, stopped, annulled, withdrawn)| {
            Inspection {
                party,
                number,
                day,
                result: results[0],
                also: results[1..].to_vec(),
                visit: said(visit.map_or_else(Visit::default, |days| Visit {
                    task: case_no.clone(),
                    reason: (days[0] % 2 == 0).then_some(VisitReason::Clue),
                    on_site: (days[2] % 3 != 0).then_some(days[2] % 3 == 1),
                    inspectors: (0..days[1] % 3).map(|n| format!("37{n}")).collect(),
                    noted_at: Some(Instant::start_of(day)),
                    signed_off_on: after(day, Some(days[0])),
                    published_on: after(day, Some(days[1])),
                    settled_on: (!results.contains(&InspectionResult::I07)).then(|| day.plus_days(days[1] + days[2])),
                    correct_by: after(day, Some(days[3])),
                    corrected_on: after(day, Some(days[4])),
                })),
                case_no,
                visit_type,
                external_score: numbers.0,
                critical_findings: numbers.1,
                display_stopped_on: after(day, stopped),
                annulled_on: after(day, annulled),
                withdrawn,
            }
        },
    )
}

pub(crate) fn test() -> impl Strategy<Value = Test> {
    let what = (party(), text(), past(), select(TestResult::ALL), parts());
    (what, of(text()), later(), later(), later(), any::<[bool; 3]>()).prop_map(
        |((party, number, day, result, way), case_no, resolved, stopped, annulled, flags)| Test {
            party,
            number,
            day,
            result,
            is_final: flags[0],
            diligence: flags[1],
            resolved_on: after(day, resolved),
            sampling: said(way.map_or_else(Sampling::default, |days| Sampling {
                told_on: after(day, Some(days[0])),
                objected_on: after(day, Some(days[0] + days[1])),
                objection_accepted_on: after(day, Some(days[0] + days[1])).filter(|_| flags[2]),
                objection_decided_on: after(day, Some(days[0] + days[1] + days[2])),
                published_on: after(day, Some(days[2])),
                ordered_on: after(day, Some(days[3])),
                corrected_on: after(day, Some(days[3] + days[4])),
            })),
            case_no,
            display_stopped_on: after(day, stopped),
            annulled_on: after(day, annulled),
            withdrawn: flags[2],
        },
    )
}

pub(crate) fn assessment() -> impl Strategy<Value = Assessment> {
    let items = prop::collection::btree_map(text(), any::<i32>(), 0..5);
    (party(), text(), past(), of(text()), items, any::<bool>()).prop_map(
        |(party, number, day, state, items, withdrawn)| Assessment { party, number, day, state, items, withdrawn },
    )
}

pub(crate) fn complaint() -> impl Strategy<Value = Complaint> {
    let outcomes: Vec<ComplaintOutcome> = ComplaintOutcome::ALL[1..].to_vec();
    let ended = of((0i32..300, select(outcomes)));
    let held = of((0i32..300, of(0i32..300)));
    let flags = (any::<[bool; 2]>(), parts(), of(text()));
    (party(), text(), past(), later(), ended, of(select(Side::ALL)), held, flags).prop_map(
        |(party, number, received_on, accepted, ended, refused_by, held, (flags, parts, goods))| {
            // A mediation that ended had begun, and what was refused was not accepted; some grounds are of one law alone.
            let outcome = ended.map(|(_, outcome)| outcome);
            let outcome = outcome.filter(|outcome| outcome.received_from().is_none_or(|from| from <= received_on));
            let ended = ended.filter(|_| outcome.is_some());
            let accepted = match outcome {
                Some(outcome) if outcome.is_refusal() || outcome == ComplaintOutcome::WithdrawnBeforeAccept => None,
                Some(outcome) if outcome.ends_mediation() || outcome == ComplaintOutcome::Mediated => {
                    accepted.or(Some(0))
                }
                _ => accepted,
            };
            let accepted_on = after(received_on, accepted);
            let held_from = held.map(|(from, _)| received_on.plus_days(from));
            let closed_on = ended.map(|(days, _)| accepted_on.unwrap_or(received_on).plus_days(days));
            let mut handling = parts.map_or_else(Handling::default, |days| handled(received_on, days));
            handling.told_on = handling.told_on.map(|told| accepted_on.map_or(told, |accepted| told.max(accepted)));
            handling.ended_told_on = closed_on.map(|closed| closed.plus_days(3));
            handling.odr_number = flags[1].then(|| "O1".to_owned());
            Complaint {
                party,
                number,
                received_on,
                accepted_on,
                closed_on,
                outcome,
                refused_by: refused_by.filter(|_| outcome == Some(ComplaintOutcome::T2)),
                duplicate: flags[0] || handling.main_number.is_some(),
                publicity: said(Publicity {
                    consent: flags[0].then_some(flags[1]),
                    goods: goods.clone(),
                    claim: goods,
                    withheld: (flags[0] && flags[1]).then_some(Withheld::Secret),
                    published_on: closed_on.map(|closed| closed.plus_days(2)).filter(|_| flags[1]),
                }),
                handling: said(handling),
                held_from,
                held_until: held_from.and_then(|from| after(from, held.and_then(|(_, until)| until))),
                withdrawn: flags[1],
            }
        },
    )
}

/// What is written down of any filing.
fn handled(received_on: Day, days: [i32; 5]) -> Handling {
    let on = |at: usize| received_on.plus_days(days[at]);
    let tested = Testing { from: on(1), until: Some(on(1).plus_days(4)) };
    let source = FilingSource::ALL.iter().copied().cycle().nth(days[0].unsigned_abs() as usize);
    Handling {
        office: Some("371502SJ".to_owned()),
        office_area: Some(AreaCode::parse("371502").unwrap()),
        source,
        problem: Some("质量".to_owned()),
        filer: (days[1] % 2 == 0).then(|| format!("a81f3c9e77d04b{:02}", days[1] % 100)),
        text: Some(Digest::of_bytes(&[1])),
        main_number: (days[2] % 5 == 0).then(|| "main filing".to_owned()),
        odr_number: None,
        // What the hotline hands over is an order in any case.
        order: (days[3] % 2 == 0 || source == Some(FilingSource::Hotline12345)).then(|| WorkOrder {
            number: "GD1".to_owned(),
            dispatched_on: on(0),
            due_on: Some(on(0).plus_days(days[1])),
            answered_on: None,
            returned_on: Some(on(0).plus_days(days[2])),
        }),
        testing: vec![tested, Testing { from: on(1).plus_days(1), until: None }],
        told_on: Some(on(2)),
        ended_told_on: None,
        case_no: Some("聊市监立〔2026〕1号".to_owned()),
        case_filed_on: Some(on(4)),
    }
}

pub(crate) fn report() -> impl Strategy<Value = Report> {
    let decided = of((0i32..300, select(ReportDecision::ALL)));
    let approvals = prop::collection::vec(0i32..300, 0..3);
    (party(), text(), past(), decided, approvals, parts(), any::<[bool; 3]>()).prop_map(
        |(party, number, received_on, decided, approvals, parts, flags)| {
            let mut handling = parts.map_or_else(Handling::default, |days| handled(received_on, days));
            let is_filed = decided.is_none_or(|(_, decision)| decision != ReportDecision::NotFiled);
            handling.case_filed_on = handling.case_filed_on.filter(|_| is_filed);
            Report {
                party,
                number,
                received_on,
                real_name: flags[0],
                extended_on: days_after(received_on, approvals),
                decided_on: decided.map(|(days, _)| received_on.plus_days(days)),
                decision: decided.map(|(_, decision)| decision),
                duplicate: flags[1] || handling.main_number.is_some(),
                handling: said(handling),
                withdrawn: flags[2],
            }
        },
    )
}

/// Days after which something follows, if a record has the part at all.
fn parts() -> impl Strategy<Value = Option<[i32; 5]>> {
    of(prop::array::uniform5(0i32..300))
}

pub(crate) fn odr_case() -> impl Strategy<Value = OdrCase> {
    (party(), text(), past(), 0i32..60, later(), later(), any::<[bool; 2]>()).prop_map(
        |(party, number, filed_on, due, answered, settled, flags)| OdrCase {
            party,
            number,
            filed_on,
            due_on: filed_on.plus_days(due),
            answered_on: after(filed_on, answered),
            settled_on: after(filed_on, settled),
            void: flags[0],
            withdrawn: flags[1],
        },
    )
}

pub(crate) fn standing() -> impl Strategy<Value = Standing> {
    let kinds: Vec<StandingKind> = StandingKind::all().collect();
    (party(), select(kinds), text(), text(), past(), later(), of(text()), (any::<bool>(), parts())).prop_map(
        |(party, kind, office, document_no, from, until, case_no, (withdrawn, parts))| Standing {
            party,
            kind,
            office,
            document_no,
            from,
            until: after(from, until),
            shielded: Vec::new(),
            case_no: case_no.clone(),
            permit: said(parts.map_or_else(Permit::default, |days| Permit {
                name: Some("食品经营许可证".to_owned()),
                renews: case_no,
                ended_on: after(from, Some(days[1])),
            })),
            listing: parts.filter(|_| kind.token().starts_with("abnormal")).and_then(|days| {
                // Who is removed asked for it by then.
                let applied_on = Some(from.plus_days(days[1].min(until.unwrap_or(days[1]))));
                said(Listing { found_on: Some(from.plus_days(-days[0])), applied_on, ..Listing::default() })
            }),
            withdrawn,
        },
    )
}
