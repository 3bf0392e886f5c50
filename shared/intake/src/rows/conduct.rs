//! Merchants, visits, sampling tests and assessments.

use super::row::Row;
use crate::cell;
use domain::record::{Assessment, Channel, Inspection, Merchant, MerchantKind, MerchantStatus, SizeBand, Test};

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
            withdrawn,
        })
    }

    pub(super) fn inspection(&mut self) -> Option<Inspection> {
        let party = self.party();
        let number = self.needed_text("number");
        let day = self.needed_past_day("day");
        let result = self.needed_choice("result");
        let (display_stopped_on, annulled_on) = (self.past_day("display_stopped_on"), self.past_day("annulled_on"));
        self.ordered("display_stopped_on", day, display_stopped_on);
        self.ordered("annulled_on", day, annulled_on);
        Some(Inspection {
            case_no: self.text("case_no"),
            visit_type: self.text("visit_type"),
            external_score: self.parse("external_score", cell::integer),
            critical_findings: self.parse("critical_findings", cell::count),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            day: day?,
            result: result?,
            display_stopped_on,
            annulled_on,
        })
    }

    pub(super) fn test(&mut self) -> Option<Test> {
        let party = self.party();
        let number = self.needed_text("number");
        let day = self.needed_past_day("day");
        let result = self.needed_choice("result");
        let resolved_on = self.past_day("resolved_on");
        self.ordered("resolved_on", day, resolved_on);
        let (display_stopped_on, annulled_on) = (self.past_day("display_stopped_on"), self.past_day("annulled_on"));
        self.ordered("display_stopped_on", day, display_stopped_on);
        self.ordered("annulled_on", day, annulled_on);
        Some(Test {
            is_final: self.flag("is_final", true),
            diligence: self.flag("diligence", false),
            case_no: self.text("case_no"),
            withdrawn: self.withdrawn(),
            party: party?,
            number: number?,
            day: day?,
            result: result?,
            resolved_on,
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
