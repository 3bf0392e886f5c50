//! Rows of a layout as JSON objects: the body with which other systems send records.

use contracts::problem::FieldError;
use domain::record::Record;
use intake::Cells;
use intake::layout::{Kind, Layout};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::marker::PhantomData;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, AnyOfBuilder, ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

/// Most rows of one request; more come as a file.
pub(super) const MOST_ROWS: usize = 1_000;

/// A row in the columns of a kind's layout (一行). Cells are texts as in a file; numbers and truth values may
/// stand as such, lists as arrays, and what is null is left out.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct RowOf<T> {
    cells: Map<String, Value>,
    #[serde(skip)]
    kind: PhantomData<fn(T)>,
}

impl<T> RowOf<T> {
    /// The cells as texts; a cell that nests objects is none.
    pub(super) fn into_cells(self) -> Result<Cells, FieldError> {
        let mut cells = Cells::new();
        for (id, value) in self.cells {
            if let Some(text) = text(&value).map_err(|()| {
                FieldError::new(
                    id.as_str(),
                    "单元格应为文本、数字或真假值",
                    "a cell is a text, a number or a truth value",
                )
            })? {
                cells.insert(id, text);
            }
        }
        Ok(cells)
    }
}

fn text(value: &Value) -> Result<Option<String>, ()> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(flag) => Ok(Some(flag.to_string())),
        Value::Array(items) => {
            let items = items.iter().map(|item| match item {
                Value::Array(_) => Err(()),
                item => Ok(text(item)?.unwrap_or_default()),
            });
            Ok(Some(items.collect::<Result<Vec<String>, ()>>()?.join(";")))
        }
        Value::Object(_) => Err(()),
    }
}

/// Rows to be taken in (报送内容).
#[derive(Deserialize)]
pub(super) struct Rows<T> {
    pub(super) rows: Vec<RowOf<T>>,
    #[serde(default)]
    pub(super) confirm: bool,
}

impl<T: Record + ToSchema> ToSchema for Rows<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Rows", T::name()).into()
    }
}

impl<T: Record> PartialSchema for Rows<T> {
    fn schema() -> RefOr<Schema> {
        let rows = ArrayBuilder::new().items(row(Layout::of(T::KIND))).min_items(Some(1)).max_items(Some(MOST_ROWS));
        let confirm = ObjectBuilder::new().schema_type(Type::Boolean).description(Some(
            "确认超过一千万元的罚款 / Keep fines over ten million yuan: their unit has been looked at",
        ));
        let example = json!({ "rows": [example(Layout::of(T::KIND))] });
        let whole = ObjectBuilder::new().property("rows", rows).property("confirm", confirm).required("rows");
        whole.examples([example]).into()
    }
}

/// The example row of a layout, as its template shows it.
fn example(layout: &Layout) -> Value {
    let shown = layout.columns().filter(|column| column.is_read() && !column.example.is_empty());
    shown.map(|column| (column.id.to_owned(), Value::from(column.example))).collect::<Map<_, _>>().into()
}

/// What a cell may be, as [`RowOf::into_cells`] reads it: null is an empty cell.
fn cell() -> AnyOfBuilder {
    let plain = || {
        let types = [Type::String, Type::Number, Type::Boolean, Type::Null];
        ObjectBuilder::new().schema_type(SchemaType::from_iter(types))
    };
    AnyOfBuilder::new().item(plain()).item(ArrayBuilder::new().items(plain()))
}

/// A row of a layout: its columns, and which of them must be there.
fn row(layout: &Layout) -> RefOr<Schema> {
    let read = layout.columns().filter(|column| column.is_read());
    let row = read.fold(ObjectBuilder::new(), |row, column| {
        let kind = match column.kind {
            Kind::Day => "日期 YYYY-MM-DD",
            Kind::WanYuan => "金额，单位万元 / amount in 10,000 yuan",
            Kind::Flag => "是/否 yes or no",
            _ => "",
        };
        let notes = [column.zh, kind, column.note_zh, column.note_en];
        let notes: Vec<&str> = notes.into_iter().filter(|note| !note.is_empty()).collect();
        let mut cell = cell().description(Some(notes.join("；")));
        if !column.example.is_empty() {
            cell = cell.examples([column.example]);
        }
        let row = row.property(column.id, cell);
        if column.is_required() { row.required(column.id) } else { row }
    });
    let is_open = layout.open_prefix.is_some();
    let row = row.additional_properties(Some(AdditionalProperties::FreeForm(is_open)));
    row.description(Some(format!("{}的一行 / a row of {}", layout.zh, layout.id))).into()
}
