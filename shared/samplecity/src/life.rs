//! The life of one merchant: all its records, drawn from its own stream.

use crate::dice::Dice;
use crate::files::FileKind;
use crate::merchants::Identity;
use crate::{City, SampleError};
use domain::code::PartyCode;
use domain::day::Day;
use std::ops::Range;

/// The merchant one of whose penalties went off display yesterday.
const ENDED_YESTERDAY: u32 = 5;

/// Merchants that were punished gravely more than three years ago: what came of it then is over by law.
const LONG_AGO: Range<u32> = 10..16;
/// Merchants that were punished gravely more than a year ago.
const A_YEAR_AGO: Range<u32> = 16..22;
/// Merchants with a penalty of another department, which another channel shows.
const ELSEWHERE: Range<u32> = 22..46;

/// Three years of records, but for what is planted.
pub(crate) const REACH: i32 = 1_095;

/// A merchant and its rows in every file.
pub(crate) struct Life {
    pub(crate) code: PartyCode,
    pub(crate) identity: Identity,
    pub(crate) anchor: Day,
    pub(crate) index: u32,
    pub(crate) seed: u64,
    /// Type of problem of all its complaints, if they have one.
    pub(crate) problem: Option<&'static str>,
    pub(crate) merchant: Vec<Vec<String>>,
    pub(crate) penalties: Vec<Vec<String>>,
    pub(crate) payments: Vec<Vec<String>>,
    pub(crate) inspections: Vec<Vec<String>>,
    pub(crate) tests: Vec<Vec<String>>,
    pub(crate) complaints: Vec<Vec<String>>,
    pub(crate) reports: Vec<Vec<String>>,
    pub(crate) odr_cases: Vec<Vec<String>>,
    pub(crate) standing: Vec<Vec<String>>,
}

impl Life {
    pub(crate) fn of(city: &City, index: u32) -> Result<Self, SampleError> {
        let mut dice = Dice::of(city.seed, u64::from(index));
        let (anchor, place) = (city.anchor, (city, index));
        match index {
            0 => Self::told(place, "个体工商户", "371502", "5212", "光岳邻里杂货店", 1_830, Self::grocer),
            1 => Self::told(place, "企业", "371581", "6210", "临清码头餐馆", 2_600, Self::restaurant),
            2 => Self::told(place, "企业", "371526", "8930", "高唐力源健身馆", 2_900, Self::gym),
            3 => Self::told(place, "企业", "371503", "5261", "茌平远航车行", 3_900, Self::dealer),
            4 => Self::told(place, "个体工商户", "371525", "6291", "冠县梨花小吃店", 125, |_| {}),
            _ => {
                let mut identity = Identity::drawn(&mut dice, index, anchor)?;
                let planted = planted(index, anchor);
                if let Some((day, _)) = planted {
                    identity.registered_on = identity.registered_on.min(anchor_minus(day, 400));
                }
                let mut life = Self::empty(place, identity);
                life.ordinary(&mut dice);
                match planted {
                    Some((day, punish)) => punish(&mut life, day),
                    None => life.troubles(&mut dice),
                }
                life.reports();
                if index == ENDED_YESTERDAY {
                    life.ended_yesterday();
                }
                if city.alarming {
                    life.alarming();
                }
                Ok(life)
            }
        }
    }

    fn empty((city, index): (&City, u32), identity: Identity) -> Self {
        Self {
            seed: city.seed,
            problem: None,
            anchor: city.anchor,
            code: identity.code,
            merchant: vec![identity.row("在营", None)],
            identity,
            index,
            penalties: Vec::new(),
            payments: Vec::new(),
            inspections: Vec::new(),
            tests: Vec::new(),
            complaints: Vec::new(),
            reports: Vec::new(),
            odr_cases: Vec::new(),
            standing: Vec::new(),
        }
    }

    fn told(
        place: (&City, u32),
        kind: &'static str,
        area: &'static str,
        industry: &str,
        name: &str,
        age_days: i32,
        records: fn(&mut Self),
    ) -> Result<Self, SampleError> {
        let (city, index) = place;
        let identity = Identity::told(index, kind, area, industry, name, city.anchor.plus_days(-age_days))?;
        let mut life = Self::empty(place, identity);
        records(&mut life);
        Ok(life)
    }

    fn grocer(&mut self) {
        self.annual_report(anchor_minus(self.anchor, 240));
        self.inspection(anchor_minus(self.anchor, 90), "I01", None);
    }

    fn restaurant(&mut self) {
        self.annual_report(anchor_minus(self.anchor, 240));
        let case = self.case_no();
        self.inspection(anchor_minus(self.anchor, 200), "I06L", Some(&case));
        self.penalty(anchor_minus(self.anchor, 166), crate::troubles::FOOD, Some(&case), "一般");
        self.report(anchor_minus(self.anchor, 190));
    }

