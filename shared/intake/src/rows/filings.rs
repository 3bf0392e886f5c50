//! Complaints and reports.

use super::row::Row;
use crate::cell;
use domain::day::Day;
use domain::record::{Complaint, Handling, Publicity, Report, WorkOrder, said};
use domain::vocab::{ComplaintOutcome, FilingSource, ReportDecision};

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
        // What is taken back says nothing any more, and must not be kept from it.
        if !self.withdrawn() {
            self.fits(outcome, received_on, accepted_on);
        }
        let refused_by = self.choice("refused_by");
        // An outcome that cannot be read is its own fault.
        let may_refuse = outcome.map_or_else(|| self.has("outcome"), |outcome| outcome == ComplaintOutcome::T2);
        if refused_by.is_some() && !may_refuse {
            self.reject("refused_by", "somebody refused mediation only with T2", "仅办理结果为 T2 时填写拒绝方");
        }
        let (held_from, held_until) = (self.past_day("held_from"), self.day("held_until"));
        self.ordered("held_from", received_on, held_from);
        self.ordered("held_until", held_from, held_until);
        let mut handling = self.handling(number.as_deref(), received_on, accepted_on);
        handling.odr_number = self.text("odr_number");
        handling.ended_told_on = self.past_day("ended_told_on");
        self.ordered("ended_told_on", closed_on, handling.ended_told_on);
        let publicity = Publicity {
            consent: self.parse("consent", cell::flag),
            goods: self.parse("goods", cell::public_text),
            claim: self.parse("claim", cell::public_text),
            withheld: self.choice("withheld"),
            published_on: self.past_day("published_on"),
        };
        self.ordered("published_on", closed_on.or(received_on), publicity.published_on);
        Some(Complaint {
            duplicate: self.duplicate(handling.main_number.as_deref(), number.as_deref()),
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
            handling: said(handling),
            publicity: said(publicity),
        })
    }

    /// An outcome that the course of the complaint, or the law that governs it, rules out.
    fn fits(&mut self, outcome: Option<ComplaintOutcome>, received_on: Option<Day>, accepted_on: Option<Day>) {
        let Some(outcome) = outcome else { return };
        let token = outcome.token();
        // A day that cannot be read is its own fault.
        let is_accepted = accepted_on.is_some() || self.has("accepted_on");
        if outcome.is_refusal() && is_accepted {
            self.reject(
                "outcome",
                format!("{token} is a refusal, but the complaint was accepted; end its mediation instead (T6)"),
                format!("{token} 为不予受理，但已填写受理日期；受理后应填终止调解（T6）"),
            );
        }
        if outcome == ComplaintOutcome::WithdrawnBeforeAccept && is_accepted {
            self.reject(
                "outcome",
                format!("{token} is before acceptance, but the complaint was accepted; end its mediation instead (T1)"),
                format!("{token} 为受理前撤回，但已填写受理日期；受理后撤回的应填终止调解（T1）"),
            );
        }
        if outcome == ComplaintOutcome::Mediated && !is_accepted {
            self.reject(
                "outcome",
                format!("{token} is an agreement in mediation, but the complaint was not accepted; give accepted_on"),
                format!("{token} 为调解达成，但未填写受理日期；请填写受理日期"),
            );
        }
        if outcome.ends_mediation() && !is_accepted {
            self.reject(
                "outcome",
                format!("{token} ends a mediation, but the complaint was not accepted; give accepted_on or a refusal"),
                format!("{token} 为终止调解，但未填写受理日期；请填写受理日期或不予受理情形"),
            );
        }
        if let (Some(from), Some(received)) = (outcome.received_from(), received_on)
            && received < from
        {
            self.reject(
                "outcome",
                format!("{token} is a ground only for what was received from {from} on (总局令第121号)"),
                format!("{token} 仅适用于 {from} 起接收的投诉（总局令第121号）"),
            );
        }
    }

    pub(super) fn report(&mut self) -> Option<Report> {
        let party = self.party();
        let number = self.needed_text("report_no");
        let received_on = self.needed_past_day("received_on");
        let decided_on = self.past_day("decided_on");
        self.ordered("decided_on", received_on, decided_on);
        let decision = self.choice("decision");
        if decided_on.is_some() != self.has("decision") {
            self.reject("decision", "day and decision stand together", "决定日期与处理决定须同时填写");
        }
        let extended_on = self.past_days("extended_on");
        self.ordered("extended_on", received_on, extended_on.first().copied());
        let handling = self.handling(number.as_deref(), received_on, None);
        let is_contradicted = decision == Some(ReportDecision::NotFiled) && handling.case_filed_on.is_some();
        if is_contradicted && !self.withdrawn() {
            self.reject(
                "case_filed_on",
                "it was decided to file no case; a day on which one was filed contradicts that",
                "处理决定为不予立案，不应有立案日期",
            );
        }
        Some(Report {
            real_name: self.flag("real_name", false),
            duplicate: self.duplicate(handling.main_number.as_deref(), number.as_deref()),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            received_on: received_on?,
            extended_on,
            decided_on,
            decision,
            handling: said(handling),
        })
    }

    /// Whoever names a main filing is a repetition of it.
    fn duplicate(&mut self, main: Option<&str>, number: Option<&str>) -> bool {
        if main.is_some() && main == number {
            self.reject("main_number", "a filing does not repeat itself", "主件编号不能是本件编号");
        }
        let is_said = self.flag("duplicate", main.is_some());
        if main.is_some() && !is_said {
            self.reject("duplicate", "it names a main filing, so it is a repetition", "已填写主件编号，应为重复件");
        }
        is_said
    }

    /// How a filing with this number is handled, and whether nobody was told of a decision before it.
    fn handling(&mut self, number: Option<&str>, received_on: Option<Day>, accepted_on: Option<Day>) -> Handling {
        let testing = self.parse("testing", cell::periods).unwrap_or_default();
        self.ordered("testing", received_on, testing.first().map(|period| period.from));
        self.happened("testing", testing.iter().map(|period| period.until.unwrap_or(period.from)).max());
        let (told_on, case_filed_on) = (self.past_day("told_on"), self.past_day("case_filed_on"));
        let decided = accepted_on.filter(|_| !self.withdrawn());
        self.ordered("told_on", decided.or(received_on), told_on);
        self.ordered("case_filed_on", received_on, case_filed_on);
        let case_no = self.text("case_no");
        if case_filed_on.is_some() && case_no.is_none() {
            self.reject("case_no", "a case that was filed has a number", "有立案日期时须填写案号");
        }
        let source = self.choice("source");
        // What the hotline hands over is an order: under the number of the filing if it bears no other.
        let own = number.filter(|_| source == Some(FilingSource::Hotline12345));
        Handling {
            office: self.text("office"),
            office_area: self.parse("office_area", cell::area),
            source,
            problem: self.text("problem"),
            filer: self.parse("filer", cell::pseudonym),
            text: self.parse("text", cell::digested),
            main_number: self.text("main_number"),
            odr_number: None,
            order: self.work_order(received_on, own),
            testing,
            told_on,
            ended_told_on: None,
            case_no,
            case_filed_on,
        }
    }

    /// The work order of a filing, which has the number `own` if it names none.
    fn work_order(&mut self, received_on: Option<Day>, own: Option<&str>) -> Option<WorkOrder> {
        let number = self.text("order_no").or_else(|| own.map(str::to_owned));
        let dispatched_on = self.past_day("order_dispatched_on");
        let (answered_on, returned_on) = (self.past_day("order_answered_on"), self.past_day("order_returned_on"));
        let due_on = self.day("order_due_on");
        let later = [("order_due_on", due_on), ("order_answered_on", answered_on), ("order_returned_on", returned_on)];
        later.into_iter().for_each(|(id, later)| self.ordered(id, dispatched_on, later));
        let is_dated = [dispatched_on, due_on, answered_on, returned_on].iter().any(Option::is_some);
        if is_dated && !self.has("order_no") && own.is_none() {
            self.reject("order_no", "days of an order without its number", "有工单日期时须填写工单编号");
        }
        let dispatched_on = dispatched_on.or(received_on)?;
        Some(WorkOrder { number: number?, dispatched_on, due_on, answered_on, returned_on })
    }
}
