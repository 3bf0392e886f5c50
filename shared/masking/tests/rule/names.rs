//! Names: who is masked, and how persons are told apart.

use super::{masked, owned, without};
use masking::{Known, mask};

#[test]
fn persons_of_one_surname_are_numbered_and_keep_their_masks() {
    let text = "张三与张四、李五争执,张四称张三先动手,张 三否认";
    assert_eq!(without(&["张三", "张四", "李五"], text), "张某与张某2、李某争执,张某2称张某先动手,张某否认");
}

#[test]
fn a_mask_that_stands_there_already_is_somebody_else() {
    assert_eq!(without(&["张三"], "张某报案,张三到场,张某2离开"), "张某报案,张某3到场,张某2离开");
    assert_eq!(masked("投诉人张某某称"), "投诉人张某某称");
    assert_eq!(masked("张某13800138000"), "张某***");
}

#[test]
fn the_number_of_a_mask_does_not_run_into_the_next() {
    assert_eq!(without(&["张三", "张四"], "张三,张四5天"), "张某,张某2*5天");
    assert_eq!(
        without(&["张三", "张四"], "张三,张四13800138000"),
        "张某,张某2*13800138000".replace("*13800138000", "***")
    );
}

#[test]
fn longer_names_come_first_and_kept_ones_stay() {
    assert_eq!(without(&["李明", "李明亮"], "李明亮是李明之子"), "李某是李某2之子");
    let known = Known { names: owned(&["张三"]), kept: owned(&["张三饭店"]), ..Known::default() };
    assert_eq!(mask("张三饭店的经营者张三", &known).text, "张三饭店的经营者张某");
}

#[test]
fn surnames_of_two_characters_stay_whole() {
    assert_eq!(without(&["欧阳小明", "司马光", "欧阳"], "欧阳小明、司马光、欧阳"), "欧阳某、司马某、欧某");
    assert_eq!(masked("证人欧阳小明称,投诉人司马光反映"), "证人欧阳某称,投诉人司马某反映");
}

#[test]
fn names_behind_words_become_masks_wherever_they_stand() {
    for (text, expected) in [
        ("第三人王小芳述称", "第三人王某述称"),
        ("证人:李明", "证人:李某"),
        ("投诉人张三称,张三购买", "投诉人张某称,张某购买"),
        ("员工刘海洋在场", "员工刘某在场"),
        ("证人李永和证实", "证人李某证实"),
        ("证人张三、李四和王五到场", "证人张某、李某和王某到场"),
        ("投诉人张三先生", "投诉人张某先生"),
        ("投诉人姓名:张三丰,女", "投诉人姓名:张某,女"),
        ("消费者李女士与消费者陈小红", "消费者李女士与消费者陈某"),
        ("投诉人张三2024年购买", "投诉人张某2024年购买"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn words_that_begin_like_names_stay() {
    for text in [
        "员工管理制度",
        "聊城市第三人民医院",
        "投诉人于当日购买",
        "投诉人于2024年购买",
        "投诉人向本局反映",
        "证人证言",
        "被投诉人张三丰饭店",
        "员工安全培训",
        "员工3人",
        "投诉人张先生称",
        "员工健康证明",
        "投诉人应当提供",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn names_of_letters_are_whole_words_and_single_characters_are_passed_over() {
    assert_eq!(without(&["Li Na", "王"], "LiNa,Li Na,LiNas,王牌"), "L某,L某,LiNas,王牌");
    assert_eq!(without(&["买买提·艾力"], "买买提·艾力到场"), "买某到场");
}
