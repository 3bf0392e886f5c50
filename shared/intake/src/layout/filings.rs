//! The layouts of complaints (投诉) and reports (举报).

use super::common::{CODE, COMMON};
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::RecordKind;
use domain::vocab::{ComplaintOutcome, FilingSource, ReportDecision, Side, Withheld};

pub(super) static COMPLAINTS: Layout = Layout {
    id: "complaints",
    zh: "投诉",
    columns: &[COMPLAINT_COLUMNS, HANDLING, MEDIATION, PUBLICITY, COMMON],
    number_column: Some("number"),
    open_prefix: None,
    kind: RecordKind::Complaint,
};

const COMPLAINT_COLUMNS: &[Column] = &[
    CODE,
    Column::required("number", "投诉编号", Kind::Key)
        .note("12315 编号，没有时为 12345 编号", "12315 number, else 12345 number")
        .example("1371502002025040100001"),
    Column::required("received_on", "接收日期", Kind::Day)
        .note("不得晚于今天", "Not after today")
        .example("2025-04-01"),
    Column::optional("accepted_on", "受理日期", Kind::Day)
        .note("未受理时留空", "Empty if not accepted")
        .example("2025-04-03"),
    Column::optional("closed_on", "办结日期", Kind::Day)
        .note("与办理结果同时填写", "Stands together with the outcome")
        .example("2025-04-20"),
    Column::optional("outcome", "办理结果", Kind::Choice(Words::of::<ComplaintOutcome>()))
        .note(
            "办结后填写；办理中留空；T1a（自行和解）记为 SELF_SETTLED，T1b（撤回）记为 T1",
            "Once it has ended; empty while it is open; T1a (settled) is read as SELF_SETTLED, T1b (withdrawn) as T1",
        )
        .example("MEDIATED"),
    Column::optional("refused_by", "拒绝方", Kind::Choice(Words::of::<Side>()))
        .note("仅 T2 时填写拒绝或不参加调解的一方", "With T2 alone: who refused or stayed away"),
    DUPLICATE,
    Column::optional("held_from", "暂缓起始日期", Kind::Day).note("等待核实，暂缓计入", "Held for an official's check"),
    Column::optional("held_until", "暂缓截止日期", Kind::Day).note("暂缓的最后一天", "Last day of the hold"),
];

const DUPLICATE: Column =
    Column::optional("duplicate", "重复件", Kind::Flag).also(&["重复投诉"]).note("空白为否", "Empty is no");

/// What is written down of every filing.
const HANDLING: &[Column] = &[
    Column::optional("office", "承办机构代码", Kind::Key)
        .note("承办机构的代码", "Code of the office that handles it")
        .example("371502SJ"),
    Column::optional("office_area", "承办机构所在区县", Kind::Area)
        .note("用于分区县统计；空白列入“未知”", "Counts are made by it; empty is counted as unknown")
        .example("371502"),
    Column::optional("source", "来源渠道", Kind::Choice(Words::of::<FilingSource>()))
        .note("从何处收到", "On which way it came")
        .example("12315"),
    Column::optional("problem", "问题类型", Kind::Name).note("平台上的问题类型", "In the words of the platform"),
    Column::optional("filer", "投诉举报人标识", Kind::Pseudonym).note(
        "报送单位编制的假名，同一人相同，16 至 64 位字母数字；不得填写证件号、手机号",
        "A pseudonym made by the sender, 16 to 64 letters and digits, the same for the same person; never a number by which somebody is known",
    ),
    Column::optional("text", "诉求内容", Kind::Digested)
        .note("只留存摘要值，用于识别雷同件，不保存原文", "Only its digest is kept, by which copies are found"),
    Column::optional("main_number", "主件编号", Kind::Key)
        .note("重复或合并办理的，填写主件编号", "Of the filing that it repeats or was merged with"),
    Column::optional("order_no", "工单编号", Kind::Key).note(
        "关联的 12345 工单；来源为 12345 而空白的，以本件编号为工单编号",
        "The linked 12345 work order; empty with the source 12345 is the filing's own number",
    ),
    Column::optional("order_dispatched_on", "工单派发日期", Kind::Day)
        .note("空白按接收日期", "Empty is the day of receipt"),
    Column::optional("order_due_on", "工单办理期限", Kind::Day)
        .note("工单自带的最后一天", "The last day that the order itself names"),
    Column::optional("order_answered_on", "工单答复日期", Kind::Day).note("未答复时留空", "Empty if not answered"),
    Column::optional("order_returned_on", "工单退回日期", Kind::Day).note("未退回时留空", "Empty if not handed back"),
    Column::optional("testing", "检测鉴定期间", Kind::Periods).note(
        "送检日/收到结果日，多段用“;”分隔；尚无结果的写“送检日/”",
        "Handed over/result received, several separated by `;`; without an end while it is awaited",
    ),
    Column::optional("told_on", "告知日期", Kind::Day)
        .note(
            "告知受理与否或立案与否之日，不早于受理日期；投诉留空的，按决定之日",
            "When the filer was told, not before acceptance; of a complaint, empty counts as the day of the decision",
        ),
    Column::optional("case_no", "案号", Kind::Key).note("由此立案的案号", "Number of the case it led to"),
    Column::optional("case_filed_on", "立案日期", Kind::Day)
        .note("有案号时填写；不予立案的留空", "With the number of a case; empty if none was filed"),
];

