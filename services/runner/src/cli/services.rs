//! Arguments of the services and of those who use them.

use super::PolicyArguments;
use super::values::{self, ExportList};
use crate::serve::log::Form;
use clap::{Args, Subcommand};
use contracts::access::Role;
use db::Location;
use domain::area::AreaCode;
use domain::code::PartyCode;
use intake::layout::Layout;
use std::net::IpAddr;
use std::path::PathBuf;
use web::Rate;

/// Where an installation keeps what it knows.
#[derive(Args)]
pub(crate) struct PlaceArguments {
    /// Folder of the installation: its signing key, and its databases unless they are elsewhere.
    #[arg(long, default_value = "fangxin-data")]
    pub(crate) data: PathBuf,
    /// The databases: sqlite:FOLDER (one file a service) or postgres://USER@HOST/DATABASE (one schema a
    /// service) [default: sqlite in the folder of the installation].
    #[arg(long, env = "FANGXIN_DATABASE", hide_env_values = true, value_parser = values::location)]
    pub(crate) database: Option<Location>,
}

impl PlaceArguments {
    /// Where the databases lie.
    pub(crate) fn location(&self) -> Location {
        self.database.clone().unwrap_or_else(|| Location::folder(&self.data))
    }
}

/// How a server is run.
#[derive(Args)]
pub(crate) struct ServeArguments {
    /// Services of this process: access, registry, violations, complaints, inspections, rating [default: all].
    /// On PostgreSQL each may run by itself.
    #[arg(value_name = "SERVICE")]
    pub(crate) services: Vec<String>,
    /// Where a service is that runs elsewhere; repeat it for several.
    #[arg(long = "neighbour", value_name = "SERVICE=URL", value_parser = values::neighbour)]
    pub(crate) neighbours: Vec<(String, String)>,
    /// Account by which this process asks the others; its secret is in FANGXIN_CLIENT_SECRET.
    #[arg(long = "as", value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// Only from the environment: an argument would show it to everybody on the machine.
    #[arg(long, env = "FANGXIN_CLIENT_SECRET", hide = true, hide_env_values = true)]
    pub(crate) client_secret: Option<String>,
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
    /// Address to listen on; port 0 takes a free one, and the first line of the output says which.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// Threads that serve requests [default: one a core].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) workers: Option<u16>,
    /// How much a role may ask, ROLE=SECOND/BURST or ROLE=unlimited: so many merchants a second, and so many at
    /// once. `address` stands for everybody on one address who is not known. May be given several times.
    #[arg(long = "rate", value_name = "ROLE=SECOND/BURST", value_parser = values::rate)]
    pub(crate) rates: Vec<(Option<Role>, Option<Rate>)>,
    /// Most connections at a time; further ones wait until one is closed.
    #[arg(long, default_value_t = 16_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) connections: u32,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// A proxy in front of the server, by its address; repeat it for several. From where a request comes is
    /// taken from its `Forwarded` or `X-Forwarded-For`, of which it must write one and strike out the other.
    #[arg(long = "trusted-proxy", value_name = "IP")]
    pub(crate) trusted_proxies: Vec<IpAddr>,
    #[command(flatten)]
    pub(crate) oidc: OidcArguments,
    /// Do passwords count? [default: on, or off with a provider of identities].
    #[arg(long, value_enum)]
    pub(crate) passwords: Option<Switch>,
    /// Collector of traces (OpenTelemetry, OTLP over HTTP), such as http://collector:4318; without one none are kept.
    #[arg(long, value_name = "URL", env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = values::collector)]
    pub(crate) otlp: Option<values::Collector>,
    /// What is logged: error, warn, info, debug, or a filter such as warn,web=debug.
    #[arg(long, default_value = "info")]
    pub(crate) log: String,
    /// Form of the log.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) log_form: Form,
}

/// The provider of identities, by OpenID Connect. Its secret is in the variable `FANGXIN_OIDC_SECRET` and nowhere else.
#[derive(Args)]
pub(crate) struct OidcArguments {
    /// Address of the provider, as it writes itself: `https://id.example/realms/city`.
    #[arg(long, value_name = "URL", requires_all = ["oidc_client_id", "public_url"])]
    pub(crate) oidc_issuer: Option<String>,
    /// What this installation is called there.
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    pub(crate) oidc_client_id: Option<String>,
    /// Address at which browsers reach this installation: `https://fangxin.example`. The provider sends them back
    /// to /access/v1/oidc/callback there.
    #[arg(long, value_name = "URL", requires = "oidc_issuer")]
    pub(crate) public_url: Option<String>,
    /// Certificates (PEM) by which the provider is known [default: those that this machine trusts].
    #[arg(long, value_name = "FILE", requires = "oidc_issuer")]
    pub(crate) oidc_ca: Option<PathBuf>,
}

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// To whom a token is given.
#[derive(Args)]
pub(crate) struct TokenArguments {
    /// What the bearer is.
    #[arg(long, value_parser = values::role)]
    pub(crate) role: Role,
    /// Number of the account or client; never a person's identity number.
    #[arg(long, value_parser = values::name)]
    pub(crate) sub: String,
    /// The merchant itself, for the role merchant alone.
    #[arg(long, value_parser = values::party)]
    pub(crate) merchant: Option<PartyCode>,
    /// Only merchants registered in this area or below it, such as 371522 or 莘县; for officials and departments.
    #[arg(long, value_parser = values::area)]
    pub(crate) area: Option<AreaCode>,
    /// How long the token holds, at most 480 minutes.
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=480))]
    pub(crate) minutes: u16,
    #[command(flatten)]
    pub(crate) place: PlaceArguments,
}

