//! What is made of the cases, over HTTP; the operations on the cases themselves are those of every book of cases.

mod applications;
mod corrections;
mod decisions;
mod effects;
mod flags;
mod helping;
mod items;
mod lapses;
mod marks;

use crate::repairs::Repairs;
use cases::no_merchant;
use contracts::access::{Claims, Reach, Scope};
use contracts::problem::Code;
use domain::code::PartyCode;
use ledger::Offer;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::{Api, Doc, Fault};

/// No subject has this number.
const NOBODY: i64 = i64::MIN;

/// The lists that can be exported beside the cases.
pub(crate) fn offers(repairs: &Arc<Repairs>) -> Vec<Arc<dyn Offer>> {
    vec![Arc::new(corrections::Table(Arc::clone(repairs)))]
}

pub(crate) fn mount(api: Api, repairs: Arc<Repairs>) -> Api {
    api.with(repairs)
        .post(
            "/applications",
            applications::apply,
            Doc::new("apply_for_repair", "就多个事项一并申请", "Ask about several items at once")
                .text("A case is opened for each item, with the same promise and papers; removals from lists come before the repair of penalties. For each item the answer says which case it became, or why the law does not allow it. Without `procedure` it is the one by which the item ends early. What does not exist, or is another merchant's, is a wrong field, and then nothing is done.")
                .errors(&[Code::NotFound, Code::Unprocessable, Code::Conflict, Code::Unavailable]),
        )
        .get(
            "/items/{code}",
            items::list,
            Doc::new("list_repairable_items", "查看可修复事项", "Read what is shown about a merchant and how it ends")
                .text("Each penalty on display and each running membership of a list: where to go, from which day on, every condition as it is today, and what happens without any application. In order of the days on which they go by themselves.")
                .errors(&[Code::Unavailable]),
        )
        .get(
            "/lapses/{code}",
            lapses::list,
            Doc::new("list_lapses", "查看到期自动停止的日期", "Read when what is shown about a merchant goes by itself")
                .errors(&[Code::Unavailable]),
        )
        .get(
            "/lapses/{code}/calendar.ics",
            lapses::calendar,
            Doc::new("read_lapse_calendar", "下载到期日历", "Fetch the same as an iCalendar file")
                .text("An event of a whole day for each, on the first day on which it is not shown any more.")
                .errors(&[Code::Unavailable]),
        )
        .get(
            "/improvements/{code}",
            helping::read,
            Doc::new("read_improvement", "怎样提升信用分类", "Read what would help a merchant")
                .text("The first lawful way to a better class: which items, from which day on, where to go and what is missing, with the class of that day as ratings themselves compute it. Looked for within three years; nothing is promised.")
                .errors(&[Code::Unavailable]),
        )
        .get(
            "/effects",
            effects::list,
            Doc::new("list_repair_effects", "列出未执行的决定", "List what decisions led to and was not carried out at once")
                .text("`failed` is what is not done yet, with the reason: it is tried again each minute. `done` is what was done in the end. What was done at once is in no list."),
        )
        .get(
            "/decisions",
            decisions::list,
            Doc::new("list_repair_decisions", "列出修复决定", "List decisions about repair")
                .text("Approved, refused and revoked, in the order in which they were written; `revoked` takes back what an earlier one of the same case granted. Give `cursor` back as `after` to hear what is new: it is there on the last page as well. A page may hold fewer than `limit` although the list goes on. A merchant is shown its own. Whoever may not read records is told what was approved or revoked of items that the public could see before, for as long as `repair.decision_window` says, at most 50 on a page: so that they are taken off, and put back.")
                .errors(&[Code::CursorInvalid, Code::Unavailable]),
        )
        .get(
            "/corrections",
            corrections::list,
            Doc::new("list_repair_corrections", "列出更正", "List corrections of what was wrong")
                .text("In the order in which they were carried out. To officials those of merchants within reach, to a merchant its own; to everybody else, such as a bank or a department, those of what was given to its account or to its department before, as the audit trails say. Give `cursor` back as `after` to hear what is new: it is there on the last page as well. A page may hold fewer than `limit` although the list goes on. What the item says now is read where it is kept; `amended` is there for whoever may read the record.")
                .errors(&[Code::CursorInvalid, Code::Unavailable]),
        )
        .get(
            "/cases/{case_no}/recipients",
            corrections::recipients,
            Doc::new("list_case_recipients", "查看错误信息的接收方", "Read who received what was wrong")
                .text("By account or client and operation: how often, and when last, from when what was wrong was recorded until it was corrected. Fixed when the correction was carried out. To a merchant departments are told, and no accounts. Empty as long as nothing was corrected.")
                .errors(&[Code::NotFound, Code::Unavailable]),
        )
        .get(
            "/flags",
            flags::list,
            Doc::new("list_objected_items", "查看异议、救济和说明标注", "Read what stands beside items of a merchant")
                .text("Open objections and remedies, and what the merchant says of an item. To whoever may read records, and to the merchant itself, all of them; to others those beside what the public may see today: published, of our own field, and of registered merchants. What stands beside anything else is told with it, wherever it is shown.")
                .errors(&[Code::NotFound, Code::Unavailable]),
        )
        .post(
            "/marks",
            marks::read,
            Doc::new("read_repair_marks", "内部：各事项的并列标注", "Internal: what stands beside items")
                .text("By the house's own numbers of merchants, for its other services: of at most 1,000 items what is pending about each and what its merchant says of it, in their order. Nothing is changed.")
                .errors(&[Code::Unprocessable]),
        )
}

/// Which merchant.
#[derive(Deserialize, IntoParams)]
struct One {
    /// Its code.
    #[param(value_type = String)]
    code: PartyCode,
}

/// The house's own number of a merchant that the caller may read: its own, or one within its reach.
fn within(repairs: &Repairs, claims: &Claims, code: PartyCode) -> Result<i64, Fault> {
    let subject = repairs.subject(code)?.ok_or_else(no_merchant)?;
    let may_read = if claims.allows(Scope::ReadRecords) {
        repairs.ledger().covered(&[subject], claims.reach())?.contains(&subject)
    } else {
        own(repairs, claims)? == Some(subject)
    };
    if may_read { Ok(subject) } else { Err(no_merchant()) }
}

/// The merchant to which a caller is bound.
fn own(repairs: &Repairs, claims: &Claims) -> Result<Option<i64>, Fault> {
    Ok(claims.merchant.map(|code| repairs.subject(code)).transpose()?.flatten())
}

/// Leaves what is about merchants within a reach.
fn covered<T>(repairs: &Repairs, reach: Reach, found: &mut Vec<T>, subject: impl Fn(&T) -> i64) -> Result<(), Fault> {
    let subjects: Vec<i64> = found.iter().map(&subject).collect();
    let covered = repairs.ledger().covered(&subjects, reach)?;
    found.retain(|one| covered.contains(&subject(one)));
    Ok(())
}
