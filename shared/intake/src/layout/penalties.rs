//! The layout of administrative penalties: the national 双公示 format (发改办财金〔2018〕424号) and
//! the columns that local files add to it.

use super::common::COMMON;
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::{PartyKind, PenaltyKind, Procedure, RecordKind};
use domain::vocab::{Grade, Severity, StopReason};

pub(super) static PENALTIES: Layout = Layout {
    id: "penalties",
    zh: "行政处罚",
    columns: &[NATIONAL, LOCAL, OUTWARD, COMMON],
    number_column: Some("cf_wsh"),
    open_prefix: None,
    kind: RecordKind::Penalty,
};

const NATIONAL: &[Column] = &[
    Column::required("cf_xdr_mc", "行政相对人名称", Kind::Name)
        .note("被处罚的经营主体名称", "Name of the party")
        .example("示例餐饮有限公司"),
    Column::optional("cf_xdr_lb", "行政相对人类别", Kind::Choice(Words::of::<PartyKind>()))
        .note("法人及非法人组织、自然人或个体工商户", "Category of the party")
        .example("法人及非法人组织"),
    Column::may_be_empty("cf_xdr_shxym", "统一社会信用代码", Kind::Code)
        .note("按文本填写；空白时读取工商注册号", "As text; if empty, the registration number is read")
        .example("91371502MA00000A05"),
    Column::optional("cf_xdr_gszc", "工商注册号", Kind::Code)
        .note("15 位旧注册号，仅在统一社会信用代码空白时使用", "15 digits; only used if there is no credit code"),
    Column::optional("cf_xdr_zzjg", "组织机构代码", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_xdr_swdj", "税务登记号", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_xdr_sydw", "事业单位证书号", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_xdr_shzz", "社会组织登记证号", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_frdb", "法定代表人", Kind::Personal).note("个人信息，不读取", "Personal data, never read"),
    Column::optional("cf_fr_zjlx", "法定代表人证件类型", Kind::Personal)
        .note("个人信息，不读取", "Personal data, never read"),
    Column::optional("cf_fr_sfzh", "法定代表人证件号码", Kind::Personal)
        .note("个人信息，不读取", "Personal data, never read"),
    Column::optional("cf_xdr_zjlx", "自然人证件类型", Kind::Personal)
        .note("个人信息，不读取", "Personal data, never read"),
    Column::optional("cf_xdr_zjhm", "自然人证件号码", Kind::Personal)
        .note("个人信息，不读取", "Personal data, never read"),
    Column::required("cf_wsh", "行政处罚决定书文号", Kind::Key)
        .note("与处罚机关代码一起识别一件处罚", "With the authority's code it identifies the penalty")
        .example("聊市监处罚〔2025〕12号"),
    Column::may_be_empty("cf_wfxw", "违法行为类型", Kind::Text)
        .note("违法行为的类型；空白时不与其他处罚比较是否同因", "Type of violation; if empty, it never repeats another")
        .example("经营超过保质期的食品"),
    Column::optional("cf_sy", "违法事实", Kind::NotKept).note("不读取", "Not kept"),
    Column::required("cf_yj", "处罚依据", Kind::Text)
        .note("法律名称和条款", "Law and article")
        .example("《中华人民共和国食品安全法》第一百二十四条"),
    Column::required("cf_cflb", "处罚类别", Kind::Several(Words::of::<PenaltyKind>()))
        .note(
            "多项用“;”分隔；“没收违法所得、没收非法财物”为一项",
            "Several are separated by `;`; 没收违法所得、没收非法财物 is one kind",
        )
        .example("警告;罚款"),
    Column::required("cf_nr", "处罚内容", Kind::Text)
        .note("处罚内容", "What was decided")
        .example("给予警告，罚款5000元"),
    Column::may_be_empty("cf_nr_fk", "罚款金额(万元)", Kind::WanYuan)
        .note("单位万元，最多六位小数；没有罚款时填 0 或留空", "In 10,000 yuan, up to six decimals; 0 or empty if none")
        .example("0.5"),
    Column::optional("cf_nr_wfff", "没收金额(万元)", Kind::WanYuan)
        .note("单位万元，最多六位小数", "In 10,000 yuan, up to six decimals"),
    Column::optional("cf_nr_zkdx", "暂扣或吊销证照名称及编号", Kind::Name)
        .note("暂扣或吊销时填写", "For suspensions and revocations"),
    Column::required("cf_jdrq", "处罚决定日期", Kind::Day)
        .note("不得晚于今天", "Not after today")
        .example("2025-03-04"),
    Column::optional("cf_yxq", "处罚有效期", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_gsjzq", "公示截止期", Kind::Day)
        .note("公示的最后一天", "Last day of display")
        .example("2026-03-03"),
    Column::required("cf_cfjg", "处罚机关", Kind::Name)
        .note("作出决定的机关", "Deciding authority")
        .example("聊城市市场监督管理局"),
    Column::required("cf_cfjgdm", "处罚机关代码", Kind::Key)
        .note("机关的统一社会信用代码", "The authority's own code")
        .example("11371500004370000X"),
    Column::optional("cf_sjly", "数据来源单位", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("cf_sjlydm", "数据来源单位代码", Kind::NotKept).note("不读取", "Not kept"),
    Column::optional("bz", "备注", Kind::NotKept).note("不读取", "Not kept"),
];

const LOCAL: &[Column] = &[
    Column::optional("case_no", "案号", Kind::Key)
        .note("把检查结果、处罚和名单联系为一案", "Links results, penalties and list memberships of one case"),
    Column::optional("severity", "严重程度", Kind::Choice(Words::of::<Severity>())).note(
        "仅作为来源的陈述保存；以政策按种类、金额和当事人推定的为准",
        "Kept as the statement of the source; what counts is derived by policy from kinds, amounts and party",
    ),
    Column::optional("grade", "裁量档次", Kind::Choice(Words::of::<Grade>()))
        .note("空白按一般并注明", "Empty counts as normal, with a remark"),
    Column::optional("safety", "涉及安全", Kind::Flag).note("空白时由政策推定", "Empty: derived by policy"),
    Column::optional("procedure", "处罚程序", Kind::Choice(Words::of::<Procedure>()))
        .note("普通程序或简易程序", "Ordinary or simple procedure"),
    Column::optional("minor_party", "未成年人", Kind::Flag)
        .note("当事人未满 18 周岁；空白为否", "Is the party under 18? Empty is no"),
    Column::optional("published_on", "首次公示日期", Kind::Day).note(
        "首次公示的日期；空白的照常计分，但公共页面不显示（publication.without_day 可改）",
        "First publication; without it the penalty counts, but no public page shows it (unless publication.without_day)",
    ),
    Column::optional("served_on", "送达日期", Kind::Day)
        .note("送达之日起计算缴款期限", "Service of the decision; the payment clock starts"),
    Column::optional("restriction_until", "限制期限", Kind::Day)
        .note("停业、限制或从业禁止的最后一天", "Last day of a suspension, restriction or ban"),
    Column::optional("display_stopped_on", "停止公示日期", Kind::Days).note(
        "多个日期用“;”分隔；日期未到的，到日自动停止公示",
        "Several days are separated by `;`; on a day that lies ahead the display stops by itself",
    ),
    Column::optional("display_stop_reason", "停止公示原因", Kind::Choice(Words::of::<StopReason>())).note(
        "最后一个停止公示日期的原因；未填写停止公示日期的不填",
        "Why it stopped on the last of those days; empty if there is none",
    ),
    Column::optional("stop_revoked_on", "撤销修复日期", Kind::Days)
        .note("多个日期用“;”分隔", "Several days are separated by `;`"),
    Column::optional("annulled_on", "撤销日期", Kind::Day).note("处罚决定被撤销之日", "Day of the annulment"),
];

/// What other systems were told.
const OUTWARD: &[Column] = &[
    Column::optional("reported_on", "双公示报送日期", Kind::Day)
        .note("报送信用信息共享平台之日", "When it was reported to the credit platform"),
    Column::optional("home_province", "外省登记地", Kind::Integer).note(
        "当事人登记在外省的，填写 GB/T 2260 两位省份代码；本省（37）不填",
        "Two digits (GB/T 2260) of the province in which the party is registered, if another one than 37",
    ),
    Column::optional("pushed_on", "推送外省日期", Kind::Day).note("未推送时留空", "Empty if not pushed"),
    Column::optional("push_received_on", "外省接收日期", Kind::Day)
        .note("登记地公示期限自此日起算", "The limit of the home province runs from then on"),
    Column::optional("annulment_received_on", "收到撤销决定日期", Kind::Day).note(
        "撤下期限自此日起算，不早于撤销日期；空白按撤销日期",
        "The limit to withdraw it runs from then on, not before the annulment; empty is the day of the annulment",
    ),
    Column::optional("outward_withdrawn_on", "对外撤下确认日期", Kind::Day)
        .note("对外渠道确认撤下之日", "When the outside channels confirmed the withdrawal"),
];
