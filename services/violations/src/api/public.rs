//! A penalty as everybody may see it while it is on display.

use super::list::within;
use super::masked::MaskedText;
use super::one::One;
use crate::displays::Displays;
use crate::publication::Publication;
use crate::summary::Summary;
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use domain::money::Fen;
use domain::record::PenaltyKind;
use serde::Serialize;
use utoipa::ToSchema;
use web::{Answer, Any, Caller, Fault, Path, ReadPublic, ReadRecords, State, blocking};

/// What is published of a penalty: the summary, what a person wrote of it once that was released, and the text
/// (处罚公示信息).
#[derive(Serialize, ToSchema)]
pub(super) struct PublishedPenalty {
    /// The summary.
    summary: PenaltySummary,
    /// Has an official released the words of the decision? Until then `conduct` and `content` are empty.
    summary_released: bool,
    /// Type of violation by the table of causes; left out if the table does not know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// Day of its publication, if it is known.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    published_on: Option<Day>,
    /// Is it taken for published without a day that says so (`publication.without_day`)?
    provisional: bool,
    /// Kinds.
    kinds: Vec<PenaltyKind>,
    /// Fine.
    fine_fen: Fen,
    /// Last day of the display, as far as it is known today; nothing if it has no end.
    #[schema(value_type = Option<String>, format = Date)]
    display_until: Option<Day>,
    /// The text of the decision, masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<MaskedText>,
    /// What stands beside it: what is pending about it, and what its merchant says of it.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// The summary of a decision (处罚信息摘要; 总局令第45号 Art. 4).
#[derive(Serialize, ToSchema)]
pub(super) struct PenaltySummary {
    /// Decision number.
    decision_no: String,
    /// Credit code or registration number of the party, as the decision names it.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Its name, if it is registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Type of violation in the words of the decision.
    conduct: MaskedText,
    /// Content of the penalty in the words of the decision.
    content: MaskedText,
    /// Deciding authority.
    authority: String,
    /// Day of the decision.
    #[schema(value_type = String, format = Date)]
    decided_on: Day,
}

impl PenaltySummary {
    /// With these words of the decision; without any they are empty.
    pub(super) fn of(publication: &Publication, words: Option<&Summary>) -> Self {
        let penalty = &publication.display.penalty;
        Self {
            decision_no: penalty.decision_no.clone(),
            code: penalty.party,
            name: publication.display.party.as_ref().map(|party| party.name.clone()),
            conduct: words.map_or_else(MaskedText::empty, |words| words.conduct.clone().into()),
            content: words.map_or_else(MaskedText::empty, |words| words.content.clone().into()),
            authority: penalty.authority.clone(),
            decided_on: penalty.decided_on,
        }
    }
}

impl PublishedPenalty {
    fn of(publication: &Publication, marks: Marks) -> Self {
        let penalty = &publication.display.penalty;
        let off = publication.public.map(|span| span.off);
        let words = publication.shown_summary();
        Self {
            summary: PenaltySummary::of(publication, words),
            summary_released: words.is_some(),
            cause: publication.cause.clone(),
            published_on: penalty.published_on,
            provisional: penalty.published_on.is_none(),
            kinds: penalty.kinds.clone(),
            fine_fen: penalty.fine_fen,
            display_until: off.filter(|off| !off.is_sentinel()).map(|off| off.plus_days(-1)),
            text: publication.shown_text().map(|text| text.masked.clone().into()),
            marks,
        }
    }
}

pub(super) async fn read(
    caller: Caller<Any<(ReadRecords, ReadPublic)>>,
    displays: State<Displays>,
    one: Path<One>,
) -> Result<Answer<PublishedPenalty>, Fault> {
    blocking(move || {
        within(&caller, &displays, Some(one.code))?;
        let publication = displays.shown(one.code, &one.key)?;
        let marks = displays.marks(&publication.display)?;
        Ok(Answer::new(PublishedPenalty::of(&publication, marks)))
    })
    .await
}
