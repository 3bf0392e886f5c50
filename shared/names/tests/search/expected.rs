//! What a person would expect, by example.

use crate::made_up::code;
use names::{Index, Kind};

const NAMES: [&str; 9] = [
    "聊城水城超市",
    "聊城市水城超市有限公司",
    "聊城鲁韵长行商贸有限公司",
    "重庆小面馆",
    "东阿县单记包子铺",
    "ＫＦＣ（聊城）餐厅",
    "西安旅行社",
    "先锋书店",
    "聊城鲁韵长行商贸有限责任公司",
];

fn index() -> Index {
    Index::load((0u32..).zip(NAMES).map(|(n, name)| (i64::from(n), code(n), name)))
}

/// Names found, with the kind.
fn found(query: &str) -> Vec<(&'static str, Kind)> {
    let found = index().search(query, 100, |_| true);
    assert!(!found.cut);
    found.hits.iter().map(|hit| (NAMES[usize::try_from(hit.subject_id).unwrap()], hit.kind)).collect()
}

fn best(query: &str) -> Option<(&'static str, Kind)> {
    found(query).first().copied()
}

#[test]
fn each_kind_finds_its_name() {
    assert_eq!(best(code(3).as_str()), Some((NAMES[3], Kind::Code)));
    assert_eq!(best(&code(3).as_str().to_lowercase()), Some((NAMES[3], Kind::Code)));
    assert_eq!(best("聊城水城超市"), Some((NAMES[0], Kind::Exact)));
    assert_eq!(found("聊城鲁韵"), [(NAMES[2], Kind::Prefix), (NAMES[8], Kind::Prefix)]);
    assert_eq!(found("水城超市"), [(NAMES[0], Kind::Substring), (NAMES[1], Kind::Substring)]);
    assert_eq!(found("lcswcs"), []);
    assert_eq!(found("lcscs"), []);
    assert_eq!(found("lcsccs"), [(NAMES[0], Kind::Initials)]);
    assert_eq!(found("liaochengshui"), [(NAMES[0], Kind::Pinyin)]);
    assert_eq!(found("liaochengshuic"), [(NAMES[0], Kind::Pinyin)]);
    assert_eq!(best("聊城水成超市"), Some((NAMES[0], Kind::Near)));
}

#[test]
fn a_character_may_be_read_in_each_common_way() {
    for query in ["chongqing", "zhongqing", "cqxm", "zqxm"] {
        assert_eq!(best(query).map(|hit| hit.0), Some(NAMES[3]), "{query}");
    }
    for query in ["changxing", "zhanghang", "luyunchanghang"] {
        assert_eq!(best(query), Some((NAMES[2], Kind::Pinyin)), "{query}");
    }
    for query in ["donge", "dong'e", "shanji", "danji"] {
        assert_eq!(best(query), Some((NAMES[4], Kind::Pinyin)), "{query}");
    }
}

#[test]
fn letters_are_parted_in_every_way() {
    // 县 and 限 are read xian too, in longer names.
    assert_eq!(found("xian")[..2], [(NAMES[7], Kind::Pinyin), (NAMES[6], Kind::Pinyin)]);
    assert_eq!(found("xianlvxing"), [(NAMES[6], Kind::Pinyin)]);
    assert_eq!(found("xi an lü xing"), [(NAMES[6], Kind::Pinyin)]);
}

#[test]
fn width_case_brackets_and_spaces_do_not_matter() {
    assert_eq!(found("kfc 聊城"), [(NAMES[5], Kind::Prefix)]);
    assert_eq!(found("Kfc(聊城)餐厅"), [(NAMES[5], Kind::Exact)]);
    assert_eq!(found("kfclc"), [(NAMES[5], Kind::Initials)]);
}

#[test]
fn the_form_of_a_company_is_part_of_its_name() {
    let kinds: Vec<Kind> = found("聊城鲁韵长行商贸有限责任公司").into_iter().map(|hit| hit.1).collect();
    assert_eq!(kinds, [Kind::Exact]);
}

#[test]
fn each_typing_error_is_near_and_two_are_not() {
    for query in ["重庆小米馆", "重庆面馆", "重庆小小面馆", "重小庆面馆", "庆重小面馆", "重庆小馆面"]
    {
        assert_eq!(found(query), [(NAMES[3], Kind::Near)], "{query}");
    }
    assert_eq!(found("小麦馆"), [(NAMES[3], Kind::Near)]);
    for query in ["重大小米馆", "小庆重面馆", "麦馆", "庆重小馆面"] {
        assert_eq!(found(query), [], "{query}");
    }
}

#[test]
fn nothing_is_found_for_nothing() {
    for query in ["", " ", "（）", "无此人", "qqq", "'"] {
        assert_eq!(found(query), [], "{query}");
    }
    assert!(index().search("聊城", 0, |_| true).hits.is_empty());
    assert!(Index::new().search("聊城", 9, |_| true).hits.is_empty());
}

#[test]
fn who_may_not_be_seen_is_not_found() {
    let found = index().search("聊城", 100, |subject_id| subject_id == 1);
    assert_eq!(found.hits.iter().map(|hit| hit.subject_id).collect::<Vec<_>>(), [1]);
}

#[test]
fn too_many_ways_to_part_letters_cut_the_search() {
    let index = Index::load([(1, code(1), "西安西安西安西安西安西安西安西安")]);
    let found = index.search("xianxianxianxianxianxianxianxian", 9, |_| true);
    assert!(found.hits.is_empty() && found.cut);
}
