//! The clocks of the law as dated policy (`policies/clocks`): how long each runs, and how that is counted.

use crate::tables::dated::{Dated, Ruling};
use crate::tables::{Shaped, dated, only_keys};
use domain::day::Day;
use policy::fault::Fault;
use policy::parameter::{Interval, Unit, Value};
use policy::scheme::Name;
use policy::set::PolicySet;
use std::collections::BTreeMap;

/// What is counted (期限的单位).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// 工作日
    WorkingDays,
    /// 自然日
    Days,
    /// 月
    Months,
}

/// What becomes of a last day that is no working day (期限末日的处理).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LastDay {
    /// It stays: the limit ends on it.
    Stays,
    /// It rolls to the first working day after it, as a party's limits do (民法典 Art. 203).
    Rolls,
    /// The law leaves it open, so both are shown, and what is done by the rolled one is in time.
    Both,
}

/// Whose a duty is (期限的义务人).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Whose {
    /// 监管部门
    #[default]
    Office,
    /// 经营主体
    Merchant,
    /// 复议机关、人民法院: whoever decides a reconsideration or a suit.
    Reviewer,
}

impl Whose {
    /// Each with its token and its Chinese label.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Office, "office", "监管部门"),
        (Self::Merchant, "merchant", "经营主体"),
        (Self::Reviewer, "reviewer", "复议机关、法院"),
    ];

    /// The token used in files and answers.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Merchant => "merchant",
            Self::Reviewer => "reviewer",
        }
    }

    /// The Chinese label.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Office => "监管部门",
            Self::Merchant => "经营主体",
            Self::Reviewer => "复议机关、法院",
        }
    }

    /// The one of a token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == token).map(|(whose, ..)| whose)
    }
}

/// By which event's day it is decided which rule governs a clock (适用哪一规定).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChosenBy {
    /// By the event that starts it.
    Start,
    /// By the receipt of the filing (接收日), whenever the clock was started.
    Receipt,
}

/// A clock, by the rule of an interval.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// How many are counted.
    pub length: u32,
    /// How many in all with an extension.
    pub extended: Option<u32>,
    /// Of what.
    pub count: Count,
    /// What becomes of the last day.
    pub last_day: LastDay,
    /// The event that starts it.
    pub starts: String,
    /// By which event's day the rule is chosen.
    pub selected_by: ChosenBy,
    /// What it is paused for.
    pub pauses: Option<String>,
    /// Whose duty it is.
    pub whose: Whose,
    /// Is it a right that ends with its last day, and no duty that is late from then on (期限届满权利消灭)?
    pub lapses: bool,
    /// So many days before the last one whoever has to do it is told (提前提示).
    pub ahead: Option<u32>,
    /// The first day from which the office keeps what ends it: what was set going before is followed only if the record
    /// says what became of it, or it would be overdue for ever.
    pub kept_from: Option<Day>,
    /// Instrument and article.
    pub article: String,
}

/// A clock of the law (法定期限).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clock {
    /// Its name in Chinese and English.
    pub title: Name,
    /// The service whose duty it is.
    pub owner: String,
    rules: Dated<Rule>,
}

impl Clock {
    /// The rule of a day, which is that of the event by which rules are chosen.
    #[must_use]
    pub fn on(&self, day: Day) -> Ruling<'_, Rule> {
        self.rules.at(day)
    }

    /// By which event's day rules are chosen, as the newest one says.
    #[must_use]
    pub fn selected_by(&self) -> ChosenBy {
        self.rules.at(Day::FOREVER).value.selected_by
    }

    /// The first day on which another rule began while something was open: since it was opened, and until it was
    /// closed if it was. What is closed on that day was open when it began.
    #[must_use]
    pub fn changes_within(&self, opened: Day, closed: Option<Day>) -> Option<Day> {
        self.rules.after(opened).map(|entry| entry.since).find(|since| closed.is_none_or(|closed| *since <= closed))
    }

    /// Whose duty it is, as the newest rule says.
    #[must_use]
    pub fn whose(&self) -> Whose {
        self.rules.at(Day::FOREVER).value.whose
    }
}

/// Every clock, by its name without `clocks.`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clocks(BTreeMap<String, Clock>);

