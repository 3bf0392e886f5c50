//! What is held against some merchants, and the rows in which it stands.

use crate::dice::Dice;
use crate::files::FileKind;
use crate::life::Life;
use domain::day::Day;

/// The end of the codes of the offices of market supervision (市场监管), behind that of their area.
pub const MARKET: &str = "SJ";

/// A sort of violation: type, ground, kinds, content, fine in ten thousand yuan.
#[derive(Clone, Copy)]
pub(crate) struct Violation {
    conduct: &'static str,
    ground: &'static str,
    kinds: &'static str,
    content: &'static str,
    fine: &'static str,
}

pub(crate) const FOOD: Violation = Violation {
    conduct: "经营超过保质期的食品",
    ground: "《中华人民共和国食品安全法》第一百二十四条",
    kinds: "罚款;没收违法所得、没收非法财物",
    content: "没收过期食品，罚款120000元",
    fine: "12.000000",
};
pub(crate) const SUSPENSION: Violation = Violation {
    conduct: "虚假宣传",
    ground: "《中华人民共和国消费者权益保护法》第五十六条",
    kinds: "责令停产停业;罚款",
    content: "责令停业整顿，罚款200000元",
    fine: "20.000000",
};
/// What another department punishes.
const SEWAGE: Violation = Violation {
    conduct: "超过水污染物排放标准排放水污染物",
    ground: "《中华人民共和国水污染防治法》第八十三条",
    kinds: "罚款",
    content: "罚款110000元",
    fine: "11.000000",
};
const GENERAL: [Violation; 3] = [
    FOOD,
    Violation {
        conduct: "虚假宣传",
        ground: "《中华人民共和国广告法》第五十五条",
        kinds: "罚款",
        content: "罚款150000元",
        fine: "15.000000",
    },
    Violation {
        conduct: "销售不合格产品",
        ground: "《中华人民共和国产品质量法》第四十九条",
        kinds: "罚款;没收违法所得、没收非法财物",
        content: "没收不合格产品，罚款110000元",
        fine: "11.000000",
    },
];
const MINOR: [Violation; 2] = [
    Violation {
        conduct: "未明码标价",
        ground: "《中华人民共和国价格法》第四十二条",
        kinds: "警告;罚款",
        content: "警告，罚款800元",
        fine: "0.080000",
    },
    Violation {
        conduct: "未按规定公示信息",
        ground: "《中华人民共和国电子商务法》第七十六条",
        kinds: "罚款",
        content: "罚款2000元",
        fine: "0.200000",
    },
];

impl Life {
    /// Draws what goes wrong: rarely the gravest, now and then something, mostly nothing.
    pub(crate) fn troubles(&mut self, dice: &mut Dice) {
        match dice.roll(1000) {
            0..20 => self.grave(dice),
            20..82 => self.serious(dice),
            82..190 => self.middling(dice),
            190..235 => self.slight(dice),
            235..255 => self.gone(dice),
            _ => {}
        }
    }

    fn grave(&mut self, dice: &mut Dice) {
        let day = dice.before(self.anchor, 5, 330).max(self.identity.registered_on.next());
        match dice.roll(4) {
            0 => self.stand("serious_list", day, None),
            1 => self.inspection(day, "I08", None),
            2 => self.merchant = vec![self.identity.row("吊销", Some(day))],
            _ => {
                self.penalty(day, SUSPENSION, None, "从重");
                self.stand("serious_list", day, None);
            }
        }
    }

    fn serious(&mut self, dice: &mut Dice) {
        let day = dice.before(self.anchor, 5, 330);
        match dice.roll(4) {
            0 | 1 => self.stand("abnormal_unreachable", day, None),
            2 => self.stand("abnormal_false_information", day, None),
            _ => {
                let violation = dice.one(&GENERAL, FOOD);
                self.penalty(day, violation, None, "一般");
                self.penalty(day.plus_days(4), violation, None, "从重");
                self.inspection(day, "I06L", None);
            }
        }
    }

    fn middling(&mut self, dice: &mut Dice) {
        let day = dice.before(self.anchor, 5, 700);
        match dice.roll(5) {
            0 | 1 => {
                let case = self.case_no();
                self.inspection(day.plus_days(-20), "I06", Some(&case));
                self.penalty(day, dice.one(&GENERAL, FOOD), Some(&case), dice.one(&["一般", "从轻", ""], "一般"));
            }
            2 | 3 => {
                self.stand("abnormal_late_report", day, dice.permille(300).then(|| day.plus_days(200)));
            }
            _ => {
                let result = if self.identity.trade.food { "FS1" } else { "SQ1" };
                self.test(day, result, dice.permille(400), dice.permille(500).then(|| day.plus_days(3)));
                self.stand("correction_overdue", day, Some(day.plus_days(60)));
            }
        }
    }

    fn slight(&mut self, dice: &mut Dice) {
        let day = dice.before(self.anchor, 5, 900);
        self.penalty(day, dice.one(&MINOR, MINOR[0]), None, "");
        if dice.permille(100) {
            self.stand("permit_expired", day, None);
        }
    }

    fn gone(&mut self, dice: &mut Dice) {
        let day = dice.before(self.anchor, 5, 700).max(self.identity.registered_on.plus_days(1));
        self.merchant = vec![self.identity.row(dice.one(&["注销", "注销", "迁出"], "注销"), Some(day))];
    }

