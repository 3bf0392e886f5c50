//! Columns that every layout has.

use super::{Column, Kind};
use crate::choice::{RecordState, Words};

pub(super) const COMMON: &[Column] = &[
    Column::optional("changed_at", "变更时间", Kind::Instant).note(
        "来源系统的变更时间，决定同一记录各版本的先后",
        "The source's own time of change: orders the versions of one record",
    ),
    Column::optional("known_at", "获知时间", Kind::Instant).also(&["recorded_at"]).note(
        "本单位获知该记录的时间；空白时按发生日零时计；列名也可写 recorded_at",
        "When it became known here; without it 00:00 of the day it happened; may be called recorded_at as well",
    ),
    Column::optional("record_state", "记录状态", Kind::Choice(Words::of::<RecordState>()))
        .note("有效或撤回，空白为有效", "valid or withdrawn; empty is valid"),
];

pub(super) const CODE: Column = Column::may_be_empty("code", "统一社会信用代码", Kind::Code)
    .note(
        "18 位统一社会信用代码或 15 位注册号，按文本填写；不明时留空，待人工确认",
        "18-character credit code or 15-digit registration number, as text; leave empty if unknown and a person will look it up",
    )
    .example("91371502MA00000A05");
