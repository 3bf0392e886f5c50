//! The ratios, and what each figure is made of.

mod table;

pub(super) use table::{FilingsTable, Table};

use crate::SERVICE;
use crate::statistics::{By, Counting, FilingAfter, FilingCounted, Opened, Ratio, Ratios, Statistics, Whose};
use contracts::owner;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use ledger::{Asker, RowPlace};
use ratios::Measure;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Path, Query, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/ratios",
        list,
        Doc::new("list_ratios", "办理指标", "Ratios of handling")
            .text(
                "K1 to K6 as whole numbers, `shown` cut and never rounded. A filing counts by one day alone: that on \
                 which its limit ran out (K1, K1b, K2, K3, K6), on which it ended (K4), or for K5 the day on which it \
                 ended and that on which a case was filed. What is late is a failure whether it has ended or not; what \
                 is paused, or rests on a year whose working days are not published, is in no ratio. What was handed \
                 over to whoever is competent by its last day is in none of K1, K2 and K5. A report that was decided to \
                 be a case counts in K5 under its own number if that of the case is not told. Where there is \
                 nothing to compare with, `shown` and `reached` are null: there are no data. With `by` those of which \
                 the value is not known stand last, with `value` null. `href` opens a figure into its filings. Whoever \
                 is limited to an area counts what offices within it handle, wherever the merchants are registered: \
                 with `by=office_area` they and the city see the same figures of these offices. With `by=industry` \
                 the trade of a merchant outside their area is not known to them. Of filings of which no office is \
                 told where it is they count those about merchants within the area, and with \
                 `by=merchant_area` all those, whichever office handles them. Rows that wait because nobody knows \
                 whose they are count from the day of receipt like records, and as their record alone once it is said \
                 whose they are; where no office is told either, whoever is limited to an area counts those of their \
                 own imports.",
            )
            .errors(&[Code::Unavailable]),
    )
    .get(
        "/ratios/{measure}/filings",
        filings,
        Doc::new("list_ratio_filings", "指标明细", "The filings that a figure is made of")
            .text(
                "In order of the day by which they are counted. Exactly those that the figure counts. Of a row that \
                 waits for its party, `waiting` says where it stands, and there is no `code`; whoever is limited to an \
                 area is told no place of what others imported. Of a filing about a merchant elsewhere an office is \
                 told what stands here and no more: the record behind `href` opens for whoever may see the merchant, \
                 and is not found by others.",
            )
            .errors(&[Code::Unavailable]),
    )
}

/// What is counted.
#[derive(Deserialize, Serialize, IntoParams)]
pub(in crate::api) struct Filter {
    /// Only this ratio: `K1`, `K1b`, `K2`, `K3`, `K4`, `K5` or `K6`.
    measure: Option<String>,
    /// First day; the first of the year of the last one if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Last day; the day of looking if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// As is seen at the end of this day, by what is known now; today if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// Split by the area or code of the handling office, the way on which filings came, the type of problem, the area
    /// or industry of the merchant on the day of receipt, or month.
    #[param(inline)]
    by: Option<By>,
}

impl Filter {
    /// What is to be counted for whoever asks.
    fn counting(&self, asker: Asker<'_>) -> Result<Counting, Fault> {
        let measures = match &self.measure {
            Some(token) => vec![Measure::from_token(token).ok_or_else(|| unknown(Code::InvalidQuery, token))?],
            None => Measure::ALL.to_vec(),
        };
        let (from, to, as_of, by) = (self.from, self.to, self.as_of, self.by);
        Ok(Counting { measures, from, to, as_of, by, reach: asker.reach, actor: asker.actor.to_owned() })
    }
}

/// Ratios of handling (办理指标).
#[derive(Serialize, ToSchema)]
#[schema(as = HandlingRatios)]
struct View {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Day,
    /// As is seen at the end of this day.
    #[schema(value_type = String, format = Date)]
    as_of: Day,
    /// By what is known at this instant.
    #[schema(value_type = String, format = DateTime)]
    known_at: Instant,
    /// The parameters that were used, each with its first day.
    parameters: Vec<ParameterUsed>,
    /// Each ratio, and each group of it.
    items: Vec<Item>,
}

