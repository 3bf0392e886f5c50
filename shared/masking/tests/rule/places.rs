//! Addresses: those of the premises stay.

use super::masked;
use masking::{Known, mask};

const PREMISES: &str = "山东省聊城市东昌府区柳园南路12号1层商铺";

fn at_premises(text: &str) -> String {
    mask(text, &Known { premises: vec![PREMISES.into()], ..Known::default() }).text
}

#[test]
fn the_premises_stay_however_short_they_are_written() {
    for text in [
        PREMISES,
        "经营场所位于聊城市东昌府区柳园南路12号1层商铺",
        "在东昌府区柳园南路12号检查",
        "柳园南路12号",
        "聊城市柳园南路12号的店",
        "住址:聊城市东昌府区柳园南路12号",
    ] {
        assert_eq!(at_premises(text), text);
    }
}

#[test]
fn other_addresses_go() {
    for (text, expected) in [
        ("住在聊城市东昌府区柳园南路13号", "住在***"),
        ("位于柳园南路12号501室", "位于***"),
        ("位于济南市柳园南路12号", "位于***"),
        ("位于柳园南路112号", "位于***"),
        ("家住昌润花园3号楼2单元501室,", "家住***,"),
        ("住址:山东省冠县清水镇李庄村", "住址:***"),
        ("寄到济南市历下区湖南路184号楼", "寄到***"),
        ("当日投诉人聊城市湖南路184号", "当日投诉人***"),
        ("送至阳谷县侨润街道李家村23号", "送至***"),
        ("寄到聊城市东昌府区东昌西路8号金鼎大厦3-2-501", "寄到***"),
    ] {
        assert_eq!(at_premises(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_address_stays() {
    for text in [
        "第12号公告",
        "他知道12号发货",
        "住址不详",
        "道路运输证",
        "网络12号",
        "街道办事处",
        "国务院令第721号",
        "村民委员会",
        "聊市监处罚〔2024〕1号",
    ] {
        assert_eq!(masked(text), text);
    }
}
