//! Records back into rows: the cells from which reading makes the same record.

use crate::choice::Choice as _;
use crate::layout::Layout;
use domain::code::PartyCode;
use domain::money::Fen;
use domain::record::{
    Assessment, Complaint, Content, Handling, Inspection, Merchant, OdrCase, Payment, Penalty, Record, Report,
    Standing, Test,
};
use domain::vocab::yes_no;
use std::collections::BTreeMap;
use std::fmt::Display;

/// The cells of a row by column id, as text.
pub type Cells = BTreeMap<String, String>;

/// A record that can be written as a row of its layout.
pub trait ToCells {
    /// The row's cells by column id: words as tokens, amounts in the unit of their column. Read again by
    /// [`crate::one`], they give the same record. The columns that a file must have are there even if they
    /// are empty; what says nothing in any other column is left out. When the record changed and became
    /// known is no part of it, so that `changed_at` and `known_at` are not there.
    fn to_cells(&self) -> Cells;
}

impl ToCells for Merchant {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.code))
            .put("name", Some(&self.name))
            .put("kind", Some(self.kind.token()))
            .put("size", Some(self.size.token()))
            .put("channel", Some(self.channel.token()))
            .put("area", Some(self.area))
            .put("industry", Some(self.industry))
            .put("registered_on", self.registered_on)
            .put("status", Some(self.status.token()))
            .put("status_from", self.status_from)
            .part(self.succession.as_deref(), |row, succession| {
                let by: Vec<&str> = succession.by.iter().map(PartyCode::as_str).collect();
                row.put("succeeded_by", Some(by.join(";")))
                    .put("succession_ground", Some(succession.ground.token()))
                    .put("succeeded_on", Some(succession.on))
            })
            .cells
    }
}

impl ToCells for Penalty {
    /// A penalty does not keep the name of its party, which its layout demands: the party's code stands
    /// in its place.
    fn to_cells(&self) -> Cells {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.token()).collect();
        let code_column = if self.party.is_registration_number() { "cf_xdr_gszc" } else { "cf_xdr_shxym" };
        Row::of::<Self>(self.withdrawn)
            .put("cf_xdr_mc", Some(self.party))
            .put(code_column, Some(self.party))
            .put("cf_xdr_lb", self.party_kind.map(|kind| kind.token()))
            .put("cf_cfjg", Some(&self.authority))
            .put("cf_cfjgdm", Some(&self.authority_code))
            .put("cf_wsh", Some(&self.decision_no))
            .put("cf_wfxw", Some(&self.conduct))
            .put("cf_yj", Some(&self.ground))
            .put("cf_cflb", Some(joined(&kinds)))
            .put("cf_nr", Some(&self.content))
            .put("cf_nr_zkdx", Some(&self.permit))
            .put("cf_nr_fk", Some(self.fine_fen.wan_yuan_text()))
            .put("cf_nr_wfff", (self.confiscated_fen != Fen(0)).then(|| self.confiscated_fen.wan_yuan_text()))
            .put("cf_jdrq", Some(self.decided_on))
            .put("cf_gsjzq", self.display_until)
            .put("case_no", self.case_no.as_ref())
            .put("severity", self.severity.map(|severity| severity.token()))
            .put("grade", self.grade.map(|grade| grade.token()))
            .put("safety", self.safety.map(yes_no))
            .put("procedure", self.procedure.map(|procedure| procedure.token()))
            .put("minor_party", self.minor_party.then_some("yes"))
            .put("published_on", self.published_on)
            .put("served_on", self.served_on)
            .put("restriction_until", self.restriction_until)
            .put("display_stopped_on", Some(joined(&self.display_stopped_on)))
            .put("display_stop_reason", self.display_stop_reason.map(|reason| reason.token()))
            .put("stop_revoked_on", Some(joined(&self.stop_revoked_on)))
            .put("annulled_on", self.annulled_on)
            .part(self.outward.as_deref(), |row, outward| {
                row.put("reported_on", outward.reported_on)
                    .put("home_province", outward.home_province)
                    .put("pushed_on", outward.pushed_on)
                    .put("push_received_on", outward.push_received_on)
                    .put("annulment_received_on", outward.annulment_received_on)
                    .put("outward_withdrawn_on", outward.withdrawn_on)
            })
            .cells
    }
}

