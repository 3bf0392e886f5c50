//! `fangxin token`: a token, signed with the key of this installation by whoever may read that key.

use crate::cli::TokenArguments;
use crate::exit::Usage;
use crate::serve::tokens;
use crate::{clock, keys};
use anyhow::{Context as _, Result, bail};
use contracts::access::Role;
use std::process::ExitCode;
use web::token::Grant;

pub(super) fn run(arguments: &TokenArguments) -> Result<ExitCode> {
    let TokenArguments { role, sub, merchant, area, minutes, place } = arguments;
    let data = &place.data;
    if *role == Role::Merchant && merchant.is_none() {
        bail!(Usage("经营主体的令牌须用 --merchant 指明主体 a merchant's token names it with --merchant".to_owned()));
    }
    // A limit that nothing keeps would be worse than none.
    if *role != Role::Merchant && merchant.is_some() {
        bail!(Usage(format!(
            "--merchant 只用于 --role merchant；{role} 的令牌不限于一户 \
             --merchant is for --role merchant alone; a token of {role} is not limited to one merchant"
        )));
    }
    if area.is_some() && !matches!(role, Role::Official | Role::Department) {
        bail!(Usage(format!(
            "--area 只用于 --role official 和 department；{role} 的令牌不限于区划 \
             --area is for --role official and department alone; a token of {role} is not limited to an area"
        )));
    }
    // A new key would sign tokens that no server accepts.
    let key = keys::existing(data)?.with_context(|| {
        let data = data.display();
        format!("{data}：没有签名密钥，请指明服务所用的文件夹 there is no signing key; name the folder of the server")
    })?;
    let access = tokens::accounts(&place.location(), &key, clock::of_machine())?;
    let grant = Grant { merchant: *merchant, area: *area, ..Grant::of_role(sub, sub, *role) };
    super::say(&tokens::issue(&access, grant, *minutes)?)?;
    Ok(ExitCode::SUCCESS)
}