    pub(crate) fn office(&self) -> (String, String) {
        (format!("{}市场监督管理局", self.area()), format!("{}{MARKET}", self.identity.area))
    }

    fn area(&self) -> &'static str {
        domain::area::AreaCode::parse(self.identity.area).ok().and_then(|area| area.zh()).unwrap_or("聊城市")
    }

    /// A penalty of the environmental office.
    pub(crate) fn of_environmental_office(&mut self, day: Day) {
        self.penalty(day, SEWAGE, None, "一般");
        let (name, code) = (format!("{}生态环境局", self.area()), format!("{}HJ", self.identity.area));
        FileKind::Penalties.put(self.penalties.last_mut(), "cf_cfjg", &name);
        FileKind::Penalties.put(self.penalties.last_mut(), "cf_cfjgdm", &code);
    }

    pub(crate) fn case_no(&self) -> String {
        format!("立案〔{:06}〕{}号", self.index, self.penalties.len() + 1)
    }

    pub(crate) fn penalty(&mut self, day: Day, what: Violation, case_no: Option<&str>, grade: &str) {
        let (office, office_code) = self.office();
        let number = format!("罚〔{:06}〕{}号", self.index, self.penalties.len() + 1);
        let person =
            if self.identity.kind == "个体工商户" { "个体工商户" } else { "法人及非法人组织" };
        let confiscated = if what.kinds.contains("没收") { "0.012000" } else { "" };
        let texts = [
            self.identity.name.as_str(),
            person,
            self.code.as_str(),
            &number,
            what.conduct,
            what.ground,
            what.kinds,
            what.content,
            what.fine,
            confiscated,
            &day.to_string(),
            "",
            &office,
            &office_code,
            case_no.unwrap_or_default(),
            grade,
            &day.plus_days(5).min(self.anchor).max(day).to_string(),
            &day.plus_days(2).to_string(),
            "",
            &self.reported(day),
        ];
        self.penalties.push(texts.map(str::to_owned).to_vec());
    }

    /// The fine of the latest penalty is stated unpaid.
    pub(crate) fn unpaid(&mut self, day: Day) {
        let (_, office_code) = self.office();
        let number = format!("罚〔{:06}〕{}号", self.index, self.penalties.len());
        let texts = [self.code.as_str(), &office_code, &number, "未缴", &day.to_string()];
        self.payments.push(texts.map(str::to_owned).to_vec());
    }

    pub(crate) fn inspection(&mut self, day: Day, result: &'static str, case_no: Option<&str>) {
        let number = format!("JC{:06}-{}", self.index, self.inspections.len() + 1);
        let (result, settled_on) = self.settled(day, result);
        let texts = [self.code.as_str(), &number, &day.to_string(), result, case_no.unwrap_or_default()];
        let mut handled = self.visit_handled(day, result);
        handled.push(settled_on.map_or_else(String::new, |day| day.to_string()));
        self.inspections.push(texts.into_iter().map(str::to_owned).chain(handled).collect());
    }

    pub(crate) fn test(&mut self, day: Day, result: &str, diligence: bool, resolved_on: Option<Day>) {
        let number = format!("CJ{:06}-{}", self.index, self.tests.len() + 1);
        let resolved = resolved_on.map_or_else(String::new, |day| day.to_string());
        let careful = if diligence { "是" } else { "否" };
        let texts = [self.code.as_str(), &number, &day.to_string(), result, careful, &resolved];
        let handled = self.test_handled(day, result);
        self.tests.push(texts.into_iter().map(str::to_owned).chain(handled).collect());
    }

    /// Accepted the day after; closed after `takes` days if it has an outcome.
    pub(crate) fn complaint(&mut self, day: Day, outcome: Option<&str>, takes: i32) {
        let number = format!("12315{:06}{:03}", self.index, self.complaints.len() + 1);
        let closed_on = outcome.map(|_| day.plus_days(takes + self.dawdles()).min(self.anchor));
        let closed = closed_on.map_or_else(String::new, |day| day.to_string());
        let refused = if outcome == Some("T2") { "经营者" } else { "" };
        let accepted = if outcome == Some("R3") { String::new() } else { day.next().min(self.anchor).to_string() };
        let texts =
            [self.code.as_str(), &number, &day.to_string(), &accepted, &closed, outcome.unwrap_or_default(), refused];
        let handled = self.complaint_handled(day, closed_on, outcome.unwrap_or_default());
        self.complaints.push(texts.into_iter().map(str::to_owned).chain(handled).collect());
    }

    pub(crate) fn odr_case(&mut self, filed: Day, settled: Option<Day>) {
        let number = format!("ODR{:06}-{}", self.index, self.odr_cases.len() + 1);
        let settled = settled.map_or_else(String::new, |day| day.to_string());
        let texts = [self.code.as_str(), &number, &filed.to_string(), &filed.plus_days(14).to_string(), "", &settled];
        self.odr_cases.push(texts.map(str::to_owned).to_vec());
    }

    pub(crate) fn annual_report(&mut self, day: Day) {
        self.stand("annual_report", day, None);
    }

    pub(crate) fn stand(&mut self, kind: &str, from: Day, until: Option<Day>) {
        let (office, _) = self.office();
        let number = format!("ZT{:06}-{}", self.index, self.standing.len() + 1);
        let until = until.map_or_else(String::new, |day| day.to_string());
        let texts = [self.code.as_str(), kind, &office, &number, &from.to_string(), &until];
        self.standing.push(texts.map(str::to_owned).to_vec());
    }
}
