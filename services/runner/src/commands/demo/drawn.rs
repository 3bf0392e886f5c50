//! The draw of a demo: an example, made and repeated by the code of every other.

use anyhow::{Context as _, Result};
use domain::area::AreaCode;
use inspections::{DrawBook, Example};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The city.
const CITY: &str = "371500";
/// Who makes it.
const ACTOR: &str = "demo";

/// The draw of this city, made once.
pub(super) fn made(book: &DrawBook) -> Result<Example> {
    let city = AreaCode::parse(CITY)?;
    book.example(&[city], ACTOR).context("示例抽取未能进行 the example of a draw cannot be made")
}

/// Path of what one of its inspectors has to visit.
pub(super) fn assigned(drawn: &Example) -> String {
    let whose = drawn.inspector.as_ref().map_or_else(String::new, |inspector| format!("inspector={inspector}&"));
    format!("/inspections/v1/visits/assigned?{whose}limit=5")
}

/// For machines.
pub(super) fn json(drawn: &Example) -> Result<Value> {
    let classes = drawn.classes.iter().map(|(class, (population, drawn))| {
        let sizes = json!({ "population": population, "drawn": drawn });
        (class.clone(), sizes)
    });
    Ok(json!({
        "draw_id": drawn.draw_id, "commitment": drawn.commitment, "commitment_hash": drawn.commitment.hash()?,
        "value": drawn.value, "value_is_example": true, "repeated": true,
        "classes": classes.collect::<serde_json::Map<_, _>>(),
    }))
}

/// For people.
pub(super) fn text(drawn: &Example, url: &str) -> Result<String> {
    let Example { draw_id, commitment, value, classes, .. } = drawn;
    let mut text = "\n双随机抽取示例 An example of a double-random draw:".to_owned();
    // Writing into a String cannot fail.
    let _ = write!(
        text,
        "\n  承诺 committed: {}，输入摘要 digest of the inputs {}",
        commitment.committed_at, commitment.digest
    );
    let _ = write!(text, "\n  承诺摘要 digest of the commitment {}", commitment.hash()?);
    let _ = write!(text, "\n  公开值 value: {}，{}（{}）", value.published_at, value.text, commitment.source);
    text.push_str("\n  抽中 drawn:");
    for (class, (population, drawn)) in classes {
        let _ = write!(text, "  {class} {drawn}/{population}");
    }
    text.push_str("\n  由存证包重复一遍，逐位一致 repeated from its bundle, bit for bit the same");
    let _ = write!(text, "\n    {url}/inspections/v1/draws/{draw_id}/public");
    let _ = write!(text, "\n    {url}/inspections/v1/draws/{draw_id}/bundle（fangxin verify draw）");
    Ok(text)
}
