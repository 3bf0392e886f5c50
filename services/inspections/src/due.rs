//! Merchants that the law demands a visit of (法定必查对象): those whom the rules of the day find, and those whom an
//! official names beside them.

use crate::book::DrawBook;
use crate::error::DrawError;
use domain::code::PartyCode;
use draws::legal::{Due, Minima};
use policy::set::PolicySet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Merchants whom an official names, each with the ground in law.
pub(crate) type Named = BTreeMap<PartyCode, String>;

/// How many are visited for certain, and on which ground (法定必查对象数量).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = DrawDue)]
pub(crate) struct DueCounts {
    /// By rules of the policy, each with its sector.
    pub(crate) rules: Vec<DueByRule>,
    /// Merchants whom nobody but an official named.
    pub(crate) named: u64,
}

/// How many are due by one rule (按规则必查的户数).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DrawDueByRule)]
pub(crate) struct DueByRule {
    /// The interval of the parameter: `id@first day`.
    pub(crate) rule: String,
    /// What it is called, in Chinese.
    pub(crate) title_zh: String,
    /// The same in English.
    pub(crate) title: String,
    /// Sector of the rule.
    pub(crate) sector: String,
    /// Merchants.
    pub(crate) merchants: u64,
    /// Does it rest on something that is not settled?
    pub(crate) provisional: bool,
}

impl DrawBook {
    /// What the law demands today.
    pub(crate) fn minima(&self) -> Result<Minima, DrawError> {
        Minima::on(&self.around.policies, self.around.clock.today()).map_err(DrawError::Policy)
    }
}

impl DueCounts {
    /// Counts a merchant: by the rule that found it, else as named.
    pub(crate) fn count(&mut self, by: Option<&Due>, (minima, policies): (&Minima, &PolicySet)) {
        let Some(due) = by else {
            self.named += 1;
            return;
        };
        if let Some(known) = self.rules.iter_mut().find(|one| one.rule == due.rule && one.sector == due.sector) {
            known.merchants += 1;
            return;
        }
        let title = due.rule.split_once('@').and_then(|(id, _)| policies.get(id)).map(|parameter| &parameter.title);
        self.rules.push(DueByRule {
            rule: due.rule.clone(),
            title_zh: title.map_or_else(String::new, |title| title.zh.clone()),
            title: title.map_or_else(String::new, |title| title.en.clone()),
            sector: due.sector.clone(),
            merchants: 1,
            provisional: minima.is_provisional(&due.rule),
        });
        self.rules.sort_unstable_by(|one, other| (&one.rule, &one.sector).cmp(&(&other.rule, &other.sector)));
    }
}

/// The ground of a merchant that both a rule and an official name, or one of them.
pub(crate) fn ground(by: Option<&Due>, named: Option<&str>) -> Option<String> {
    match (by, named) {
        (Some(due), Some(named)) => Some(format!("{}；{named}", due.ground)),
        (due, named) => due.map(|due| due.ground.as_str()).or(named).map(str::to_owned),
    }
}
