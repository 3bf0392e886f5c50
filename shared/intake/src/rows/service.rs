//! Online dispute cases and standing facts.

use super::row::Row;
use domain::record::{Listing, OdrCase, Permit, Standing, StandingKind, said};

impl Row<'_> {
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
        let (found_on, applied_on) = (self.past_day("found_on"), self.past_day("applied_on"));
        self.ordered("from", found_on, from);
        self.ordered("applied_on", from, applied_on);
        let (name, renews, ended_on) =
            (self.text("permit_name"), self.text("renews"), self.past_day("permit_ended_on"));
        self.ordered("permit_ended_on", from, ended_on);
        Some(Standing {
            listing: said(Listing { found_on, applied_on }),
            permit: said(Permit { name, renews, ended_on }),
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
