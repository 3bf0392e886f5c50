//! A card as a table for those who live in spreadsheets: a figure a row.

use super::figures::{Fates, SourceCard};
use crate::error::LedgerError;
use domain::record::RecordKind;
use intake::export::{ExportError, Form, Heading, Table};
use std::io::Cursor;

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

/// A figure: to which part of the card it belongs, of what it is, its name, itself, and of how many it is how many
/// thousandths.
struct Figure {
    part: &'static str,
    of: String,
    name: &'static str,
    value: String,
    whole: Option<(u64, Option<u64>)>,
}

impl SourceCard {
    /// The card as a file with Chinese headers.
    pub(crate) fn file(&self, format: Format) -> Result<Vec<u8>, LedgerError> {
        Ok(self.written(format)?)
    }

    fn written(&self, format: Format) -> Result<Vec<u8>, ExportError> {
        let headings = [
            ("数据源", Form::Text),
            ("月份", Form::Text),
            ("截至日", Form::Day),
            ("部分", Form::Text),
            ("对象", Form::Text),
            ("指标", Form::Text),
            ("数值", Form::Number),
            ("总数", Form::Number),
            ("千分比", Form::Number),
        ];
        let headings = headings.map(|(zh, form)| Heading::new(zh, form)).to_vec();
        let folder = tempfile::tempdir()?;
        let into = Cursor::new(Vec::new());
        let mut table = match format {
            Format::Csv => Table::csv(into, headings)?,
            Format::Xlsx => Table::xlsx(into, "数据源成绩单", headings, folder.path())?,
        };
        let as_of = self.as_of.to_string();
        for Figure { part, of, name, value, whole } in self.figures() {
            let (of_all, permille) = whole.map_or((None, None), |(of_all, permille)| (Some(of_all), permille));
            let (of_all, permille) = (told(of_all), told(permille));
            let cells = [&self.source, &self.month, &as_of, part, &of, name, &value, &of_all, &permille];
            table.row(&cells)?;
        }
        Ok(table.finish()?.into_inner())
    }

    fn figures(&self) -> Vec<Figure> {
        let mut all = Figures(Vec::new());
        self.put_freshness(&mut all);
        for column in &self.completeness {
            let of = format!("{}：{}", kind_zh(&column.kind), column.column_zh);
            all.share("完整性", of, "已填行数", column.filled, (column.rows, column.permille));
        }
        let contradictions = &self.contradictions;
        for (name, number) in [
            ("未决矛盾", contradictions.open),
            ("本月裁定", contradictions.decided),
            ("裁定支持本源", contradictions.in_favour),
            ("裁定支持他源", contradictions.against),
            ("未决自相矛盾", contradictions.with_itself),
        ] {
            all.put("矛盾", "合计", name, number);
        }
        for other in &contradictions.others {
            let of = other.source.as_deref().unwrap_or("其他数据源");
            all.put("矛盾", of, "未决矛盾", other.open);
            all.put("矛盾", of, "本月裁定", other.decided);
            all.put("矛盾", of, "裁定支持本源", other.in_favour);
            all.put("矛盾", of, "裁定支持该源", other.against);
        }
        self.put_waiting(&mut all);
        self.put_rows(&mut all);
        all.0
    }

    fn put_freshness(&self, all: &mut Figures) {
        let freshness = &self.freshness;
        all.put("及时性", "合计", "最新事件日", told(freshness.newest_event));
        all.put("及时性", "合计", "距最新事件天数", told(freshness.days_since_event));
        all.put("及时性", "合计", "最近收到日", told(freshness.newest_receipt.map(|at| at.day())));
        all.put("及时性", "合计", "距最近收到天数", told(freshness.days_since_receipt));
        all.share("及时性", "合计", "迟报记录", freshness.late, (freshness.judged, freshness.permille));
        for lag in &freshness.by_kind {
            let of = lag.kind_zh.as_str();
            all.put("及时性", of, "新记录", lag.records);
            all.put("及时性", of, "时滞中位数（天）", told(lag.median_days));
            all.put("及时性", of, "时滞九成位（天）", told(lag.ninetieth_days));
            all.put("及时性", of, "迟报标准（天）", told(lag.late_after_days));
            if let Some(late) = lag.late {
                all.share("及时性", of, "迟报记录", late, (lag.records, lag.permille));
            }
        }
    }

    fn put_waiting(&self, all: &mut Figures) {
        for rows in &self.waiting {
            let of = rows.reason_zh.as_str();
            all.put("待处理行", of, "本月新增", rows.arrived);
            let Fates { open, mended, discarded } = rows.by_month_end;
            all.put("待处理行", of, "本月新增：月末未处理", open);
            all.put("待处理行", of, "本月新增：月末已更正", mended);
            all.put("待处理行", of, "本月新增：月末已放弃", discarded);
            let Fates { open, mended, discarded } = rows.by_now;
            all.put("待处理行", of, "本月新增：现未处理", open);
            all.put("待处理行", of, "本月新增：现已更正", mended);
            all.put("待处理行", of, "本月新增：现已放弃", discarded);
            all.put("待处理行", of, "月末未处理（含以前）", rows.open);
            all.put("待处理行", of, "最久未处理天数", told(rows.oldest_open_days));
        }
    }

    fn put_rows(&self, all: &mut Figures) {
        let (rows, effect) = (&self.rows, &self.effect);
        for (part, name, number) in [
            ("报送量", "已保存行", rows.accepted),
            ("报送量", "其中新记录", rows.new_records),
            ("报送量", "其中后续版本", rows.later_versions),
            ("报送量", "其中历史导入", rows.history),
            ("报送量", "其中撤回", rows.withdrawn),
            ("报送量", "已读文件", rows.files),
            ("报送量", "无法读取的文件", rows.unreadable_files),
            ("报送量", "文件行数", rows.rows_of_files),
            ("报送量", "重复行", rows.repeated),
            ("报送量", "重复的待处理行", rows.waiting_already),
            ("报送量", "被更正", rows.corrected_by_officials),
            ("报送量", "被撤回", rows.withdrawn_by_officials),
            ("报送量", "被改挂", rows.moved_by_officials),
            ("影响面", "本月涉及主体", effect.merchants),
            ("影响面", "现行记录涉及主体（今日）", effect.merchants_concerned),
        ] {
            all.put(part, "合计", name, number);
        }
    }
}

struct Figures(Vec<Figure>);

impl Figures {
    fn put(&mut self, part: &'static str, of: impl Into<String>, name: &'static str, value: impl ToString) {
        self.0.push(Figure { part, of: of.into(), name, value: value.to_string(), whole: None });
    }

    fn share(
        &mut self,
        part: &'static str,
        of: impl Into<String>,
        name: &'static str,
        number: u64,
        whole: (u64, Option<u64>),
    ) {
        self.0.push(Figure { part, of: of.into(), name, value: number.to_string(), whole: Some(whole) });
    }
}

/// A figure that there may be none of.
fn told(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn kind_zh(token: &str) -> &str {
    match RecordKind::from_token(token) {
        Some(kind) => kind.zh(),
        None => token,
    }
}
