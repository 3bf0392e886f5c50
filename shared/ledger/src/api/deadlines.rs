//! Time limits: what is due, what is late, and what was met.

use super::{Desk, doc};
use crate::asker::Asker;
use crate::due::{Due, DueAfter, DueWanted, Entry};
use crate::resolving::RowPlace;
use crate::unresolved::Unresolved;
use contracts::owner;
use contracts::page::{Limit, ListTag, Page};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::clock::State;
use statute::clock::rules::Whose;
use statute::duties::Limits;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Api, Caller, Concerning, Fault, Query, ReadRecords, State as Shared, blocking};

pub(super) fn mount(api: Api, service: &str) -> Api {
    api.get(
        "/deadlines",
        list,
        doc("list", &format!("{service}_deadlines"), "列出办理期限", "List time limits").text(
            "What the records of this service oblige an office or a merchant to do (`whose`), by the day on which it must be done: the first to \
             run out comes first. Without `state`, all that have not ended. A limit that needs a year whose working \
             days are not published has no last day, and says before which day it cannot run out. Time for testing \
             and approved extensions are taken into account as the records tell them; one that came too late, or where the \
             rule knows none, changes nothing, and `extension` says so. A row of an import that waits because \
             nobody knows whose it is has time limits too: it has no `code`, and `waiting` says which row it is. Whoever \
             is limited to an area sees the rows of their own imports. While everything is worked out anew, after a \
             change of law, the answer is 503.",
        ),
    )
}

/// Which time limits.
#[derive(Clone, Deserialize, Serialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of this clock, such as `penalty_publication`.
    pub(super) clock: Option<String>,
    /// Only duties of the `office`, those of the `merchant`, or those of the `reviewer`, who decides a reconsideration or a
    /// suit; all if nothing is said.
    whose: Option<String>,
    /// Only of decisions of this department, by its code.
    department: Option<String>,
    /// Only `running`, `paused`, `due`, `overdue`, `met`, `met_late`, `ended` or `provisional` ones.
    state: Option<String>,
    /// Running out on this day or later, as far as is known.
    #[param(value_type = Option<String>, format = Date)]
    due_from: Option<Day>,
    /// Running out before this day, as far as is known.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
    /// How many.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    pub(super) limit: Limit,
    /// Cursor of the page before: its `next`.
    #[serde(skip_serializing)]
    pub(super) after: Option<String>,
    /// With the place of each one in the list, a cursor behind it, so that several lists can be made one.
    #[serde(default, skip_serializing)]
    pub(super) places: bool,
}

/// A time limit (办理期限) that a record set going.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Deadline {
    /// Its clock.
    clock: String,
    /// What is to be done, in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// Whose duty it is: `office`, `merchant` or `reviewer`.
    whose: String,
    /// The same in Chinese.
    whose_zh: String,
    /// `running`, `paused`, `due`, `overdue`, `met`, `met_late`, `ended` or `provisional`.
    state: String,
    /// The same in Chinese.
    state_zh: String,
    /// The day of the event that set it going, which is not counted.
    #[schema(value_type = String, format = Date)]
    started_on: Day,
    /// The last day as the law counts it; nothing while nobody knows.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Day>,
    /// The last day on which it counts as met: another one where the last day rolls to a working day.
    #[schema(value_type = Option<String>, format = Date)]
    last_on: Option<Day>,
    /// Where that is not known: it is no earlier day than this one.
    #[schema(value_type = Option<String>, format = Date)]
    not_before: Option<Day>,
    /// From this day on whoever has to do it is to be told that it runs out, where a rule says how long before.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    tell_from: Option<Day>,
    /// The day on which it ended.
    #[schema(value_type = Option<String>, format = Date)]
    stopped_on: Option<Day>,
    /// What became of an extension, if somebody approved one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extension: Option<DeadlineExtension>,
    /// Instrument and article.
    article: String,
    /// Name and first day of the rule that counted it.
    rule: String,
    /// Does the rule rest on something that is not settled?
    provisional: bool,
    /// Kind of the record.
    kind: String,
    /// The merchant's code, as the record has it; nothing while nobody knows whose it is.
    #[schema(value_type = Option<String>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<PartyCode>,
    /// The merchant's name, as it is registered now; left out if it cannot be got.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// Key of the record, or that which the record of the row will have.
    key: String,
    /// The department that decided, by its code, where the record names one.
    department: Option<String>,
    /// Path of the record, or of the row, where it is said whose it is.
    pub(super) href: Option<String>,
    /// The row that waits for somebody to say whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiting: Option<RowPlace>,
    /// A cursor behind it, where places were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
}

