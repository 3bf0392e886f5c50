//! The ratios, and the filings behind a figure, as tables.

use super::{FigureQuery, Filter, opened, unknown};
use crate::statistics::{By, FilingAfter, FilingCounted, Opened, Ratio, Ratios, Statistics, Whose};
use contracts::access::Scope;
use contracts::page::Limit;
use contracts::problem::Code;
use domain::day::Day;
use ledger::{Asker, EXPORT_PAGE, Form, Ledger, Line, Lines, Names, Sheet, Tabled, shown};
use ratios::Measure;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use web::Fault;

/// Ratios of handling, a row for each ratio and group.
pub(in crate::api) struct Table(pub(in crate::api) Arc<Statistics>);

impl Tabled for Table {
    type Filter = Filter;
    type After = ();

    const SHEET: Sheet = Sheet {
        list: "ratios",
        zh: "办理指标",
        path: "/ratios",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("指标", Form::Text),
            ("指标名称", Form::Text),
            ("分组", Form::Text),
            ("分组代码", Form::Text),
            ("分母（件）", Form::Number),
            ("分子（件）", Form::Number),
            ("比率（%）", Form::Text),
            ("目标（%）", Form::Text),
            ("是否达标", Form::Text),
            ("统计起日", Form::Day),
            ("统计止日", Form::Day),
            ("截至日期", Form::Day),
            ("所依未定规则", Form::Text),
        ],
    };

    fn check(&self, filter: &Filter) -> Result<(), Fault> {
        Ok(self.0.check(&filter.counting(Asker::house(crate::SERVICE))?)?)
    }

    fn page(&self, filter: &Filter, asker: Asker<'_>, _: Option<()>) -> Result<Lines<()>, Fault> {
        let counting = filter.counting(asker)?;
        let Ratios { period, as_of, rules, ratios, .. } = self.0.ratios(&counting)?;
        let line = |ratio: Ratio| {
            let Ratio { measure, value, label, figure, unsettled } = ratio;
            let target = rules.targets.get(&measure).copied();
            let group = counting.by.map(|_| label.or_else(|| value.clone()).unwrap_or_else(|| "未知".to_owned()));
            let cells = vec![
                measure.token().to_owned(),
                measure.zh().to_owned(),
                shown::maybe(group),
                shown::maybe(value),
                figure.of.to_string(),
                figure.good.to_string(),
                shown::maybe(figure.text()),
                shown::maybe(target.map(shown::per_cent_of_permille)),
                shown::maybe(target.and_then(|target| figure.reaches(target)).map(shown::yes)),
                period.from.to_string(),
                period.to.to_string(),
                as_of.to_string(),
                shown::joined(unsettled),
            ];
            Line { party: None, cells }
        };
        Ok(Lines { lines: ratios.into_iter().map(line).collect(), next: None })
    }
}

/// Which filings of which figure.
#[derive(Deserialize, IntoParams)]
pub(in crate::api) struct OfFigure {
    /// `K1`, `K1b`, `K2`, `K3`, `K4`, `K5` or `K6`.
    measure: String,
    /// First day.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Last day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// As is seen at the end of this day.
    #[param(value_type = Option<String>, format = Date)]
    as_of: Option<Day>,
    /// By what it is split.
    #[param(inline)]
    by: Option<By>,
    /// With `by`: only those with this value.
    value: Option<String>,
    /// With `by`: only those of which the value is not known.
    unknown: Option<bool>,
    /// Only those that were as they should be, or only those that were not.
    good: Option<bool>,
}

impl OfFigure {
    fn opened(&self, asker: Asker<'_>) -> Result<Opened, Fault> {
        let measure = Measure::from_token(&self.measure).ok_or_else(|| unknown(Code::InvalidPath, &self.measure))?;
        let which = FigureQuery {
            from: self.from,
            to: self.to,
            as_of: self.as_of,
            by: self.by,
            value: self.value.clone(),
            unknown: self.unknown,
            good: self.good,
            limit: Limit::default(),
            after: None,
        };
        Ok(Opened { limit: EXPORT_PAGE, ..opened(measure, which, asker)? })
    }
}

/// The filings that a figure is made of, with the names of those merchants that whoever asks may see.
pub(in crate::api) struct FilingsTable {
    pub(in crate::api) statistics: Arc<Statistics>,
    pub(in crate::api) ledger: Arc<Ledger>,
}

impl Tabled for FilingsTable {
    type Filter = OfFigure;
    type After = FilingAfter;

    const SHEET: Sheet = Sheet {
        list: "ratio_filings",
        zh: "指标明细",
        path: "/ratios/{measure}/filings",
        scopes: &[Scope::ReadRecords],
        columns: &[
            ("指标", Form::Text),
            ("类别", Form::Text),
            ("记录编号", Form::Text),
            ("统一社会信用代码", Form::Text),
            ("主体名称", Form::Text),
            ("计入日期", Form::Day),
            ("计入分母", Form::Text),
            ("计入分子", Form::Text),
            ("立案编号", Form::Text),
            ("待确认行", Form::Text),
        ],
    };

    fn check(&self, filter: &OfFigure) -> Result<(), Fault> {
        Ok(self.statistics.check(&filter.opened(Asker::house(crate::SERVICE))?.counting)?)
    }

    fn page(
        &self,
        filter: &OfFigure,
        asker: Asker<'_>,
        after: Option<FilingAfter>,
    ) -> Result<Lines<FilingAfter>, Fault> {
        let (found, next) = self.statistics.open(&Opened { after, ..filter.opened(asker)? })?;
        // What an office handles of merchants elsewhere, the list tells it of; who they are it does not.
        let subjects: Vec<i64> = found.iter().map(|counted| counted.after.subject()).collect();
        let covered = self.ledger.covered(&subjects, asker.reach)?;
        let named = found.iter().filter(|counted| covered.contains(&counted.after.subject()));
        let names = self.ledger.names(named.filter_map(|counted| counted.whose.code()));
        let lines = found.into_iter().map(|counted| line(&filter.measure, counted, &names));
        Ok(Lines { lines: lines.collect(), next })
    }
}

fn line(measure: &str, counted: FilingCounted, names: &Names) -> Line {
    let FilingCounted { whose, kind, key, share, .. } = counted;
    let party = whose.code();
    let row = match whose {
        Whose::Known(_) => None,
        Whose::Waiting(row) => row.map(|row| row.told()),
    };
    let cells = vec![
        measure.to_owned(),
        shown::kind(kind),
        key,
        shown::maybe(party),
        shown::maybe(party.and_then(|party| names.get(&party))),
        share.day.to_string(),
        shown::yes(share.of),
        shown::yes(share.good),
        shown::maybe(share.case_no),
        shown::maybe(row),
    ];
    Line { party, cells }
}
