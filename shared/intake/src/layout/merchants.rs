//! The layout of merchants (经营主体).

use super::common::{CODE, COMMON};
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::{Channel, MerchantKind, MerchantStatus, RecordKind, SizeBand, SuccessionGround};

pub(super) static MERCHANTS: Layout = Layout {
    id: "merchants",
    zh: "经营主体",
    columns: &[COLUMNS, COMMON],
    number_column: None,
    open_prefix: None,
    kind: RecordKind::Merchant,
};

const COLUMNS: &[Column] = &[
    CODE,
    Column::required("name", "名称", Kind::Name).note("登记的名称", "The registered name").example("示例餐饮有限公司"),
    Column::required("kind", "主体类型", Kind::Choice(Words::of::<MerchantKind>()))
        .note("企业、个体工商户或农民专业合作社", "Legal kind")
        .example("企业"),
    Column::optional("size", "规模", Kind::Choice(Words::of::<SizeBand>()))
        .note(
            "空白时个体工商户、合作社按其类型，企业为未知",
            "Empty: by kind for sole traders and cooperatives, else unknown",
        )
        .example("小型"),
    Column::optional("channel", "经营渠道", Kind::Choice(Words::of::<Channel>()))
        .note("空白为未知", "Empty is unknown")
        .example("门店"),
    Column::required("area", "所在区县", Kind::Area)
        .note("六位行政区划代码、功能区内部代码或区县名称", "Six-digit area code, internal code of a zone, or name")
        .example("371502"),
    Column::required("industry", "行业代码", Kind::Industry)
        .note("GB/T 4754-2017 二至四位代码", "GB/T 4754-2017, two to four digits")
        .example("6210"),
    Column::optional("registered_on", "成立日期", Kind::Day)
        .note("成立或注册日期", "Day of registration")
        .example("2019-05-06"),
    Column::optional("status", "登记状态", Kind::Choice(Words::of::<MerchantStatus>()))
        .note("空白为在营", "Empty is active")
        .example("在营"),
    Column::optional("status_from", "状态起始日期", Kind::Day)
        .note("吊销、注销、迁出时必填；在营时不读取", "Needed unless the status is active, and only read then"),
    Column::optional("succeeded_by", "承继主体代码", Kind::Keys)
        .note("分立时可有多个，用分号隔开", "Codes of those who carry it on; several after a division"),
    Column::optional("succession_ground", "承继事由", Kind::Choice(Words::of::<SuccessionGround>()))
        .note("填写承继主体时必填", "Needed with its successors"),
    Column::optional("succeeded_on", "承继日期", Kind::Day).note("填写承继主体时必填", "Needed with its successors"),
];
