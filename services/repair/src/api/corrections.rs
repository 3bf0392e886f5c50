//! Corrections, for everybody who received what was wrong, and who that was.

use super::{NOBODY, covered, own};
use crate::corrections::{Became, Correction, Recipient};
use crate::repairs::Repairs;
use crate::store::CorrectionListing;
use contracts::access::{Claims, Role, Scope};
use contracts::page::{Limit, ListTag};
use contracts::port::Amended;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, EXPORT_PAGE, Form, Line, Lines, Sheet, Tabled, shown};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Apply, Caller, Concerning, Fault, Path, Query, ReadPublic, ReadRecords, State, blocking};

/// More corrections than any case has.
const OF_CASE: i64 = 1_000;

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of items of this kind, such as `penalty`.
    kind: Option<String>,
    /// Only those of this day or later.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<Day>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Behind this place: the `cursor` of an earlier answer.
    after: Option<String>,
}

/// A correction (更正).
#[derive(Serialize, ToSchema)]
struct RepairCorrection {
    /// The case.
    case_no: i64,
    /// The number of the step that decided it.
    number: i32,
    /// Code of the merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// The procedure.
    procedure: String,
    /// Kind of the item: a kind of record such as `penalty`, `membership` or `class`.
    kind: String,
    /// Its key.
    key: String,
    /// What became of it.
    became: Became,
    /// The fields that were put right, within an object by path such as `visit.correct_by`.
    fields: Vec<String>,
    /// What they said and what they say now, to whoever may read the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    amended: Option<BTreeMap<String, Amended>>,
    /// On which day it was decided.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// Code of the office that decided.
    office: String,
    /// By which article.
    article: String,
    /// Why, in Chinese.
    reason: String,
    /// When it was carried out.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
}

impl RepairCorrection {
    fn of(correction: Correction, may_read: bool) -> Self {
        let Correction { case_no, number, code, procedure, office, about, became, amended, on, article, .. } =
            correction;
        Self {
            case_no,
            number,
            code,
            procedure,
            kind: about.kind,
            key: about.key,
            became,
            fields: amended.keys().cloned().collect(),
            amended: Some(amended).filter(|amended| may_read && !amended.is_empty()),
            on,
            office,
            article,
            reason: correction.reason,
            recorded_at: correction.recorded_at,
        }
    }
}

/// Corrections in the order in which they were carried out (更正清单).
#[derive(Serialize, ToSchema)]
pub(super) struct RepairCorrections {
    /// The corrections.
    items: Vec<RepairCorrection>,
    /// The place of the last one that was looked at, to be given back as `after`; null if there is none yet.
    cursor: Option<String>,
    /// The same if the list goes on; null on the last page.
    next: Option<String>,
}

/// Whose corrections somebody is told: a merchant's own, to whoever may read records all of them within reach, to everybody
/// else those of what was given to the account or to its department.
fn told(repairs: &Repairs, claims: &Claims, code: Option<PartyCode>) -> Result<CorrectionListing, Fault> {
    let mut listing = CorrectionListing::default();
    if claims.role == Role::Merchant {
        listing.subject = Some(own(repairs, claims)?.unwrap_or(NOBODY));
    } else if !claims.allows(Scope::ReadRecords) {
        listing.received_by = Some((claims.sub.clone(), claims.department.clone()));
    }
    if let Some(code) = code {
        let asked = repairs.subject(code)?.unwrap_or(NOBODY);
        let is_allowed = listing.subject.is_none_or(|own| own == asked);
        listing.subject = Some(if is_allowed { asked } else { NOBODY });
    }
    Ok(listing)
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    repairs: State<Repairs>,
    filter: Query<Filter>,
) -> Result<Concerning<RepairCorrections>, Fault> {
    let Filter { code, kind, since, limit, after } = filter.into_inner();
    let tag = ListTag::of("repair_corrections", &(code, &kind, since))?;
    let behind: Option<i64> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let listing = CorrectionListing {
            kind,
            since: since.map(Day::number),
            after: behind.unwrap_or(0),
            limit: i64::from(u16::from(limit)),
            ..told(&repairs, &caller, code)?
        };
        let (mut found, next) = repairs.corrections(&listing)?;
        let last = found.last().map(|one| one.place).or(behind);
        if listing.received_by.is_none() && caller.role != Role::Merchant {
            covered(&repairs, caller.reach(), &mut found, |one| one.subject_id)?;
        }
        let may_read = caller.allows(Scope::ReadRecords);
        let merchants = found.iter().map(|one| one.code).collect();
        let items = found.into_iter().map(|one| RepairCorrection::of(one, may_read)).collect();
        let place = |place: Option<i64>| place.map(|place| tag.encode(&place)).transpose();
        Answer::new(RepairCorrections { items, cursor: place(last)?, next: place(next)? }).concerning(merchants)
    })
    .await
}

/// Which case.
#[derive(Deserialize, IntoParams)]
pub(super) struct OneCase {
    /// Its number.
    case_no: i64,
}