impl Clocks {
    /// Reads them from a set.
    ///
    /// # Errors
    /// Every parameter that is no clock, ends, or whose value has not the shape of one.
    pub fn read(set: &PolicySet) -> Result<Self, Vec<Fault>> {
        let (mut clocks, mut faults) = (BTreeMap::new(), Vec::new());
        for parameter in set.parameters() {
            let name = parameter.id.strip_prefix("clocks.").filter(|_| parameter.unit == Unit::Clock);
            let Some(name) = name else {
                let cause = format!("{} is no clock: its folder is clocks and its unit clock", parameter.id);
                faults.push(Fault { file: policy::set::path_of_id(&parameter.id), line: 1, cause });
                continue;
            };
            if let Some(rules) = dated(parameter, &mut faults, |value, of| rule(name, value, of)) {
                let (title, owner) = (parameter.title.clone(), parameter.owner.clone());
                clocks.insert(name.to_owned(), Clock { title, owner, rules });
            }
        }
        if faults.is_empty() { Ok(Self(clocks)) } else { Err(faults) }
    }

    /// The clock of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Clock> {
        self.0.get(name)
    }

    /// The clocks of a service, in order of name.
    pub fn of<'c>(&'c self, owner: &'c str) -> impl Iterator<Item = (&'c str, &'c Clock)> {
        self.0.iter().filter(move |(_, clock)| clock.owner == owner).map(|(name, clock)| (name.as_str(), clock))
    }
}

const KEYS: [&str; 11] = [
    "length",
    "extended",
    "count",
    "last_day",
    "starts",
    "selected_by",
    "pauses",
    "kept_from",
    "whose",
    "ahead",
    "passed",
];
/// The clock of mediation (调解期限), whose rule an office may have chosen by the receipt or by the acceptance of a
/// complaint.
pub const MEDIATION: &str = "complaint_mediation";
/// Longest limit, in any unit.
const LONGEST: u32 = 3_660;

fn rule(name: &str, value: &Value, interval: &Interval) -> Shaped<Rule> {
    only_keys(value, &KEYS)?;
    let text = |key: &str| match value.entry(key) {
        None => Ok(None),
        Some(text) => text.text().map(str::to_owned).map(Some).ok_or_else(|| format!("{key} must be a text")),
    };
    let number = |key: &str| match value.entry(key) {
        None => Ok(None),
        Some(number) => {
            let read = number.integer().and_then(|number| u32::try_from(number).ok());
            let read = read.filter(|number| (1..=LONGEST).contains(number));
            read.map(Some).ok_or_else(|| format!("{key} must be a number from 1 to {LONGEST}"))
        }
    };
    let length = number("length")?.ok_or("length is missing")?;
    let extended = number("extended")?;
    if extended.is_some_and(|extended| extended <= length) {
        return Err("extended counts from the start, so it must be more than length".to_owned());
    }
    let count = match text("count")?.as_deref() {
        Some("working_days") => Count::WorkingDays,
        Some("days") => Count::Days,
        Some("months") => Count::Months,
        _ => return Err("count must be working_days, days or months".to_owned()),
    };
    let last_day = match text("last_day")?.as_deref() {
        None | Some("stays") => LastDay::Stays,
        Some("rolls") => LastDay::Rolls,
        Some("both") => LastDay::Both,
        Some(_) => return Err("last_day must be stays, rolls or both".to_owned()),
    };
    if count == Count::WorkingDays && last_day != LastDay::Stays {
        return Err("the last of some working days is one: it cannot roll".to_owned());
    }
    let pauses = text("pauses")?;
    if count == Count::Months && pauses.is_some() {
        return Err("months cannot be paused".to_owned());
    }
    let whose = match text("whose")? {
        None => Whose::default(),
        Some(token) => Whose::from_token(&token).ok_or("whose must be office, merchant or reviewer")?,
    };
    let lapses = match text("passed")?.as_deref() {
        None | Some("overdue") => false,
        Some("ended") => true,
        Some(_) => return Err("passed must be overdue or ended".to_owned()),
    };
    let ahead = number("ahead")?;
    let kept_from = match text("kept_from")? {
        None => None,
        Some(day) => Some(Day::parse(&day).map_err(|error| format!("kept_from: {error}"))?),
    };
    let starts = text("starts")?.ok_or("starts is missing: the event from whose day it is counted")?;
    let selected_by = match text("selected_by")?.as_deref() {
        None => ChosenBy::Start,
        // What nothing reads would be believed to decide.
        Some(_) if name != MEDIATION => {
            return Err(format!("selected_by is for {MEDIATION} alone; every other rule is chosen by what starts it"));
        }
        Some("accepted") => ChosenBy::Start,
        Some("received") => ChosenBy::Receipt,
        Some(_) => return Err("selected_by must be received or accepted".to_owned()),
    };
    let article = interval.source.to_string();
    Ok(Rule {
        length,
        extended,
        count,
        last_day,
        starts,
        selected_by,
        pauses,
        whose,
        lapses,
        ahead,
        kept_from,
        article,
    })
}
