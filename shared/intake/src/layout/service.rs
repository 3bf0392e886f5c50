//! The layouts of complaints (投诉), online dispute cases (在线纠纷) and standing facts (状态记录).

use super::common::{CODE, COMMON};
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::{RecordKind, StandingKind};
use domain::vocab::{ComplaintOutcome, Side};

pub(super) static COMPLAINTS: Layout = Layout {
    id: "complaints",
    zh: "投诉",
    columns: &[COMPLAINT_COLUMNS, COMMON],
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
        .note("办结后填写；办理中留空", "Once it has ended; empty while it is open")
        .example("MEDIATED"),
    Column::optional("refused_by", "拒绝方", Kind::Choice(Words::of::<Side>()))
        .note("T2 时填写拒绝或不参加调解的一方", "With T2: who refused or stayed away"),
    Column::optional("duplicate", "重复投诉", Kind::Flag).note("空白为否", "Empty is no"),
    Column::optional("held_from", "暂缓起始日期", Kind::Day).note("等待核实，暂缓计入", "Held for an official's check"),
    Column::optional("held_until", "暂缓截止日期", Kind::Day).note("暂缓的最后一天", "Last day of the hold"),
];

pub(super) static ODR_CASES: Layout = Layout {
    id: "odr_cases",
    zh: "在线纠纷",
    columns: &[ODR_COLUMNS, COMMON],
    number_column: Some("number"),
    open_prefix: None,
    kind: RecordKind::OdrCase,
};

const ODR_COLUMNS: &[Column] = &[
    CODE,
    Column::required("number", "纠纷编号", Kind::Key).note("纠纷编号", "Case number").example("ODR2025000321"),
    Column::required("filed_on", "提交日期", Kind::Day).note("不得晚于今天", "Not after today").example("2025-04-01"),
    Column::required("due_on", "期限届满日", Kind::Day)
        .note("十个工作日的最后一天", "Last of its ten working days")
        .example("2025-04-16"),
    Column::optional("answered_on", "答复日期", Kind::Day)
        .note("未答复时留空", "Empty if not answered")
        .example("2025-04-05"),
    Column::optional("settled_on", "和解日期", Kind::Day)
        .note("未和解时留空", "Empty if not settled")
        .example("2025-04-10"),
    Column::optional("void", "无效", Kind::Flag).note("重复或误投；空白为否", "Duplicate or mistaken; empty is no"),
];

pub(super) static STANDING: Layout = Layout {
    id: "standing",
    zh: "状态记录",
    columns: &[STANDING_COLUMNS, COMMON],
    number_column: Some("document_no"),
    open_prefix: None,
    kind: RecordKind::Standing,
};

const STANDING_COLUMNS: &[Column] = &[
    CODE,
    Column::required("kind", "状态种类", Kind::Choice(Words::of::<StandingKind>()))
        .note("名单、标记、承诺或称号", "List, mark, promise or title")
        .example("no_reason_return"),
    Column::required("office", "出具机关", Kind::Key)
        .note("出具该状态的机关", "Issuing office")
        .example("聊城市市场监督管理局"),
    Column::required("document_no", "文号", Kind::Key)
        .note("文书编号", "Number of the document")
        .example("聊放心〔2025〕7号"),
    Column::required("from", "起始日期", Kind::Day).note("第一天", "First day").example("2025-01-01"),
    Column::optional("until", "截止日期", Kind::Day).note("最后一天；持续中留空", "Last day; empty while it lasts"),
    Column::optional("case_no", "案号", Kind::Key)
        .note("由案件列入名单时填写", "For a list membership that follows from a case"),
];