/// Somebody to whom what was wrong had been given, by one operation (错误信息接收方).
#[derive(Serialize, ToSchema)]
struct CorrectionRecipient {
    /// Account or client; to merchants it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
    /// The department on whose behalf it asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    department: Option<String>,
    /// Method and pattern of the operation.
    operation: String,
    /// How often.
    times: i64,
    /// When last.
    #[schema(value_type = String, format = DateTime)]
    last_at: Instant,
}

/// A correction with everybody to whom what was wrong had been given (更正及接收方).
#[derive(Serialize, ToSchema)]
struct CorrectionRecipients {
    /// The number of the step that decided it.
    number: i32,
    /// Kind of the item.
    kind: String,
    /// Its key.
    key: String,
    /// What became of it.
    became: Became,
    /// Since when what was wrong had been there.
    #[schema(value_type = String, format = DateTime)]
    wrong_since: Instant,
    /// Until when it could be read.
    #[schema(value_type = String, format = DateTime)]
    wrong_until: Instant,
    /// Who received it.
    recipients: Vec<CorrectionRecipient>,
    /// How often it was given to whoever the trails have no account of. Who looks at a public page without a token is in no
    /// trail, and not counted.
    unnamed: i64,
}

/// Who received what was wrong in a case (错误信息接收方清单).
#[derive(Serialize, ToSchema)]
pub(super) struct CaseRecipients {
    /// The case.
    case_no: i64,
    /// Code of the merchant.
    #[schema(value_type = String)]
    code: PartyCode,
    /// What was corrected; nothing as long as nothing was carried out.
    items: Vec<CorrectionRecipients>,
}

pub(super) async fn recipients(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    repairs: State<Repairs>,
    one: Path<OneCase>,
) -> Result<Concerning<CaseRecipients>, Fault> {
    blocking(move || {
        let sight = cases::sight(&repairs.court, &caller)?;
        let file = repairs.court.book.file(one.case_no, &sight)?;
        let listing = CorrectionListing { case_no: Some(file.case_no), limit: OF_CASE, ..CorrectionListing::default() };
        let (found, _) = repairs.corrections(&listing)?;
        // Whoever looked is told to a merchant by department.
        let is_named = caller.allows(Scope::ReadRecords);
        let mut items = Vec::new();
        for correction in found {
            let told = |Recipient { who, role, department, operation, times, last_at }| CorrectionRecipient {
                account: Some(who).filter(|_| is_named),
                role,
                department,
                operation,
                times,
                last_at,
            };
            let recipients = repairs.recipients(&correction)?.into_iter().map(told).collect();
            let Correction { number, about, became, wrong: (wrong_since, wrong_until), unnamed, .. } = correction;
            let (kind, key) = (about.kind, about.key);
            items.push(CorrectionRecipients {
                number,
                kind,
                key,
                became,
                wrong_since,
                wrong_until,
                recipients,
                unnamed,
            });
        }
        let (case_no, code) = (file.case_no, file.code);
        Answer::new(CaseRecipients { case_no, code, items }).concerning(vec![code])
    })
    .await
}

/// Corrections as a table.
pub(crate) struct Table(pub(crate) Arc<Repairs>);

/// Which corrections: as the list itself asks.
#[derive(Deserialize, IntoParams)]
pub(crate) struct TableFilter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of items of this kind.
    kind: Option<String>,
    /// Only those of this day or later.
    #[param(value_type = Option<String>, format = Date)]
    since: Option<Day>,
}

impl Tabled for Table {
    type Filter = TableFilter;
    type After = i64;

    const SHEET: Sheet = Sheet {
        list: "corrections",
        zh: "更正",
        path: "/corrections",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("案号", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("事项类别", Form::Text),
            ("事项编号", Form::Text),
            ("更正结果", Form::Text),
            ("更正字段", Form::Text),
            ("决定日期", Form::Day),
            ("决定机关", Form::Text),
            ("依据", Form::Text),
            ("理由", Form::Text),
        ],
    };

    fn page(&self, filter: &TableFilter, asker: Asker<'_>, after: Option<i64>) -> Result<Lines<i64>, Fault> {
        let repairs = &*self.0;
        let subject = filter.code.map(|code| repairs.subject(code)).transpose()?;
        let listing = CorrectionListing {
            subject: subject.map(|found| found.unwrap_or(NOBODY)),
            kind: filter.kind.clone(),
            since: filter.since.map(Day::number),
            after: after.unwrap_or(0),
            limit: i64::try_from(EXPORT_PAGE).unwrap_or(1),
            ..CorrectionListing::default()
        };
        let (mut found, next) = repairs.corrections(&listing)?;
        covered(repairs, asker.reach, &mut found, |one| one.subject_id)?;
        let names = repairs.ledger().names(found.iter().map(|one| one.code));
        let line = |one: Correction| Line {
            party: Some(one.code),
            cells: vec![
                one.case_no.to_string(),
                one.code.to_string(),
                shown::maybe(names.get(&one.code).cloned()),
                one.about.kind,
                one.about.key,
                one.became.zh().to_owned(),
                one.amended.keys().cloned().collect::<Vec<_>>().join("、"),
                one.on.to_string(),
                one.office,
                one.article,
                one.reason,
            ],
        };
        Ok(Lines { lines: found.into_iter().map(line).collect(), next })
    }
}
