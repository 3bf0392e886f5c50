//! Time limits of records whose party is not known yet.

use super::deadlines::{DeadlineExtension, state_of};
use super::{Desk, doc};
use crate::asker::Asker;
use crate::due::{DueAfter, DueWanted};
use crate::resolving::RowPlace;
use crate::unresolved::Unresolved;
use contracts::page::{Limit, ListTag, Page};
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::clock::State;
use statute::duties::Limits;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Fault, Query, ReadRecords, State as Shared, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.get(
        "/deadlines/unresolved",
        list,
        doc("list", &format!("{service}_unresolved_deadlines"), "列出主体待确认事项的期限", "List time limits of unresolved rows")
            .text(
                "主体尚未确认的行照样从接收之日起计算期限；确认主体后，由其记录继续计算。\n\nA row that waits because nobody \
                 knows whose it is keeps nobody from being late: its clocks run from the day of receipt. Those that are \
                 open are listed, the first to run out first; once the row is kept, the clocks of its record go on. Of \
                 several rows that speak of one record the last one counts. Whoever is limited to an area sees those of \
                 their own imports.",
            ),
    )
}

/// Which time limits.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
pub(super) struct Filter {
    /// Only `running`, `paused`, `due`, `overdue` or `provisional` ones.
    state: Option<String>,
    /// Running out before this day, as far as is known.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    after: Option<String>,
}

/// A time limit of a row that waits for its party (主体待确认事项的期限).
#[derive(Serialize, ToSchema)]
struct UnresolvedDeadline {
    /// Its clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// `running`, `paused`, `due`, `overdue` or `provisional`.
    state: &'static str,
    /// The same in Chinese.
    state_zh: &'static str,
    /// The day of the event that set it going, which is not counted.
    #[schema(value_type = String, format = Date)]
    started_on: Day,
    /// The last day as the law counts it; nothing while nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Day>,
    /// The last day on which it counts as met.
    #[schema(value_type = Option<String>, format = Date)]
    last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    #[schema(value_type = Option<String>, format = Date)]
    not_before: Option<Day>,
    /// What became of an extension, if somebody approved one.
    #[serde(skip_serializing_if = "Option::is_none")]
    extension: Option<DeadlineExtension>,
    /// Instrument and article.
    article: String,
    /// Name and first day of the rule that counted it.
    rule: String,
    /// Does the rule rest on something that is not settled?
    provisional: bool,
    /// Kind of the record that the row is to become.
    kind: String,
    /// Key that the record will have.
    key: String,
    /// The department that decided, by its code, where the row names one.
    department: Option<String>,
    /// Path of the row, where it is said whose it is.
    href: String,
    /// The row.
    waiting: RowPlace,
}

impl Filter {
    /// Which time limits it asks for, from the first one on.
    pub(super) fn wanted(&self) -> Result<DueWanted, Fault> {
        let state: Option<State> = self.state.as_deref().map(state_of).transpose()?;
        Ok(DueWanted { state, due_before: self.due_before, ..DueWanted::default() })
    }
}

impl UnresolvedDeadline {
    fn of(found: Unresolved, service: &str, limits: &Limits) -> Self {
        let Unresolved { due, row } = found;
        let (title_zh, title) = due.title(limits);
        Self {
            title_zh: title_zh.to_owned(),
            title: title.to_owned(),
            state: due.state.token(),
            state_zh: due.state.zh(),
            started_on: due.started_on,
            due_on: due.due_on,
            last_on: due.last_on,
            not_before: due.not_before,
            extension: DeadlineExtension::of(&due, limits),
            article: due.article(limits).to_owned(),
            provisional: due.provisional,
            clock: due.clock,
            rule: due.rule,
            kind: due.kind,
            key: due.key,
            department: due.department,
            href: row.href(service),
            waiting: row,
        }
    }
}

async fn list(
    caller: Caller<ReadRecords>,
    desk: Shared<Desk>,
    filter: Query<Filter>,
) -> Result<Answer<Page<UnresolvedDeadline>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("unresolved_deadlines", &filter)?;
    let after: Option<DueAfter> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let wanted = DueWanted { after, ..filter.wanted()? };
    blocking(move || {
        let limits = desk.deadlines.limits();
        let found = desk.ledger.unresolved_within(&wanted, limits, Asker::of(&caller))?;
        let page = Page::cut(&tag, found, filter.limit, |one| one.after().clone())?;
        let service = desk.ledger.service();
        let items = page.items.into_iter().map(|one| UnresolvedDeadline::of(one, service, limits)).collect();
        Ok(Answer::new(Page { items, next: page.next }))
    })
    .await
}
