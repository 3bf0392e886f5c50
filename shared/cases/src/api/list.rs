//! Cases in a list.

use super::view::CaseView;
use super::{Court, sight};
use crate::list::{After, Wanted};
use contracts::page::{Limit, ListTag, Page};
use domain::code::PartyCode;
use domain::day::Day;
use serde::Deserialize;
use utoipa::IntoParams;
use web::{Answer, Any, Apply, Caller, Concerning, Fault, Query, ReadRecords, State, blocking};

/// Which cases.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Only of this procedure, such as `gsxt_repair`.
    procedure: Option<String>,
    /// Only those that stand in this stage.
    stage: Option<String>,
    /// Only those of this office, by its code.
    office: Option<String>,
    /// Only those that are open (`true`), or only those that are over.
    open: Option<bool>,
    /// Only those with a duty that runs out before this day.
    #[param(value_type = Option<String>, format = Date)]
    due_before: Option<Day>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

pub(super) async fn list(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    court: State<Court>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<CaseView>>, Fault> {
    let Filter { code, procedure, stage, office, open, due_before, limit, after } = filter.into_inner();
    let service = court.ledger.service();
    let tag = ListTag::of(service, &(code, &procedure, &stage, &office, open, due_before))?;
    let after: Option<After> = after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    blocking(move || {
        let mut sight = sight(&court, &caller)?;
        if let Some(code) = code {
            let found = court.ledger.subject_of(code)?;
            let may_see = |subject: &i64| sight.subject.is_none_or(|own| own == *subject);
            let Some(subject) = found.filter(may_see) else {
                return Answer::new(Page { items: Vec::new(), next: None }).concerning(Vec::new());
            };
            sight.subject = Some(subject);
        }
        let limit = i64::from(u16::from(limit));
        let wanted = Wanted { procedure, stage, office, open, due_before, after, limit, sight };
        let (files, next) = court.book.list(&wanted)?;
        let names = court.ledger.names(files.iter().map(|file| file.code));
        let view = |file| {
            let mut view = CaseView::of(service, &court.book, file);
            view.name = names.get(&view.code).cloned();
            view
        };
        let items: Vec<CaseView> = files.iter().map(view).collect();
        let merchants = items.iter().map(|item| item.code).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(merchants)
    })
    .await
}
