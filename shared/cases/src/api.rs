//! What a service that keeps cases says of them over HTTP; handlers parse, call and answer.

mod acting;
mod due;
mod fault;
mod list;
mod one;
mod opening;
mod papers;
mod procedures;
mod remedy;
mod steps;
mod tables;
mod view;

pub use acting::{no_merchant, sight, whose};
pub use fault::reason;
pub use view::href;

use crate::book::CaseBook;
use crate::error::CaseError;
use crate::file::About;
use crate::requirements::Requirements;
use contracts::problem::Code;
use domain::code::PartyCode;
use ledger::{Desk, DueBook, Ledger, Offer};
use std::sync::Arc;
use web::{Api, Doc};

/// A case that somebody wants to open.
#[derive(Clone, Copy, Debug)]
pub struct Wished<'w> {
    /// Name of the procedure, without `procedures.`.
    pub procedure: &'w str,
    /// The house's own number of the merchant.
    pub subject_id: i64,
    /// Its code.
    pub code: PartyCode,
    /// What it is to be about.
    pub about: &'w [About],
    /// The office for which whoever opens it acts; nothing for a merchant.
    pub department: Option<&'w str>,
}

/// The offices of a case (办案机关).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Handling {
    /// Code of the office whose case it is.
    pub office: String,
    /// Code of the office of the next level up, if it is known here.
    pub upper_office: Option<String>,
}

/// What a service knows of its cases beside the book (办案业务).
pub trait Docket: Requirements {
    /// Whose case it will be.
    ///
    /// # Errors
    /// [`CaseError::Field`] if nobody can be found whose case it is, or it cannot be about that.
    fn handling(&self, wished: Wished<'_>) -> Result<Handling, CaseError>;
}

/// A book of cases with whoever knows what they are about.
pub struct Court {
    /// The book.
    pub book: Arc<CaseBook>,
    /// The ledger beside it: whose code is whose, where merchants are, and answers that count once.
    pub ledger: Arc<Ledger>,
    /// What the service knows.
    pub docket: Arc<dyn Docket>,
}

/// The time limits of a service's cases, for the list of those of all services.
#[must_use]
pub fn due_book(court: Arc<Court>) -> Arc<dyn DueBook> {
    Arc::new(due::Counted::of(court))
}

/// The operations of a service on its cases; `lists` are those that it exports beside them, `zh` and `en` name it.
#[must_use]
pub fn api(
    desk: Arc<Desk>,
    court: Arc<Court>,
    mut lists: Vec<Arc<dyn Offer>>,
    zh: &'static str,
    en: &'static str,
) -> Api {
    let service = court.ledger.service();
    lists.push(Arc::new(tables::Cases(Arc::clone(&court))));
    desk.exports.offer(lists);
    let counted = due_book(Arc::clone(&court));
    let api = ledger::counted(ledger::beside(Arc::clone(&desk), zh, en), desk, counted).with(court);
    let id = |verb: &str, noun: &str| format!("{verb}_{service}_{noun}");
    let doc = |verb, noun, zh, en| Doc::new(id(verb, noun), zh, en);
    api.get("/procedures", procedures::list, doc("list", "procedures", "列出程序", "List procedures").text(
            "Stages and steps as the law of today has them: who takes each, what has to be attached, what has to hold, \
             which time limits run, and the article.",
        ))
        .post("/papers", papers::put, doc("put", "paper", "上传材料", "Send a paper ahead").text(
            "PDF, JPEG or PNG, at most 10 MiB, as the raw body; what it is, its first bytes say. It is kept for a day, for \
             the account that sent it; a step names it by its digest.",
        ).errors(&[Code::Unprocessable]))
        .get("/cases", list::list, doc("list", "cases", "列出案件", "List cases").text(
            "By the day on which the first of their duties runs out. Officials see the cases of merchants within their \
             area, and those of their own office and of the level below it wherever the merchant is; a merchant sees its \
             own.",
        ))
        .post("/cases", opening::open, doc("open", "case", "立案、申请", "Open a case")
            .link(id("read", "case"), &[("case_no", "$response.body#/case_no")])
            .text(
                "By its first step. Whoever acts for a merchant opens what the merchant may, officials what they may, and \
                 what came to them on paper (`on_paper`). What the law does not allow is answered 422 `refused_by_law` \
                 with everything that stands in the way, each with its code and article.",
            )
            .errors(&[
                Code::NotFound,
                Code::RefusedByLaw,
                Code::Unprocessable,
                Code::Conflict,
                Code::Unavailable,
            ]))
        .get("/cases/{case_no}", one::read, doc("read", "case", "查看案件", "Read a case").text(
            "With its steps, papers and time limits, and with every step that leads on: who may take it, what it needs, \
             and what keeps the caller from it today. `tells` says whom each step has to be told. While the office is late \
             with something, `remedies` says what is open to the merchant.",
        ).errors(&[Code::Unavailable]))
        .post("/cases/{case_no}/steps", steps::take, doc("take", "step", "办理一步", "Take a step").text(
            "`expected` is the number of steps that the case had when whoever acts looked at it: if it has gone on since, \
             the answer is 412 and nothing is done. What the law does not allow is answered 422 `refused_by_law`.",
        ).errors(&[Code::RefusedByLaw, Code::PreconditionFailed, Code::Unprocessable, Code::Conflict, Code::Unavailable]))
        .get("/cases/{case_no}/papers/{digest}", papers::read, doc("read", "case_paper", "下载材料", "Fetch a paper of a case"))
}
