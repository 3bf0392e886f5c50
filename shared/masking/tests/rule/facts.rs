//! Made-up facts: persons, numbers and addresses of nobody, from a seed.

use domain::code::{PartyCode, organisation_code};
use domain::person::holds_identity_number;

/// Numbers that look random and are the same every time (SplitMix64).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound as u64) as usize
    }

    pub(crate) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    pub(crate) fn citizen(&mut self) -> String {
        let area = self.of(&["371502", "371521", "110105", "440524", "510104", "371581"]);
        let (year, month, day) = (1940 + self.below(70), 1 + self.below(12), 1 + self.below(28));
        let body = format!("{area}{year}{month:02}{day:02}{}", self.digits(3));
        "0123456789X".chars().map(|check| format!("{body}{check}")).find(|it| holds_identity_number(it)).unwrap()
    }

    pub(crate) fn mobile(&mut self) -> String {
        format!("1{}{}", 3 + self.below(7), self.digits(9))
    }

    pub(crate) fn card(&mut self) -> String {
        let length = 15 + self.below(4);
        let body = format!("{}{}", self.of(&["6222", "6217", "4367", "5187", "3568"]), self.digits(length - 4));
        (0..10).map(|check| format!("{body}{check}")).find(|it| luhn(it)).unwrap()
    }

    pub(crate) fn telephone(&mut self) -> String {
        let area = self.of(&["0635-8", "(0635)8", "010-51", "06358", "0531 82"]);
        format!("{area}{}", self.digits(6))
    }

    pub(crate) fn plate(&mut self) -> String {
        format!("{}{}{}", self.of(&["鲁P", "鲁A", "京N", "冀D·", "鲁PD"]), self.digits(4), self.of(&["1", "A", "K"]))
    }

    pub(crate) fn email(&mut self) -> String {
        format!("u{}@example.{}", self.digits(5), self.of(&["com", "com.cn", "org"]))
    }

    pub(crate) fn code(&mut self) -> String {
        let organisation = organisation_code(&self.digits(8));
        PartyCode::complete(&format!("9{}371502{organisation}", 1 + self.below(2))).unwrap().to_string()
    }

    pub(crate) fn name(&mut self) -> String {
        let surname =
            self.of(&["王", "李", "张", "刘", "陈", "杨", "赵", "孙", "马", "欧阳", "司马", "于", "高", "时"]);
        let first = self.of(&["建", "小", "志", "海", "永", "春", "文", "玉", "国", "秀", "晓"]);
        let second = self.of(&["国", "芳", "强", "洋", "和", "兰", "军", "英", "", "", "平"]);
        format!("{surname}{first}{second}")
    }

    pub(crate) fn address(&mut self) -> String {
        let beginning = self.of(&["聊城市东昌府区", "山东省聊城市", "冠县", "阳谷县", "济南市历下区"]);
        let road = self.of(&["湖南路", "兴华西街", "昌润大道", "水城花园", "李海务村", "东关街"]);
        let door = self.of(&["号", "号楼", "号院3号楼", "号2单元501室"]);
        format!("{beginning}{road}{}{door}", 20 + self.below(200))
    }
}

pub(crate) fn luhn(text: &str) -> bool {
    let double = |at: usize, digit: u32| if at.is_multiple_of(2) { digit } else { digit * 2 / 10 + digit * 2 % 10 };
    let digits = text.chars().rev().map(|c| c.to_digit(10).unwrap());
    digits.enumerate().map(|(at, digit)| double(at, digit)).sum::<u32>() % 10 == 0
}
