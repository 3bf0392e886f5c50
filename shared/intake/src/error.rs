//! Why a whole file cannot be read.

use crate::reason::Reason;

/// A fault of a file. Nothing of the file is to be kept: rows that were handed out before the fault
/// was met (a damaged archive, a byte that is no text) must be thrown away by the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Nothing stands in it.
    #[error("{file}: the file is empty")]
    Empty {
        /// The file.
        file: String,
    },
    /// It is no table at all.
    #[error("{file}: this is {}, not CSV, XLSX or JSON Lines", .kind.en)]
    OtherKind {
        /// The file.
        file: String,
        /// What it looks like.
        kind: Reason,
    },
    /// A byte sequence that is no text in the encoding of the file.
    #[error("{file}: row {row}: the text is not {encoding}; a place is damaged, or two encodings are mixed")]
    Encoding {
        /// The file.
        file: String,
        /// The line on which it stands.
        row: u64,
        /// The encoding of the text around it.
        encoding: &'static str,
    },
    /// A quoted cell is never closed, or text follows the mark that closes it: what is one cell and
    /// what are rows of their own cannot be told.
    #[error(
        "{file}: row {row}: the quotation mark that opens a cell here is not closed before a delimiter or the end of a line; remove it, or double every quotation mark inside the cell"
    )]
    OpenQuote {
        /// The file.
        file: String,
        /// The line on which the mark stands that opens the cell.
        row: u64,
    },
    /// A row does not end.
    #[error("{file}: the row that begins at row {row} is longer than 1 MiB")]
    LongRow {
        /// The file.
        file: String,
        /// Where it begins.
        row: u64,
    },
    /// Columns that the layout needs are not there.
    #[error("{file}: required columns are missing: {}", .columns.iter().map(|(id, zh)| format!("{id} ({zh})")).collect::<Vec<_>>().join(", "))]
    MissingColumns {
        /// The file.
        file: String,
        /// Id and Chinese header of each.
        columns: Vec<(String, String)>,
    },
    /// Two columns say the same.
    #[error("{file}: column {column} stands there more than once")]
    DoubledColumn {
        /// The file.
        file: String,
        /// The header.
        column: String,
    },
    /// Neither name nor header tell which layout it is.
    #[error(
        "{file}: neither its name nor its header tells which layout it has; name it like penalties.csv, or give a mapping file"
    )]
    UnknownLayout {
        /// The file.
        file: String,
    },
    /// It has more of something than is allowed.
    #[error("{file}: {}", .bound.en())]
    TooLarge {
        /// The file.
        file: String,
        /// What is bounded, and how.
        bound: Bound,
    },
    /// Cells are merged, so that rows cannot be told.
    #[error("{file}: cells {range} are merged; separate them and fill each")]
    MergedCells {
        /// The file.
        file: String,
        /// Which.
        range: String,
    },
    /// More than one sheet of a workbook holds something.
    #[error("{file}: more than one sheet holds data: {}; keep one sheet a file, hidden sheets count as well", .sheets.join(", "))]
    SeveralSheets {
        /// The file.
        file: String,
        /// Their names.
        sheets: Vec<String>,
    },
    /// A mapping file is wrong.
    #[error("{file}: {}", .cause.en)]
    Mapping {
        /// The mapping file.
        file: String,
        /// What is wrong.
        cause: Reason,
    },
    /// It cannot be read, or is damaged.
    #[error("{file}: {}", .cause.en)]
    Damaged {
        /// The file.
        file: String,
        /// What happened.
        cause: Reason,
    },
    /// The caller asked to stop.
    #[error("{file}: cancelled")]
    Cancelled {
        /// The file.
        file: String,
    },
}

impl FileError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Empty { file } => format!("{file}：文件为空"),
            Self::OtherKind { file, kind } => {
                format!("{file}：文件类型为{}，不是 CSV、XLSX 或 JSON Lines", kind.zh)
            }
            Self::Encoding { file, row, encoding } => {
                format!("{file}：第 {row} 行不是 {encoding} 编码的文本，可能有损坏，或混用了两种编码")
            }
            Self::OpenQuote { file, row } => {
                format!(
                    "{file}：第 {row} 行：单元格开头的引号没有正确闭合；请删去该引号，或把单元格内的每个引号写成两个"
                )
            }
            Self::LongRow { file, row } => format!("{file}：第 {row} 行起的一行超过 1 MiB"),
            Self::MissingColumns { file, columns } => {
                let named: Vec<String> = columns.iter().map(|(id, zh)| format!("{zh}（{id}）")).collect();
                format!("{file}：缺少必需的列：{}", named.join("、"))
            }
            Self::DoubledColumn { file, column } => format!("{file}：列“{column}”重复"),
            Self::UnknownLayout { file } => {
                format!("{file}：文件名和表头都不能确定格式，请按 行政处罚.csv 等命名，或提供映射文件")
            }
            Self::TooLarge { file, bound } => format!("{file}：{}", bound.zh()),
            Self::MergedCells { file, range } => format!("{file}：单元格 {range} 已合并，请拆分并逐格填写"),
            Self::SeveralSheets { file, sheets } => {
                format!(
                    "{file}：多个工作表有数据：{}；每个文件只保留一个工作表，隐藏的工作表也计算在内",
                    sheets.join("、")
                )
            }
            Self::Mapping { file, cause } => format!("{file}：映射文件有误：{}", cause.zh),
            Self::Damaged { file, cause } => format!("{file}：无法读取：{}", cause.zh),
            Self::Cancelled { file } => format!("{file}：已取消"),
        }
    }
}

/// A bound that every honest file keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Most bytes that it may unpack to.
    Bytes(u64),
    /// Most columns.
    Columns(u64),
    /// Most rows of a workbook.
    Rows(u64),
    /// Most rows that cannot be kept.
    Waiting(u64),
}

impl Bound {
    fn en(&self) -> String {
        match self {
            Self::Bytes(most) => format!("it unpacks to more than {most} bytes, which no honest file does"),
            Self::Columns(most) => format!("it has more than {most} columns; is something written far to the right?"),
            Self::Rows(most) => format!("its sheet has more than {most} rows"),
            Self::Waiting(most) => {
                format!("more than {most} rows cannot be kept; this is probably the wrong file or the wrong mapping")
            }
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Bytes(most) => format!("解压后超过 {most} 字节，不予读取"),
            Self::Columns(most) => format!("超过 {most} 列，请检查右侧远处是否有多余内容"),
            Self::Rows(most) => format!("工作表超过 {most} 行"),
            Self::Waiting(most) => format!("不能保留的行超过 {most} 行，可能文件有误或映射有误"),
        }
    }
}