const MEDIATION: &[Column] = &[
    Column::optional("ended_told_on", "终止调解告知日期", Kind::Day)
        .note("告知双方终止调解之日", "When both sides were told that mediation has ended"),
    Column::optional("odr_number", "在线和解编号", Kind::Key).note(
        "此前经在线纠纷解决（ODR）的，填写其编号，两者为同一纠纷",
        "Of the online dispute case that came before: both are one dispute",
    ),
];

const PUBLICITY: &[Column] = &[
    Column::optional("consent", "同意公示", Kind::Flag)
        .note("消费者是否同意公示；未询问时留空", "Does the consumer agree to publication? Empty if nobody asked"),
    Column::optional("goods", "商品或服务", Kind::Name).note("名称，不含个人信息", "Name, without personal data"),
    Column::optional("claim", "诉求", Kind::Name)
        .note("如退货、退款，不含个人信息", "Such as a refund, without personal data"),
    Column::optional("withheld", "不予公示情形", Kind::Choice(Words::of::<Withheld>()))
        .note("经审查不予公示的填写", "If an official decided so"),
    Column::optional("published_on", "公示日期", Kind::Day).note("未公示时留空", "Empty if not published"),
];

pub(super) static REPORTS: Layout = Layout {
    id: "reports",
    zh: "举报",
    columns: &[REPORT_COLUMNS, HANDLING, COMMON],
    number_column: Some("report_no"),
    open_prefix: None,
    kind: RecordKind::Report,
};

const REPORT_COLUMNS: &[Column] = &[
    CODE,
    Column::required("report_no", "举报编号", Kind::Key)
        .note("12315 编号，没有时为 12345 编号", "12315 number, else 12345 number")
        .example("2371502002025040100001"),
    Column::required("received_on", "接收日期", Kind::Day)
        .note("不得晚于今天", "Not after today")
        .example("2025-04-01"),
    Column::optional("real_name", "实名举报", Kind::Flag).note("空白为否", "Empty is no").example("是"),
    Column::optional("extended_on", "延长核查批准日期", Kind::Days)
        .note("首个期限届满前批准方可延长", "Only an approval within the first limit extends it"),
    Column::optional("decided_on", "决定日期", Kind::Day)
        .note("决定是否立案或移送之日，与处理决定同时填写", "Stands together with the decision")
        .example("2025-04-18"),
    Column::optional("decision", "处理决定", Kind::Choice(Words::of::<ReportDecision>()))
        .note("立案、不予立案或移送", "What was decided")
        .example("not_filed"),
    DUPLICATE,
];
