//! What of a merchant changed, and when.

use super::One;
use super::succession::{self, Relation};
use crate::directory::Directory;
use crate::history::{By, History, Said, Stretch, Track};
use crate::merchants::rank;
use crate::store::IdentifierRow;
use crate::subjects::SubjectBook;
use contracts::owner;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Merchant, Record as _, RecordKind};
use domain::span::Span;
use ledger::{Desk, LedgerError, VersionView};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Doc, Fault, Path, Query, ReadRecords, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/merchants/{code}/history",
        history,
        Doc::new("read_merchant_history", "查看主体沿革", "What of a merchant changed, and when").text(
            "Name, kind, area (a move), industry, size band, channel, status and code, each as spans of days from `from` \
             up to, but not including, `to`, with the first version that said so. A version holds from the day on which \
             its source changed it, else from the day on which it came in; the first one also speaks of the days before, \
             back to the registration. A status begins on its own day. A code that an official attached ends on the day \
             that was named; where none was, it has no days and is told on no day in particular. Nothing is told of \
             someone who was never registered.",
        ),
    )
}

/// As of when, and as known when.
#[derive(Deserialize, IntoParams)]
struct When {
    /// Only what was so on this day; without it all days.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
}

/// What a merchant was, and when (主体沿革).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantHistory)]
struct Told {
    /// Its codes (代码), former ones first.
    codes: Vec<CodeSpan>,
    /// Its names (名称).
    names: Vec<HistorySpan>,
    /// Its legal kinds (主体类型).
    kinds: Vec<HistorySpan>,
    /// Its areas (所在区县), as recorded on those days.
    areas: Vec<HistorySpan>,
    /// Its industries (行业): section and division of GB/T 4754-2017.
    industries: Vec<HistorySpan>,
    /// Its size bands (规模).
    sizes: Vec<HistorySpan>,
    /// Its sales channels (经营渠道).
    channels: Vec<HistorySpan>,
    /// Its registration statuses (登记状态).
    statuses: Vec<HistorySpan>,
    /// Who carries it on (承继主体), as its registration says.
    successors: Vec<Relation>,
    /// Whom it carries on (被承继主体), as their registrations say; nothing for a moment after the start, while they are
    /// read. What they did stays under their own code, and from the day of succession on counts with this one, as far as
    /// the law of successions says so.
    predecessors: Option<Vec<Relation>>,
}

/// Days on which something was so (沿革区间).
#[derive(Serialize, ToSchema)]
struct HistorySpan {
    /// What, by its code or token.
    value: String,
    /// The same in Chinese, where there is a name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    zh: Option<String>,
    /// First day; nothing where nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The day behind the last one; nothing while it lasts.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// The first version that said so.
    said_by: SaidBy,
}

