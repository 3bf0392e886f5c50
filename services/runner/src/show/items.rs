//! A rating by the worst item, as text.

use crate::answer::ItemsAnswer;
use scoring::worst_item::ByItems;

/// The rating in a few lines.
pub(crate) fn text(answer: &ItemsAnswer<'_>) -> String {
    let scheme = answer.scheme;
    let said = match &answer.by_items {
        ByItems::Rated { class, total, worst, by } => format!(
            "等级 Class {}：合计 total {total}，最差 worst {} {}，评定 assessment {} ({})",
            scheme.class_name(*class),
            worst.0,
            worst.1,
            by.key,
            by.day
        ),
        ByItems::NotAssessed => "未评定 not assessed".to_owned(),
        ByItems::Unrated { state, by } => format!("不予评级 unrated: {state}，{} ({})", by.key, by.day),
        ByItems::Incomplete { missing, by } => format!("缺少项目 item {missing} is missing: {} ({})", by.key, by.day),
    };
    let trial = super::trial(answer.trial);
    format!(
        "{} {}{trial}\n{}  {}\n评价日 As of {}\n{said}\n",
        scheme.title.zh,
        scheme.label(),
        answer.facts.code,
        answer.name,
        answer.day
    )
}
