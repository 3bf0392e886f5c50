//! What holds for every text.

use super::owned;
use masking::{Known, mask};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Pieces that meet each other badly.
const PIECES: &[&str] = &[
    "张三",
    "张四",
    "李五六",
    "欧阳小明",
    "张",
    "某",
    "某2",
    "张某",
    "张某13",
    "***",
    "*",
    "投诉人",
    "证人",
    "员工",
    "被",
    "、",
    "和",
    "称",
    "先生",
    "13800138000",
    "138",
    "0013",
    "8000",
    "138001380",
    "00",
    "1",
    "3",
    "5",
    "13",
    "①",
    "④",
    "㎡",
    "²",
    "+86",
    "86",
    " ",
    "-",
    "  ",
    "\u{200b}",
    "\n",
    ".",
    ",",
    ":",
    "：",
    "，",
    "(",
    ")",
    "〔2024〕",
    "号",
    "第",
    "元",
    "元旦",
    "¥",
    "编号",
    "账号",
    "电话",
    "身份证号",
    "11010519491231002X",
    "110105",
    "19491231",
    "002X",
    "X",
    "x",
    "911100001011016602",
    "914403001922038216",
    "4111111111111111",
    "4111 1111",
    "1111",
    "0635",
    "8123456",
    "鲁",
    "P",
    "鲁P12345",
    "挂",
    "a@b.cn",
    "@",
    "a",
    "柳园路",
    "12号",
    "3号楼",
    "路",
    "村",
    "镇",
    "李庄村",
    "住址",
    "在",
    "聊城市",
    "东昌府区",
    "柳园南路12号",
    "１３８",
    "Ｘ",
    "\u{301}",
    "e\u{301}",
    "한",
    "ᄀ",
    "ᅡ",
    "\u{ad}",
    "½",
    "Ⅷ",
    "𠀀",
    "😀",
];

fn known() -> Known {
    Known {
        names: owned(&["张三", "张四", "李五六", "欧阳小明", "Li Na", "某", "号", "三号"]),
        kept: owned(&["张三号店", "0635-8123456"]),
        premises: owned(&["山东省聊城市东昌府区柳园南路12号"]),
        ..Known::default()
    }
}

fn any_text() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat());
    prop_oneof![4 => pieces, 1 => any::<String>()]
}

/// What stands between the masks.
fn between(masked: &masking::Masked) -> Vec<String> {
    let chars: Vec<char> = masked.text.chars().collect();
    let mut parts = Vec::new();
    let mut done = 0;
    for mask in &masked.masked {
        parts.push(chars[done..mask.start].iter().collect());
        done = mask.start + mask.length;
    }
    parts.push(chars[done..].iter().collect());
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn masking_twice_changes_nothing(text in any_text()) {
        for known in [Known::default(), known()] {
            let once = mask(&text, &known);
            let twice = mask(&once.text, &known);
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert!(twice.masked.is_empty());
        }
    }

    #[test]
    fn outside_the_masks_stands_the_text_as_it_was_written(text in any_text()) {
        let found = mask(&text, &known());
        prop_assert!(!found.masked.is_empty() || found.text == text);
        let normal: String = text.nfkc().collect();
        let parts = between(&found);
        // The parts in their order, the first at the beginning, the last at the end, something before each. Of a
        // character that became several and is masked in part, the rest is normalised.
        let mut rest = normal.as_str();
        for (at, part) in parts.iter().enumerate() {
            let part: String = part.nfkc().collect();
            let place = if at == 0 { rest.starts_with(part.as_str()).then_some(0) } else { rest.find(part.as_str()) };
            prop_assert!(place.is_some(), "{part:?} is not in {rest:?}");
            rest = &rest[place.unwrap() + part.len()..];
        }
        prop_assert!(normal.ends_with(&parts.last().unwrap().nfkc().collect::<String>()));
        let is_left = |c: char| text.contains(c) || normal.contains(c);
        prop_assert!(parts.iter().flat_map(|part| part.chars()).all(is_left));
    }

    #[test]
    fn no_name_of_a_party_and_no_lone_mobile_number_is_left(before in any_text(), after in any_text()) {
        let found = mask(&format!("{before};赵七八;{after};13900139000;{before}"), &Known {
            names: owned(&["赵七八"]),
            ..Known::default()
        });
        prop_assert!(!found.text.contains("赵七八"));
        prop_assert!(!found.text.contains(";13900139000;"));
    }
}
