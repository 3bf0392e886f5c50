//! Published results that stop with their case (关联检查结果同步停止公示): once its penalties are off display and no listing of it runs,
//! a negative result of the same case is shown no more. Whoever keeps those is asked only where a result names a case.

use crate::book::DrawBook;
use crate::error::DrawError;
use contracts::port::{ListMembership, Lists, Records};
use domain::code::PartyCode;
use domain::record::{Inspection, MerchantKind, Penalty, Record as _, RecordKind, Test};
use domain::span::Spans;
use domain::vocab::{InspectionResult, TestResult};
use policy::fault::Fault;
use policy::library::Library;
use statute::display::Display;
use statute::linked::{CaseListing, CasePenalty, CaseResult, displayed};
use statute::penalty;
use statute::repair::Rules;
use statute::tables::Tables;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Who keeps penalties and lists, and by which law results stop with them.
pub struct Cases {
    /// Keeps the penalties.
    pub violations: Arc<dyn Records>,
    /// Keeps the lists.
    pub lists: Arc<dyn Lists>,
    /// The law.
    pub law: Arc<CaseLaw>,
}

/// Which results stop with their case, and how long penalties are displayed (同步停止公示规则).
#[derive(Debug)]
pub struct CaseLaw {
    rules: Rules,
    tables: Tables,
}

impl CaseLaw {
    /// Reads it from a library.
    ///
    /// # Errors
    /// Every fault of the conditions of repair and of the tables of display.
    pub fn of(library: &Library) -> Result<Self, Vec<Fault>> {
        Ok(Self { rules: Rules::read(&library.procedures)?, tables: Tables::read(&library.parameters)? })
    }
}

/// What stands about a merchant with which a result may stop.
#[derive(Default)]
pub(crate) struct Beside {
    penalties: Vec<(Penalty, Display)>,
    /// Days on the serious list, with the number of the case.
    listings: Vec<(String, Spans)>,
}

/// The case of a visit that found something.
pub(crate) fn case_of_visit(visit: &Inspection) -> Option<&str> {
    let mut results = visit.results();
    let has_found = results.any(|result| !matches!(result, InspectionResult::I01 | InspectionResult::I02));
    visit.case_no().filter(|_| has_found)
}

/// The case of a test that was not passed.
pub(crate) fn case_of_test(test: &Test) -> Option<&str> {
    test.case_no().filter(|_| !matches!(test.result, TestResult::Sq0 | TestResult::Fs0))
}

impl DrawBook {
    /// What stands about a merchant beside its results.
    pub(crate) fn beside(&self, code: PartyCode) -> Result<Beside, DrawError> {
        let Some(subject_id) = self.ledger.subject_of(code)? else { return Ok(Beside::default()) };
        let cases = &self.around.cases;
        let mut penalties = Vec::new();
        for record in cases.violations.of_subject(subject_id)? {
            if record.kind == RecordKind::Penalty {
                penalties.push((record.key, serde_json::from_str::<Penalty>(&record.content)?));
            }
        }
        let kinds = self.kinds_of(penalties.iter().map(|(_, penalty)| penalty.party).collect())?;
        let numbers: BTreeMap<&str, &str> =
            penalties.iter().filter_map(|(key, penalty)| Some((key.as_str(), penalty.case_no()?))).collect();
        let listings = cases.lists.of_subject(subject_id)?;
        let listings = listings.iter().filter(|one| one.list == "serious_list").flat_map(|one| listed(one, &numbers));
        let listings = listings.collect();
        let shown = |(_, penalty): (String, Penalty)| {
            let tables = &cases.law.tables;
            let reading = match kinds.get(&penalty.party) {
                Some(kind) => penalty::displayed(&penalty, *kind, tables),
                None => penalty::displayed_of_unknown(&penalty, tables),
            };
            (penalty, reading.display)
        };
        let penalties = penalties.into_iter().filter(|(_, penalty)| !penalty.withdrawn).map(shown).collect();
        Ok(Beside { penalties, listings })
    }

    /// What each of them is registered as, of those that are.
    fn kinds_of(&self, parties: BTreeSet<PartyCode>) -> Result<BTreeMap<PartyCode, MerchantKind>, DrawError> {
        let parties: Vec<PartyCode> = parties.into_iter().collect();
        let found = if parties.is_empty() { Vec::new() } else { self.around.merchants.registered(&parties, None)? };
        Ok(parties.into_iter().zip(found).filter_map(|(code, party)| Some((code, party?.kind))).collect())
    }

    /// The days on which a result is shown beside what stands about its merchant.
    pub(crate) fn shown_with_case(&self, result: &CaseResult<'_>, beside: &Beside) -> Spans {
        let penalties = beside.penalties.iter();
        let penalties = penalties.map(|(penalty, display)| CasePenalty {
            case_no: penalty.case_no(),
            decided_on: penalty.decided_on,
            display,
        });
        let listings = beside.listings.iter().map(|(number, listed)| CaseListing { case_no: Some(number), listed });
        let (penalties, listings): (Vec<_>, Vec<_>) = (penalties.collect(), listings.collect());
        let shown = displayed(result, &penalties, &listings, &self.around.cases.law.rules);
        shown.into_iter().map(|one| one.span).collect()
    }
}

/// The days of a membership, for each case whose penalty it is about.
fn listed(one: &ListMembership, numbers: &BTreeMap<&str, &str>) -> Vec<(String, Spans)> {
    let days: Spans = one.spans.iter().map(|span| domain::span::Span::new(span.from, span.off)).collect();
    let of_cases: BTreeSet<&str> = one.about.iter().filter_map(|key| numbers.get(key.as_str()).copied()).collect();
    of_cases.into_iter().map(|number| (number.to_owned(), days.clone())).collect()
}
