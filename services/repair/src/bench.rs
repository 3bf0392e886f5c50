//! Who is asked before a step is taken (办案依据): the records of others, the service's own cases, and law.

use crate::SERVICE;
use crate::filing::Filing;
use crate::findings::{is_reconsideration, is_suit};
use crate::judging::{Asking, nothing_pending};
use crate::kind::Kind;
use crate::law::Law;
use crate::repairs::Around;
use crate::target::{List, Target};
use cases::{
    Before, CaseBook, CaseError, CaseFile, Docket, Findings, Handling, Requirements, StepTaken, Wished, subject_stands,
};
use ledger::Ledger;
use statute::abnormal::{Ground, objection_in_time};
use statute::procedure::{Finding, Step};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What stands in the way while something else about the same thing is open.
const ALREADY_PENDING: &str = "ALREADY_PENDING";

/// The steps of a case with what is kept of it.
pub(crate) type Own = (CaseFile, Vec<StepTaken>);

/// What the service knows of its cases beside the book.
pub(crate) struct Bench {
    pub(crate) law: Law,
    pub(crate) around: Around,
    pub(crate) book: Arc<CaseBook>,
    /// Reads rows of any kind of record as the services that keep them do.
    pub(crate) ledger: Arc<Ledger>,
}

impl Bench {
    /// What follows from a step at the same instant, by the law by which it was taken (步骤的效果).
    pub(crate) fn effects(&self, procedure: &str, step: &StepTaken) -> &[String] {
        self.rule(procedure, step).map_or(&[], |step| step.effects.as_slice())
    }

    /// What the law says of a step that was taken.
    pub(crate) fn rule(&self, procedure: &str, step: &StepTaken) -> Option<&Step> {
        let procedure = self.law.procedures.get(procedure)?;
        // Where that version is gone, the one of the day stands in.
        let way = procedure.version(&step.law).unwrap_or_else(|| procedure.on(step.on).value);
        way.step(&step.step)
    }

    /// The kind of a procedure of this service.
    pub(crate) fn kind(&self, procedure: &str) -> Result<Kind, CaseError> {
        let own = self.law.procedures.get(procedure).filter(|known| known.owner == SERVICE);
        own.and_then(|_| Kind::of(procedure)).ok_or_else(|| CaseError::UnknownProcedure(procedure.to_owned()))
    }

    fn found(
        &self,
        kind: Kind,
        (before, own): (&Before<'_>, &[Own]),
        codes: &BTreeSet<&str>,
    ) -> Result<Findings, CaseError> {
        let (file, act) = (before.file, before.act);
        let filing = Filing::before(before);
        // Whether something is pending the own cases say: nobody else is asked for that.
        if codes.iter().all(|code| *code == ALREADY_PENDING) {
            let finding = |code: &&str| ((*code).to_owned(), nothing_pending(file, kind, own));
            return Ok(codes.iter().map(finding).collect());
        }
        let dossier = self.dossier_about((file.subject_id, file.code), &file.about)?;
        let target = file.about.first().and_then(|about| dossier.target(about));
        let asking = Asking { kind, file, filing: &filing, on: before.on };
        let judged = self.judged(&asking, &dossier, target, own);
        let ground = target.and_then(|target| ground(&target));
        let mut found = Findings::new();
        for code in codes {
            let finding = match *code {
                "FALSEHOOD_NOT_PROVED" => Some(filing.falsehood()),
                "NO_COURT_RULING" => Some(filing.court_ruling()),
                "NO_EXECUTION_RULING" => Some(filing.execution_ruling()),
                "PLAN_STANDS" => Some(filing.plan_failed()),
                "INVOLVED_IN_ITEM" => Some(Self::kept_out(before, &filing, (&dossier, target), own)),
                "OBJECTION_TOO_LATE" => {
                    let stated = filing.published_on();
                    let published_on = target.map_or(stated, |target| target.published_on(stated));
                    Some(objection_in_time(published_on, filing.opened_on(), self.book.limits()))
                }
                "GROUND_TO_VERIFY" => ground.map(|ground| by_ground(ground, !ground.is_to_be_verified())),
                "GROUND_NOT_TO_VERIFY" => ground.map(|ground| by_ground(ground, ground.is_to_be_verified())),
                "REPLY_TOO_LONG" => Some(self.short_enough(&filing, before.on)),
                "MASKING_NOT_DONE" => Some(self.looked_at(file, &filing, act)?),
                "NOT_A_RECONSIDERATION" => Some(is_reconsideration(&filing)),
                "SUBJECT_STANDS" => Some(subject_stands(before, &*self.around.merchants)?),
                "NOT_A_SUIT" => Some(is_suit(&filing)),
                "NO_ADVERSE_RESULT" => Some(Self::is_adverse(target)),
                "NOT_REINSPECTED" => Some(Self::inspected_again((file, &filing, &dossier), act, before.on)),
                other => statute::repair::finding(&judged, other),
            };
            found.extend(finding.map(|finding| ((*code).to_owned(), finding)));
        }
        Ok(found)
    }
}

impl Requirements for Bench {
    fn findings(&self, before: Before<'_>, codes: &BTreeSet<&str>) -> Result<Findings, CaseError> {
        let kind = self.kind(&before.file.procedure)?;
        let own = self.book.of_subject(before.file.subject_id)?;
        self.found(kind, (&before, &own), codes)
    }

