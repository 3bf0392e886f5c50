//! `fangxin restore`: a backup put where there is nothing yet.

use crate::backup;
use crate::cli::RestoreArguments;
use crate::{keys, output, progress};
use anyhow::Result;
use serde_json::json;
use std::process::ExitCode;

pub(super) fn run(arguments: &RestoreArguments) -> Result<ExitCode> {
    let RestoreArguments { from, json, place } = arguments;
    let location = place.location();
    let bar = progress::bar("恢复 restore", 0)?;
    let manifest = backup::verified(from, &bar)?;
    backup::restore((from, &manifest), &place.data, &location, &bar)?;
    bar.finish_and_clear();
    let (rows, begun_at) = (manifest.rows(), manifest.begun_at);
    // A folder that holds no key gets another one when it is served first.
    let has_key = keys::existing(&place.data)?.is_some();
    if *json {
        output::say_json(&json!({
            "restored": location.to_string(), "form": manifest.form, "rows": rows, "as_of": begun_at,
            "has_key": has_key,
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    super::say(&format!("{location}：已恢复 restored\n{rows} 行 rows，截至 as of {begun_at}"))?;
    if !has_key {
        super::say(&format!(
            "{}：没有密钥。启动前请放入原来的 signing.key，否则已有令牌失效，以后的签名也出自另一密钥 \
             there is no key. Put the old signing.key there before serving: without it no earlier token counts, and \
             another key signs from then on",
            place.data.display()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