/// Days on which a merchant had a code (代码区间).
#[derive(Serialize, ToSchema)]
struct CodeSpan {
    /// Credit code or registration number.
    code: String,
    /// Was it given up for another one?
    former: bool,
    /// First day; nothing where nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The day behind the last one; nothing while it lasts, or where nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// Since when the code is known here.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
    /// Who attached it; `registry` for a code that came in with a record.
    actor: String,
    /// Why, if an official attached it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// The version of a registration that says so (依据版本).
#[derive(Clone, Serialize, ToSchema)]
struct SaidBy {
    /// Number of the version.
    version: i32,
    /// The source's own time of change, else the time of arrival; nothing for history without an order.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
    /// When it truly arrived.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
    /// What made it, such as `import` or `correction`.
    act: String,
    /// The import that brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_id: Option<i64>,
    /// Its row there.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_row: Option<i64>,
    /// Path of the registration.
    href: String,
}

async fn history(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    directory: State<Directory>,
    book: State<SubjectBook>,
    one: Path<One>,
    when: Query<When>,
) -> Result<Concerning<Told>, Fault> {
    blocking(move || {
        let When { as_of, known_at } = *when;
        let views = desk.ledger.history(RecordKind::Merchant, one.code, known_at, caller.reach())?;
        let identifiers = book.identifiers(one.code, caller.reach())?.unwrap_or_default();
        let mut told = told(views, identifiers, (as_of, known_at))?;
        let codes: Vec<PartyCode> = told.codes.iter().filter_map(|code| PartyCode::parse(&code.code).ok()).collect();
        told.predecessors = succession::predecessors((&directory, &desk.ledger), &codes, known_at, caller.reach())?;
        if let Some(day) = as_of {
            told.codes.retain(|code| code.is_on(day));
            told.successors.retain(|relation| relation.is_on(day));
            told.predecessors.iter_mut().for_each(|them| them.retain(|relation| relation.is_on(day)));
        }
        // The trail names those as well who are told by name.
        let carried = told.predecessors.iter().flatten().map(Relation::code);
        let shown = std::iter::once(one.code).chain(carried).collect();
        Answer::new(told).concerning(shown)
    })
    .await
}

fn told(
    views: Vec<VersionView>,
    mut identifiers: Vec<IdentifierRow>,
    (as_of, known_at): (Option<Day>, Option<Instant>),
) -> Result<Told, LedgerError> {
    let mut said = Vec::with_capacity(views.len());
    let mut stand = Vec::new();
    let mut sources: FxHashMap<(PartyCode, i32), SaidBy> = FxHashMap::default();
    for view in views {
        let merchant: Merchant = serde_json::from_str(&view.content)?;
        // History without an order has the earliest place there is.
        let changed_at = view.changed_at.filter(|at| at.micros() != i64::MIN);
        let (import_id, import_row) = view.source.unzip();
        let source = SaidBy {
            version: view.version,
            changed_at,
            recorded_at: view.recorded_at,
            act: view.act,
            import_id,
            import_row: import_row.flatten(),
            href: owner::href(RecordKind::Merchant, merchant.code, merchant.key().as_str()),
        };
        if view.standing {
            stand.push(merchant.clone());
        }
        sources.insert((merchant.code, view.version), source);
        said.push(Said { version: view.version, changed_at, merchant });
    }
    let history = History::of(&said)?;
    // A code is known as soon as a registration under it is, however late that came in here.
    let is_registered = |row: &IdentifierRow| history.codes.iter().any(|stretch| stretch.value.as_str() == row.code);
    identifiers.retain(|row| known_at.is_none_or(|at| row.recorded_at <= at.micros()) || is_registered(row));
    let codes = codes(&history.codes, identifiers);
    let counts = stand.into_iter().filter(|merchant| !merchant.withdrawn).max_by_key(|merchant| rank(merchant.code));
    let successors = counts.as_ref().map(succession::successors).unwrap_or_default();
    let history = match as_of {
        Some(day) => history.on(day),
        None => history,
    };
    let spans = Spans(sources);
    Ok(Told {
        codes,
        successors,
        predecessors: None,
        names: spans.of(&history.names, |name| (name.clone(), None)),
        kinds: spans.of(&history.kinds, |kind| (kind.token().to_owned(), Some(kind.zh().to_owned()))),
        areas: spans.of(&history.areas, |area| (area.to_string(), area.zh().map(str::to_owned))),
        industries: spans.of(&history.industries, |industry| {
            let section = industry.section();
            let zh = format!("{} {}　{:02} {}", section.letter(), section.zh(), industry.division(), industry.zh());
            (industry.to_string(), Some(zh))
        }),
        sizes: spans.of(&history.sizes, |size| (size.token().to_owned(), Some(size.zh().to_owned()))),
        channels: spans.of(&history.channels, |channel| (channel.token().to_owned(), Some(channel.zh().to_owned()))),
        statuses: spans.of(&history.statuses, |status| (status.token().to_owned(), Some(status.zh().to_owned()))),
    })
}

/// The versions that spans are said by.
struct Spans(FxHashMap<(PartyCode, i32), SaidBy>);

impl Spans {
    fn of<T>(&self, track: &Track<T>, word: impl Fn(&T) -> (String, Option<String>)) -> Vec<HistorySpan> {
        let span = |Stretch { value, span, by: By { code, version } }: &Stretch<T>| {
            let (value, zh) = word(value);
            let said_by = self.0.get(&(*code, *version))?.clone();
            Some(HistorySpan { value, zh, from: real(span.from), to: real(span.off), said_by })
        };
        track.iter().filter_map(span).collect()
    }
}

/// Each code with the days of the registrations under it; one that an official attached ends on the day they named.
fn codes(track: &Track<PartyCode>, identifiers: Vec<IdentifierRow>) -> Vec<CodeSpan> {
    let given_up = identifiers.iter().filter_map(|row| row.until_day).max().map(|day| Day::from_number(day).next());
    let mut rows = identifiers;
    rows.sort_by_key(|row| (!row.former, row.until_day));
    let spans = rows.into_iter().flat_map(|row| {
        let of_code = track.iter().filter(|stretch| stretch.value.as_str() == row.code);
        let mut spans: Vec<Span> = of_code.map(|stretch| stretch.span).collect();
        let until = row.until_day.map(|day| Day::from_number(day).next());
        if spans.is_empty() {
            spans.push(Span::new(Day::DAWN, until.unwrap_or(Day::FOREVER)));
        }
        // Its registration speaks of days before it, on which the merchant still had the former code.
        if let Some((first, since)) =
            spans.first_mut().zip(given_up).filter(|(first, since)| !row.former && *since < first.off)
        {
            first.from = first.from.max(since);
        }
        spans.into_iter().map(move |span| {
            let to = until.map_or(span.off, |until| until.min(span.off));
            CodeSpan {
                code: row.code.clone(),
                former: row.former,
                from: real(span.from),
                to: real(to),
                recorded_at: Instant::from_micros(row.recorded_at),
                actor: row.actor.clone(),
                reason: row.reason.clone(),
            }
        })
    });
    spans.collect()
}

impl CodeSpan {
    /// Is it known that the merchant had it on a day?
    fn is_on(&self, day: Day) -> bool {
        let is_before = self.to.map_or(!self.former, |to| day < to);
        is_before && self.from.is_none_or(|from| from <= day)
    }
}

fn real(day: Day) -> Option<Day> {
    Some(day).filter(|day| !day.is_sentinel())
}
