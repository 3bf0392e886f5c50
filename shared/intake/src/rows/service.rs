//! Complaints, online dispute cases and standing facts.

use super::row::Row;
use domain::record::{Complaint, OdrCase, Standing, StandingKind};
use domain::vocab::ComplaintOutcome;

impl Row<'_> {
    pub(super) fn complaint(&mut self) -> Option<Complaint> {
        let party = self.party();
        let number = self.needed_text("number");
        let received_on = self.needed_past_day("received_on");
        let (accepted_on, closed_on) = (self.past_day("accepted_on"), self.past_day("closed_on"));
        self.ordered("accepted_on", received_on, accepted_on);
        self.ordered("closed_on", accepted_on.or(received_on), closed_on);
        let outcome: Option<ComplaintOutcome> = self.choice("outcome");
        if outcome == Some(ComplaintOutcome::Open) {
            self.reject(
                "outcome",
                "an open complaint has no outcome yet; leave it empty",
                "办理中的投诉没有结果，请留空",
            );
        }
        if closed_on.is_some() != self.has("outcome") {
            self.reject("outcome", "closing day and outcome stand together", "办结日期与办理结果须同时填写");
        }
        let refused_by = self.choice("refused_by");
        let (held_from, held_until) = (self.past_day("held_from"), self.day("held_until"));
        self.ordered("held_from", received_on, held_from);
        self.ordered("held_until", held_from, held_until);
        Some(Complaint {
            duplicate: self.flag("duplicate", false),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            received_on: received_on?,
            accepted_on,
            closed_on,
            outcome,
            refused_by,
            held_from,
            held_until,
        })
    }

    pub(super) fn odr_case(&mut self) -> Option<OdrCase> {
        let party = self.party();
        let number = self.needed_text("number");
        let filed_on = self.needed_past_day("filed_on");
        let due_on = self.needed_day("due_on");
        self.ordered("due_on", filed_on, due_on);
        let (answered_on, settled_on) = (self.past_day("answered_on"), self.past_day("settled_on"));
        self.ordered("answered_on", filed_on, answered_on);
        self.ordered("settled_on", filed_on, settled_on);
        Some(OdrCase {
            void: self.flag("void", false),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            filed_on: filed_on?,
            due_on: due_on?,
            answered_on,
            settled_on,
        })
    }

    pub(super) fn standing(&mut self) -> Option<Standing> {
        let party = self.party();
        let kind = self.needed_choice("kind");
        let (office, document_no) = (self.needed_text("office"), self.needed_text("document_no"));
        let from = self.needed_day("from");
        // A status may be stated for days to come; what is a mere event has happened.
        if !matches!(kind, Some(StandingKind::Status(_)) | None) {
            self.happened("from", from);
        }
        let until = self.day("until");
        self.ordered("until", from, until);
        Some(Standing {
            case_no: self.text("case_no"),
            withdrawn: self.withdrawn(),
            party: party?,
            kind: kind?,
            office: office?,
            document_no: document_no?,
            from: from?,
            until,
        })
    }
}