/// An extension of a time limit (延长期限), with effect or without.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(super) struct DeadlineExtension {
    /// The day on which it was approved; of several the first.
    #[schema(value_type = String, format = Date)]
    granted_on: Day,
    /// The last day of the limit that was extended; nothing while nobody knows, or if it has no effect.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Day>,
    /// Does it change nothing?
    without_effect: bool,
    /// Why it changes nothing, in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason_zh: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl DeadlineExtension {
    pub(super) fn of(due: &Due, limits: &Limits) -> Option<Self> {
        let granted_on = due.extension?.approved_on;
        let why = due.without_effect(limits);
        Some(Self {
            granted_on,
            until: due.last_on.or(due.due_on).filter(|_| why.is_none()),
            without_effect: why.is_some(),
            reason_zh: why.map(|(zh, _)| zh.to_owned()),
            reason: why.map(|(_, en)| en.to_owned()),
        })
    }
}

impl Filter {
    /// Which time limits it asks for, from the first one on.
    pub(super) fn wanted(self, desk: &Desk) -> Result<DueWanted, Fault> {
        let owners: Vec<&str> = desk.ledger.kinds().iter().map(|kind| owner::of(*kind)).collect();
        self.wanted_of(&owners, desk.deadlines.limits())
    }

    /// The same of services whose clocks these limits count.
    pub(super) fn wanted_of(self, owners: &[&str], limits: &Limits) -> Result<DueWanted, Fault> {
        let state = self.check_state()?;
        let owners = || owners.iter().copied();
        let is_own = |name: &str| clock_owner(limits, name).is_ok_and(|clock| owners().any(|owner| owner == clock));
        if let Some(clock) = self.clock.as_deref().filter(|clock| !is_own(clock)) {
            return Err(unknown("clock", clock, "本服务没有该期限", "this service has no such clock"));
        }
        let whose = self.check_whose()?;
        let of_whom = whose.map(|whose| {
            let own = owners().flat_map(|owner| limits.clocks().of(owner));
            own.filter(|(_, clock)| clock.whose() == whose).map(|(name, _)| name.to_owned()).collect()
        });
        Ok(DueWanted {
            clocks: of_whom,
            code: self.code,
            clock: self.clock,
            department: self.department,
            state,
            due_from: self.due_from,
            due_before: self.due_before,
            ..DueWanted::default()
        })
    }

    /// Does it say words that are known? Which clock is whose, the caller knows.
    pub(super) fn check(&self) -> Result<(), Fault> {
        self.check_state()?;
        self.check_whose().map(|_| ())
    }

    /// Whose duties it asks for.
    fn check_whose(&self) -> Result<Option<Whose>, Fault> {
        self.whose.as_deref().map(whose_of).transpose()
    }

    /// The state that it asks for.
    fn check_state(&self) -> Result<Option<State>, Fault> {
        self.state.as_deref().map(state_of).transpose()
    }

    /// What a cursor of its list is good for.
    pub(super) fn tag(&self) -> Result<ListTag, Fault> {
        Ok(ListTag::of("deadlines", self)?)
    }

    /// The same asked of another service, behind a cursor of its own, and with places.
    pub(super) fn query(&self, after: Option<String>) -> Result<Vec<(String, String)>, serde_json::Error> {
        let said = serde_json::to_value(self)?;
        let said = said.as_object().into_iter().flatten();
        let said = said.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let of_page = [("limit", u16::from(self.limit).to_string()), ("places", "true".to_owned())];
        let of_page = of_page.into_iter().chain(after.map(|after| ("after", after)));
        Ok(said.chain(of_page.map(|(name, value)| (name.to_owned(), value))).collect())
    }
}

/// The service whose clock it is.
pub(super) fn clock_owner<'l>(limits: &'l Limits, clock: &str) -> Result<&'l str, Fault> {
    let found = limits.clocks().get(clock).map(|clock| clock.owner.as_str());
    found.ok_or_else(|| unknown("clock", clock, "没有该期限", "there is no such clock"))
}

