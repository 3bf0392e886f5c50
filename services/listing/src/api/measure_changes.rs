//! What becomes of measures, for departments that keep a copy of theirs.

use super::bound;
use super::measures::{MeasureInForce, NOTICE, NOTICE_ZH, in_force};
use crate::error::ListError;
use crate::lists::Lists;
use crate::measured::{MeasureChange, Measured};
use crate::membership::Left;
use cases::Walked;
use contracts::access::Scope;
use contracts::page::Limit;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRatings, State, blocking};

/// Which.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only measures that this department applies, by its name in the table of measures, such as 财政局.
    department: Option<String>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// How many changes.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Behind this place: the `cursor` of an earlier answer.
    after: Option<String>,
}

/// A measure that is to be taken out of a copy (已解除的管理措施).
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
struct EndedMeasure {
    /// Its code in the catalogue.
    code: String,
    /// Its name in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// The departments that applied it.
    departments: Vec<String>,
}

/// A change of the measures of a merchant (管理措施变更).
#[derive(Serialize, ToSchema)]
#[schema(as = MeasuresChanged)]
struct View {
    /// Credit code or registration number, as it was when its case was opened.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, as it is registered now; left out if it cannot be got.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What happened.
    change: MeasureChange,
    /// The same in Chinese.
    change_zh: &'static str,
    /// From which day on.
    #[schema(value_type = String, format = Date)]
    on: Day,
    /// What ended the membership, if it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Left>,
    /// The same in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_zh: Option<&'static str>,
    /// Measures of that membership that are in force no more today, to be taken out.
    ended: Vec<EndedMeasure>,
    /// Measures that are in force for the merchant today: they stand in place of what was told before.
    measures: Vec<MeasureInForce>,
    /// What they are not, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

/// Changes of measures, in the order in which the house wrote them down (管理措施变更清单).
#[derive(Serialize, ToSchema)]
pub(super) struct MeasureChanges {
    /// The changes.
    items: Vec<View>,
    /// The place of the last step that was looked at, to be given back as `after`; null if there is none yet.
    cursor: Option<String>,
    /// The same if the list goes on; null on the last page.
    next: Option<String>,
}

pub(super) async fn list(
    caller: Caller<ReadRatings>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<MeasureChanges>, Fault> {
    let Filter { department, code, limit, after } = filter.into_inner();
    blocking(move || {
        let subject = bound(&caller, &lists, code)?;
        let reach = caller.reach();
        let hears_all = caller.allows(Scope::ReadRecords);
        let is_seen = |one: &Measured| -> Result<bool, ListError> {
            // Whoever keeps a copy takes out what ended; what ended long ago is nobody's to be told of again.
            let is_heard =
                hears_all || one.change != MeasureChange::Lifted || lists.law.is_heard(one.heard_from, lists.today());
            Ok(is_heard && lists.ledger.covered(&[one.subject_id], reach)?.contains(&one.subject_id))
        };
        let Walked { found, cursor, is_more } = lists.measured(subject, after, limit.get(), is_seen)?;
        let mut items = Vec::new();
        for one in found {
            let view = view(&lists, one, department.as_deref())?;
            // Of what never was this department's it has nothing to take out.
            if !view.ended.is_empty() || !view.measures.is_empty() {
                items.push(view);
            }
        }
        let names = lists.ledger.names(items.iter().map(|item| item.code));
        items.iter_mut().for_each(|item| item.name = names.get(&item.code).cloned());
        let merchants = items.iter().map(|item| item.code).collect();
        let next = cursor.clone().filter(|_| is_more);
        Answer::new(MeasureChanges { items, cursor, next }).concerning(merchants)
    })
    .await
}

fn view(lists: &Lists, one: Measured, department: Option<&str>) -> Result<View, Fault> {
    let Measured { code, subject_id, change, on, left, days, .. } = one;
    let measures = in_force(lists, subject_id, lists.today(), department)?;
    let in_force = measures.iter().filter(|measure| !measure.suspended);
    let standing: BTreeSet<&str> = in_force.map(|measure| measure.code.as_str()).collect();
    let theirs = |names: &[String]| department.is_none_or(|name| names.iter().any(|known| known == name));
    let of_membership = lists.law.measures.in_force(&days);
    let ended: BTreeSet<EndedMeasure> = of_membership
        .into_iter()
        .map(|in_force| in_force.measure)
        .filter(|measure| change.is_end() && theirs(&measure.departments) && !standing.contains(measure.code.as_str()))
        .map(|measure| EndedMeasure {
            code: measure.code.clone(),
            title_zh: measure.title.zh.clone(),
            title: measure.title.en.clone(),
            departments: measure.departments.clone(),
        })
        .collect();
    Ok(View {
        code,
        name: None,
        change,
        change_zh: change.zh(),
        on,
        why: left,
        why_zh: left.map(Left::zh),
        ended: ended.into_iter().collect(),
        measures,
        notice_zh: NOTICE_ZH,
        notice: NOTICE,
    })
}
