//! Numbers: which are masked, which stay.

use super::{kinds, masked};
use domain::code::PartyCode;
use masking::{Kind, Known, mask};

/// Each text has one number of a kind in it, which goes whole.
fn goes(kind: Kind, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = mask(text, &Known::default());
        assert_eq!((found.text.as_str(), kinds(&found)), (*expected, vec![kind]), "{text}");
    }
}

fn stays(texts: &[&str]) {
    for text in texts {
        assert_eq!(masked(text), *text);
    }
}

#[test]
fn a_credit_code_stays_though_it_passes_other_checks() {
    stays(&[
        "911100001011016602",
        "914403001922038216",
        "代码914403001922038216的企业",
        "9144 0300 1922 0382 16",
        "91371500795315494U",
        "统一社会信用代码:914403001922038217",
        "USCC914403001922038216",
    ]);
    assert_eq!(masked("９１１１００００１０１１０１６６０２"), "９１１１００００１０１１０１６６０２");
}

#[test]
fn a_citizens_number_that_passes_the_check_of_credit_codes_is_no_credit_code() {
    // One in 31 does. The first here that does, of all who were born on one day.
    let numbers = (0..1000).map(|n| citizen(&format!("37150219900307{n:03}")));
    let codes: Vec<PartyCode> = numbers.filter_map(|n| PartyCode::parse(&n).ok()).collect();
    assert!(codes.len() > 20);
    assert!(codes.iter().all(|code| masked(code.as_str()) == "***"));
    // What a field of the party says is stronger.
    let code = codes[0];
    let known = Known { codes: vec![code], ..Known::default() };
    assert_eq!(mask(code.as_str(), &known).text, code.as_str());
}

/// The check character behind seventeen digits.
fn citizen(seventeen: &str) -> String {
    let all = "0123456789X".chars().map(|check| format!("{seventeen}{check}"));
    all.into_iter().find(|text| domain::person::holds_identity_number(text)).unwrap()
}

#[test]
fn citizens_numbers_go() {
    goes(
        Kind::CitizenNumber,
        &[
            ("11010519491231002X", "***"),
            ("身份证号11010519491231002x。", "身份证号***。"),
            ("（１１０１０５１９４９１２３１００２Ｘ）", "（***）"),
            ("110105 19491231 002X", "***"),
            ("110105-1949-1231-002X", "***"),
            ("1101051949\n1231002X", "***"),
            ("110105194912\u{200b}31002X", "***"),
            ("①11010519491231002X", "①***"),
            ("110105491231002", "***"),
            ("110105 491231 002", "***"),
            ("编号11010519491231002X", "编号***"),
            // Mistyped, but said to be one.
            ("公民身份号码:110105194912310021", "公民身份号码:***"),
        ],
    );
    stays(&[
        "110105194912310021",
        "110105194913310021",
        "110105491331002",
        "990105491231002",
        "注册号:371502600123456",
        "411010519491231002X1",
    ]);
}

#[test]
fn mobile_numbers_go_unless_within_longer_runs() {
    goes(
        Kind::Mobile,
        &[
            ("13800138000", "***"),
            ("电话１３８００１３８０００", "电话***"),
            ("138 0013 8000", "***"),
            ("138-0013-8000，", "***，"),
            ("138–0013–8000", "***"),
            ("138\u{200b}00138000", "***"),
            ("1 3 8 0 0 1 3 8 0 0 0", "***"),
            ("+8613800138000", "***"),
            ("+86 13800138000", "+86 ***"),
            ("008613800138000", "***"),
            ("①13800138000", "①***"),
            ("20㎡13800138000", "20㎡***"),
            ("微信wx13800138000", "微信wx***"),
            ("13800138000元旦前可打", "***元旦前可打"),
            ("价12,电13800138000,500元", "价12,电***,500元"),
        ],
    );
    stays(&["113800138000", "138001380001", "20240113800138000", "12800138000", "1380013800", "1350-20-24001"]);
}

#[test]
fn documents_and_amounts_stay() {
    stays(&[
        "聊市监处罚〔2024〕1号",
        "聊市监处罚〔2024〕13800138000号",
        "聊市监处罚(2024)第13800138000号",
        "13800138000元",
        "罚款13800138000.00元",
        "¥13800138000",
        "人民币 13800138000 万元",
        "13,800,138,000元",
        "许可证编号:JY13715020012345",
        "订单号13800138000",
        "批号:6222021234567890128",
        "2024年1月3日,20240103,2024-01-03",
        "12315、12345",
    ]);
    // A word for numbers that are a person's own does not protect.
    assert_eq!(masked("会员编号13800138000"), "会员编号***");
}

#[test]
fn bank_cards_go() {
    goes(
        Kind::BankCard,
        &[
            ("6222021234567890128", "***"),
            ("4111111111111111", "***"),
            ("4111 1111 1111 1111", "***"),
            ("4111-1111-1111-1111", "***"),
            ("卡号为4111 1111 1111 1111", "卡号为***"),
            ("622202 1234567890128", "***"),
        ],
    );
    goes(Kind::BankAccount, &[("账号:1607000109022", "账号:***"), ("银行卡号6222021234567890129", "银行卡号***")]);
    stays(&["4111111111111112", "1111111111111117", "499999999999999", "41111111111111111111"]);
}

#[test]
fn telephones_go_with_the_code_of_the_area_or_a_word_before() {
    goes(
        Kind::Telephone,
        &[
            ("0635-8123456", "***"),
            ("(0635)8123456", "***"),
            ("（0635）8123456", "***"),
            ("06358123456", "***"),
            ("010-12345678", "***"),
            ("电话8123456", "电话***"),
        ],
    );
    stays(&["8123456", "电话12315", "0635", "0000-8123456"]);
    let known = Known { kept: vec!["0635-8123456".into()], ..Known::default() };
    assert_eq!(mask("本局0635-8123456,另0635-8123457", &known).text, "本局0635-8123456,另***");
}

#[test]
fn emails_and_plates_go() {
    goes(Kind::Email, &[("邮箱zhang.san@example.com.cn。", "邮箱***。"), ("ｚ@example.com", "***")]);
    goes(
        Kind::Plate,
        &[
            ("鲁P12345", "***"),
            ("车辆鲁P·A1234停", "车辆***停"),
            ("鲁PD12345", "***"),
            ("鲁p 1234挂", "***"),
            ("鲁P１２３４５", "***"),
        ],
    );
    stays(&["鲁P123", "鲁ICP备12345678号", "鲁P1234567", "鲁P12345I", "鲁PABCDE", "鲁B2-20100012", "user@host"]);
}
