//! Time limits of cases, among those of all services.

use super::Court;
use super::view::href;
use crate::due::{Due, DueAfter, DueWanted};
use crate::sight::Sight;
use ledger::{Asker, DueBook, Extended};
use statute::duties::Limits;
use std::sync::Arc;
use web::Fault;

/// The cases of a service, as lists of time limits ask for them.
pub(super) struct Counted {
    court: Arc<Court>,
    /// Services whose clocks their steps set going.
    owners: Vec<String>,
}

impl Counted {
    pub(super) fn of(court: Arc<Court>) -> Self {
        let service = court.ledger.service();
        let procedures = court.book.procedures().all().filter(|(_, procedure)| procedure.owner == service);
        let clocks = court.book.limits().clocks();
        let started = procedures.flat_map(|(_, procedure)| {
            let steps = procedure.on(court.book.today()).value.steps();
            steps.iter().flat_map(|step| step.starts.clone())
        });
        let mut owners: Vec<String> =
            started.filter_map(|clock| clocks.get(&clock).map(|clock| clock.owner.clone())).collect();
        owners.sort_unstable();
        owners.dedup();
        Self { court, owners }
    }
}

impl DueBook for Counted {
    fn service(&self) -> &'static str {
        self.court.ledger.service()
    }

    fn limits(&self) -> &Limits {
        self.court.book.limits()
    }

    fn owners(&self) -> Vec<&str> {
        self.owners.iter().map(String::as_str).collect()
    }

    fn due(
        &self,
        wanted: &ledger::DueWanted,
        asker: Asker<'_>,
    ) -> Result<(Vec<(ledger::Due, String)>, Option<ledger::DueAfter>), Fault> {
        let mut sight = Sight::within(asker.reach).of_office(asker.department.map(str::to_owned));
        if let Some(code) = wanted.code {
            let Some(subject) = self.court.ledger.subject_of(code)? else { return Ok((Vec::new(), None)) };
            sight.subject = Some(subject);
        }
        let after = wanted.after.as_ref().and_then(|after| {
            Some(DueAfter { day: after.day, case_no: after.subject, number: after.key.parse().ok()? })
        });
        let wanted = DueWanted {
            office: wanted.department.clone(),
            clock: wanted.clock.clone(),
            clocks: wanted.clocks.clone(),
            state: wanted.state,
            due_from: wanted.due_from,
            due_before: wanted.due_before,
            after,
            ..DueWanted::open(sight, wanted.limit)
        };
        let (found, next) = self.court.book.deadlines(&wanted)?;
        let service = self.court.ledger.service();
        let told = |due: Due| -> Result<(ledger::Due, String), Fault> {
            let path = href(service, due.case_no);
            Ok((self.told(due)?, path))
        };
        let next = next.map(|after| place(after, ""));
        Ok((found.into_iter().map(told).collect::<Result<_, _>>()?, next))
    }
}

impl Counted {
    fn told(&self, due: Due) -> Result<ledger::Due, Fault> {
        let extension = due.approvals.first().copied().zip(due.extension);
        Ok(ledger::Due {
            after: place(due.after, &due.clock),
            clock: due.clock,
            state: due.state,
            rule: due.rule,
            kind: "case".to_owned(),
            party: due.code,
            key: due.case_no.to_string(),
            department: Some(due.office),
            started_on: due.started_on,
            due_on: due.due_on,
            last_on: due.last_on,
            not_before: due.not_before,
            stopped_on: due.stopped_on,
            extension: extension.map(|(approved_on, what)| Extended { approved_on, what }),
            provisional: due.provisional,
        })
    }
}

/// The place of a case's time limit, as lists of all services have it.
fn place(after: DueAfter, clock: &str) -> ledger::DueAfter {
    let DueAfter { day, case_no, number } = after;
    ledger::DueAfter { day, subject: case_no, key: number.to_string(), clock: clock.to_owned() }
}
