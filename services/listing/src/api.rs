//! What follows from the cases of the lists, over HTTP; handlers parse, call and answer.

mod candidates;
mod entries;
mod entry_changes;
mod measure_changes;
mod measures;
mod memberships;
mod orders;
mod tables;
mod unclear;
mod withheld;

use crate::error::ListError;
use crate::lists::Lists;
use crate::orders::OrderError;
use contracts::access::{Claims, Reach, Role};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use ledger::Offer;
use std::sync::Arc;
use web::{Api, Doc, Fault};

/// The lists that can be exported.
pub(crate) fn offers(lists: &Arc<Lists>) -> Vec<Arc<dyn Offer>> {
    vec![
        Arc::new(tables::Entries(Arc::clone(lists))),
        Arc::new(tables::Candidates(Arc::clone(lists))),
        Arc::new(tables::NotTold(Arc::clone(lists))),
    ]
}

pub(crate) fn mount(api: Api, lists: Arc<Lists>) -> Api {
    api.with(lists)
        .get("/entries", entries::list, Doc::new("list_entries", "列出名单", "List who is on a list").text(
            "Only what was published and passes the lawfulness gate, of whoever is registered: one entry a merchant, with all \
             its listings. In order of code. Another day than today is for those who may read records. A merchant is shown its own.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/entries/all", entries::all, Doc::new("read_all_entries", "获取全部名单", "Read who is on a list, all of it").text(
            "The same of today, one entry a line.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/entries/all.csv", entries::csv, Doc::new("download_all_entries", "下载全部名单", "Download who is on a list, all of it").text(
            "The same of today as a CSV file with Chinese headers, one listing a row.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/entries/changes", entry_changes::list, Doc::new("list_entry_changes", "列出名单的变更", "List changes of entries").text(
            "For whoever keeps a copy: each listing that came to be shown, and each that is shown no more, with the day and \
             the reason; `entry` is the entry as it stands today, in place of what was told before. In the order in which the \
             house wrote it down, so that what is recorded late is heard late and not missed: give the `cursor` of the last \
             answer back. What ended long ago (`listing.ended_window`) is for those who may read records, and a merchant's own \
             for itself. One that a plan of reorganisation shields is gone as `shielded`, and is shown again behind it.",
        ).errors(&[Code::CursorInvalid, Code::NotFound, Code::Unavailable]))
        .get("/measures", measures::list, Doc::new("list_measures", "列出管理措施", "List measures").text(
            "What follows from being on the serious list, for the departments that apply it, each with its basis and its \
             days; it is lifted at the same instant as the membership ends, and suspended while a plan of reorganisation \
             shields that. None is an automatic ban, and none an instruction to a bank. What does not pass the lawfulness \
             gate is left out.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/withheld", withheld::list, Doc::new("list_withheld_memberships", "列出未予对外的名单和措施", "List what is not told to others").text(
            "Published entries that `entries` leaves out and measures that `measures` leaves out, since they do not pass the \
             lawfulness gate today, each with every piece that is missing and its article. In order of the cases.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/unclear-law", unclear::list, Doc::new("list_unclear_law", "列出待明确的规定", "List unclear law").text(
            "Every interval of a parameter that rests on a reading, with the office that has to answer, its answer once there is \
             one, and in how many cases of the lists somebody has named it. By id and day.",
        ).errors(&[Code::Unavailable]))
        .get("/measures/changes", measure_changes::list, Doc::new("list_measure_changes", "列出管理措施的变更", "List changes of measures").text(
            "For departments that keep a copy: each step by which measures began, were lifted, were suspended or went on, in \
             the order in which the house wrote it down, with what is to be taken out and why, and with what is in force \
             today. Give the `cursor` of the last answer back.",
        ).errors(&[Code::CursorInvalid, Code::NotFound, Code::Unavailable]))
        .get("/candidates", candidates::list, Doc::new("list_candidates", "列出列入线索", "List reasons to look at merchants").text(
            "What other services know of a merchant that gives an official reason to look: of one, or, without `code`, of \
             those within the caller's reach, one after the other. A page looks at so many merchants, whether or not \
             anything is found. The house finds nothing of the kind itself and lists nobody.",
        ).errors(&[Code::NotFound, Code::Unavailable]))
        .get("/memberships/{code}", memberships::read, Doc::new("read_memberships", "查看一个主体的列入情况", "Read the memberships of a merchant").text(
            "Past ones among them, whether they are published or not, with what ended each time and by what.",
        ).errors(&[Code::Unavailable]))
        .get(
            "/subjects/{subject_id}/memberships",
            memberships::of_subject,
            Doc::new("read_subject_memberships", "内部：某主体的列入情况", "Internal: memberships of a subject")
                .text("By the house's own number of the merchant, for its other services.")
                .errors(&[Code::Unavailable]),
        )
        .post("/orders", orders::order, Doc::new("order_membership", "下达名单指令", "Order what becomes of a membership").text(
            "For services of the house that have decided it: an early removal, the revocation of one, an objection that was \
             upheld, a shield in reorganisation and its lifting. An order of a cause that was heard before does nothing; 409 \
             if that cause has ordered something else.",
        ).errors(&[Code::NotFound, Code::Conflict, Code::OutsideReach, Code::RefusedByLaw, Code::Unprocessable]))
}

/// The merchant to which a caller is bound, if it is: to a merchant there is no other.
fn bound(claims: &Claims, lists: &Lists, asked: Option<PartyCode>) -> Result<Option<i64>, Fault> {
    let missing = || Fault::from(ListError::NoMerchant);
    let subject = |code: PartyCode| lists.subject(code).map_err(Fault::from);
    let asked = asked.map(subject).transpose()?;
    match claims.merchant {
        None if claims.role == Role::Merchant => Err(missing()),
        None => Ok(asked),
        Some(own) => {
            let own = subject(own)?;
            if asked.is_none_or(|asked| asked == own) { Ok(Some(own)) } else { Err(missing()) }
        }
    }
}

/// The subject of a code, if it is within a reach.
fn seen_by(lists: &Lists, code: PartyCode, reach: Reach) -> Result<i64, Fault> {
    let subject = lists.subject(code)?;
    let covered = lists.ledger.covered(&[subject], reach)?;
    if covered.contains(&subject) { Ok(subject) } else { Err(ListError::NoMerchant.into()) }
}

/// The subject of a code, if the caller may see it: a merchant itself alone, and an official those within the reach.
fn seen(claims: &Claims, lists: &Lists, code: PartyCode) -> Result<i64, Fault> {
    let subject = bound(claims, lists, Some(code))?.ok_or(ListError::NoMerchant)?;
    if claims.merchant.is_some() { Ok(subject) } else { seen_by(lists, code, claims.reach()) }
}

impl From<ListError> for Fault {
    fn from(error: ListError) -> Self {
        match error {
            ListError::Case(error) => error.into(),
            ListError::Ledger(error) => error.into(),
            ListError::Port(error) => Self::unavailable(error),
            ListError::Content(error) => Self::internal(error),
            ListError::NoMerchant => Self::not_found("没有该经营主体", "there is no such merchant"),
        }
    }
}

impl From<OrderError> for Fault {
    fn from(error: OrderError) -> Self {
        let en = error.to_string();
        let wrong = |field, zh: String| Self::new(Code::InvalidBody).errors([FieldError::new(field, zh, en.clone())]);
        match error {
            OrderError::Case(error) => error.into(),
            OrderError::Cause => wrong("cause", "应为服务名、冒号和该服务的案件步骤，如 repair:12#5".to_owned()),
            OrderError::Ahead(day) => wrong("on", format!("{day} 尚未到来")),
            OrderError::Otherwise(cause) => Self::conflict(format!("来由 {cause} 此前的指令与此不同"), en),
            OrderError::Unknown(procedure) => Self::conflict(format!("程序 {procedure} 没有相应的步骤"), en),
        }
    }
}
