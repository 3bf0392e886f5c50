//! What stands beside items, for other services of the house.

use crate::repairs::Repairs;
use contracts::port::{MOST_MARKED, MarkedItem, Marks};
use contracts::problem::{Code, FieldError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Answer, Caller, Fault, Follow, Json, State, blocking};

/// Which items (所涉事项).
#[derive(Deserialize, ToSchema)]
pub(super) struct MarkedItems {
    /// At most a thousand.
    #[schema(max_items = 1_000)]
    items: Vec<MarkedItem>,
}

/// What stands beside each (并列标注).
#[derive(Serialize, ToSchema)]
pub(super) struct MarksOfItems {
    /// In the order of the items.
    marks: Vec<Marks>,
}

pub(super) async fn read(
    caller: Caller<Follow>,
    repairs: State<Repairs>,
    asked: Json<MarkedItems>,
) -> Result<Answer<MarksOfItems>, Fault> {
    ledger::for_everybody(&caller)?;
    let items = asked.into_inner().items;
    if items.len() > MOST_MARKED {
        let zh = format!("最多 {MOST_MARKED} 个事项");
        let wrong = FieldError::new("items", zh, format!("at most {MOST_MARKED} items"));
        return Err(Fault::new(Code::Unprocessable).errors([wrong]));
    }
    blocking(move || Ok(Answer::new(MarksOfItems { marks: repairs.beside(&items)? }))).await
}
