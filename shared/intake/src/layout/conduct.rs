//! The layouts of payments (缴款), inspection results (检查结果), sampling tests (抽检结果) and
//! assessments (评定).

use super::common::{CODE, COMMON};
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::{PaymentState, RecordKind};
use domain::vocab::{InspectionResult, TestResult, VisitReason};

pub(super) static PAYMENTS: Layout = Layout {
    id: "payments",
    zh: "缴款",
    columns: &[PAYMENT_COLUMNS, COMMON],
    number_column: Some("decision_no"),
    open_prefix: None,
    kind: RecordKind::Payment,
};

const PAYMENT_COLUMNS: &[Column] = &[
    CODE,
    Column::required("authority_code", "处罚机关代码", Kind::Key)
        .note("作出处罚的机关代码", "Code of the authority that fined")
        .example("11371500004370000X"),
    Column::required("decision_no", "决定书文号", Kind::Key)
        .note("处罚决定书文号", "Number of the decision")
        .example("聊市监处罚〔2025〕12号"),
    Column::required("state", "缴款状态", Kind::Choice(Words::of::<PaymentState>()))
        .note("已缴、未缴或延期", "Paid, unpaid or deferred")
        .example("已缴"),
    Column::required("day", "日期", Kind::Day).note("该状态所述之日", "The day it speaks of").example("2025-03-15"),
    Column::optional("deferred_until", "延期至", Kind::Day)
        .note("延期时必填：准许的最后一天", "With deferred: the last day allowed"),
];

pub(super) static INSPECTIONS: Layout = Layout {
    id: "inspections",
    zh: "检查结果",
    columns: &[INSPECTION_COLUMNS, COMMON],
    number_column: Some("number"),
    open_prefix: None,
    kind: RecordKind::Inspection,
};

const CASE_NO: Column =
    Column::optional("case_no", "案号", Kind::Key).note("由此立案的案号", "Number of the case it led to");
const STOPPED: Column = Column::optional("display_stopped_on", "停止公示日期", Kind::Day)
    .note("单独决定停止公示之日", "Day its display stopped by a decision of its own");
const ANNULLED: Column =
    Column::optional("annulled_on", "撤销日期", Kind::Day).note("结论被撤销之日", "Day its finding was annulled");

const INSPECTION_COLUMNS: &[Column] = &[
    CODE,
    Column::required("number", "检查编号", Kind::Key)
        .note("检查记录编号", "Number of the visit")
        .example("JC2025000123"),
    Column::required("day", "结果日期", Kind::Day).note("不得晚于今天", "Not after today").example("2025-04-10"),
    Column::required("result", "检查结果", Kind::Several(Words::of::<InspectionResult>()))
        .note(
            "代码或结果名称，多项用“;”分隔；I01 不与其他结果并列",
            "Codes or labels, several separated by `;`; I01 stands alone",
        )
        .example("I01"),
    CASE_NO,
    Column::optional("task", "任务编号", Kind::Key).note("计划或抽取的检查任务", "The task that was planned or drawn"),
    Column::optional("reason", "检查来源", Kind::Choice(Words::of::<VisitReason>())).note(
        "为何检查；空白时按检查类型认定，无从认定的为依职权抽查",
        "Why the merchant was visited; if empty, by the type of visit, else of own motion",
    ),
    Column::optional("on_site", "是否现场检查", Kind::Flag).note(
        "空白时按检查类型认定：含“书面”“网络”“非现场”“数据”或 desk 的为非现场，其他为现场",
        "If empty, by the type of visit: one in writing, online, off site, by data or `desk` is none; any other is one",
    ),
    Column::optional("inspectors", "检查人员", Kind::Keys)
        .note("执法证号，多人用“;”分隔", "Staff numbers, separated by `;`"),
    Column::optional("noted_at", "现场记录时间", Kind::Instant)
        .note("离线录入的，为现场记录的时间", "When it was written down on the spot"),
    Column::optional("signed_off_on", "签字办结日期", Kind::Day)
        .note("公示期限自此日起算", "Publication is due from then on"),
    Column::optional("published_on", "公示日期", Kind::Day).note("未公示时留空", "Empty if not published"),
    Column::optional("settled_on", "后续处理完毕日期", Kind::Day)
        .note("I07 以最终结果更替之日", "When a result I07 was replaced"),
    Column::optional("correct_by", "责令改正期限", Kind::Day).note("改正的最后一天", "Last day to correct"),
    Column::optional("corrected_on", "改正日期", Kind::Day).note("核实改正之日", "When the correction was verified"),
    Column::optional("visit_type", "检查类型", Kind::Name).note(
        "检查来源、是否现场检查空白时据此认定",
        "Where the reason or whether it was on the spot is empty, it is read from here",
    ),
    Column::optional("external_score", "外部评分", Kind::Integer).note("仅供评价使用", "For evaluation only"),
    Column::optional("critical_findings", "严重问题数", Kind::Integer).note("仅供评价使用", "For evaluation only"),
    STOPPED,
    ANNULLED,
];

