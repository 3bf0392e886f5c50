//! The layouts of online dispute cases (在线纠纷) and standing facts (状态记录).

use super::common::{CODE, COMMON};
use super::{Column, Kind, Layout};
use crate::choice::Words;
use domain::record::{RecordKind, StandingKind};

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
    Column::optional("until", "截止日期", Kind::Day).note(
        "最后一天；持续中留空。名单和标记为移出日的前一日",
        "Last day; empty while it lasts. Of a list or mark the day before its removal",
    ),
    Column::optional("case_no", "案号", Kind::Key)
        .note("由案件列入名单时填写", "For a list membership that follows from a case"),
    Column::optional("found_on", "列入事由查实日期", Kind::Day)
        .note("名单和标记填写；列入期限自此日起算", "Of a list or mark; the limit to list it runs from then on"),
    Column::optional("applied_on", "申请移出日期", Kind::Day).note(
        "名单和标记填写；移出期限自此日起算。个体工商户补报年报的，自补报日起算，不必填写",
        "Of a list or mark; the limit to remove it runs from then on. A sole trader who files the report need not ask",
    ),
    Column::optional("permit_name", "许可名称", Kind::Name)
        .note("许可填写；同名的后一许可视为延续", "Of a permit; a later one of the same name renews it"),
    Column::optional("renews", "原许可证编号", Kind::Key)
        .note("延续后编号改变时填写原编号", "Number of the permit that it renews, if the number changed"),
    Column::optional("permit_ended_on", "许可终止日期", Kind::Day)
        .note("注销、撤销或者吊销之日", "Day on which the permit was given up or taken away"),
];
