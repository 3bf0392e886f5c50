//! Orders about memberships (名单指令): another service of the house has decided that one ends, begins anew, was
//! wrong, or is shielded for a time. The
//! house takes the step that the procedure of the listing gives it for that, with the cause of the order.

use crate::error::ListError;
use crate::lists::Lists;
use crate::membership::{Membership, history, requires, told};
use crate::stated::{self, name};
use cases::{Act, CaseError, CaseFile, Sight, Stated, StepTaken, Taking};
use contracts::port::{ListAct, ListMembership, ListOrder, ListedSpan, PortError, cause};
use db::Transient as _;
use domain::day::Day;
use domain::record::Record as _;
use serde_json::json;
use statute::procedure::{Actor, Role, Step};

/// How often an order is tried anew where somebody acts in the same case at the same time.
const ATTEMPTS: usize = 5;

/// Why an order was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The case does not let it, or cannot be written.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The cause names no service, or nothing of it.
    #[error("must be a service, a colon and a step of a case there, such as repair:12#5")]
    Cause,
    /// The same cause has ordered something else of this case.
    #[error("{0} has ordered something else before")]
    Otherwise(String),
    /// The procedure of the listing knows nothing of the kind.
    #[error("nothing of the kind can be ordered of the procedure {0}")]
    Unknown(String),
    /// Nobody orders for a day that has not come yet.
    #[error("{0} has not come yet")]
    Ahead(Day),
}

/// What the law requires of the step that carries out an order.
const fn code(what: ListAct) -> &'static str {
    match what {
        ListAct::Remove => "REMOVAL_NOT_APPROVED",
        ListAct::Restore => "REMOVAL_NOT_REVOKED",
        ListAct::Correct => "OBJECTION_NOT_UPHELD",
        ListAct::Shield => "SHIELD_NOT_APPROVED",
        ListAct::Unshield => "SHIELD_NOT_LIFTED",
    }
}

impl Lists {
    /// Carries out an order; tells whether it had been carried out before, or there is nothing left that it could do.
    ///
    /// # Errors
    /// [`OrderError`]; then nothing was done.
    pub fn carry(&self, order: &ListOrder) -> Result<bool, OrderError> {
        if !cause::is_one(&order.cause) {
            return Err(OrderError::Cause);
        }
        if order.on > self.today() {
            return Err(OrderError::Ahead(order.on));
        }
        let mut attempts = 0;
        loop {
            attempts += 1;
            match self.carry_once(order) {
                // Somebody was faster, perhaps with the same order.
                Err(OrderError::Case(CaseError::Overtaken { .. })) if attempts < ATTEMPTS => {}
                done => return done,
            }
        }
    }

    fn carry_once(&self, order: &ListOrder) -> Result<bool, OrderError> {
        let file = self.book.file(order.case_no, &Sight::EVERYWHERE)?;
        let steps = self.book.steps(order.case_no, &Sight::EVERYWHERE)?;
        let code = code(order.what);
        let missing = || CaseError::UnknownProcedure(file.procedure.clone());
        let procedure = self.law.procedures.get(&file.procedure).ok_or_else(missing)?;
        let is_same = |step: &StepTaken| {
            step.by.role == Role::House && stated::text(&step.stated, name::CAUSE) == Some(order.cause.as_str())
        };
        if let Some((_, law)) = told(procedure, &steps).into_iter().find(|(step, _)| is_same(step)) {
            return if requires(law, code) { Ok(true) } else { Err(OrderError::Otherwise(order.cause.clone())) };
        }
        let step = self.house_step(&file, &steps, code);
        if self.is_idle(order, (&file, &steps), step.as_ref()) {
            return Ok(true);
        }
        let step = step.ok_or_else(|| OrderError::Unknown(file.procedure.clone()))?;
        let mut stated = Stated::from([(name::CAUSE.to_owned(), json!(order.cause))]);
        if order.on < self.today() {
            stated.insert(name::DECIDED_ON.to_owned(), json!(order.on));
        }
        let act = self.act_of_house((&step, &cause::actor(&order.cause)), stated, (&steps, &order.accepted));
        self.take(&file, act)?;
        Ok(false)
    }

    /// Is nothing left that an order could do?
    fn is_idle(&self, order: &ListOrder, (file, steps): (&CaseFile, &[StepTaken]), step: Option<&Step>) -> bool {
        let (one, today) = (self.membership(file, steps), self.today());
        let is_over = one.as_ref().is_some_and(|one| one.around(today).is_none());
        let is_shut = step.is_none_or(|step| !step.from.contains(&file.stage));
        let last = one.as_ref().and_then(|one| one.times.last());
        match order.what {
            // What went by its term, or was left, while it was shielded needs no lifting of that.
            ListAct::Unshield => one.is_none_or(|one| one.shielded(today).is_none()),
            // What has ended is off the list as it is.
            ListAct::Shield => is_over,
            // What is wrong was found to be so before, by another decision: no step leads on from that.
            ListAct::Correct => is_over && is_shut,
            // Off the list by then, whoever ended it. What ended only later keeps a day too many, and stays to be seen.
            ListAct::Remove => is_over && is_shut && last.is_none_or(|time| time.span.off <= order.on),
            // What was wrong or has run its term is not restored, and neither is what another decision had ended.
            ListAct::Restore => is_over && (is_shut || !ended_by_case(steps, &order.cause)),
        }
    }

