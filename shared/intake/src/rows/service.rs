//! Online dispute cases and standing facts.

use super::row::Row;
use domain::day::Day;
use domain::record::{Listing, OdrCase, Permit, Standing, StandingKind, said};
use domain::vocab::StatusKind;

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
        let withdrawn = self.withdrawn();
        let (found_on, applied_on) = (self.past_day("found_on"), self.past_day("applied_on"));
        self.ordered("from", found_on, from);
        self.ordered("applied_on", from, applied_on);
        // What its office takes back need not be right.
        if !withdrawn {
            self.left(kind, until, [("found_on", found_on), ("applied_on", applied_on)]);
        }
        let (name, renews, ended_on) =
            (self.text("permit_name"), self.text("renews"), self.past_day("permit_ended_on"));
        self.ordered("permit_ended_on", from, ended_on);
        Some(Standing {
            listing: said(Listing { found_on, applied_on, ..Listing::default() }),
            permit: said(Permit { name, renews, ended_on }),
            case_no: self.text("case_no"),
            withdrawn,
            party: party?,
            kind: kind?,
            office: office?,
            document_no: document_no?,
            from: from?,
            until,
            shielded: Vec::new(),
        })
    }

    /// Only a list or mark has days on which its reason was found and its removal asked for, and nobody is removed before
    /// that is asked for.
    fn left(&mut self, kind: Option<StandingKind>, until: Option<Day>, days: [(&'static str, Option<Day>); 2]) {
        let Some(kind) = kind else { return };
        let [_, (_, applied_on)] = days;
        for (id, _) in days.into_iter().filter(|(_, day)| day.is_some() && !is_list(kind)) {
            let en = format!("only a list or mark has this day, and this is {}", kind.token());
            self.reject(id, en, format!("仅名单和标记填写，“{}”不填", kind.zh()));
        }
        if let (Some(applied), Some(removed)) = (applied_on, until.map(Day::next))
            && removed < applied
        {
            let en =
                format!("removed on {removed}, the day after the last one, before that was asked for on {applied}");
            self.reject("until", en, format!("移出日（截止日期的次日）{removed} 早于申请移出日期 {applied}"));
        }
    }
}

/// Is it a membership of a list, or a mark, that an office ends by a decision (名单、标记)?
const fn is_list(kind: StandingKind) -> bool {
    use StatusKind::{
        AbnormalFalseInformation, AbnormalLateInformation, AbnormalLateReport, AbnormalUnreachable, SeriousList,
    };
    matches!(
        kind,
        StandingKind::Status(
            SeriousList | AbnormalFalseInformation | AbnormalLateInformation | AbnormalLateReport | AbnormalUnreachable
        )
    )
}
