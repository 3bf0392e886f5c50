//! Why a whole file cannot be read.

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
    #[error("{file}: this is {kind}, not CSV, XLSX or JSON Lines")]
    OtherKind {
        /// The file.
        file: String,
        /// What it looks like.
        kind: &'static str,
    },
    /// A byte sequence that is no text in the encoding of the file.
    #[error("{file}: row {row}: the text is not {encoding}")]
    Encoding {
        /// The file.
        file: String,
        /// Where.
        row: u64,
        /// The encoding that was found at its beginning.
        encoding: &'static str,
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
    /// It unpacks to more than is allowed.
    #[error("{file}: it unpacks to more than {limit} bytes, which no honest file does")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit: u64,
    },
    /// A row does not end.
    #[error("{file}: the row that begins at row {row} is longer than 1 MiB; is a quotation mark left open?")]
    LongRow {
        /// The file.
        file: String,
        /// Where it begins.
        row: u64,
    },
    /// Cells are merged, so that rows cannot be told.
    #[error("{file}: cells {range} are merged; separate them and fill each")]
    MergedCells {
        /// The file.
        file: String,
        /// Which.
        range: String,
    },
    /// A mapping file is wrong.
    #[error("{file}: {cause}")]
    Mapping {
        /// The mapping file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// It cannot be read, or is damaged.
    #[error("{file}: {cause}")]
    Damaged {
        /// The file.
        file: String,
        /// What happened.
        cause: String,
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
            Self::OtherKind { file, kind } => format!("{file}：文件类型为 {kind}，不是 CSV、XLSX 或 JSON Lines"),
            Self::Encoding { file, row, encoding } => format!("{file}：第 {row} 行不是 {encoding} 编码的文本"),
            Self::MissingColumns { file, columns } => {
                let named: Vec<String> = columns.iter().map(|(id, zh)| format!("{zh}（{id}）")).collect();
                format!("{file}：缺少必需的列：{}", named.join("、"))
            }
            Self::DoubledColumn { file, column } => format!("{file}：列“{column}”重复"),
            Self::UnknownLayout { file } => {
                format!("{file}：文件名和表头都不能确定格式，请按 行政处罚.csv 等命名，或提供映射文件")
            }
            Self::TooLarge { file, limit } => format!("{file}：解压后超过 {limit} 字节，不予读取"),
            Self::MergedCells { file, range } => format!("{file}：单元格 {range} 已合并，请拆分并逐格填写"),
            Self::LongRow { file, row } => format!("{file}：第 {row} 行起的一行超过 1 MiB，是否有未闭合的引号？"),
            Self::Mapping { file, cause } => format!("{file}：映射文件有误：{cause}"),
            Self::Damaged { file, cause } => format!("{file}：无法读取：{cause}"),
            Self::Cancelled { file } => format!("{file}：已取消"),
        }
    }
}
