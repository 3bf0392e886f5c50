//! Merchants, visits, sampling tests and assessments.

use super::row::Row;
use crate::cell;
use domain::day::Day;
use domain::record::{
    Assessment, Channel, Inspection, Merchant, MerchantKind, MerchantStatus, Sampling, SizeBand, Test, Visit, said,
};
use domain::vocab::{InspectionResult, TestResult};

impl Row<'_> {
    pub(super) fn merchant(&mut self) -> Option<Merchant> {
        let code = self.party();
        let name = self.needed_text("name");
        let kind: Option<MerchantKind> = self.needed_choice("kind");
        let size = self.choice("size");
        let channel = self.choice("channel");
        let area = self.needed("area", cell::area);
        let industry = self.needed("industry", cell::industry);
        let registered_on = self.past_day("registered_on");
        let status = self.choice("status").unwrap_or(MerchantStatus::Active);
        let status_from = match status {
            MerchantStatus::Active => None,
            _ if self.has("status_from") => self.past_day("status_from"),
            _ => {
                self.reject("status_from", "needed unless the status is active", "登记状态不是在营时必填");
                None
            }
        };
        self.ordered("status_from", registered_on, status_from);
        let succession = self.succession(code);
        let withdrawn = self.withdrawn();
        let by_kind = match kind? {
            MerchantKind::SoleTrader => SizeBand::SoleTrader,
            MerchantKind::Cooperative => SizeBand::Cooperative,
            MerchantKind::Enterprise => SizeBand::Unknown,
        };
        Some(Merchant {
            code: code?,
            name: name?,
            kind: kind?,
            size: size.unwrap_or(by_kind),
            channel: channel.unwrap_or(Channel::Unknown),
            area: area?,
            industry: industry?,
            registered_on,
            status,
            status_from,
            succession,
            withdrawn,
        })
    }

    pub(super) fn inspection(&mut self) -> Option<Inspection> {
        let party = self.party();
        let number = self.needed_text("number");
        let day = self.needed_past_day("day");
        let results: Vec<InspectionResult> = self.needed("result", cell::several).unwrap_or_default();
        if results.len() > 1 && results.first() == Some(&InspectionResult::I01) {
            self.reject(
                "result",
                "I01 says that nothing was found: it stands alone",
                "I01 为未发现问题，不能与其他结果并列",
            );
        }
        let visit = self.visit(day, &results);
        let (display_stopped_on, annulled_on) = (self.past_day("display_stopped_on"), self.past_day("annulled_on"));
        self.ordered("display_stopped_on", day, display_stopped_on);
        self.ordered("annulled_on", day, annulled_on);
        let mut results = results.into_iter();
        Some(Inspection {
            case_no: self.text("case_no"),
            visit_type: self.text("visit_type"),
            external_score: self.parse("external_score", cell::integer),
            critical_findings: self.parse("critical_findings", cell::count),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            day: day?,
            result: results.next()?,
            also: results.collect(),
            visit: said(visit),
            display_stopped_on,
            annulled_on,
        })
    }

    fn visit(&mut self, day: Option<Day>, results: &[InspectionResult]) -> Visit {
        let (signed_off_on, published_on) = (self.past_day("signed_off_on"), self.past_day("published_on"));
        let (settled_on, corrected_on) = (self.past_day("settled_on"), self.past_day("corrected_on"));
        let correct_by = self.day("correct_by");
        for (id, later) in
            [("signed_off_on", signed_off_on), ("published_on", published_on), ("corrected_on", corrected_on)]
        {
            self.ordered(id, day, later);
        }
        self.ordered("correct_by", day, correct_by);
        self.ordered("settled_on", published_on, settled_on);
        if settled_on.is_some() && results.contains(&InspectionResult::I07) {
            self.reject(
                "settled_on",
                "I07 still stands: put what became of it in its place",
                "结果仍为 I07，请改填最终结果",
            );
        }
        Visit {
            task: self.text("task"),
            reason: self.choice("reason"),
            on_site: self.parse("on_site", cell::flag),
            inspectors: self.parse("inspectors", cell::keys).unwrap_or_default(),
            noted_at: self.past_instant("noted_at"),
            signed_off_on,
            published_on,
            settled_on,
            correct_by,
            corrected_on,
        }
    }

    fn sampling(&mut self, day: Option<Day>) -> Sampling {
        let told_on = self.past_day("told_on");
        let (objected_on, objection_decided_on) = (self.past_day("objected_on"), self.past_day("objection_decided_on"));
        let objection_accepted_on = self.past_day("objection_accepted_on");
        self.ordered("objected_on", told_on, objected_on);
        self.ordered("objection_accepted_on", objected_on, objection_accepted_on);
        self.ordered("objection_decided_on", objection_accepted_on.or(objected_on), objection_decided_on);
        let (published_on, ordered_on) = (self.past_day("published_on"), self.past_day("ordered_on"));
        let corrected_on = self.past_day("corrected_on");
        self.ordered("published_on", day, published_on);
        self.ordered("corrected_on", ordered_on, corrected_on);
        Sampling {
            told_on,
            objected_on,
            objection_accepted_on,
            objection_decided_on,
            published_on,
            ordered_on,
            corrected_on,
        }
    }

    /// A result that nobody has said not to be final is final, but for a failed one while the objection to it is open
    /// (异议或复检尚无结论): only what is final counts and is published.
    fn is_final(&mut self, result: Option<TestResult>, sampling: &Sampling) -> bool {
        let has_failed = result.is_some_and(TestResult::has_failed);
        let is_open = has_failed && sampling.objected_on.is_some() && !self.has("objection_decided_on");
        let is_final = self.flag("is_final", !is_open);
        if is_final && is_open && !self.withdrawn() {
            self.reject(
                "is_final",
                "the objection to the failed result is not decided, so that it is not final",
                "对不合格结论的异议或复检尚无结论，不是最终结论",
            );
        }
        is_final
    }

    pub(super) fn test(&mut self) -> Option<Test> {
        let party = self.party();
        let number = self.needed_text("number");
        let day = self.needed_past_day("day");
        let result = self.needed_choice("result");
        let resolved_on = self.past_day("resolved_on");
        self.ordered("resolved_on", day, resolved_on);
        let sampling = self.sampling(day);
        let is_final = self.is_final(result, &sampling);
        let (display_stopped_on, annulled_on) = (self.past_day("display_stopped_on"), self.past_day("annulled_on"));
        self.ordered("display_stopped_on", day, display_stopped_on);
        self.ordered("annulled_on", day, annulled_on);
        Some(Test {
            is_final,
            diligence: self.flag("diligence", false),
            case_no: self.text("case_no"),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            day: day?,
            result: result?,
            resolved_on,
            sampling: said(sampling),
            display_stopped_on,
            annulled_on,
        })
    }

    pub(super) fn assessment(&mut self) -> Option<Assessment> {
        let party = self.party();
        let number = self.needed_text("number");
        let day = self.needed_past_day("day");
        Some(Assessment {
            state: self.text("state"),
            items: self.open_integers("item_"),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            day: day?,
        })
    }
}