    fn gym(&mut self) {
        let day = |ago| anchor_minus(self.anchor, ago);
        let (alert, listed, visit) = (day(80), day(95), day(103));
        self.annual_report(day(250));
        self.problem = Some(crate::handling::PREPAID);
        for n in 0..60 {
            // Two thirds of them within three weeks, when it stopped giving back what was paid ahead.
            let refused = n < 40;
            let ago = if refused { 82 + n / 2 } else { 30 + (n - 40) * 14 };
            self.complaint(anchor_minus(self.anchor, ago), Some(if refused { "T2" } else { "MEDIATED" }), 14);
        }
        self.stand("group_alert", alert, None);
        self.stand("abnormal_unreachable", listed, None);
        self.inspection(visit, "I05", None);
    }

    fn dealer(&mut self) {
        let day = |ago| anchor_minus(self.anchor, ago);
        let (report, decided, listed, unpaid) = (day(230), day(83), day(83), day(60));
        self.annual_report(report);
        self.penalty(decided, crate::troubles::SUSPENSION, None, "从重");
        self.unpaid(unpaid);
        self.stand("serious_list", listed, None);
    }

    /// A penalty whose display ended yesterday, as its file says.
    fn ended_yesterday(&mut self) {
        let day = anchor_minus(self.anchor, 90);
        if day > self.identity.registered_on {
            self.penalty(day, crate::troubles::FOOD, None, "一般");
            let until = anchor_minus(self.anchor, 1).to_string();
            FileKind::Penalties.put(self.penalties.last_mut(), "cf_gsjzq", &until);
        }
    }

    /// What most merchants have: reports, visits, tests, complaints, now and then a merit.
    fn ordinary(&mut self, dice: &mut Dice) {
        let since = self.identity.registered_on;
        // Some are hardly ever seen: no report, no visit.
        let silent = dice.permille(110);
        for year in 0..3 {
            let day = self.anchor.plus_days(-(60 + year * 365)).plus_days(-dice.days(0, 150));
            if day > since.plus_days(120) && !silent && dice.permille(930) {
                self.annual_report(day);
            }
        }
        for _ in 0..dice.roll(4) {
            let day = dice.before(self.anchor, 1, REACH);
            let result = dice.one(&["I01", "I01", "I01", "I01", "I01", "I01", "I02", "I06", "I07"], "I01");
            if day > since && !silent {
                self.inspection(day, result, None);
            }
        }
        if self.identity.trade.food && dice.permille(400) {
            let day = dice.before(self.anchor, 1, REACH);
            if day > since {
                self.test(day, "FS0", false, None);
            }
        }
        // Some have ten times the complaints of others in the same trade.
        let heavy = if dice.permille(60) { 6 } else { 1 };
        let wanted = self.identity.trade.complaints * 3 * heavy;
        for _ in 0..(wanted / 1000 + u64::from(dice.permille(wanted % 1000))) {
            let day = dice.before(self.anchor, 1, REACH);
            let outcome = dice.one(&["MEDIATED", "MEDIATED", "SELF_SETTLED", "T3", "T2", "T6", "R3"], "MEDIATED");
            let takes = dice.days(3, 50);
            if day > since {
                let open = day.plus_days(takes) > self.anchor;
                self.complaint(day, (!open).then_some(outcome), takes);
            }
        }
        self.merits(dice);
    }

    fn merits(&mut self, dice: &mut Dice) {
        let from = dice.before(self.anchor, 100, 900);
        if from <= self.identity.registered_on {
            return;
        }
        if dice.permille(80) {
            self.stand("no_reason_return", from, None);
        }
        if dice.permille(25) {
            self.stand("service_station", from, None);
        }
        if dice.permille(20) {
            let title = dice.one(&["title_county", "title_county", "title_city", "title_province"], "title_county");
            self.stand(title, from, Some(from.plus_days(3 * 365)));
        }
        if dice.permille(20) {
            self.stand("odr_unit", from, None);
            for _ in 0..dice.roll(12) {
                let filed = dice.before(self.anchor, 1, 365);
                let settled = dice.permille(850).then(|| filed.plus_days(dice.days(1, 12)));
                self.odr_case(filed, settled.filter(|day| *day <= self.anchor));
            }
        }
    }
}

/// On which day, and how a merchant was punished.
type Punished = (Day, fn(&mut Life, Day));

/// What every city holds against some merchants, in place of what would be drawn.
fn planted(index: u32, anchor: Day) -> Option<Punished> {
    let day = |of: Range<u32>, least: i32| {
        let nth = of.contains(&index).then(|| i32::try_from(index - of.start).ok())??;
        Some(anchor_minus(anchor, least + 5 * nth))
    };
    let gravely: fn(&mut Life, Day) = |life, day| life.penalty(day, crate::troubles::SUSPENSION, None, "从重");
    let elsewhere = || Some((day(ELSEWHERE, 120)?, Life::of_environmental_office as fn(&mut Life, Day)));
    let grave = day(LONG_AGO, REACH + 90).or_else(|| day(A_YEAR_AGO, 430));
    grave.map(|day| (day, gravely)).or_else(elsewhere)
}

/// A day so many days before the anchor.
pub(crate) fn anchor_minus(anchor: Day, days: i32) -> Day {
    anchor.plus_days(-days)
}