pub(super) static TESTS: Layout = Layout {
    id: "tests",
    zh: "抽检结果",
    columns: &[TEST_COLUMNS, COMMON],
    number_column: Some("number"),
    open_prefix: None,
    kind: RecordKind::Test,
};

const TEST_COLUMNS: &[Column] = &[
    CODE,
    Column::required("number", "抽样编号", Kind::Key)
        .note("抽样单编号", "Number of the sample")
        .example("CJ2025000456"),
    Column::required("day", "结论日期", Kind::Day).note("不得晚于今天", "Not after today").example("2025-04-20"),
    Column::required("result", "抽检结论", Kind::Choice(Words::of::<TestResult>()))
        .note("产品 SQ，食品 FS", "SQ for products, FS for food")
        .example("FS0"),
    Column::optional("is_final", "是否最终结论", Kind::Flag)
        .note(
            "空白为是；不合格且异议或复检尚无结论的不是最终结论，空白为否",
            "Empty is yes; a failed result with an open objection is not final, and empty is no",
        )
        .example("是"),
    Column::optional("diligence", "已履行进货查验", Kind::Flag)
        .note("食品安全法第一百三十六条；空白为否", "The seller proved its purchase checks; empty is no"),
    Column::optional("resolved_on", "整改合格日期", Kind::Day)
        .note("复检合格或整改通过之日", "Day of the passed follow-up test or accepted correction"),
    CASE_NO,
    Column::optional("told_on", "结果告知日期", Kind::Day).note("告知经营者之日", "When the merchant was told"),
    Column::optional("objected_on", "异议或复检申请日期", Kind::Day).note("没有时留空", "Empty if there is none"),
    Column::optional("objection_accepted_on", "异议或复检受理日期", Kind::Day)
        .note("未受理时留空", "Empty while it is not accepted"),
    Column::optional("objection_decided_on", "异议或复检结论日期", Kind::Day)
        .note("未有结论时留空", "Empty while it is open"),
    Column::optional("published_on", "公示日期", Kind::Day).note("未公示时留空", "Empty if not published"),
    Column::optional("ordered_on", "责令改正日期", Kind::Day)
        .note("整改期限自此日起算", "The limit to correct runs from then on"),
    Column::optional("corrected_on", "整改报告日期", Kind::Day).note("未整改时留空", "Empty if not corrected"),
    STOPPED,
    ANNULLED,
];

pub(super) static ASSESSMENTS: Layout = Layout {
    id: "assessments",
    zh: "评定",
    columns: &[ASSESSMENT_COLUMNS, COMMON],
    number_column: Some("number"),
    open_prefix: Some("item_"),
    kind: RecordKind::Assessment,
};

const ASSESSMENT_COLUMNS: &[Column] = &[
    CODE,
    Column::required("number", "评定编号", Kind::Key)
        .note("评定编号；另可加 item_ 开头的整数列", "Its number; further integer columns may begin with item_")
        .example("PD2025000789"),
    Column::required("day", "评定日期", Kind::Day).note("不得晚于今天", "Not after today").example("2025-05-01"),
    Column::optional("state", "评定状态", Kind::Name)
        .note("如待检查；已评定时留空", "Such as awaiting inspection; empty if rated"),
];
