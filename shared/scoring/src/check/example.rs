//! Merchants' files with few records, as the checker needs them: real records that any program of
//! the house can load.

use crate::gather::gather;
use domain::area::AreaCode;
use domain::code::{PartyCode, organisation_code};
use domain::day::Day;
use domain::facts::{Fact, Facts, Overdue};
use domain::industry::Industry;
use domain::money::Fen;
use domain::record::{
    Channel, Complaint, Dossier, Inspection, Merchant, MerchantKind, MerchantStatus, OdrCase, Payment, PaymentState,
    Penalty, PenaltyKind, Record, SizeBand, Standing, StandingKind, Test,
};
use domain::span::{Span, Spans};
use domain::vocab::{
    ComplaintOutcome, DatedBy, FactKind, Field, Grade, InspectionResult, Severity, Side, StatusKind, TestResult,
};

/// An enterprise registered in 聊城 with an organisation number that belongs to nobody.
const CODE_FRONT: &str = "91371502";
const ORGANISATION: &str = "99999999";

/// One record of an example.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Filing {
    /// A dated fact: its kind, the day by which it is dated, its values and that day.
    Event {
        /// Kind.
        kind: FactKind,
        /// Which day it is.
        dated_by: DatedBy,
        /// Values of its fields.
        values: Vec<(Field, &'static str)>,
        /// The day.
        day: Day,
        /// Case number.
        case_no: Option<&'static str>,
        /// Cause, for penalties.
        cause: Option<&'static str>,
        /// Day on which its display stopped.
        stopped_on: Option<Day>,
        /// Is its fine long overdue and unpaid?
        unpaid: bool,
    },
    /// A status from a day on.
    Status(StatusKind, Day),
}

/// A merchant's file and a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// Its records.
    pub filings: Vec<Filing>,
    /// First trading day.
    pub trading_from: Day,
    /// The day of the rating.
    pub as_of: Day,
}

