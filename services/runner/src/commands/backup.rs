//! `fangxin backup`: an installation copied while it is in use.

use crate::backup::{self, Manifest, Stage};
use crate::cli::BackupArguments;
use crate::{output, progress};
use anyhow::Result;
use serde_json::json;
use std::process::ExitCode;

pub(super) fn run(arguments: &BackupArguments) -> Result<ExitCode> {
    let BackupArguments { out, with_key, json, place } = arguments;
    let location = place.location();
    let stage = Stage::begin(out)?;
    let bar = progress::counter("备份 backup")?;
    let mut manifest = backup::take(&location, &stage, &bar)?;
    if *with_key {
        stage.add_key(&place.data)?;
    }
    stage.seal(&mut manifest)?;
    stage.finish()?;
    bar.finish_and_clear();
    tell(&manifest, arguments)?;
    let key = match (*json, with_key) {
        (true, _) => return Ok(ExitCode::SUCCESS),
        (_, true) => {
            "密钥在备份中：得到备份者即可冒用本系统，请妥善保管 \
             the key is in it: whoever has this backup can sign as this installation"
        }
        (_, false) => {
            "密钥（signing.key 或 FANGXIN_KEY）不在备份中，请另行保存 \
             the key (signing.key, or FANGXIN_KEY) is not in it: keep it elsewhere"
        }
    };
    super::say(key)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(manifest: &Manifest, BackupArguments { out, json, .. }: &BackupArguments) -> Result<()> {
    let (rows, files) = (manifest.rows(), manifest.files.len());
    let bytes: u64 = manifest.files.values().map(|file| file.bytes).sum();
    if *json {
        return output::say_json(&json!({
            "backup": out, "form": manifest.form, "rows": rows, "files": files, "bytes": bytes,
            "begun_at": manifest.begun_at, "ended_at": manifest.ended_at, "has_key": manifest.has_key(),
        }));
    }
    super::say(&format!(
        "{}：已备份 backed up\n{rows} 行 rows，{files} 个文件 files，{bytes} 字节 bytes，截至 as of {}",
        out.display(),
        manifest.begun_at
    ))
}