impl ToCells for Payment {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("authority_code", Some(&self.authority_code))
            .put("decision_no", Some(&self.decision_no))
            .put("state", Some(self.state.token()))
            .put("day", Some(self.day))
            .put("deferred_until", self.deferred_until)
            .cells
    }
}

impl ToCells for Inspection {
    fn to_cells(&self) -> Cells {
        let results: Vec<&str> = self.results().map(|result| result.token()).collect();
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("number", Some(&self.number))
            .put("day", Some(self.day))
            .put("result", Some(joined(&results)))
            .put("case_no", self.case_no.as_ref())
            .part(self.visit.as_deref(), |row, visit| {
                row.put("task", visit.task.as_ref())
                    .put("reason", visit.reason.map(|reason| reason.token()))
                    .put("on_site", visit.on_site.map(yes_no))
                    .put("inspectors", Some(joined(&visit.inspectors)))
                    .put("noted_at", visit.noted_at)
                    .put("signed_off_on", visit.signed_off_on)
                    .put("published_on", visit.published_on)
                    .put("settled_on", visit.settled_on)
                    .put("correct_by", visit.correct_by)
                    .put("corrected_on", visit.corrected_on)
            })
            .put("visit_type", self.visit_type.as_ref())
            .put("external_score", self.external_score)
            .put("critical_findings", self.critical_findings)
            .put("display_stopped_on", self.display_stopped_on)
            .put("annulled_on", self.annulled_on)
            .cells
    }
}

impl ToCells for Test {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("number", Some(&self.number))
            .put("day", Some(self.day))
            .put("result", Some(self.result.token()))
            .put("is_final", (!self.is_final).then_some("no"))
            .put("diligence", self.diligence.then_some("yes"))
            .put("resolved_on", self.resolved_on)
            .put("case_no", self.case_no.as_ref())
            .part(self.sampling.as_deref(), |row, way| {
                row.put("told_on", way.told_on)
                    .put("objected_on", way.objected_on)
                    .put("objection_accepted_on", way.objection_accepted_on)
                    .put("objection_decided_on", way.objection_decided_on)
                    .put("published_on", way.published_on)
                    .put("ordered_on", way.ordered_on)
                    .put("corrected_on", way.corrected_on)
            })
            .put("display_stopped_on", self.display_stopped_on)
            .put("annulled_on", self.annulled_on)
            .cells
    }
}

impl ToCells for Assessment {
    fn to_cells(&self) -> Cells {
        let row = Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("number", Some(&self.number))
            .put("day", Some(self.day))
            .put("state", self.state.as_ref());
        self.items.iter().fold(row, |row, (name, score)| row.put(&format!("item_{name}"), Some(score))).cells
    }
}

impl ToCells for Complaint {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("number", Some(&self.number))
            .put("received_on", Some(self.received_on))
            .put("accepted_on", self.accepted_on)
            .put("closed_on", self.closed_on)
            .put("outcome", self.outcome.map(|outcome| outcome.token()))
            .put("refused_by", self.refused_by.map(|side| side.token()))
            .put("duplicate", self.duplicate.then_some("yes"))
            .put("held_from", self.held_from)
            .put("held_until", self.held_until)
            .part(self.handling.as_deref(), handling)
            .part(self.publicity.as_deref(), |row, publicity| {
                row.put("consent", publicity.consent.map(yes_no))
                    .put("goods", publicity.goods.as_ref())
                    .put("claim", publicity.claim.as_ref())
                    .put("withheld", publicity.withheld.map(|why| why.token()))
                    .put("published_on", publicity.published_on)
            })
            .cells
    }
}

impl ToCells for Report {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("report_no", Some(&self.number))
            .put("received_on", Some(self.received_on))
            .put("real_name", self.real_name.then_some("yes"))
            .put("extended_on", Some(joined(&self.extended_on)))
            .put("decided_on", self.decided_on)
            .put("decision", self.decision.map(|decision| decision.token()))
            .put("duplicate", self.duplicate.then_some("yes"))
            .part(self.handling.as_deref(), handling)
            .cells
    }
}

