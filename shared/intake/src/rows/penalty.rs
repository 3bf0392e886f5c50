//! Penalties and statements about their payment.

use super::row::Row;
use crate::cell;
use crate::issue::Disposition;
use crate::reason::Reason;
use domain::day::Day;
use domain::money::Fen;
use domain::record::{Outward, Payment, PaymentState, Penalty, PenaltyKind, said};

/// A fine above this is probably a mistake of unit (dossier §5.5: 1,000 万元).
const SUSPICIOUS_FINE: Fen = Fen::from_yuan(10_000_000);

impl Row<'_> {
    pub(super) fn penalty(&mut self) -> Option<Penalty> {
        let by_code = self.has("cf_xdr_shxym") || !self.has("cf_xdr_gszc");
        let party = self.code(if by_code { "cf_xdr_shxym" } else { "cf_xdr_gszc" });
        let party_kind = self.choice("cf_xdr_lb");
        self.needed_text("cf_xdr_mc");
        let (authority, authority_code) = (self.needed_text("cf_cfjg"), self.needed_text("cf_cfjgdm"));
        let decision_no = self.needed_text("cf_wsh");
        let ground = self.needed_text("cf_yj");
        let kinds = self.needed::<Vec<PenaltyKind>>("cf_cflb", cell::several);
        let content = self.needed_text("cf_nr");
        let fine = self.amount("cf_nr_fk");
        let confiscated = self.amount("cf_nr_wfff");
        self.fine_fits(kinds.as_deref(), fine);
        let decided_on = self.needed_past_day("cf_jdrq");
        let display_until = self.day("cf_gsjzq");
        self.ordered("cf_gsjzq", decided_on, display_until);
        let (published_on, served_on) = (self.past_day("published_on"), self.past_day("served_on"));
        self.ordered("published_on", decided_on, published_on);
        self.ordered("served_on", decided_on, served_on);
        let restriction_until = self.day("restriction_until");
        self.ordered("restriction_until", decided_on, restriction_until);
        let annulled_on = self.past_day("annulled_on");
        self.ordered("annulled_on", decided_on, annulled_on);
        // A decision may name the day ahead on which the display is to stop.
        let display_stopped_on = self.days("display_stopped_on");
        let first_stop = display_stopped_on.first().copied();
        self.ordered("display_stopped_on", decided_on, first_stop);
        let display_stop_reason = self.choice("display_stop_reason");
        if display_stop_reason.is_some() && first_stop.is_none() {
            self.reject(
                "display_stop_reason",
                "there is a reason, but no day on which the display stopped",
                "填写了停止公示原因，但没有停止公示日期",
            );
        }
        let stop_revoked_on = self.past_days("stop_revoked_on");
        self.ordered("stop_revoked_on", first_stop.or(decided_on), stop_revoked_on.first().copied());
        let safety = self.parse("safety", cell::flag);
        let outward = self.outward(decided_on, annulled_on);
        Some(Penalty {
            case_no: self.text("case_no"),
            severity: self.choice("severity"),
            grade: self.choice("grade"),
            safety,
            procedure: self.choice("procedure"),
            minor_party: self.flag("minor_party", false),
            permit: self.text("cf_nr_zkdx").unwrap_or_default(),
            withdrawn: self.withdrawn(),
            party: party?,
            party_kind,
            authority: authority?,
            authority_code: authority_code?,
            decision_no: decision_no?,
            conduct: self.text("cf_wfxw").unwrap_or_default(),
            ground: ground?,
            kinds: kinds?,
            content: content?,
            fine_fen: fine.unwrap_or_default(),
            confiscated_fen: confiscated.unwrap_or_default(),
            decided_on: decided_on?,
            display_until,
            published_on,
            served_on,
            restriction_until,
            display_stopped_on,
            display_stop_reason,
            stop_revoked_on,
            shielded: Vec::new(),
            outward: said(outward),
            annulled_on,
        })
    }

    fn outward(&mut self, decided_on: Option<Day>, annulled_on: Option<Day>) -> Outward {
        let (reported_on, pushed_on) = (self.past_day("reported_on"), self.past_day("pushed_on"));
        let push_received_on = self.past_day("push_received_on");
        let annulment_received_on = self.past_day("annulment_received_on");
        let withdrawn_on = self.past_day("outward_withdrawn_on");
        for (id, later) in [("reported_on", reported_on), ("pushed_on", pushed_on)] {
            self.ordered(id, decided_on, later);
        }
        self.ordered("push_received_on", pushed_on, push_received_on);
        self.ordered("annulment_received_on", annulled_on.or(decided_on), annulment_received_on);
        self.ordered("outward_withdrawn_on", annulment_received_on.or(decided_on), withdrawn_on);
        let home_province = self.parse("home_province", cell::province);
        Outward { reported_on, home_province, pushed_on, push_received_on, annulment_received_on, withdrawn_on }
    }

    fn amount(&mut self, id: &'static str) -> Option<Fen> {
        let unit = self.context.columns.unit(id);
        self.parse(id, |text| cell::amount(text, unit))
    }

    /// A fine stands there exactly if a fine is among the kinds; a very large one is asked about.
    fn fine_fits(&mut self, kinds: Option<&[PenaltyKind]>, fine: Option<Fen>) {
        let amount = fine.unwrap_or_default();
        let unread = self.has("cf_nr_fk") && fine.is_none();
        if let Some(kinds) = kinds.filter(|_| !unread) {
            let fined = kinds.contains(&PenaltyKind::Fine);
            if fined && amount == Fen(0) {
                self.reject(
                    "cf_nr_fk",
                    "the kinds name a fine, but there is no amount",
                    "处罚类别含罚款，但没有罚款金额",
                );
            }
            if !fined && amount > Fen(0) {
                self.reject(
                    "cf_nr_fk",
                    "there is an amount, but the kinds name no fine",
                    "有罚款金额，但处罚类别不含罚款",
                );
            }
        }
        if amount > SUSPICIOUS_FINE && !self.context.options.confirm_large_fines {
            let en = format!("a fine of {amount} yuan: is the unit right? --confirm keeps it");
            let zh = format!("罚款 {amount} 元，请核对单位；确认无误后用 --confirm");
            self.fault("cf_nr_fk", Disposition::AwaitingConfirmation, &Reason::new(en, zh));
        }
    }

    pub(super) fn payment(&mut self) -> Option<Payment> {
        let party = self.party();
        let (authority_code, decision_no) = (self.needed_text("authority_code"), self.needed_text("decision_no"));
        let state = self.needed_choice("state");
        let day = self.needed_past_day("day");
        let deferred_until = self.day("deferred_until");
        self.ordered("deferred_until", day, deferred_until);
        if state == Some(PaymentState::Deferred) && deferred_until.is_none() {
            self.reject("deferred_until", "a deferral names its last day", "延期须填写准许的最后一天");
        }
        let withdrawn = self.withdrawn();
        Some(Payment {
            party: party?,
            authority_code: authority_code?,
            decision_no: decision_no?,
            state: state?,
            day: day?,
            deferred_until,
            withdrawn,
        })
    }
}
