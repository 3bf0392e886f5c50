//! Arguments of backups.

use super::PlaceArguments;
use clap::Args;
use std::path::PathBuf;

/// What is copied where.
#[derive(Args)]
pub(crate) struct BackupArguments {
    /// Folder for the backup; it must not exist yet, or be empty.
    #[arg(long)]
    pub(crate) out: PathBuf,
    /// Put the installation's signing key into it as well: whoever has the backup can then sign as the installation.
    #[arg(long)]
    pub(crate) with_key: bool,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
}

/// Which backup is put where. On PostgreSQL as somebody who may make schemas; for services that run apart,
/// `fangxin prepare` afterwards gives each what is its own.
#[derive(Args)]
pub(crate) struct RestoreArguments {
    /// Folder of the backup. Every byte of it is checked before anything is written.
    #[arg(long)]
    pub(crate) from: PathBuf,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
}
