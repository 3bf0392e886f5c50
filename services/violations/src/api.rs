//! What is on display and what of it is published, over HTTP.

mod list;
mod masked;
mod one;
mod orders;
mod public;
mod publication;
mod texts;

use crate::displays::{DisplayError, Displays};
use crate::orders::OrderError;
use crate::texts::TextError;
use contracts::problem::{Code, FieldError};
use ledger::Offer;
use std::sync::Arc;
use web::{Api, Doc, Fault};

/// The lists that can be exported.
pub(crate) fn offers(displays: &Arc<Displays>) -> Vec<Arc<dyn Offer>> {
    vec![Arc::new(list::Table(Arc::clone(displays)))]
}

pub(crate) fn mount(api: Api, displays: Arc<Displays>) -> Api {
    api.with(displays)
        .get(
            "/penalties/{code}/{key}/display",
            one::read,
            Doc::new("read_penalty_display", "查看一条处罚的公示期", "Read when a penalty is displayed, and why")
                .text("`as_of` is the day that is looked at, `known_at` the instant of knowledge. Nothing is stored: every interval follows from the record and from dated law, and ends on its day by itself."),
        )
        .get(
            "/displays",
            list::list,
            Doc::new("list_displays", "列出公示中的处罚", "List penalties that are on display")
                .text("Only what this house shows and what passes the lawfulness gate: what is published, decisions of our own field, and of natural persons those who are registered. A penalty counts from its decision, but is here from its publication on; one without a day of publication is not (`publication.without_day`). What a person wrote of it is there once it was released; until then `cause` and `kinds` speak alone. Newest decision first. A page may hold fewer than `limit` although the list goes on: it ends where `next` is null. A merchant is shown its own."),
        )
        .get(
            "/displays/{code}/{key}",
            public::read,
            Doc::new("read_published_penalty", "查看公示中的一条处罚", "Read what is published of a penalty")
                .text("For what is on display and published today; 404 for all else, whatever the reason. The words of the summary and the text of the decision are there if they were released, masked."),
        )
        .put(
            "/penalties/{code}/{key}/text",
            texts::put,
            Doc::new("put_decision_text", "录入决定书正文", "Put the text of a decision")
                .text("Every version stays, the last counts. A text that replaces another names its version and says why. The text leaves the service masked, or to officials who decide about the penalty.")
                .errors(&[Code::PreconditionFailed]),
        )
        .get(
            "/penalties/{code}/{key}/text",
            texts::read,
            Doc::new("read_decision_text", "查看决定书正文", "Read the text of a decision, unmasked"),
        )
        .get(
            "/penalties/{code}/{key}/publication",
            publication::read,
            Doc::new("read_penalty_publication", "查看处罚的公示内容与理由", "Read what would be published of a penalty, and why")
                .text("What the law lets be published and what is shown here are two answers: only the first decides what counts. `missing` is what the lawfulness gate says: everything that keeps it from being shown, each piece with its article; `rests_on` the law that is not settled on which it rests that it is shown."),
        )
        .post(
            "/penalties/{code}/{key}/publication/release",
            publication::release,
            Doc::new("release_decision_text", "放行正文公示", "Release the masked text of a decision")
                .text("By somebody else than whoever wrote the text or the summary, after looking at what masking made of it and of the summary. It holds for that version alone, and for the summary as long as masking makes the same of it. Where there is no text, a release without `text_version` is one of the summary alone, by somebody else than whoever brought a version of the record that says the same of conduct and content; a text that comes later waits for a release of its own.")
                .errors(&[Code::PreconditionFailed, Code::Conflict]),
        )
        .post(
            "/penalties/{code}/{key}/publication/withdrawal",
            publication::withdraw,
            Doc::new("withdraw_text_release", "撤回正文放行", "Withdraw the release of a text").errors(&[Code::Conflict]),
        )
        .post(
            "/display-orders",
            orders::order,
            Doc::new("order_display", "下达公示指令", "Stop the display of a penalty, or let it resume; shield it, or lift the shield")
                .text("For services of the house that have decided it, such as a repair that was approved or revoked. A shield in reorganisation hides it while the term runs on. The order binds the record whatever its source says later; an order of a cause that was heard before does nothing. 409 if the penalty was taken back, if the cause has ordered something else, or if an order of the opposite kind holds from a later day on.")
                .errors(&[Code::NotFound, Code::Conflict, Code::OutsideReach]),
        )
}

impl From<DisplayError> for Fault {
    fn from(error: DisplayError) -> Self {
        match error {
            DisplayError::Ledger(error) => error.into(),
            DisplayError::Registry(error) => Self::unavailable(error),
            DisplayError::Content(error) => Self::internal(error),
        }
    }
}

impl From<OrderError> for Fault {
    fn from(error: OrderError) -> Self {
        let wrong =
            |field, zh: String, en: String| Self::new(Code::InvalidBody).errors([FieldError::new(field, zh, en)]);
        let en = error.to_string();
        match error {
            OrderError::Ledger(error) => error.into(),
            OrderError::Content(error) => Self::internal(error),
            OrderError::NoPenalty => Self::not_found("没有该处罚", en),
            OrderError::Withdrawn => Self::conflict("该处罚已撤回", en),
            OrderError::Otherwise(cause) => Self::conflict(format!("来由 {cause} 此前的指令与此不同"), en),
            OrderError::Later(day) => Self::conflict(format!("另有指令自 {day} 起作相反处置"), en),
            OrderError::Cause => wrong("cause", "应为服务名、冒号和该服务的案件步骤，如 repair:12#5".to_owned(), en),
            OrderError::Undecided(day) => wrong("on", format!("日期早于处罚决定日期 {day}"), en),
            OrderError::Ahead => wrong("on", "恢复公示、屏蔽、解除屏蔽的日期晚于今天".to_owned(), en),
        }
    }
}

impl From<TextError> for Fault {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Ledger(error) => error.into(),
            TextError::Content(error) => Self::internal(error),
            TextError::NoText => Self::not_found("没有正文", "there is no text"),
            TextError::SameHands => Self::forbidden(
                "撰写、录入该内容的人员不能自行放行",
                "whoever wrote what is released does not release it",
            ),
            TextError::HasText => Self::new(Code::InvalidBody).errors([FieldError::new(
                "text_version",
                "该处罚已有正文，须写明核对的正文版本",
                "the penalty has a text: name the version that was looked at",
            )]),
            TextError::NoSummary => Self::conflict("没有可以放行的摘要", "there is no summary to be released"),
            TextError::NotReleased => Self::conflict("没有放行", "nothing is released"),
        }
    }
}
