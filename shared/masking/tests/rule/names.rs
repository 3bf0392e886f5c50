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
fn who_runs_a_shop_or_works_in_it_is_masked() {
    for (text, expected) in [
        ("店主张小明经营超过保质期的食品", "店主张某经营超过保质期的食品"),
        ("要求店员张小明当面道歉", "要求店员张某当面道歉"),
        ("法定代表人:李明,男", "法定代表人:李某,男"),
        ("负责人王小芳拒不改正", "负责人王某拒不改正"),
        ("当事人欧阳小明销售侵权商品", "当事人欧阳某销售侵权商品"),
        ("饭店老板刘海洋态度恶劣", "饭店老板刘某态度恶劣"),
        ("该店经营者陈平未经许可从事餐饮", "该店经营者陈某未经许可从事餐饮"),
        ("业主张三、李四和王五在场", "业主张某、李某和王某在场"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn whom_a_decision_punishes_is_masked() {
    for (text, expected) in [
        ("对张小明罚款1000元", "对张某罚款1000元"),
        ("对张明处罚款1000元", "对张某处罚款1000元"),
        ("对欧阳小明处以警告", "对欧阳某处以警告"),
        ("决定对张三、李四各处罚款500元", "决定对张某、李某各处罚款500元"),
        ("给予王小芳警告", "给予王某警告"),
        ("对赵七八女士作出行政处罚", "对赵某女士作出行政处罚"),
        ("对钱三多罚款。钱三多已缴清", "对钱某罚款。钱某已缴清"),
    ] {
        assert_eq!(masked(text), expected, "{text}");
    }
}

#[test]
fn words_that_begin_like_names_stay() {
    for text in [
        "对当事人处以罚款",
        "对双方处罚款",
        "对方处罚款",
        "对单位处10万元罚款",
        "对相关人员处警告",
        "对经营者处五千元罚款",
        "对商家罚款",
        "给予警告,并处罚款",
        "对明知故犯者从重处罚",
        "经营者应当公示收费标准",
        "经营者明码标价",
        "负责人安排员工培训",
        "店员张贴广告",
        "饭店主张已经退款",
        "企业主张减轻处罚",
        "当事人张三丰饭店有限公司",
        "当事人安康大药房",
        "当事人和消费者双方和解",
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
