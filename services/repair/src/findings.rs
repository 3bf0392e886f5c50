//! What is found beside the conditions of repair (核查): of replies, of remedies, and of re-inspections.

use crate::bench::Bench;
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::target::{INSPECTION, Target};
use cases::{Act, CaseError, CaseFile};
use domain::day::Day;
use masking::{Known, Masked, mask};
use serde_json::Value;
use statute::procedure::Finding;

/// The step that opens a case about a reconsideration.
const RECONSIDERATION: &str = "record_reconsideration";
/// The step that opens a case about a suit.
const SUIT: &str = "record_suit";

impl Bench {
    /// Is there a reply in words, and is it short enough (说明的字数)?
    pub(crate) fn short_enough(&self, filing: &Filing<'_>, on: Day) -> Finding {
        let longest = self.law.rules.reply_length(on);
        let length = filing.text("reply").map(|text| text.chars().count());
        let is_short = |length: usize| u32::try_from(length).is_ok_and(|length| length <= *longest.value);
        match length {
            // What it rests on is named by whoever goes on, so nothing is added to it.
            Some(length) if is_short(length) => {
                Finding { provisional: longest.basis.provisional, ..Finding::known(true, longest.basis.by) }
            }
            Some(length) => Finding::known(false, format!("{length} 字，最多 {} 字 characters at most", longest.value)),
            None => Finding::known(false, "说明须以文字写明 stated.reply must be a text"),
        }
    }

    /// Has the official looked at the reply, and is nothing personal in it (去标识化核对)? What masking finds is told by its kind,
    /// never in its own words; the merchant writes another reply.
    ///
    /// # Errors
    /// [`CaseError::Port`] if the registry does not say what the merchant is called: its own name may stand in its reply.
    pub(crate) fn looked_at(
        &self,
        file: &CaseFile,
        filing: &Filing<'_>,
        act: Option<&Act>,
    ) -> Result<Finding, CaseError> {
        let registered = self.around.merchants.registered(&[file.code], None)?.into_iter().next().flatten();
        let kept = registered.map(|registered| registered.name).into_iter().collect();
        let known = Known { kept, codes: vec![file.code], ..Known::default() };
        let masked = mask(filing.text("reply").unwrap_or_default(), &known);
        if !masked.masked.is_empty() {
            let kinds = kinds(&masked);
            return Ok(Finding::known(false, format!("说明含有{kinds}，不予展示 the reply holds personal data")));
        }
        let says_so = |act: &Act| act.stated.get("masked") == Some(&Value::Bool(true));
        Ok(match act.map(says_so) {
            None => Finding::known(true, "case: nobody acts yet"),
            Some(true) => Finding::known(true, "case: stated.masked"),
            Some(false) => Finding::known(false, "须写明已去标识化核对 stated.masked is to be true"),
        })
    }

    /// Is the result of this inspection open to another one (复查)?
    pub(crate) fn is_adverse(target: Option<Target<'_>>) -> Finding {
        let inspected = target.and_then(|target| target.inspected().map(|inspected| inspected.adverse.clone()));
        inspected.unwrap_or_else(|| Finding::known(false, "record: no inspection, or taken back"))
    }

    /// Is the inspection that an official names one of this merchant, of the day of the grant or later, and another one than
    /// the case is about (复查记录)?
    pub(crate) fn inspected_again(
        (file, filing, dossier): (&CaseFile, &Filing<'_>, &Dossier),
        act: Option<&Act>,
        on: Day,
    ) -> Finding {
        let Some(act) = act else { return Finding::known(true, "case: nobody acts yet") };
        let Some(key) = act.stated.get(INSPECTION).and_then(Value::as_str) else {
            return Finding::known(false, "须写明检查记录的键 stated.inspection must be the key of a record");
        };
        let found = dossier.entries.iter().find(|entry| entry.kind == INSPECTION && entry.key == key);
        let Some(inspected) = found.and_then(|entry| entry.inspected.as_ref()) else {
            return Finding::known(false, "该主体没有此检查记录 there is no such inspection of this merchant");
        };
        if file.about.iter().any(|about| about.key == key) {
            return Finding::known(false, "即所申请复查的检查 it is the inspection that the case is about");
        }
        let Some(granted) = filing.taken_on("grant").filter(|granted| *granted <= inspected.day) else {
            return Finding::known(false, format!("{} 早于同意复查之日 before the grant", inspected.day));
        };
        // What is of a day to come cannot have been done; then the step waits for it.
        let until = Some(inspected.day).filter(|day| *day > on);
        Finding { until, ..Finding::known(until.is_none(), format!("record: {key}; granted {granted}")) }
    }
}

/// Was reconsideration asked for?
pub(crate) fn is_reconsideration(filing: &Filing<'_>) -> Finding {
    begun_by(filing, RECONSIDERATION)
}

/// Was a suit brought?
pub(crate) fn is_suit(filing: &Filing<'_>) -> Finding {
    begun_by(filing, SUIT)
}

fn begun_by(filing: &Filing<'_>, step: &str) -> Finding {
    let first = filing.first_step().unwrap_or("none");
    Finding::known(first == step, format!("case: it was opened by {first}"))
}

fn kinds(masked: &Masked) -> String {
    let counted = masked.counts().map(|(kind, count)| format!("{} {count} 处", kind.zh()));
    counted.collect::<Vec<_>>().join("、")
}
