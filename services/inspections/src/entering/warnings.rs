//! What somebody should look at of a visit that was entered (录入提示): it is told, and never a reason to refuse what an
//! inspector has seen.

use super::form::Checked;
use crate::book::DrawBook;
use crate::burden::{CAP, PROTECTION, cap, counted, is_within_protection};
use crate::error::DrawError;
use crate::freeze::conflict;
use crate::made::visit;
use crate::store::{InspectorRow, RecusalRow, store};
use contracts::port::PortError;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::record::Inspection;
use draws::people::Ground;
use draws::population::Visit;
use draws::rules::Rules;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// Least number of inspectors of a visit (行政执法人员不少于两人).
const TEAM: usize = 2;
/// How long somebody keeps away from a former employer.
const FORMER_EMPLOYER: &str = "inspections.former_employer";

/// Something that somebody should look at (录入提示).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VisitWarning)]
pub(crate) struct Warning {
    /// What it is about.
    code: WarningCode,
    /// The same for people, in Chinese.
    zh: String,
    /// In English.
    en: String,
    /// Parameters that it rests on and that are not settled, each as `id@first day`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    provisional: Vec<String>,
}

/// What a warning is about (提示种类).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = VisitWarningCode)]
enum WarningCode {
    /// 超过年度检查上限
    OverCap,
    /// 在重复检查间隔内
    WithinProtection,
    /// 分类暂不可得，未核对上限
    CapUnknown,
    /// 检查人员不在名录
    InspectorUnknown,
    /// 检查人员当日不在任
    InspectorNotServing,
    /// 检查人员应当回避
    InspectorConflicted,
    /// 无人具备该领域资格
    NoneQualified,
    /// 不足两人
    FewerThanTwo,
}

impl Warning {
    const fn new(code: WarningCode, zh: String, en: String) -> Self {
        Self { code, zh, en, provisional: Vec::new() }
    }

    /// The same, by parameters of which some may not be settled.
    fn by(self, ids: &[&str], rules: &Rules) -> Self {
        Self { provisional: rules.provisional(ids), ..self }
    }
}

/// What others say of the merchant, asked before anything is written.
pub(super) struct Known {
    /// Its class, if it is rated, or why ratings could not be asked.
    class: Result<Option<String>, PortError>,
    /// Its industry, if the registry could be asked and knows it.
    industry: Option<Industry>,
    /// What the register says of conflicts between it and those who went.
    recusals: Vec<RecusalRow>,
}

impl DrawBook {
    /// Asks others for what warnings rest on. A visit does not wait for who is away: what could not be asked is told.
    pub(super) fn known(&self, code: PartyCode, went: &[&str]) -> Result<Known, DrawError> {
        let found = self.around.merchants.registered(&[code], None).unwrap_or_default();
        let merchant = found.into_iter().next().flatten();
        let present = merchant.as_ref().map_or(code, |merchant| merchant.code);
        let class = self.around.classes.class_of(present).map(|found| found.and_then(|one| one.class));
        let recusals = self.recusals_of((code, present), went)?;
        Ok(Known { class, industry: merchant.map(|merchant| merchant.industry), recusals })
    }

    /// Conflicts of those who went with a merchant, by the code that was named, the one that it has now, or one that it has
    /// given up since.
    fn recusals_of(&self, codes: (PartyCode, PartyCode), went: &[&str]) -> Result<Vec<RecusalRow>, DrawError> {
        let rows = self.db.read::<_, DrawError>(|mut conn| {
            let of_each = went.iter().map(|id| store(conn.again()).recusals(Some(id)));
            Ok(of_each.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect::<Vec<RecusalRow>>())
        })?;
        let named: Vec<Option<PartyCode>> = rows.iter().map(|row| PartyCode::parse(&row.part.merchant).ok()).collect();
        let asked: Vec<PartyCode> = named.iter().flatten().copied().collect();
        let mut registered = self.around.merchants.registered(&asked, None).unwrap_or_default().into_iter();
        let is_it = |code: &PartyCode| *code == codes.0 || *code == codes.1;
        let mut of_merchant = Vec::new();
        for (row, named) in rows.into_iter().zip(named) {
            let Some(named) = named else { continue };
            let present = registered.next().flatten().map(|merchant| merchant.code);
            if is_it(&named) || present.is_some_and(|present| is_it(&present)) {
                of_merchant.push(row);
            }
        }
        Ok(of_merchant)
    }

    /// What somebody should look at of a visit whose record was kept just now.
    pub(super) fn warnings(&self, checked: &Checked, known: &Known) -> Result<Vec<Warning>, DrawError> {
        let rules = Rules::on(&self.around.policies, checked.day).map_err(DrawError::Policy)?;
        let (own, others): (Vec<Inspection>, Vec<Inspection>) =
            self.records_of(checked.code)?.into_iter().partition(|record| record.number == checked.key);
        let own = own.first().ok_or_else(|| DrawError::Own(format!("{} was not kept", checked.key)))?;
        let others: Vec<Visit> = others.iter().map(visit).collect();
        let mut warnings = of_merchant(&visit(own), &others, known, &rules);
        let went = own.visit.as_deref().map(|visit| visit.inspectors.as_slice()).unwrap_or_default();
        let register = self.db.read::<_, DrawError>(|conn| Ok(store(conn).inspectors()?))?;
        warnings.extend(of_inspectors(went, &register, &self.sectors(checked, known)?, own.day)?);
        warnings.extend(of_conflicts(went, &known.recusals, (own.day, &rules))?);
        Ok(warnings)
    }