impl Filing {
    /// A plain event.
    #[must_use]
    pub fn event(kind: FactKind, dated_by: DatedBy, values: &[(Field, &'static str)], day: Day) -> Self {
        Self::Event {
            kind,
            dated_by,
            values: values.to_vec(),
            day,
            case_no: None,
            cause: None,
            stopped_on: None,
            unpaid: false,
        }
    }

    /// The same, its display stopped on a day.
    #[must_use]
    pub fn stopped(&self, on: Day) -> Self {
        let mut stopped = self.clone();
        if let Self::Event { stopped_on, .. } = &mut stopped {
            *stopped_on = Some(on);
        }
        stopped
    }

    /// The same, its fine overdue and unpaid.
    #[must_use]
    pub fn unpaid(&self) -> Self {
        let mut late = self.clone();
        if let Self::Event { unpaid, .. } = &mut late {
            *unpaid = true;
        }
        late
    }

    /// The same with a cause and a case of its own.
    #[must_use]
    pub fn of_case(&self, number: &'static str, of_cause: &'static str) -> Self {
        let mut named = self.clone();
        if let Self::Event { case_no, cause, .. } = &mut named {
            (*case_no, *cause) = (Some(number), Some(of_cause));
        }
        named
    }
}

impl Example {
    /// A merchant of ten years with these records.
    #[must_use]
    pub fn of(filings: Vec<Filing>, as_of: Day) -> Self {
        Self { filings, trading_from: as_of.plus_days(-3660), as_of }
    }

    /// The same file with one more record.
    #[must_use]
    pub fn with(&self, filing: Filing) -> Self {
        let mut more = self.clone();
        more.filings.push(filing);
        more
    }

    /// The file as records.
    #[must_use]
    pub fn dossier(&self) -> Option<Dossier> {
        let code = PartyCode::complete(&format!("{CODE_FRONT}{}", organisation_code(ORGANISATION))).ok()?;
        let mut dossier = Dossier::of(Merchant {
            code,
            name: "反例商户".into(),
            kind: MerchantKind::Enterprise,
            size: SizeBand::Small,
            channel: Channel::Shop,
            area: AreaCode::parse("371502").ok()?,
            industry: Industry::parse("62").ok()?,
            registered_on: Some(self.trading_from),
            status: MerchantStatus::Active,
            status_from: None,
            succession: None,
            withdrawn: false,
        });
        for (n, filing) in self.filings.iter().enumerate() {
            file(&mut dossier, code, n, filing);
        }
        Some(dossier)
    }

    /// The file as facts; penalties count and are displayed until they are stopped.
    #[must_use]
    pub fn facts(&self) -> Option<Facts> {
        let dossier = self.dossier()?;
        let penalties = dossier.penalties.iter().map(|p| (penalty_fact(p, &dossier.payments), Vec::new()));
        Some(gather(&dossier.records(), penalties.collect()))
    }
}

fn pick<T: Copy>(values: &[(Field, &'static str)], field: Field, of: impl Fn(&str) -> Option<T>) -> Option<T> {
    values.iter().find(|(f, _)| *f == field).and_then(|(_, v)| of(v))
}

fn is_yes(values: &[(Field, &'static str)], field: Field) -> bool {
    values.contains(&(field, "yes"))
}

fn file(dossier: &mut Dossier, party: PartyCode, n: usize, filing: &Filing) {
    let number = format!("N{n:03}");
    match filing {
        Filing::Status(kind, from) => {
            dossier.standing.push(standing(party, StandingKind::Status(*kind), &number, *from));
        }
        Filing::Event { kind, dated_by, values, day, case_no, cause, stopped_on, unpaid } => {
            let case_no = case_no.map(str::to_owned);
            match kind {
                FactKind::Penalty => {
                    let penalty = Penalty { case_no, ..penalty(party, &number, *day, values, *cause, *stopped_on) };
                    if *unpaid {
                        dossier.payments.push(unpaid_since(&penalty));
                    }
                    dossier.penalties.push(penalty);
                }
                FactKind::Inspection => dossier.inspections.push(Inspection {
                    also: Vec::new(),
                    visit: None,
                    party,
                    number,
                    day: *day,
                    result: pick(values, Field::Result, InspectionResult::from_token).unwrap_or(InspectionResult::I01),
                    case_no,
                    visit_type: None,
                    external_score: None,
                    critical_findings: None,
                    display_stopped_on: *stopped_on,
                    annulled_on: None,
                    withdrawn: false,
                }),
                FactKind::ProductTest | FactKind::FoodTest => dossier.tests.push(Test {
                    sampling: None,
                    party,
                    number,
                    day: *day,
                    result: pick(values, Field::Result, TestResult::from_token).unwrap_or(TestResult::Sq0),
                    is_final: true,
                    diligence: is_yes(values, Field::Diligence),
                    resolved_on: is_yes(values, Field::Resolved).then_some(*day),
                    case_no,
                    display_stopped_on: *stopped_on,
                    annulled_on: None,
                    withdrawn: false,
                }),
                FactKind::Complaint => dossier.complaints.push(complaint(party, number, *day, values)),
                FactKind::OdrCase => dossier.odr_cases.push(odr_case(party, number, *dated_by, *day, values)),
                FactKind::Breach => dossier.standing.push(standing(party, StandingKind::Breach, &number, *day)),
                FactKind::Judgment => {
                    dossier.standing.push(standing(party, StandingKind::Judgment, &number, *day));
                }
                FactKind::AnnualReport => {
                    dossier.standing.push(standing(party, StandingKind::AnnualReport, &number, *day));
                }
                FactKind::Assessment => {}
            }
        }
    }
}

fn standing(party: PartyCode, kind: StandingKind, number: &str, from: Day) -> Standing {
    Standing {
        listing: None,
        permit: None,
        party,
        kind,
        office: "示例机关".into(),
        document_no: number.into(),
        from,
        until: None,
        shielded: Vec::new(),
        case_no: None,
        withdrawn: false,
    }
}

/// A penalty of which the law derives the severity that it is to have. A restriction without a near end keeps it on
/// display; nothing that restricts is minor, so a minor one leaves it as the law has it.
fn penalty(
    party: PartyCode,
    number: &str,
    day: Day,
    values: &[(Field, &'static str)],
    cause: Option<&str>,
    stopped_on: Option<Day>,
) -> Penalty {
    let severity = pick(values, Field::Severity, Severity::from_token);
    let restriction = match severity {
        Some(Severity::Minor) => None,
        Some(Severity::General) => Some(PenaltyKind::PermitSuspended),
        Some(Severity::Serious) | None => Some(PenaltyKind::BusinessRestricted),
    };
    Penalty {
        outward: None,
        party,
        party_kind: None,
        authority: "示例市场监督管理局".into(),
        authority_code: "EXAMPLE".into(),
        decision_no: number.into(),
        conduct: cause.unwrap_or_default().into(),
        ground: "示例".into(),
        kinds: std::iter::once(PenaltyKind::Fine).chain(restriction).collect(),
        content: "示例".into(),
        permit: String::new(),
        fine_fen: Fen::from_yuan(1_000),
        confiscated_fen: Fen(0),
        decided_on: day,
        display_until: None,
        case_no: None,
        severity,
        grade: pick(values, Field::Grade, Grade::from_token),
        safety: Some(is_yes(values, Field::Safety)),
        procedure: None,
        minor_party: false,
        published_on: Some(day),
        served_on: Some(day),
        restriction_until: Some(day.plus_days(36_500)),
        display_stopped_on: stopped_on.into_iter().collect(),
        display_stop_reason: None,
        stop_revoked_on: Vec::new(),
        shielded: Vec::new(),
        annulled_on: None,
        withdrawn: false,
    }
}

/// Days within which a fine is to be paid; examples stay far from the boundary.
const PAYMENT_DAYS: i32 = 15;

fn unpaid_since(penalty: &Penalty) -> Payment {
    Payment {
        party: penalty.party,
        authority_code: penalty.authority_code.clone(),
        decision_no: penalty.decision_no.clone(),
        state: PaymentState::Unpaid,
        day: penalty.decided_on.plus_days(PAYMENT_DAYS + 1),
        deferred_until: None,
        withdrawn: false,
    }
}

/// As the statute reads such a penalty: everything it needs is stated in it.
fn penalty_fact(penalty: &Penalty, payments: &[Payment]) -> Fact {
    let off = penalty.display_stopped_on.first().copied().unwrap_or(Day::FOREVER);
    let shown = Spans::one(Span::new(penalty.decided_on, off));
    let mut fact = Fact::new(FactKind::Penalty, DatedBy::Event, penalty.key(), penalty.decided_on, shown.clone());
    fact.shown = shown;
    fact.case_no = penalty.case_no.as_deref().map(Into::into);
    fact.cause = (!penalty.conduct.is_empty()).then(|| penalty.conduct.as_str().into());
    fact.values.extend(penalty.severity.map(|v| (Field::Severity, v.token())));
    fact.values.extend(penalty.grade.map(|v| (Field::Grade, v.token())));
    fact.values.extend(penalty.safety.map(|v| (Field::Safety, domain::vocab::yes_no(v))));
    let due = penalty.decided_on.plus_days(PAYMENT_DAYS);
    let late = payments.iter().filter(|p| p.decision_no == penalty.decision_no);
    fact.overdue = late.map(|p| Overdue { span: Span::since(p.day), due }).collect();
    fact
}

/// Ended on the day of receipt, so that one day dates both.
fn complaint(party: PartyCode, number: String, day: Day, values: &[(Field, &'static str)]) -> Complaint {
    let outcome = pick(values, Field::Outcome, ComplaintOutcome::from_token);
    let ended = outcome.filter(|o| *o != ComplaintOutcome::Open);
    Complaint {
        handling: None,
        publicity: None,
        party,
        number,
        received_on: day,
        accepted_on: Some(day),
        closed_on: ended.map(|_| day),
        outcome: ended,
        refused_by: pick(values, Field::By, Side::from_token),
        duplicate: false,
        held_from: None,
        held_until: None,
        withdrawn: false,
    }
}

fn odr_case(
    party: PartyCode,
    number: String,
    dated_by: DatedBy,
    day: Day,
    values: &[(Field, &'static str)],
) -> OdrCase {
    let settled = is_yes(values, Field::Settled);
    let late = dated_by == DatedBy::Due;
    // Late: due on the day. Entered without settlement: due the day before, answered in time.
    let due_on = if late || settled { day } else { day.plus_days(-1) };
    OdrCase {
        party,
        number,
        filed_on: day.plus_days(-10),
        due_on,
        answered_on: (!late && !settled).then_some(due_on),
        settled_on: settled.then_some(day),
        void: false,
        withdrawn: false,
    }
}