fn handling(row: Row, handling: &Handling) -> Row {
    let testing = handling.testing.iter().map(|period| {
        let until = period.until.map(|until| until.to_string()).unwrap_or_default();
        format!("{}/{until}", period.from)
    });
    row.put("office", handling.office.as_ref())
        .put("office_area", handling.office_area)
        .put("source", handling.source.map(|source| source.token()))
        .put("problem", handling.problem.as_ref())
        .put("filer", handling.filer.as_ref())
        .put("text", handling.text.as_ref())
        .put("main_number", handling.main_number.as_ref())
        .part(handling.order.as_ref(), |row, order| {
            row.put("order_no", Some(&order.number))
                .put("order_dispatched_on", Some(order.dispatched_on))
                .put("order_due_on", order.due_on)
                .put("order_answered_on", order.answered_on)
                .put("order_returned_on", order.returned_on)
        })
        .put("testing", Some(joined(&testing.collect::<Vec<String>>())))
        .put("told_on", handling.told_on)
        .put("ended_told_on", handling.ended_told_on)
        .put("odr_number", handling.odr_number.as_ref())
        .put("case_no", handling.case_no.as_ref())
        .put("case_filed_on", handling.case_filed_on)
}

impl ToCells for OdrCase {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("number", Some(&self.number))
            .put("filed_on", Some(self.filed_on))
            .put("due_on", Some(self.due_on))
            .put("answered_on", self.answered_on)
            .put("settled_on", self.settled_on)
            .put("void", self.void.then_some("yes"))
            .cells
    }
}

impl ToCells for Standing {
    fn to_cells(&self) -> Cells {
        Row::of::<Self>(self.withdrawn)
            .put("code", Some(self.party))
            .put("kind", Some(self.kind.token()))
            .put("office", Some(&self.office))
            .put("document_no", Some(&self.document_no))
            .put("from", Some(self.from))
            .put("until", self.until)
            .put("case_no", self.case_no.as_ref())
            .part(self.listing.as_deref(), |row, listing| {
                row.put("found_on", listing.found_on).put("applied_on", listing.applied_on)
            })
            .part(self.permit.as_deref(), |row, permit| {
                row.put("permit_name", permit.name.as_ref())
                    .put("renews", permit.renews.as_ref())
                    .put("permit_ended_on", permit.ended_on)
            })
            .cells
    }
}

impl ToCells for Content {
    fn to_cells(&self) -> Cells {
        match self {
            Self::Merchant(record) => record.to_cells(),
            Self::Penalty(record) => record.to_cells(),
            Self::Payment(record) => record.to_cells(),
            Self::Inspection(record) => record.to_cells(),
            Self::Test(record) => record.to_cells(),
            Self::Assessment(record) => record.to_cells(),
            Self::Complaint(record) => record.to_cells(),
            Self::Report(record) => record.to_cells(),
            Self::OdrCase(record) => record.to_cells(),
            Self::Standing(record) => record.to_cells(),
        }
    }
}

/// Several values in one cell.
pub(crate) fn joined<T: Display>(values: &[T]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<String>>().join(";")
}

/// A row while it is written.
struct Row {
    cells: Cells,
}

impl Row {
    fn of<T: Record>(is_withdrawn: bool) -> Self {
        let needed = Layout::of(T::KIND).columns().filter(|column| column.is_required());
        let row = Self { cells: needed.map(|column| (column.id.to_owned(), String::new())).collect() };
        row.put("record_state", is_withdrawn.then_some("withdrawn"))
    }

    /// Writes the cells of a part, if the record has it.
    fn part<T>(self, part: Option<&T>, write: impl FnOnce(Self, &T) -> Self) -> Self {
        match part {
            Some(part) => write(self, part),
            None => self,
        }
    }

    /// Writes a cell, unless the record says nothing there.
    fn put(mut self, id: &str, value: Option<impl Display>) -> Self {
        if let Some(text) = value.map(|value| value.to_string()).filter(|text| !text.is_empty()) {
            self.cells.insert(id.to_owned(), text);
        }
        self
    }
}
