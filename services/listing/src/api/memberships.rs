//! Memberships of one merchant.

use super::seen;
use crate::entries::ground;
use crate::lists::Lists;
use crate::membership::{Left, List, Membership, Time};
use contracts::port::{ListMembership, Lists as _, Marks};
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Any, Caller, Concerning, Fault, Follow, Path, ReadOwn, ReadRecords, State, blocking};

/// Of whom.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// The merchant.
    #[param(value_type = String)]
    code: PartyCode,
}

/// A time on a list (一次列入).
#[derive(Serialize, ToSchema)]
struct MembershipTime {
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, as far as it is known today.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// What ends it; nothing while nobody knows an end.
    left_by: Option<Left>,
    /// The same in Chinese.
    left_by_zh: Option<&'static str>,
    /// The policy interval, or what of the case, that gives the end.
    by: String,
    /// Does the end rest on law that is not settled?
    provisional: bool,
    /// Day of its publication.
    #[schema(value_type = Option<String>, format = Date)]
    published_on: Option<Day>,
}

impl MembershipTime {
    fn of(time: Time) -> Self {
        Self {
            from: time.span.from,
            until: Some(time.span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
            left_by: time.left,
            left_by_zh: time.left.map(Left::zh),
            by: time.by,
            provisional: time.provisional,
            published_on: time.published_on,
        }
    }
}

/// A membership of a list (列入情况).
#[derive(Serialize, ToSchema)]
#[schema(as = Membership)]
struct MembershipView {
    /// Number of its case.
    case_no: i64,
    /// Path of its case.
    href: String,
    /// The list.
    list: List,
    /// Its name in Chinese.
    list_zh: &'static str,
    /// The ground.
    ground: String,
    /// Instrument and article of the decision.
    basis: String,
    /// Code of the office that decided.
    office: String,
    /// Day of the listing decision.
    #[schema(value_type = String, format = Date)]
    listed_on: Day,
    /// Day from which its time is counted.
    #[schema(value_type = String, format = Date)]
    term_from: Day,
    /// Is it on the list today?
    now: bool,
    /// Since when a plan of reorganisation shields it, if one does today: it is off the public list, its measures are
    /// suspended, and its time runs on.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    shielded_since: Option<Day>,
    /// Its times, in order.
    times: Vec<MembershipTime>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

impl MembershipView {
    fn of(one: Membership, marks: Marks, today: Day) -> Self {
        Self {
            case_no: one.case_no,
            href: format!("/{}/v1/cases/{}", crate::SERVICE, one.case_no),
            list: one.list,
            list_zh: one.list.zh(),
            ground: ground(&one),
            now: one.around(today).is_some(),
            shielded_since: one.shielded(today),
            basis: one.basis,
            office: one.office,
            listed_on: one.listed_on,
            term_from: one.term_from,
            times: one.times.into_iter().map(MembershipTime::of).collect(),
            marks,
        }
    }
}

/// The memberships of a merchant (主体列入情况).
#[derive(Serialize, ToSchema)]
#[schema(as = Memberships)]
pub(super) struct View {
    /// By the numbers of their cases.
    items: Vec<MembershipView>,
}

pub(super) async fn read(
    caller: Caller<Any<(ReadRecords, ReadOwn)>>,
    lists: State<Lists>,
    one: Path<One>,
) -> Result<Concerning<View>, Fault> {
    blocking(move || {
        let subject = seen(&caller, &lists, one.code)?;
        let today = lists.today();
        let memberships = lists.memberships(subject)?;
        let marks = lists.marks(memberships.iter().map(|one| (subject, one.case_no)))?;
        let items =
            memberships.into_iter().zip(marks).map(|(one, marks)| MembershipView::of(one, marks, today)).collect();
        Answer::new(View { items }).concerning(vec![one.code])
    })
    .await
}

/// About whom.
#[derive(Deserialize, IntoParams)]
pub(super) struct Subject {
    /// The house's own number of the merchant.
    subject_id: i64,
}

/// Memberships of a subject (主体列入情况，内部).
#[derive(Serialize, ToSchema)]
pub(super) struct SubjectMemberships {
    /// By the numbers of their cases.
    items: Vec<ListMembership>,
}

pub(super) async fn of_subject(
    caller: Caller<Follow>,
    lists: State<Lists>,
    one: Path<Subject>,
) -> Result<Answer<SubjectMemberships>, Fault> {
    ledger::for_everybody(&caller)?;
    blocking(move || {
        let items = lists.of_subject(one.subject_id).map_err(Fault::unavailable)?;
        Ok(Answer::new(SubjectMemberships { items }))
    })
    .await
}