impl Deadline {
    pub(super) fn of(due: Due, limits: &Limits) -> Self {
        let (title_zh, title) = due.title(limits);
        let whose = due.whose(limits);
        Self {
            whose: whose.token().to_owned(),
            whose_zh: whose.zh().to_owned(),
            tell_from: due.tell_from(limits),
            title_zh: title_zh.to_owned(),
            title: title.to_owned(),
            state: due.state.token().to_owned(),
            state_zh: due.state.zh().to_owned(),
            started_on: due.started_on,
            due_on: due.due_on,
            last_on: due.last_on,
            not_before: due.not_before,
            stopped_on: due.stopped_on,
            extension: DeadlineExtension::of(&due, limits),
            article: due.article(limits).to_owned(),
            provisional: due.provisional,
            href: owner::href_of_key(due.party, &due.key),
            clock: due.clock,
            rule: due.rule,
            kind: due.kind,
            code: Some(due.party),
            name: None,
            key: due.key,
            department: due.department,
            waiting: None,
            place: None,
        }
    }

    /// Of a row that waits: it is told whose imports it belongs to, and no merchant.
    fn of_row(unresolved: Unresolved, service: &str, limits: &Limits) -> Self {
        let Unresolved { due, row } = unresolved;
        Self { code: None, href: Some(row.href(service)), waiting: Some(row), ..Self::of(due, limits) }
    }
}

/// A page of a service's list, each with its place.
pub(super) fn listed(
    desk: &Desk,
    filter: &Filter,
    after: Option<DueAfter>,
    asker: Asker<'_>,
    tag: &ListTag,
) -> Result<Page<Deadline>, Fault> {
    let limit = i64::from(u16::from(filter.limit));
    let wanted = DueWanted { after, limit, ..filter.clone().wanted(desk)? };
    let limits = desk.deadlines.limits();
    let (found, next) = desk.ledger.entries(&wanted, limits, asker)?;
    let of_records = found.iter().filter_map(|entry| match entry {
        Entry::Record(due) => Some(due.party),
        Entry::Row(_) => None,
    });
    let names = desk.ledger.names(of_records);
    let placed = found.into_iter().map(|entry| {
        let place = Some(tag.encode(entry.after())?);
        let deadline = match entry {
            Entry::Record(due) => Deadline { name: names.get(&due.party).cloned(), ..Deadline::of(due, limits) },
            Entry::Row(row) => Deadline::of_row(row, desk.ledger.service(), limits),
        };
        Ok(Deadline { place, ..deadline })
    });
    let items = placed.collect::<Result<_, Fault>>()?;
    Ok(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? })
}

async fn list(
    caller: Caller<ReadRecords>,
    desk: Shared<Desk>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<Deadline>>, Fault> {
    answered(caller, filter, move |filter, after, asker, tag| listed(&desk, filter, after, asker, tag)).await
}

/// The answer with a page of a list; places are told to whoever asked for them.
pub(super) async fn answered(
    caller: Caller<ReadRecords>,
    filter: Query<Filter>,
    listed: impl FnOnce(&Filter, Option<DueAfter>, Asker<'_>, &ListTag) -> Result<Page<Deadline>, Fault> + Send + 'static,
) -> Result<Concerning<Page<Deadline>>, Fault> {
    let filter = filter.into_inner();
    let tag = filter.tag()?;
    let after: Option<DueAfter> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let mut page = listed(&filter, after, Asker::of(&caller), &tag)?;
        if !filter.places {
            page.items.iter_mut().for_each(|item| item.place = None);
        }
        let merchants = page.items.iter().filter_map(|item| item.code).collect();
        Answer::new(page).concerning(merchants)
    })
    .await
}

pub(super) fn state_of(token: &str) -> Result<State, Fault> {
    let known = State::ALL.map(|(_, token, _)| token).join(", ");
    let told = format!("must be one of {known}");
    State::from_token(token).ok_or_else(|| unknown("state", token, &format!("应为其一：{known}"), &told))
}

fn whose_of(token: &str) -> Result<Whose, Fault> {
    let wrong = || unknown("whose", token, "应为 office、merchant 或 reviewer", "must be office, merchant or reviewer");
    Whose::from_token(token).ok_or_else(wrong)
}

/// A word that nobody knows would find nothing, as if there were nothing.
fn unknown(field: &str, word: &str, zh: &str, en: &str) -> Fault {
    let value = Some(word.chars().take(80).collect());
    Fault::new(Code::InvalidQuery).errors([FieldError { value, ..FieldError::new(field, zh, en) }])
}