    /// Sectors for any of which an inspector must be qualified: that of the draw, else those to which the plans of the year
    /// count the industry.
    fn sectors(&self, checked: &Checked, known: &Known) -> Result<BTreeSet<String>, DrawError> {
        if let Some(sector) = &checked.sector {
            return Ok(BTreeSet::from([sector.clone()]));
        }
        let Some(industry) = known.industry else { return Ok(BTreeSet::new()) };
        let mut sectors = BTreeSet::new();
        for plan in self.plans(Some(checked.day.year()))? {
            let held = plan.sectors()?.into_iter().filter(|sector| sector.holds(industry));
            sectors.extend(held.map(|sector| sector.sector));
        }
        Ok(sectors)
    }
}

/// Cap and protection, which are about visits of the office's own motion on the spot alone.
fn of_merchant(own: &Visit, others: &[Visit], known: &Known, rules: &Rules) -> Vec<Warning> {
    if !own.counts() {
        return Vec::new();
    }
    let mut warnings = Vec::new();
    let year = own.on.year();
    let visits = counted(others, year).saturating_add(1);
    match known.class.as_ref().map(|class| cap(class.as_deref(), rules)) {
        Err(_) => warnings.push(Warning::new(
            WarningCode::CapUnknown,
            "信用分类暂不可得，未核对年度检查上限".to_owned(),
            "the class cannot be told at present, so that the yearly cap was not looked at".to_owned(),
        )),
        Ok(Some(cap)) if visits > cap => {
            let over = Warning::new(
                WarningCode::OverCap,
                format!("{year} 年度该户依职权现场检查已有 {visits} 次，超过上限 {cap} 次"),
                format!("{visits} visits of own motion on the spot in {year}: the cap is {cap}"),
            );
            warnings.push(over.by(&CAP, rules));
        }
        Ok(_) => {}
    }
    let meets = |other: &&Visit| is_within_protection(own, other, rules) || is_within_protection(other, own, rules);
    // Of several the one that lies nearest.
    let nearest = others.iter().filter(meets).min_by_key(|other| (other.on.number() - own.on.number()).abs());
    warnings.extend(nearest.map(|other| {
        Warning::new(
            WarningCode::WithinProtection,
            format!("与 {} 的依职权现场检查相隔不足 {} 个月", other.on, rules.protection_months),
            format!("within {} months of the visit of own motion on {}", rules.protection_months, other.on),
        )
        .by(&PROTECTION, rules)
    }));
    warnings
}

/// Whoever stands in the register of conflicts on the day of the visit, by the rule of draws. On what ground, is for those
/// alone who decide.
fn of_conflicts(
    went: &[String],
    recusals: &[RecusalRow],
    (day, rules): (Day, &Rules),
) -> Result<Vec<Warning>, DrawError> {
    // Whether nothing but a former employment keeps each away, for as long as that does.
    let mut conflicted: BTreeMap<String, bool> = BTreeMap::new();
    for row in recusals.iter().filter(|row| went.contains(&row.part.inspector_id)) {
        if let Some(found) = conflict(row.clone(), day)?.filter(|found| found.holds(rules, day)) {
            let is_former = matches!(found.ground, Ground::Employed(Some(_)));
            *conflicted.entry(found.inspector).or_insert(true) &= is_former;
        }
    }
    let warning = |(id, is_former): (String, bool)| {
        let warning = Warning::new(
            WarningCode::InspectorConflicted,
            format!("检查人员 {id} 对该主体应当回避（回避名录）"),
            format!("{id} stands in the register of conflicts for this merchant"),
        );
        if is_former { warning.by(&[FORMER_EMPLOYER], rules) } else { warning }
    };
    Ok(conflicted.into_iter().map(warning).collect())
}

/// Two inspectors, all of them in the register on that day, and one of them qualified (settled readings, 23).
fn of_inspectors(
    went: &[String],
    register: &[InspectorRow],
    sectors: &BTreeSet<String>,
    day: Day,
) -> Result<Vec<Warning>, DrawError> {
    let (mut warnings, mut serving) = (Vec::new(), Vec::new());
    for id in went {
        let Some(row) = register.iter().find(|row| row.inspector_id == *id) else {
            warnings.push(Warning::new(
                WarningCode::InspectorUnknown,
                format!("检查人员 {id} 不在执法人员名录中"),
                format!("the inspector {id} is not in the register"),
            ));
            continue;
        };
        if row.from_day <= day.number() && row.until_day.is_none_or(|until| day.number() <= until) {
            serving.push(row);
        } else {
            warnings.push(Warning::new(
                WarningCode::InspectorNotServing,
                format!("检查人员 {id} 于 {day} 不在任"),
                format!("{id} was no inspector on {day}"),
            ));
        }
    }
    let mut qualified = BTreeSet::new();
    for row in &serving {
        qualified.extend(row.sectors()?);
    }
    if !serving.is_empty() && !sectors.is_empty() && qualified.is_disjoint(sectors) {
        let names = sectors.iter().map(String::as_str).collect::<Vec<_>>().join("、");
        warnings.push(Warning::new(
            WarningCode::NoneQualified,
            format!("检查人员均不具备该领域（{names}）的资格"),
            format!("no inspector is qualified for {names}"),
        ));
    }
    if went.len() < TEAM {
        warnings.push(Warning::new(
            WarningCode::FewerThanTwo,
            format!("检查人员不足 {TEAM} 人"),
            format!("fewer than {TEAM} inspectors"),
        ));
    }
    Ok(warnings)
}