/// A parameter that was used (所用参数).
#[derive(Serialize, ToSchema)]
struct ParameterUsed {
    /// Name and first day.
    reference: String,
    /// Is it not settled?
    provisional: bool,
}

/// A ratio of a group (指标值).
#[derive(Serialize, ToSchema)]
#[schema(as = HandlingRatio)]
struct Item {
    /// Its name: `K1`.
    measure: &'static str,
    /// What it says, in Chinese.
    title_zh: &'static str,
    /// The same in English.
    title: &'static str,
    /// Instrument, and article where it has one.
    source: &'static str,
    /// The value by which it is split; null for those of which it is not known, and if nothing is split.
    value: Option<String>,
    /// The same for people.
    label: Option<String>,
    /// Of how many.
    of: u64,
    /// How many were as they should be.
    good: u64,
    /// Per cent with two decimals, cut; null if there are no data.
    shown: Option<String>,
    /// What the plan asks for, in thousandths.
    target_permille: Option<u64>,
    /// Is that reached? Compared as whole numbers.
    reached: Option<bool>,
    /// Those of `parameters` that this ratio goes by: what it asks for, and what it counts as in time or not at all.
    parameters: Vec<String>,
    /// Rules of time limits, and parameters, that are not settled and by which some of the filings are counted, each with
    /// its first day.
    provisional: Vec<String>,
    /// Path of the filings that the figure is made of.
    href: String,
}

