//! Texts with planted personal data among decoys, and the truth about them.

use super::facts::Draw;
use masking::Kind;

/// The premises of every text.
pub(crate) const PREMISES: &str = "山东省聊城市东昌府区柳园南路12号";

/// A text, what of it is personal, and what must stay.
pub(crate) struct Planted {
    pub(crate) text: String,
    /// The kinds of its secrets, in the order of places.
    pub(crate) secrets: Vec<Kind>,
    /// What stands before, between and behind the secrets; one more than there are secrets.
    pub(crate) plains: Vec<String>,
    /// Names that a field of the party gives.
    pub(crate) names: Vec<String>,
}

pub(crate) fn planted(seed: u64) -> Planted {
    let mut draw = Draw(seed);
    let mut it = Planted { text: String::new(), secrets: Vec::new(), plains: vec![String::new()], names: Vec::new() };
    for _ in 0..6 + draw.below(6) {
        if draw.below(2) == 0 {
            it.secret(&mut draw)
        } else {
            it.decoy(&mut draw)
        }
        it.plain(draw.of(&["。", ";", "、其后", "\n", "。经查,", ")"]));
    }
    it
}

impl Planted {
    fn plain(&mut self, text: &str) {
        self.text += text;
        self.plains.last_mut().unwrap().push_str(text);
    }

    fn hide(&mut self, kind: Kind, written: &str) {
        self.text += written;
        self.secrets.push(kind);
        self.plains.push(String::new());
    }

    fn secret(&mut self, draw: &mut Draw) {
        match draw.below(10) {
            0 | 1 => {
                self.plain(draw.of(&["身份证号", "公民身份号码:", "持证", "其号为", "", "编号"]));
                let number = draw.citizen();
                let written = written(draw, &number, &[6, 8, 4]);
                self.hide(Kind::CitizenNumber, &written);
            }
            2 | 3 => {
                self.plain(draw.of(&["电话", "手机:", "联系", "", "又拨", "①", "微信wx"]));
                let number = draw.mobile();
                let written = written(draw, &number, &[3, 4, 4]);
                self.hide(Kind::Mobile, &written);
            }
            4 => {
                self.plain(draw.of(&["卡号", "转入", "付至", ""]));
                let number = draw.card();
                let groups = if number.len() == 16 { vec![4; 4] } else { vec![4, 4, 4, 4, number.len() - 16] };
                let written = written(draw, &number, &groups);
                self.hide(Kind::BankCard, &written);
            }
            5 => {
                let number = draw.telephone();
                self.plain(draw.of(&["电话", "拨打", "传真:"]));
                self.hide(Kind::Telephone, &number);
            }
            6 => {
                let (plate, email) = (draw.plate(), draw.email());
                self.plain("车牌");
                self.hide(Kind::Plate, &plate);
                self.plain("邮箱");
                self.hide(Kind::Email, &email);
            }
            7 => {
                self.plain(draw.of(&["住址:", "家住", "寄到", "位于", "住在"]));
                let address = draw.address();
                self.hide(Kind::Address, &address);
            }
            8 => {
                let name = draw.name();
                if draw.below(3) == 0 {
                    self.plain(draw.of(&["对", "决定对", "给予"]));
                    self.hide(Kind::Name, &name);
                    self.plain(draw.of(&["罚款500元", "处以警告", "作出处罚", "警告"]));
                    return;
                }
                self.plain(draw.of(&[
                    "第三人",
                    "证人",
                    "投诉人",
                    "员工",
                    "投诉人:",
                    "证人 ",
                    "店主",
                    "店员",
                    "经营者",
                    "负责人",
                    "法定代表人:",
                    "老板",
                ]));
                self.hide(Kind::Name, &name);
                self.plain(draw.of(&[
                    "称",
                    "反映",
                    "在场",
                    "先生",
                    ",",
                    "于当日",
                    "证实",
                    "购买",
                    "的陈述",
                    "签收",
                    "拿走",
                ]));
            }
            _ => {
                let name = draw.name();
                self.plain("与");
                self.hide(Kind::Name, &name);
                self.plain("同去");
                self.names.push(name);
            }
        }
    }

    fn decoy(&mut self, draw: &mut Draw) {
        let (mobile, card, number) = (draw.mobile(), draw.card(), draw.below(900));
        let text = match draw.below(16) {
            0 => format!("信用代码{}", draw.code()),
            1 => draw.of(&["911100001011016602", "914403001922038216", "91371500795315494U"]).to_owned(),
            2 => format!("聊市监处罚〔20{}〕{number}号", 10 + draw.below(17)),
            3 => format!("聊市监处罚〔2024〕{mobile}号"),
            4 => format!("罚款{mobile}{}", draw.of(&["元", ".00元", "万元"])),
            5 => format!("¥{mobile}"),
            6 => format!("许可证编号:JY1{}", draw.digits(13)),
            7 => format!("订单号{card}"),
            8 => format!("流水{}{}", draw.of(&["1", "2", "7", "8"]), draw.digits(19)),
            9 => format!("20{}年{}月{}日", 10 + draw.below(17), 1 + draw.below(12), 1 + draw.below(28)),
            10 => draw
                .of(&[
                    "拨打12315",
                    "拨打12345",
                    "员工管理制度",
                    "聊城市第三人民医院",
                    "投诉人于当日",
                    "证人证言",
                    "对当事人处以罚款",
                    "经营者应当公示价格",
                    "对单位处警告",
                    "负责人安排培训",
                ])
                .into(),
            11 => format!("位于{}", draw.of(&[PREMISES, "聊城市东昌府区柳园南路12号", "柳园南路12号"])),
            12 => format!("条码69{}", draw.digits(11)),
            13 => format!("批次2{}", draw.digits(11)),
            14 => format!("注册号371502{}", draw.digits(9)),
            _ => format!("货值{},{}.{}元", 1 + draw.below(99), 100 + number, draw.digits(2)),
        };
        self.plain(&text);
    }
}

/// A number as people write it: in one, in groups, in full-width digits.
fn written(draw: &mut Draw, number: &str, groups: &[usize]) -> String {
    let separator = match draw.below(6) {
        0 => " ",
        1 => "-",
        2 => return number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect(),
        _ => return number.to_owned(),
    };
    let mut rest = number;
    let mut parts = Vec::new();
    for group in groups {
        let (part, after) = rest.split_at(*group);
        parts.push(part);
        rest = after;
    }
    parts.join(separator)
}
