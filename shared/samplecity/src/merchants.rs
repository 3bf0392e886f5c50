//! Who the merchants are: trade, kind, area, name and code.

use crate::dice::Dice;
use domain::code::{CodeError, PartyCode, organisation_code};
use domain::day::Day;

/// A trade: class of GB/T 4754, word for names, how often in a thousand, is it food, complaints a year
/// in a thousand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trade {
    pub(crate) industry: &'static str,
    pub(crate) word: &'static str,
    pub(crate) often: u64,
    pub(crate) food: bool,
    pub(crate) complaints: u64,
}

const fn trade(industry: &'static str, word: &'static str, often: u64, food: bool, complaints: u64) -> Trade {
    Trade { industry, word, often, food, complaints }
}

const GROCER: Trade = trade("5212", "超市", 210, true, 220);
const TRADES: [Trade; 18] = [
    GROCER,
    trade("5232", "服饰店", 90, false, 150),
    trade("5261", "汽车销售", 20, false, 900),
    trade("5271", "家电商行", 45, false, 350),
    trade("5192", "商贸", 90, false, 120),
    trade("6210", "餐馆", 170, true, 260),
    trade("6291", "小吃店", 90, true, 120),
    trade("6110", "宾馆", 25, false, 450),
    trade("8040", "美容美发店", 60, false, 420),
    trade("8111", "汽车修理厂", 40, false, 300),
    trade("8930", "健身馆", 10, false, 2_400),
    trade("9012", "游艺厅", 10, false, 300),
    trade("8391", "培训学校", 20, false, 1_100),
    trade("8425", "口腔诊所", 15, false, 260),
    trade("5430", "货运", 25, false, 90),
    trade("6431", "网络科技", 20, false, 800),
    trade("7020", "物业服务", 15, false, 700),
    trade("1353", "食品厂", 45, true, 140),
];

/// Areas and how often in a thousand, with the area in codes of old registrations.
const AREAS: [(&str, &str, u64); 11] = [
    ("371502", "371502", 240),
    ("371503", "371523", 90),
    ("371521", "371521", 95),
    ("371522", "371522", 110),
    ("371524", "371524", 60),
    ("371525", "371525", 95),
    ("371526", "371526", 75),
    ("371581", "371581", 115),
    ("3715JK", "371500", 60),
    ("3715GX", "371500", 35),
    ("3715DJ", "371500", 25),
];

const FIRST: [&str; 16] = [
    "鲁韵",
    "水城",
    "东昌",
    "光岳",
    "运河",
    "胭脂湖",
    "聊城味",
    "新禾",
    "瑞丰",
    "福临",
    "嘉和",
    "祥云",
    "百姓",
    "顺达",
    "金谷",
    "乐邻",
];
const SECOND: [&str; 12] = ["源", "美", "盛", "佳", "诚", "悦", "康", "兴", "泰", "宏", "润", "德"];

/// Who a merchant is.
pub(crate) struct Identity {
    pub(crate) code: PartyCode,
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) size: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) area: &'static str,
    pub(crate) trade: Trade,
    pub(crate) registered_on: Day,
}

fn by_weight<T: Copy>(dice: &mut Dice, of: &[T], weight: impl Fn(T) -> u64, otherwise: T) -> T {
    let total: u64 = of.iter().map(|item| weight(*item)).sum();
    let mut left = dice.roll(total);
    for item in of {
        match left.checked_sub(weight(*item)) {
            Some(rest) => left = rest,
            None => return *item,
        }
    }
    otherwise
}

/// The trade of an industry, for merchants that are told.
fn told_trade(industry: &str) -> Trade {
    TRADES.iter().copied().find(|t| t.industry == industry).unwrap_or(GROCER)
}

impl Identity {
    pub(crate) fn drawn(dice: &mut Dice, index: u32, anchor: Day) -> Result<Self, CodeError> {
        let trade = by_weight(dice, &TRADES, |t| t.often, GROCER);
        let (area, first_area, _) = by_weight(dice, &AREAS, |a| a.2, ("371502", "371502", 0));
        let (kind, front, size) = match dice.roll(100) {
            0..70 => ("个体工商户", "92", ""),
            70..96 => ("企业", "91", dice.one(&["微型", "微型", "小型", "小型", "中型", "大型"], "小型")),
            _ => ("农民专业合作社", "93", ""),
        };
        let channel = dice.one(&["门店", "门店", "门店", "线上线下", "线上", ""], "门店");
        let age = if dice.permille(90) { dice.days(5, 364) } else { dice.days(366, 5_400) };
        let name = format!("{}{}{}{}", dice.one(&FIRST, "水城"), dice.one(&SECOND, "源"), trade.word, index % 97);
        Self::with(index, (kind, front, size, channel), (area, first_area), trade, name, anchor.plus_days(-age))
    }

    /// A merchant that is told rather than drawn.
    pub(crate) fn told(
        index: u32,
        kind: &'static str,
        area: &'static str,
        industry: &str,
        name: &str,
        registered_on: Day,
    ) -> Result<Self, CodeError> {
        let (front, size) = if kind == "企业" { ("91", "小型") } else { ("92", "") };
        let first_area = AREAS.iter().find(|a| a.0 == area).map_or(area, |a| a.1);
        let trade = told_trade(industry);
        Self::with(index, (kind, front, size, "门店"), (area, first_area), trade, name.to_owned(), registered_on)
    }

    fn with(
        index: u32,
        (kind, front, size, channel): (&'static str, &str, &'static str, &'static str),
        (area, first_area): (&'static str, &str),
        trade: Trade,
        name: String,
        registered_on: Day,
    ) -> Result<Self, CodeError> {
        // Organisation numbers from 60,000,000 on, one a merchant.
        let number = 60_000_000 + u64::from(index % 30_000_000);
        let text = format!("{front}{first_area}{}", organisation_code(&format!("{number:08}")));
        let code = PartyCode::complete(&text)?;
        Ok(Self { code, name, kind, size, channel, area, trade, registered_on })
    }

    pub(crate) fn row(&self, status: &str, status_from: Option<Day>) -> Vec<String> {
        vec![
            self.code.to_string(),
            self.name.clone(),
            self.kind.to_owned(),
            self.size.to_owned(),
            self.channel.to_owned(),
            self.area.to_owned(),
            self.trade.industry.to_owned(),
            self.registered_on.to_string(),
            status.to_owned(),
            status_from.map_or_else(String::new, |day| day.to_string()),
        ]
    }
}
