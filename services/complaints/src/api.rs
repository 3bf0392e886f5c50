//! What is made of filings, over HTTP.

mod aggregates;
mod filers;
mod findings;
mod groups;
mod holds;
mod publicity;
mod ratios;

use crate::statistics::StatisticsError;
use crate::views::Views;
use contracts::problem::{Code, FieldError};
use ledger::{Ledger, Offer};
use std::sync::Arc;
use web::{Api, Fault};

/// The lists that can be exported.
pub(crate) fn offers(ledger: &Arc<Ledger>, views: &Views) -> Vec<Arc<dyn Offer>> {
    let ledger = || Arc::clone(ledger);
    let (statistics, findings) = (Arc::clone(&views.statistics), Arc::clone(&views.findings));
    vec![
        Arc::new(findings::Table { findings, ledger: ledger() }),
        Arc::new(holds::Table { holds: Arc::clone(&views.holds), ledger: ledger() }),
        Arc::new(publicity::Table(Arc::clone(&views.publicity))),
        Arc::new(ratios::Table(Arc::clone(&statistics))),
        Arc::new(ratios::FilingsTable { statistics, ledger: ledger() }),
    ]
}

pub(crate) fn mount(api: Api, views: &Views) -> Api {
    let api = ratios::mount(api.with(Arc::clone(&views.statistics)));
    let api = aggregates::mount(publicity::mount(api.with(Arc::clone(&views.publicity))));
    let api = groups::mount(findings::mount(api.with(Arc::clone(&views.findings))));
    let api = holds::mount(api.with(Arc::clone(&views.holds)));
    filers::mount(api.with(Arc::clone(&views.filers)))
}

impl From<StatisticsError> for Fault {
    fn from(error: StatisticsError) -> Self {
        match error {
            StatisticsError::Reading => {
                let en = error.to_string();
                Self::new(Code::Unavailable).detail("正在将投诉举报读入内存，请稍后再试", en)
            }
            StatisticsError::Period(field, en, zh) => {
                Self::new(Code::InvalidQuery).errors([FieldError::new(field, zh, en)])
            }
            StatisticsError::Decided(en, zh) => Self::conflict(zh, en),
            StatisticsError::Ledger(error) => error.into(),
            StatisticsError::Registry(error) => Self::unavailable(error),
            StatisticsError::Policy(faults) => {
                let told: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.file, fault.cause)).collect();
                Self::internal(told.join("; "))
            }
        }
    }
}
