//! Measures that follow from being on a list (管理措施), by dated policy (`policies/measures`).
//!
//! A membership decides of them alone: they begin with it and are lifted at the same instant as it ends, of several
//! memberships with the last (settled reading 22). Nothing here is an automatic ban or an instruction to anybody: what a
//! measure is, its kind says.

use crate::tables::dated::Dated;
use crate::tables::{Shaped, dated, only_keys, words};
use domain::day::Day;
use domain::span::{Span, Spans};
use policy::fault::Fault;
use policy::parameter::Value;
use policy::scheme::Name;
use policy::set::{PolicySet, path_of_id};
use serde::Serialize;

/// What a department makes of a measure (适用方式).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// 应当适用
    Must,
    /// 作为重要考量因素: to be weighed by law, with everything else.
    FactorToWeigh,
    /// 仅供参考: for others to consider by themselves.
    ReferenceOnly,
}

impl MeasureKind {
    /// Each with its token and its Chinese label.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Must, "must", "应当适用"),
        (Self::FactorToWeigh, "factor_to_weigh", "重要考量因素"),
        (Self::ReferenceOnly, "reference_only", "仅供参考"),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub fn token(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, token, _)| token)
    }

    /// The Chinese label.
    #[must_use]
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., zh)| zh)
    }

    fn from_token(token: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == token).map(|(kind, ..)| *kind)
    }
}

/// A measure, as the table of a list has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measure {
    /// Its code in the catalogue of measures, such as `M08`.
    pub code: String,
    /// Its name.
    pub title: Name,
    /// What a department makes of it.
    pub kind: MeasureKind,
    /// The departments that apply it.
    pub departments: Vec<String>,
    /// Instrument and article of this very measure.
    pub basis: String,
}

/// A measure that is or was in force for a merchant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InForce<'m> {
    /// Which.
    pub measure: &'m Measure,
    /// From when to when.
    pub span: Span,
    /// The policy interval that says so.
    pub by: &'m str,
    /// Is that law unsettled?
    pub provisional: bool,
}

/// The measures of the serious list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Measures(Dated<Vec<Measure>>);

/// The table of the serious list.
const SERIOUS_LIST: &str = "measures.serious_list";

impl Measures {
    /// Reads them from a policy set.
    ///
    /// # Errors
    /// If the parameter is missing, ends, or its value has not the shape that is needed.
    pub fn read(set: &PolicySet) -> Result<Self, Vec<Fault>> {
        let Some(parameter) = set.get(SERIOUS_LIST) else {
            let cause = format!("parameter {SERIOUS_LIST} is missing");
            return Err(vec![Fault { file: path_of_id(SERIOUS_LIST), line: 1, cause }]);
        };
        let mut faults = Vec::new();
        match dated(parameter, &mut faults, |value, _| measures(value)) {
            Some(table) if faults.is_empty() => Ok(Self(table)),
            _ => Err(faults),
        }
    }

    /// The same while nothing suspends them: on days of a shield (临时屏蔽) no measure is in force, and each goes on
    /// after it for as long as the membership runs.
    #[must_use]
    pub fn in_force_beside(&self, listed: &Spans, suspended: &Spans) -> Vec<InForce<'_>> {
        self.in_force(&listed.minus(suspended))
    }

    /// The measures in force while a merchant is on the list, in order of code and day. Where the table changes while it
    /// is, each version holds for its own days.
    #[must_use]
    pub fn in_force(&self, listed: &Spans) -> Vec<InForce<'_>> {
        let first = self.0.at(Day::DAWN);
        let versions: Vec<_> = std::iter::once((Day::DAWN, first.value, first.basis))
            .chain(self.0.after(Day::DAWN).map(|entry| (entry.since, &entry.value, entry.basis())))
            .collect();
        let nexts = versions.iter().skip(1).map(|(since, ..)| *since).chain([Day::FOREVER]);
        let mut found = Vec::new();
        for ((since, measures, basis), next) in versions.iter().zip(nexts) {
            for span in listed.iter().map(|span| span.and(Span::new(*since, next))).filter(|span| !span.is_empty()) {
                let in_force = |measure| InForce { measure, span, by: basis.by, provisional: basis.provisional };
                found.extend(measures.iter().map(in_force));
            }
        }
        found.sort_by(|one, other| (&one.measure.code, one.span).cmp(&(&other.measure.code, other.span)));
        found
    }
}

fn measures(value: &Value) -> Shaped<Vec<Measure>> {
    let table = value.table().ok_or("the value must be a table of measures by code")?;
    table.iter().map(|(code, value)| measure(code, value)).collect()
}

fn measure(code: &str, value: &Value) -> Shaped<Measure> {
    only_keys(value, &["zh", "en", "kind", "departments", "basis"])?;
    let text = |key: &str| {
        let text = value.entry(key).and_then(Value::text).filter(|text| !text.trim().is_empty());
        text.map(str::to_owned).ok_or_else(|| format!("{code}: {key} must be a text"))
    };
    let kind = text("kind")?;
    let departments = value.entry("departments").ok_or_else(|| format!("{code}: departments are missing"))?;
    let departments = words(departments)?;
    if departments.is_empty() {
        return Err(format!("{code}: a measure names who applies it"));
    }
    Ok(Measure {
        code: code.to_owned(),
        title: Name { zh: text("zh")?, en: text("en")? },
        kind: MeasureKind::from_token(&kind).ok_or_else(|| format!("{code}: {kind:?} is no kind of measure"))?,
        departments,
        basis: text("basis")?,
    })
}
