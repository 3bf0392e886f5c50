//! Measures that follow from being on the serious list.

use super::bound;
use crate::lists::Lists;
use crate::measures::ToldMeasure;
use crate::membership::List;
use contracts::access::Scope;
use contracts::page::{Limit, ListTag, Page};
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use serde::{Deserialize, Serialize};
use statute::measures::{InForce, MeasureKind};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use web::{Answer, Caller, Concerning, Fault, Query, ReadRatings, State, blocking};

/// What every answer says of them.
pub(super) const NOTICE_ZH: &str = "各项措施由所列部门依法适用；任何一项均不是自动禁入，也不是对银行等金融机构的指令。";
pub(super) const NOTICE: &str = "Each is applied by the departments that are named, by law; none is an automatic ban, and none an instruction \
                      to a bank.";

/// Which measures.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only those that this department applies, by its name in the table of measures, such as 财政局.
    department: Option<String>,
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// In force on this day; today if it is left out. Other days are for whoever may read records.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// How many merchants.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

/// A measure in force, or suspended (管理措施).
#[derive(Serialize, ToSchema)]
pub(super) struct MeasureInForce {
    /// Its code in the catalogue.
    pub(super) code: String,
    /// Its name in Chinese.
    title_zh: String,
    /// The same in English.
    title: String,
    /// `must`, `factor_to_weigh` or `reference_only`.
    kind: &'static str,
    /// The same in Chinese.
    kind_zh: &'static str,
    /// The departments that apply it.
    departments: Vec<String>,
    /// Instrument and article.
    basis: String,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Day,
    /// Last day, as far as it is known today: that of the membership, of several that of the last.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Day>,
    /// Is it suspended, because a plan of reorganisation shields the membership (临时屏蔽)? Then it is not in force on these
    /// days.
    pub(super) suspended: bool,
    /// The policy interval that says so.
    law: String,
    /// Is that law unsettled?
    provisional: bool,
    /// All law that is not settled and on which it rests that this is told.
    rests_on: Vec<String>,
}

impl MeasureInForce {
    fn of(ToldMeasure { measure, passed, suspended }: ToldMeasure<'_>) -> Self {
        let InForce { measure, span, by, provisional } = measure;
        Self {
            code: measure.code.clone(),
            title_zh: measure.title.zh.clone(),
            title: measure.title.en.clone(),
            kind: MeasureKind::token(measure.kind),
            kind_zh: measure.kind.zh(),
            departments: measure.departments.clone(),
            basis: measure.basis.clone(),
            from: span.from,
            until: Some(span.off).filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
            suspended,
            law: by.to_owned(),
            provisional,
            rests_on: passed.rests_on,
        }
    }
}

/// A listing from which measures follow, and beside which something stands (所依列入的并列标注).
#[derive(Serialize, ToSchema)]
struct MarkedListing {
    /// Day of the listing decision.
    #[schema(value_type = String, format = Date)]
    listed_on: Day,
    /// What is pending about it, and what its merchant says of it.
    marks: Marks,
}

/// The measures of a merchant (主体管理措施).
#[derive(Serialize, ToSchema)]
#[schema(as = MerchantMeasures)]
pub(super) struct View {
    /// Credit code or registration number, as it was when its case was opened.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, as it is registered now; left out if it cannot be got.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Its measures, by their codes.
    measures: Vec<MeasureInForce>,
    /// The listings that they follow from, of which something is pending or the merchant says something; left out if there
    /// are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    listings: Vec<MarkedListing>,
    /// What they are not, in Chinese.
    notice_zh: &'static str,
    /// The same in English.
    notice: &'static str,
}

pub(super) async fn list(
    caller: Caller<ReadRatings>,
    lists: State<Lists>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<View>>, Fault> {
    let filter = filter.into_inner();
    let tag = ListTag::of("measures", &(&filter.department, filter.code, filter.as_of))?;
    let after: Option<PartyCode> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    if filter.as_of.is_some_and(|day| day != lists.today()) && !caller.allows(Scope::ReadRecords) {
        return Err(Fault::forbidden("只告知当日的管理措施", "only the measures of today are told"));
    }
    blocking(move || {
        let subject = bound(&caller, &lists, filter.code)?;
        let day = filter.as_of.unwrap_or_else(|| lists.today());
        let mut codes = BTreeMap::<i64, PartyCode>::new();
        for shelved in lists.shelved()? {
            let one = &shelved.membership;
            let is_meant = one.list == List::SeriousList && subject.is_none_or(|subject| subject == one.subject_id);
            if is_meant && one.around(day).is_some() {
                codes.insert(one.subject_id, one.code);
            }
        }
        let subjects: Vec<i64> = codes.keys().copied().collect();
        let covered = lists.ledger.covered(&subjects, caller.reach())?;
        let mut places: Vec<(PartyCode, i64)> =
            codes.into_iter().filter(|(subject, _)| covered.contains(subject)).map(|(one, code)| (code, one)).collect();
        places.sort_unstable();
        places.retain(|(code, _)| after.is_none_or(|after| *code > after));
        let (mut items, mut listings) = (Vec::new(), Vec::new());
        let mut next = None;
        for (code, subject_id) in places {
            let measures = in_force(&lists, subject_id, day, filter.department.as_deref())?;
            if measures.is_empty() {
                continue;
            }
            if items.len() == filter.limit.get() {
                next = items.last().map(|view: &View| tag.encode(&view.code)).transpose()?;
                break;
            }
            let of_listings = listings_of(&lists, subject_id, day)?;
            listings.extend(
                of_listings.into_iter().map(|(case_no, listed_on)| (items.len(), (subject_id, case_no), listed_on)),
            );
            let (notice_zh, notice) = (NOTICE_ZH, NOTICE);
            items.push(View { code, name: None, measures, listings: Vec::new(), notice_zh, notice });
        }
        let marks = lists.marks(listings.iter().map(|(_, membership, _)| *membership))?;
        for ((at, _, listed_on), marks) in listings.into_iter().zip(marks).filter(|(_, marks)| !marks.is_empty()) {
            if let Some(view) = items.get_mut(at) {
                view.listings.push(MarkedListing { listed_on, marks });
            }
        }
        let names = lists.ledger.names(items.iter().map(|item| item.code));
        items.iter_mut().for_each(|item| item.name = names.get(&item.code).cloned());
        let merchants = items.iter().map(|item| item.code).collect();
        Answer::new(Page { items, next }).concerning(merchants)
    })
    .await
}

/// The measures of a merchant on a day that departments are told of.
pub(super) fn in_force(
    lists: &Lists,
    subject_id: i64,
    day: Day,
    department: Option<&str>,
) -> Result<Vec<MeasureInForce>, Fault> {
    let (told, _) = lists.measures_of(subject_id, day, department)?;
    Ok(told.into_iter().map(MeasureInForce::of).collect())
}

/// The listings of the serious list from which measures follow on a day, by case and day.
fn listings_of(lists: &Lists, subject_id: i64, day: Day) -> Result<Vec<(i64, Day)>, Fault> {
    let memberships = lists.memberships(subject_id)?.into_iter().filter(|one| one.list == List::SeriousList);
    Ok(memberships.filter(|one| one.around(day).is_some()).map(|one| (one.case_no, one.listed_on)).collect())
}