    fn fits(&self, before: Before<'_>) -> Result<(), CaseError> {
        self.correction_fits(&before)
    }
}

impl Docket for Bench {
    fn handling(&self, wished: Wished<'_>) -> Result<Handling, CaseError> {
        let kind = self.kind(wished.procedure)?;
        let [about] = wished.about else {
            return Err(about_field(
                "一案只能关于一个事项；多个事项请用 applications 一并提出",
                "a case is about exactly one thing: ask for several by applications",
            ));
        };
        let dossier = self.dossier_about((wished.subject_id, wished.code), wished.about)?;
        let target = dossier.target(about);
        let target =
            target.ok_or_else(|| about_field("该主体没有此事项", "there is no such thing about this merchant"))?;
        handled(kind, &target)
    }
}

/// Whose case about something it will be.
///
/// # Errors
/// [`CaseError::Field`] if the procedure is not about such things.
pub(crate) fn handled(kind: Kind, target: &Target<'_>) -> Result<Handling, CaseError> {
    if !target.fits(kind) {
        let (zh, en) = unfit(kind, target);
        return Err(about_field(zh, en));
    }
    let zh = "该主体登记地没有办理机关";
    target
        .handling()
        .ok_or_else(|| about_field(zh, "no office is known that handles it where the merchant is registered"))
}

/// Why a case of a kind is about no such thing.
fn unfit(kind: Kind, target: &Target<'_>) -> (&'static str, &'static str) {
    match (kind, target.list()) {
        (Kind::Objection, Some(List::Abnormal(_))) => (
            "对经营异常名录的异议适用 abnormal_objection",
            "an objection to an abnormal listing is an abnormal_objection",
        ),
        (Kind::AbnormalRemoval | Kind::AbnormalObjection, Some(List::Abnormal(None))) => {
            ("列入（标记）事由未知", "nobody told the ground of the listing")
        }
        (Kind::Reinspection, _) => (
            "只有发现问题的检查结果可以申请复查",
            "another inspection can be asked for only after one with an adverse result",
        ),
        _ => ("该程序不能办理此类事项", "this procedure is not about such things"),
    }
}

fn about_field(zh: &str, en: &str) -> CaseError {
    CaseError::Field { field: "about", zh: zh.to_owned(), en: en.to_owned() }
}

/// The ground of an abnormal listing.
pub(crate) fn ground(target: &Target<'_>) -> Option<Ground> {
    match target.list() {
        Some(List::Abnormal(ground)) => ground,
        _ => None,
    }
}

fn by_ground(ground: Ground, holds: bool) -> Finding {
    Finding::known(holds, ground.status().token())
}