    /// The step by which the house does what has this requirement: the one that leads out of the stage of the case, and else
    /// any, which is then refused with its article.
    pub(crate) fn house_step(&self, file: &CaseFile, steps: &[StepTaken], code: &str) -> Option<Step> {
        let procedure = self.law.procedures.get(&file.procedure)?;
        let way = procedure.governing(&history(steps), self.today()).value;
        let is_meant = |step: &&Step| step.by == Role::House && requires(step, code);
        let open = way.out_of(Some(&file.stage)).find(is_meant);
        open.or_else(|| way.steps().iter().find(is_meant)).cloned()
    }

    /// A step of the house, today. It answers for nothing: it hands on what officials took upon themselves with the decision
    /// that it carries out, and those of this case.
    pub(crate) fn act_of_house(
        &self,
        (step, account): (&Step, &str),
        stated: Stated,
        (steps, accepted): (&[StepTaken], &[String]),
    ) -> Act {
        let own = steps.iter().flat_map(|step| step.rests_on.iter().cloned());
        let mut accepted: Vec<String> = accepted.iter().cloned().chain(own).collect();
        accepted.sort_unstable();
        accepted.dedup();
        Act {
            step: step.id.clone(),
            on: self.today(),
            on_paper: false,
            by: Actor { account: account.to_owned(), role: Role::House, office: None },
            stated,
            papers: Vec::new(),
            accepted,
        }
    }

    /// Takes a step of the house in a case as it was read.
    pub(crate) fn take(&self, file: &CaseFile, act: Act) -> Result<CaseFile, CaseError> {
        let taking = Taking { case_no: file.case_no, expected: file.steps, act, sight: Sight::EVERYWHERE };
        self.book.take(&taking, self)
    }

    /// The merchant of a case.
    pub(crate) fn party(&self, case_no: i64) -> Result<domain::code::PartyCode, CaseError> {
        Ok(self.book.file(case_no, &Sight::EVERYWHERE)?.code)
    }
}

/// Was the last step that somebody ordered ordered by the case that a cause names?
fn ended_by_case(steps: &[StepTaken], cause: &str) -> bool {
    let case = |cause: &str| cause.split('#').next().map(str::to_owned);
    // What an official writes under that name orders nothing.
    let mut ordered = steps.iter().rev().filter(|step| step.by.role == Role::House);
    let last = ordered.find_map(|step| stated::text(&step.stated, name::CAUSE));
    last.and_then(case) == case(cause)
}

/// The service as others in this process ask and command it.
impl contracts::port::Lists for Lists {
    fn of_subject(&self, subject_id: i64) -> Result<Vec<ListMembership>, PortError> {
        let found = self.memberships(subject_id).map_err(|error: ListError| error.told())?;
        Ok(found.into_iter().map(told_outside).collect())
    }

    fn order(&self, order: &ListOrder) -> Result<(), PortError> {
        self.carry(order).map(drop).map_err(|error| {
            let (service, cause) = (crate::SERVICE.to_owned(), error.to_string());
            match error {
                OrderError::Case(CaseError::Raced | CaseError::OtherLaw | CaseError::Port(_)) => {
                    PortError::Away { service, cause }
                }
                OrderError::Case(ref case) if case.will_pass() => PortError::Away { service, cause },
                _ => PortError::Refused { service, cause },
            }
        })
    }
}

/// A membership, as other services are told of it.
pub(crate) fn told_outside(one: Membership) -> ListMembership {
    let known = crate::feed::standings(&one);
    let key = |number: usize| known.get(&number).map(|standing| standing.key().as_str().to_owned());
    let span = |time: &crate::membership::Time| ListedSpan {
        from: time.span.from,
        off: time.span.off,
        key: key(time.number),
        published_on: time.published_on,
    };
    ListMembership {
        case_no: one.case_no,
        list: one.list.token().to_owned(),
        office: one.office,
        upper_office: one.upper_office,
        ground: one.ground.map(|ground| ground.status().token().to_owned()),
        listed_on: one.listed_on,
        term_from: one.term_from,
        spans: one.times.iter().map(span).collect(),
        about: one.about.into_iter().map(|about| about.key).collect(),
        restricted_until: one.restricted_until,
        by: one.by,
    }
}
