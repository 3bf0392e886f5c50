//! What the serious list requires of penalties (列入严重违法失信名单的条件).

use crate::records::{PENALTY, STANDING, has_fallen};
use crate::requirements::{Asked, known, shown};
use crate::stated::{self, name};
use cases::CaseError;
use domain::record::{Penalty, PenaltyKind, RecordKey};
use domain::vocab::Grade;
use serde::Deserialize;
use serde_json::json;
use statute::procedure::Finding;
use statute::repair::{Heavy, heavy};
use statute::tables::DisplayChannel;

/// A penalty that is going to be decided together with the listing (拟作出的处罚): there is no record of it yet.
#[derive(Deserialize)]
struct Proposed {
    #[serde(default)]
    kinds: Vec<PenaltyKind>,
    #[serde(default)]
    grade: Option<Grade>,
}

impl Asked<'_> {
    /// 由作出处罚决定的市场监督管理部门列入: everything that the case is about was decided by the office whose case it is, and a
    /// penalty in the field of market regulation. A penalty that is still to be decided has its office in its key.
    pub(crate) fn of_own_office(&self) -> Result<Finding, CaseError> {
        let (file, law) = (self.before.file, &self.lists.law);
        let standings = self.standings()?;
        let mut by = Vec::new();
        for (key, penalty) in standings.about(&file.about) {
            let own = RecordKey::new(PENALTY, &[file.office.as_str(), ""]);
            if !key.starts_with(own.as_str()) {
                return Ok(known(false, format!("{key}：本案机关 the office of the case is {}", file.office)));
            }
            if let Some(penalty) = penalty {
                let channel = law.tables.channel(&penalty.authority, penalty.decided_on);
                if *channel.value != DisplayChannel::Gsxt {
                    return Ok(known(false, format!("{key}：{} {}", penalty.authority, channel.basis.by)));
                }
            }
            by.push(key);
        }
        for about in file.about.iter().filter(|about| about.kind == STANDING) {
            let standing = standings.standings.get(&about.key);
            if let Some(standing) = standing.filter(|standing| standing.office != file.office) {
                return Ok(known(false, format!("{} office = {}", about.key, standing.office)));
            }
            by.push(&about.key);
        }
        Ok(known(true, by.join("；")))
    }

    /// 较重行政处罚: one of those that the case is about. A grade that nobody told is asked for and never guessed.
    pub(crate) fn heavy(&self) -> Result<Finding, CaseError> {
        let mut why_not = Vec::new();
        for (key, penalty) in self.standings()?.about(&self.before.file.about) {
            match penalty {
                Some(penalty) if has_fallen(penalty, self.before.on) => {
                    why_not.push(format!("{key}：已撤销 it has fallen"));
                }
                Some(penalty) => match self.weight(penalty) {
                    (Heavy::Yes, by) => return Ok(known(true, format!("{key} {by}"))),
                    (Heavy::GradeMissing, by) => why_not.push(format!(
                        "{key}：罚款未写明裁量档次，须先查明 the discretion grade of the fine is to be asked for ({by})"
                    )),
                    (Heavy::No, by) => why_not.push(format!("{key} {by}")),
                },
                None => match self.proposed()? {
                    // Before it is decided there is no record: what is going to be decided is stated.
                    Some(penalty) if self.weight(&penalty).0 == Heavy::Yes => {
                        let by = self.weight(&penalty).1;
                        return Ok(known(true, format!("{key} stated: {} {by}", name::PROPOSED_PENALTY)));
                    }
                    _ => why_not.push(format!("{key}：没有该处罚 there is no such penalty")),
                },
            }
        }
        if why_not.is_empty() {
            why_not.push("未写明所依据的处罚 the case is about no penalty".to_owned());
        }
        Ok(known(false, why_not.join("；")))
    }

    /// Is it heavy, and by what?
    fn weight(&self, penalty: &Penalty) -> (Heavy, String) {
        let law = &self.lists.law;
        let by = law.rules.heavy_kinds(penalty.decided_on).basis.by.to_owned();
        (heavy(penalty, &law.tables, &law.rules), by)
    }

    /// The penalty that is going to be decided, as it was stated; nothing once the listing is decided, together with which
    /// there is one.
    fn proposed(&self) -> Result<Option<Penalty>, CaseError> {
        let is_decision = self.before.act.is_none_or(|_| !self.before.steps.is_empty());
        let stated = self.last(|stated| stated.get(name::PROPOSED_PENALTY).cloned());
        let Some(proposed) = stated.filter(|_| !is_decision) else { return Ok(None) };
        let wrong = |error: serde_json::Error| CaseError::Field {
            field: "stated",
            zh: format!("{}：应写明处罚种类和裁量档次", name::PROPOSED_PENALTY),
            en: format!("{}: {error}", name::PROPOSED_PENALTY),
        };
        let Proposed { kinds, grade } = serde_json::from_value(proposed).map_err(wrong)?;
        let penalty = json!({
            "party": self.before.file.code, "authority": "", "authority_code": "", "decision_no": "", "ground": "",
            "kinds": kinds, "content": "", "fine_fen": 0, "confiscated_fen": 0, "decided_on": self.before.on, "grade": grade,
        });
        Ok(Some(serde_json::from_value(penalty)?))
    }

    /// 属于应当列入的情形: an official finds it, by an article that the law of the day knows.
    pub(crate) fn conduct(&self) -> Result<Finding, CaseError> {
        let on = self.before.on;
        let known_articles: Vec<&str> = self.lists.law.rules.conduct_articles(on).collect();
        Ok(match self.last(|stated| stated::text(stated, name::ARTICLE)) {
            Some(article) if known_articles.contains(&article) => {
                known(true, format!("stated: {} = {article}", name::ARTICLE))
            }
            said => {
                let said = said.unwrap_or("-");
                let all = known_articles.join(", ");
                known(false, format!("须写明所属条 {} is one of {all}, and is {said}", name::ARTICLE))
            }
        })
    }

    /// 与处罚同时决定: on the day on which the heavy one of its penalties was decided.
    pub(crate) fn with_penalty(&self) -> Result<Finding, CaseError> {
        let on = self.before.on;
        let standings = self.standings()?;
        let decided: Vec<(&str, &Penalty)> =
            standings.about(&self.before.file.about).filter_map(|(key, found)| Some((key, found?))).collect();
        let heavy = || decided.iter().filter(|(_, penalty)| self.weight(penalty).0 == Heavy::Yes);
        if let Some((key, _)) = heavy().find(|(_, penalty)| penalty.decided_on == on) {
            return Ok(known(true, format!("{key} decided_on = {on}")));
        }
        let days: Vec<String> =
            decided.iter().map(|(key, penalty)| format!("{key} decided_on = {}", penalty.decided_on)).collect();
        let none = || "没有处罚决定 there is no decision of a penalty".to_owned();
        Ok(known(false, if days.is_empty() { none() } else { days.join("；") }))
    }

    /// 据以列入的处罚已被撤销、确认违法或者无效: of several, the last that was left.
    pub(crate) fn fallen(&self) -> Result<Finding, CaseError> {
        let (file, on) = (self.before.file, self.before.on);
        let standings = self.standings()?;
        let mut fallen = Vec::new();
        for (key, penalty) in standings.about(&file.about) {
            match penalty {
                Some(penalty) if has_fallen(penalty, on) => {
                    fallen.push(format!("{key} annulled_on = {}", shown(penalty.annulled_on)));
                }
                Some(_) => return Ok(known(false, format!("{key}：仍然有效 it stands"))),
                // What was taken back stands no more.
                None => fallen.push(format!("{key}：已撤回 it was taken back")),
            }
        }
        for about in file.about.iter().filter(|about| about.kind == STANDING) {
            if standings.standings.contains_key(&about.key) {
                return Ok(known(false, format!("{}：仍然有效 it stands", about.key)));
            }
            fallen.push(format!("{}：已撤回 it was taken back", about.key));
        }
        let is_any = !fallen.is_empty();
        let none = || "未写明所依据的处罚 the case is about no penalty".to_owned();
        Ok(known(is_any, if is_any { fallen.join("；") } else { none() }))
    }
}
