//! Arguments of the audit trail: what is verified, what is taken away.

use super::{ServerArguments, values};
use crate::keys;
use clap::{Args, Subcommand};
use db::Location;
use domain::instant::Instant;
use ed25519_dalek::VerifyingKey;
use std::path::PathBuf;

/// What is verified: a certificate, or the audit trail.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct VerifyArguments {
    #[command(subcommand)]
    pub(crate) what: Option<VerifyCommand>,
    /// The certificate.
    #[arg(required = true)]
    pub(crate) file: Option<PathBuf>,
    /// The signer's public key from outside the file: its base64, or the file (signing.pub) that holds it.
    #[arg(long, value_parser = keys::named)]
    pub(crate) key: Option<VerifyingKey>,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What else than a certificate is verified.
#[derive(Subcommand)]
pub(crate) enum VerifyCommand {
    /// 核验审计记录：导出文件，或库中全部。 Follows the chain of the audit trail, in exports or where it lies.
    Audit(VerifyAuditArguments),
    /// 核验双随机抽取：存证包，或公开信息。 Repeats a draw from its bundle, or checks what is public of it.
    Draw(VerifyDrawArguments),
}

/// Which draw.
#[derive(Args)]
pub(crate) struct VerifyDrawArguments {
    /// The bundle of a draw, or what is public of it.
    pub(crate) file: PathBuf,
    /// What is public of the draw, as it was published: the bundle must be about that commitment and result.
    #[arg(long)]
    pub(crate) published: Option<PathBuf>,
    /// The proof of a merchant's row, which must stand under the published root.
    #[arg(long)]
    pub(crate) proof: Option<PathBuf>,
    /// The public key of the office, or a file that holds it: the published commitment must be signed with it.
    #[arg(long, value_parser = keys::named)]
    pub(crate) key: Option<VerifyingKey>,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which trail.
#[derive(Args)]
pub(crate) struct VerifyAuditArguments {
    /// Exports. Several must follow each other and are verified as one chain; beside a trail where it lies, they
    /// are also what it must still hold.
    #[arg(required_unless_present_any = ["data", "database"])]
    pub(crate) files: Vec<PathBuf>,
    /// Folder of an installation whose trail is verified where it lies.
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// The databases of an installation: sqlite:FOLDER or postgres://USER@HOST/DATABASE (password in PGPASSWORD).
    #[arg(long, conflicts_with = "data", value_parser = values::location)]
    pub(crate) database: Option<Location>,
    /// The installation's public key from outside: its base64, or the file (signing.pub) that holds it. Repeat it
    /// if the key was changed.
    #[arg(long = "key", value_name = "KEY", value_parser = keys::named)]
    pub(crate) keys: Vec<VerifyingKey>,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl VerifyAuditArguments {
    /// The trail that is verified where it lies, if one is.
    pub(crate) fn location(&self) -> Option<Location> {
        self.database.clone().or_else(|| self.data.as_deref().map(Location::folder))
    }
}

/// The audit trail of a running server.
#[derive(Args)]
pub(crate) struct AuditArguments {
    #[command(subcommand)]
    pub(crate) what: AuditCommand,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
}

/// What is done with it.
#[derive(Subcommand)]
pub(crate) enum AuditCommand {
    /// 导出审计记录（签名）并核验。 Exports a range of the audit trail, signed, and verifies it; the token needs the
    /// scope `read_audit`.
    Export {
        /// File for the export. Where services run apart, each of which keeps a trail of its own: a folder, with a file
        /// for each.
        #[arg(long)]
        out: PathBuf,
        /// Only the trail of this service, where services run apart; --server may then be its own address.
        #[arg(long)]
        trail: Option<String>,
        /// Every entry at this instant or later.
        #[arg(long, value_parser = values::instant, conflicts_with_all = ["first", "last"])]
        from: Option<Instant>,
        /// Every entry before this instant.
        #[arg(long, value_parser = values::instant, conflicts_with_all = ["first", "last"])]
        until: Option<Instant>,
        /// Number of the first entry.
        #[arg(long)]
        first: Option<i64>,
        /// Number of the last entry.
        #[arg(long)]
        last: Option<i64>,
    },
}