impl View {
    fn of(ratios: Ratios, by: Option<By>) -> Result<Self, Fault> {
        let Ratios { period, as_of, known_at, rules, ratios } = ratios;
        let item = |ratio: Ratio| {
            let Ratio { measure, value, label, figure, unsettled } = ratio;
            let target = rules.targets.get(&measure).copied();
            let opened = FigureQuery {
                from: Some(period.from),
                to: Some(period.to),
                as_of: Some(as_of),
                by,
                unknown: (by.is_some() && value.is_none()).then_some(true),
                value: value.clone(),
                good: None,
                limit: Limit::default(),
                after: None,
            };
            let query = serde_html_form::to_string(&opened).map_err(Fault::internal)?;
            Ok(Item {
                measure: measure.token(),
                title_zh: measure.zh(),
                title: measure.en(),
                source: measure.source(),
                of: figure.of,
                good: figure.good,
                shown: figure.text(),
                target_permille: target,
                parameters: rules.of_measure(measure).map(|basis| basis.reference.clone()).collect(),
                provisional: unsettled.into_iter().collect(),
                reached: target.and_then(|target| figure.reaches(target)),
                href: format!("/complaints/v1/ratios/{}/filings?{query}", measure.token()),
                value,
                label,
            })
        };
        let items = ratios.into_iter().map(item).collect::<Result<Vec<Item>, Fault>>()?;
        let parameters = rules
            .basis
            .iter()
            .map(|basis| ParameterUsed { reference: basis.reference.clone(), provisional: basis.provisional });
        Ok(Self { from: period.from, to: period.to, as_of, known_at, parameters: parameters.collect(), items })
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    statistics: State<Statistics>,
    filter: Query<Filter>,
) -> Result<Answer<View>, Fault> {
    let counting = filter.counting(Asker::of(&caller))?;
    blocking(move || {
        let ratios = statistics.ratios(&counting)?;
        Ok(Answer::new(View::of(ratios, counting.by)?))
    })
    .await
}

/// Which ratio.
#[derive(Deserialize, IntoParams)]
struct One {
    /// `K1`, `K1b`, `K2`, `K3`, `K4`, `K5` or `K6`.
    measure: String,
}

/// Which of the filings of a figure.
#[derive(Deserialize, Serialize, IntoParams)]
struct FigureQuery {
    /// First day; the first of the year of the last one if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    /// Last day; the day of looking if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Day>,
    /// As is seen at the end of this day; today if it is left out.
    #[param(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<Day>,
    /// By what it is split.
    #[param(inline)]
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<By>,
    /// With `by`: only those with this value.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// With `by`: only those of which the value is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<bool>,
    /// Only those that were as they should be, or only those that were not.
    #[serde(skip_serializing_if = "Option::is_none")]
    good: Option<bool>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A filing that a figure counts (指标明细).
#[derive(Serialize, ToSchema)]
#[schema(as = RatioFiling)]
struct Counted {
    /// The merchant's code, as the record has it; nothing while nobody knows whose it is.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<PartyCode>,
    /// The row that waits for somebody to say whose it is, for whoever may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<RowPlace>,
    /// Kind of the record.
    kind: &'static str,
    /// Key of the record, or that which the record of the row will have.
    key: String,
    /// The day by which it is counted.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// Is it one of those that are compared with?
    of: bool,
    /// Is it one of those that were as they should be?
    good: bool,
    /// With K5: the case that was filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_no: Option<String>,
    /// Path of the record, for whoever may see its merchant, or of the row, where it is said whose it is.
    href: Option<String>,
}

impl Counted {
    fn of(counted: FilingCounted) -> Self {
        let FilingCounted { whose, kind, key, share, .. } = counted;
        let (code, waiting) = match whose {
            Whose::Known(code) => (Some(code), None),
            Whose::Waiting(row) => (None, row),
        };
        let of_row = waiting.as_ref().map(|row| row.href(SERVICE));
        Self {
            href: code.and_then(|code| owner::href_of_key(code, &key)).or(of_row),
            code,
            waiting,
            kind,
            key,
            day: share.day,
            of: share.of,
            good: share.good,
            case_no: share.case_no,
        }
    }
}

async fn filings(
    caller: Caller<ReadRecords>,
    statistics: State<Statistics>,
    one: Path<One>,
    which: Query<FigureQuery>,
) -> Result<Concerning<Page<Counted>>, Fault> {
    let which = which.into_inner();
    let tag = ListTag::of("ratio_filings", &(&one.measure, &which))?;
    let after: Option<FilingAfter> = which.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let measure = Measure::from_token(&one.measure).ok_or_else(|| unknown(Code::InvalidPath, &one.measure))?;
    let opened = Opened { after, ..opened(measure, which, Asker::of(&caller))? };
    blocking(move || {
        let (found, next) = statistics.open(&opened)?;
        let items: Vec<Counted> = found.into_iter().map(Counted::of).collect();
        let shown = items.iter().filter_map(|item| item.code).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(shown)
    })
    .await
}

fn opened(measure: Measure, which: FigureQuery, asker: Asker<'_>) -> Result<Opened, Fault> {
    let FigureQuery { from, to, as_of, by, value, unknown, good, limit, .. } = which;
    let group = match (by, value, unknown.unwrap_or(false)) {
        (Some(_), Some(_), true) => {
            return Err(invalid(FieldError::new(
                "unknown",
                "不能与 value 同时使用",
                "does not go together with value",
            )));
        }
        (None, Some(_), _) | (None, _, true) => {
            return Err(invalid(FieldError::new("by", "须指明分组口径", "needed to tell what the value is of")));
        }
        (_, Some(value), false) => Some(Some(value)),
        (_, None, true) => Some(None),
        (_, None, false) => None,
    };
    let (reach, actor) = (asker.reach, asker.actor.to_owned());
    let counting = Counting { measures: vec![measure], from, to, as_of, by, reach, actor };
    Ok(Opened { counting, group, good, after: None, limit: limit.get() })
}

/// A word that nobody knows would count nothing, as if there were nothing.
fn unknown(code: Code, token: &str) -> Fault {
    let known = Measure::ALL.map(Measure::token).join(", ");
    let wrong = FieldError::new("measure", format!("应为其一：{known}"), format!("must be one of {known}"));
    Fault::new(code).errors([FieldError { value: Some(token.chars().take(80).collect()), ..wrong }])
}

fn invalid(wrong: FieldError) -> Fault {
    Fault::new(Code::InvalidQuery).errors([wrong])
}
