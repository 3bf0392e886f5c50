//! Made-up merchants' names of every shape, and queries a person may type for them.

use domain::code::{PartyCode, organisation_code};
use pinyin::ToPinyin;

const PLACES: [&str; 14] = [
    "",
    "",
    "",
    "聊城市",
    "聊城",
    "聊城",
    "临清市",
    "冠县",
    "莘县",
    "东阿县",
    "茌平区",
    "高唐县",
    "阳谷县",
    "东昌府区",
];
const COMMON: &str = "鲁韵水城东昌光岳运河胭脂湖聊新禾瑞丰福临嘉和祥云百姓顺达金谷乐邻源美盛佳诚悦康兴泰宏润德\
长行重单朝家大天地人华中国民生信义利永恒久安平正方圆明亮春夏秋冬山石林木海江月星龙凤虎马牛羊鸡鱼花草果蔬麦米\
王李张刘陈杨赵黄周吴徐孙胡朱高何郭罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭\
厦藏乐阿参都绿女旅车会传奇思远志诚品味香甜鲜优良红蓝紫翠玉珠宝银铜铁鑫森淼焱垚";
const TRADES: [&str; 26] = [
    "超市",
    "服饰店",
    "汽车销售",
    "家电商行",
    "商贸",
    "餐馆",
    "小吃店",
    "宾馆",
    "美容美发店",
    "汽车修理厂",
    "健身馆",
    "游艺厅",
    "培训学校",
    "口腔诊所",
    "货运",
    "网络科技",
    "物业服务",
    "食品厂",
    "食品",
    "建材",
    "农业开发",
    "化工",
    "KFC餐厅",
    "烧烤",
    "大药房",
    "银行服务",
];
const ENDS: [&str; 12] = [
    "有限公司",
    "有限公司",
    "有限公司",
    "有限责任公司",
    "",
    "",
    "经营部",
    "（个体工商户）",
    "店",
    "商行",
    "专业合作社",
    "有限公司聊城分公司",
];

/// A name; among a million there are few twice.
pub(crate) fn name(rng: &mut fastrand::Rng) -> String {
    let common: Vec<char> = COMMON.chars().collect();
    let word: String = (0..rng.usize(1..5)).filter_map(|_| rng.choice(&common)).collect();
    let place = rng.choice(&PLACES).unwrap_or(&"");
    let trade = rng.choice(&TRADES).unwrap_or(&"");
    let end = rng.choice(&ENDS).unwrap_or(&"");
    let branch = if rng.u8(0..10) == 0 { format!("{}号店", rng.u16(1..300)) } else { String::new() };
    format!("{place}{word}{trade}{end}{branch}")
}

/// A code of its own for each number.
pub(crate) fn code(number: u32) -> PartyCode {
    let organisation = organisation_code(&format!("{:08}", 60_000_000 + number % 30_000_000));
    PartyCode::complete(&format!("91371502{organisation}")).expect("seventeen characters of the alphabet")
}

/// What a query is made of.
pub(crate) const SHAPES: [&str; 8] =
    ["code", "exact", "prefix", "substring", "initials", "pinyin", "typing error", "one character"];

/// A query of a shape for a name, of one to ten characters but for code, pinyin and whole names.
pub(crate) fn query(rng: &mut fastrand::Rng, shape: &str, name: &str, code: PartyCode) -> String {
    let name = names::normal::normalised(name);
    let characters: Vec<char> = name.chars().collect();
    let mut part = |from: usize, least: usize| -> Vec<char> {
        let longest = (characters.len() - from).min(10);
        let length = rng.usize(least.min(longest)..=longest);
        characters[from..from + length].to_vec()
    };
    let readings =
        |part: Vec<char>| part.into_iter().map(|c| c.to_pinyin().map_or(c.to_string(), |p| p.plain().into()));
    match shape {
        "code" => code.to_string(),
        "exact" => name,
        "prefix" => part(0, 2).into_iter().collect(),
        "one character" => characters[rng.usize(0..characters.len())].to_string(),
        _ => {
            let from = fastrand::Rng::with_seed(u64::from(code.as_bytes()[15])).usize(0..characters.len());
            let from = from.min(characters.len().saturating_sub(3));
            match shape {
                "substring" => part(from, 2).into_iter().collect(),
                "initials" => readings(part(from, 1)).filter_map(|r| r.chars().next()).collect(),
                "pinyin" => readings(part(from, 1).into_iter().take(4).collect()).collect::<String>().replace('ü', "v"),
                _ => wrong(&mut part(from, 3), rng),
            }
        }
    }
}

/// With one typing error.
fn wrong(characters: &mut Vec<char>, rng: &mut fastrand::Rng) -> String {
    let at = rng.usize(0..characters.len());
    let other = rng.choice(COMMON.chars().collect::<Vec<_>>()).unwrap_or('聊');
    match rng.u8(0..4) {
        0 => characters[at] = other,
        1 => characters.insert(at, other),
        2 => drop(characters.remove(at)),
        _ => characters.swap(at, at.saturating_sub(1)),
    }
    characters.iter().collect()
}
