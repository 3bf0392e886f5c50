//! `fangxin verify draw`: a draw repeated from its bundle, bit for bit, or what is public of it held against itself.

mod told;

use crate::cli::VerifyDrawArguments;
use crate::exit::NO;
use crate::{keys, output};
use anyhow::{Context as _, Result, bail};
use contracts::signature::Signature;
use draws::merkle::Proof;
use draws::{Bundle, Commitment, Difference, Public, ReadError};
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use told::{Finding, Said};

/// What is public of a draw, as the service answers it; what else it says is for people.
#[derive(Deserialize)]
struct Published {
    commitment: Commitment,
    signature: Option<Signature>,
    /// Nothing before the task has ended.
    public: Option<Public>,
}

pub(in crate::commands) fn run(arguments: &VerifyDrawArguments) -> Result<ExitCode> {
    let text = output::read_text(&arguments.file)?;
    let text = text.trim_start_matches('\u{feff}').trim_end();
    let published = arguments.published.as_deref().map(published).transpose()?;
    let own = (!is_bundle(text)).then(|| read::<Published>(text, &arguments.file)).transpose()?;
    let (mut said, root) = match &own {
        None => of_bundle(text, &arguments.file, published.as_ref())?,
        Some(own) => (of_published(own, published.as_ref())?, own.public.as_ref().map(|public| public.root)),
    };
    // The first thing that differs is told; a commitment that was changed has no signature either.
    if !said.iter().any(|one| matches!(one, Said::Differs(_))) {
        for published in published.iter().chain(&own) {
            said.push(signed(published, arguments.key.as_ref())?);
        }
        if published.is_none() && own.is_none() && arguments.key.is_some() {
            // A bundle alone holds no signature.
            said.push(told::of_unsigned(true));
        }
    }
    if let Some(path) = &arguments.proof {
        let proof: Proof = read(&output::read_text(path)?, path)?;
        let fits = root.map(|root| proof.fits(&root));
        said.extend(told::of_proof(&proof, fits));
    }
    let sound = said.iter().all(|one| !matches!(one, Said::Differs(_)));
    if arguments.json {
        let differs: Vec<&Finding> =
            said.iter().filter_map(|one| if let Said::Differs(finding) = one { Some(finding) } else { None }).collect();
        output::say_json(&json!({ "sound": sound, "differs": differs }))?;
    } else {
        output::say(&said.iter().map(ToString::to_string).collect::<String>())?;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// Is the published commitment signed, and by whom?
fn signed(published: &Published, key: Option<&VerifyingKey>) -> Result<Said> {
    let Some(Signature { public_key, value, .. }) = &published.signature else {
        return Ok(told::of_unsigned(key.is_some()));
    };
    let is_signed = keys::verifies(public_key, value, &published.commitment.statement()?);
    let is_theirs = key.map(|key| keys::public(public_key).is_ok_and(|signer| signer == *key));
    Ok(told::of_signature(is_signed, is_theirs))
}

/// A bundle alone holds the inputs.
fn is_bundle(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Looked {
        frozen: Option<serde::de::IgnoredAny>,
    }
    serde_json::from_str::<Looked>(text).is_ok_and(|looked| looked.frozen.is_some())
}

fn published(path: &Path) -> Result<Published> {
    read(&output::read_text(path)?, path)
}

fn read<T: serde::de::DeserializeOwned>(text: &str, path: &Path) -> Result<T> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).with_context(|| {
        format!(
            "{}：不是抽取的存证包、公开信息或证明 this is no bundle, public part or proof of a draw",
            path.display()
        )
    })
}

/// Repeats the draw; gives what is said, and the root under which proofs stand.
fn of_bundle(text: &str, path: &Path, published: Option<&Published>) -> Result<(Vec<Said>, Option<draws::Hash>)> {
    let bundle = match Bundle::read(text) {
        Ok(bundle) => bundle,
        Err(error @ ReadError::Form { .. }) => return Ok((vec![Said::Differs(told::of_form(&error))], None)),
        Err(error) => {
            let no_bundle = || format!("{}：不是抽取的存证包 this is no bundle of a draw", path.display());
            return Err(error).with_context(no_bundle);
        }
    };
    let checked = match published {
        Some(Published { commitment, public: Some(public), .. }) => bundle.verify_published(commitment, public),
        Some(Published { commitment, public: None, .. }) if *commitment != bundle.commitment => {
            Err(Difference::PublishedCommitment)
        }
        _ => bundle.verify(),
    };
    let said = match checked {
        Ok(()) => told::of_repeated(&bundle, published.map(|published| published.public.is_some())),
        Err(difference) => vec![Said::Differs(told::of_difference(&difference))],
    };
    Ok((said, Some(bundle.public.root)))
}

/// What the public can see without the inputs: that the statement is about this commitment, and the value came after
/// it in time.
fn of_published(own: &Published, elsewhere: Option<&Published>) -> Result<Vec<Said>> {
    if elsewhere.is_some_and(|elsewhere| elsewhere.commitment != own.commitment) {
        return Ok(vec![Said::Differs(told::of_difference(&Difference::PublishedCommitment))]);
    }
    let hash = own.commitment.hash().context("承诺无法写出 the commitment cannot be written")?;
    let Some(public) = &own.public else { return Ok(told::of_commitment(&own.commitment, &hash)) };
    if let Some(Some(there)) = elsewhere.map(|elsewhere| &elsewhere.public)
        && there != public
    {
        return Ok(vec![Said::Differs(told::of_difference(&Difference::Published))]);
    }
    if public.commitment != hash {
        return Ok(vec![Said::Differs(told::of_difference(&Difference::Commitment))]);
    }
    if public.value.published_at < own.commitment.value_at {
        let early = draws::commitment::OpenError::Early;
        return Ok(vec![Said::Differs(told::of_difference(&Difference::Open(early)))]);
    }
    if own.commitment.committed_at >= own.commitment.value_at {
        bail!("承诺晚于公开随机值 the commitment came after its value");
    }
    Ok(told::of_public(&own.commitment, public))
}