/// Which server, and who asks.
#[derive(Args)]
pub(crate) struct ServerArguments {
    /// Address of the server. Plain http, for machines of one installation.
    #[arg(long, global = true, default_value = "http://127.0.0.1:8080")]
    pub(crate) server: String,
    /// Access token; with the scope `import` for imports, `read_records` for exports.
    #[arg(long, global = true, env = "FANGXIN_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
}

/// A file to be imported.
#[derive(Args)]
pub(crate) struct ImportArguments {
    /// Kind of its rows, such as penalties.
    #[arg(value_parser = values::layout)]
    pub(crate) kind: &'static Layout,
    /// The file: CSV (also .gz), XLSX, JSON Lines.
    pub(crate) file: PathBuf,
    /// Mapping of the file to our layout; FILE.mapping.toml beside it is found by itself.
    #[arg(long)]
    pub(crate) mapping: Option<PathBuf>,
    /// Only look what would become of each row; nothing is kept.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The rows are history and may say themselves since when they were known.
    #[arg(long)]
    pub(crate) history: bool,
    /// Keep fines over 10,000,000 yuan: their unit has been looked at.
    #[arg(long)]
    pub(crate) confirm: bool,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// Wait until the file has been read (this is so unless --no-wait is said).
    #[arg(long, overrides_with = "no_wait")]
    pub(crate) wait: bool,
    /// Do not wait until the file has been read.
    #[arg(long, overrides_with = "wait")]
    pub(crate) no_wait: bool,
    /// Folder for the rows that wait, one file for each reason.
    #[arg(long, conflicts_with = "no_wait")]
    pub(crate) out: Option<PathBuf>,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A list to be exported.
#[derive(Args)]
pub(crate) struct ExportArguments {
    /// A kind of record, such as penalties, or another list of a service, such as deadlines or findings.
    #[arg(value_parser = values::export_list)]
    pub(crate) list: ExportList,
    /// The file. Its ending says what it is to be: .xlsx, or .csv, of whose codes Excel makes numbers.
    #[arg(long, value_name = "FILE.xlsx|FILE.csv")]
    pub(crate) to: PathBuf,
    /// Whose list, unless it is a kind of record: registry, violations, complaints, inspections.
    #[arg(long, value_parser = values::service)]
    pub(crate) service: Option<&'static str>,
    /// Only some rows, as the list's own query says it, such as day_from=2026-01-01; repeat it for several.
    #[arg(long = "filter", value_name = "NAME=VALUE", value_parser = values::filter)]
    pub(crate) filters: Vec<(String, String)>,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Imports that have been handed in.
#[derive(Args)]
pub(crate) struct ImportsArguments {
    /// The service, or a kind of record that it keeps, such as violations or penalties.
    #[arg(value_parser = values::service)]
    pub(crate) service: &'static str,
    #[command(subcommand)]
    pub(crate) what: ImportsCommand,
    #[command(flatten)]
    pub(crate) server: ServerArguments,
    /// JSON instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What is done with imports.
#[derive(Subcommand)]
pub(crate) enum ImportsCommand {
    /// 列出导入任务。 Lists imports, newest first.
    List {
        /// Cursor of the page before.
        #[arg(long)]
        after: Option<String>,
    },
    /// 查看导入任务。 Shows an import.
    Show {
        /// Number of the import.
        import_id: i64,
    },
    /// 列出待处理行。 Lists the rows that could not be kept.
    Rows {
        /// Number of the import.
        import_id: i64,
        /// Only rejected, quarantined, unresolved or `awaiting_confirmation` ones.
        #[arg(long)]
        disposition: Option<String>,
        /// Only waiting, kept or discarded ones.
        #[arg(long)]
        state: Option<String>,
        /// Cursor of the page before.
        #[arg(long)]
        after: Option<String>,
    },
    /// 更正后重试一行。 Tries a row again with changed cells.
    Retry {
        /// Number of the import.
        import_id: i64,
        /// Row of the file.
        row: i64,
        /// A new text of a cell: COLUMN=TEXT; an empty text empties it.
        #[arg(long = "cell", value_name = "COLUMN=TEXT", value_parser = values::cell)]
        cells: Vec<(String, String)>,
        /// Keep a fine over 10,000,000 yuan: its unit has been looked at.
        #[arg(long)]
        confirm: bool,
    },
    /// 放弃一行。 Puts a row aside.
    Discard {
        /// Number of the import.
        import_id: i64,
        /// Row of the file.
        row: i64,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// 停止导入任务。 Stops an import.
    Cancel {
        /// Number of the import.
        import_id: i64,
    },
}

/// How a demo serves its city.
#[derive(Args)]
pub(crate) struct DemoServing {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: String,
    /// End after rating the city from its files; no services are started.
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// Time of the demo: fixed:2026-11-23T12:00:00+08:00 stands still, fast:60 passes 60 times as fast.
    #[arg(long, default_value = "real", value_parser = values::pace)]
    pub(crate) clock: crate::clock::Pace,
}

/// A database for services that run apart.
#[derive(Args)]
pub(crate) struct PrepareArguments {
    /// postgres://ADMIN@HOST/DATABASE, as somebody who may make roles.
    #[arg(long, env = "FANGXIN_DATABASE", hide_env_values = true, value_parser = values::location)]
    pub(crate) database: Location,
}
