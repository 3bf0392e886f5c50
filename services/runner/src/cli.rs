//! Arguments of the command line.

mod audit;
mod copies;
mod services;
mod values;

pub(crate) use audit::{
    AuditArguments, AuditCommand, VerifyArguments, VerifyAuditArguments, VerifyCommand, VerifyDrawArguments,
};
pub(crate) use copies::{BackupArguments, RestoreArguments};
pub(crate) use services::{
    DemoServing, ExportArguments, ImportArguments, ImportsArguments, ImportsCommand, PlaceArguments, PrepareArguments,
    ServeArguments, ServerArguments, Switch, TokenArguments,
};
pub(crate) use values::{ExportList, NamedMapping};

use crate::{clock, output};
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use db::Location;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use std::path::{Path, PathBuf};

/// 放心：消费市场信用监管。 Credit supervision of a city's consumer market.
///
/// Exit codes: 0 done; 1 done, and the answer is no; 2 wrong arguments; 3 the input cannot be used
/// and nothing was written; 130 stopped by Ctrl-C, and nothing was written. A server that is stopped has
/// done what it should: 0.
#[derive(Parser)]
#[command(name = "fangxin", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 演示：造一个样例聊城，评价它，并启动各项服务。 Makes a sample Liaocheng, rates it, and serves it.
    Demo {
        /// Folder for the city's files and results.
        #[arg(long, default_value = "demo-city")]
        out: PathBuf,
        /// Number of merchants [default: as the folder has it, else 20000].
        #[arg(long, value_parser = clap::value_parser!(u32).range(5..=2_000_000))]
        merchants: Option<u32>,
        /// Another seed, another city [default: as the folder has it, else 1].
        #[arg(long)]
        seed: Option<u64>,
        /// Day up to which the records reach [default: as the folder has it, else the day of the clock].
        #[arg(long, value_parser = values::day)]
        as_of: Option<Day>,
        #[command(flatten)]
        serving: DemoServing,
        /// JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// 启动各项服务。 Serves the records of an installation until it is stopped.
    Serve(ServeArguments),
    /// 升级数据库。 Brings the tables of an installation up to date; serve does so as well.
    Migrate(PlaceArguments),
    /// 准备数据库。 Prepares a PostgreSQL database for services that run apart: a role and a schema for each
    /// (FANGXIN_PASSWORD_…), and its account (FANGXIN_SECRET_…).
    Prepare(PrepareArguments),
    /// 备份运行中的系统。 Copies an installation while it is in use, consistent across its services.
    Backup(BackupArguments),
    /// 从备份恢复。 Puts a backup where there is nothing yet, whole or not at all.
    Restore(RestoreArguments),
    /// 输出接口文档。 Writes the OpenAPI document of the services.
    Openapi {
        /// File for the document [default: standard output].
        #[arg(long)]
        out: Option<PathBuf>,
        /// Which role may call which operation, as Markdown, instead.
        #[arg(long)]
        roles: bool,
        /// The merchants of the sandbox, as Markdown, instead.
        #[arg(long, conflicts_with = "roles")]
        sandbox: bool,
    },
    /// 签发访问令牌。 Signs an access token with the key of this installation.
    Token(TokenArguments),
    /// 向服务器导入文件。 Hands a file in to a running server.
    Import(ImportArguments),
    /// 查看和处理导入任务。 Looks after imports of a running server.
    Imports(ImportsArguments),
    /// 导出服务器上的列表为表格。 Exports a list of a running server as CSV or XLSX.
    Export(ExportArguments),
    /// 评价全市：从文件计算每户等级。 Rates a city from its files.
    Rate {
        #[command(flatten)]
        city: CityArguments,
        #[command(flatten)]
        by: SchemeArgument,
        /// Folder for the results; without it only the summary is printed.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 说明一户的等级。 Explains the rating of one merchant.
    Explain {
        /// Unified social credit code, or 15-digit registration number.
        #[arg(value_parser = values::party)]
        code: PartyCode,
        #[command(flatten)]
        city: CityArguments,
        #[command(flatten)]
        by: SchemeArgument,
        /// Show every line instead of the five heaviest deductions.
        #[arg(long)]
        all: bool,
    },
    /// 比较两个方案。 Shows who moves from which class to which between two schemes.
    Compare {
        /// A scheme's file, or the id of a shipped one.
        scheme_a: String,
        /// The scheme to compare with.
        scheme_b: String,
        #[command(flatten)]
        city: CityArguments,
        /// File for the merchants who move (CSV).
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// 评估：当日得分与此后发生的事相比。 Compares the scores of a past day with what happened afterwards.
    Evaluate {
        #[command(flatten)]
        city: CityArguments,
        #[command(flatten)]
        by: SchemeArgument,
        #[command(flatten)]
        outcome: OutcomeArguments,
    },
    /// 出具一户的评价证书。 Writes a rating with its evidence, signed.
    Certificate {
        /// Unified social credit code, or 15-digit registration number.
        #[arg(value_parser = values::party)]
        code: PartyCode,
        #[command(flatten)]
        city: CityArguments,
        #[command(flatten)]
        by: SchemeArgument,
        /// File for the certificate.
        #[arg(long)]
        out: PathBuf,
        /// Folder of the installation's signing key, which is made if there is none.
        #[arg(long, default_value = "fangxin-data")]
        data: PathBuf,
    },
    /// 离线核验证书、审计记录或双随机抽取。 Computes a certificate again from the file alone, follows the audit trail, or repeats a draw.
    Verify(VerifyArguments),
    /// 导出服务器的审计记录。 Takes the audit trail of a running server away.
    Audit(AuditArguments),
    /// 检查评价方案并证明其承诺。 Checks a scheme and proves its promises.
    CheckScheme {
        /// The scheme's file.
        file: PathBuf,
        /// Folder for counterexamples that `explain` can load.
        #[arg(long)]
        counterexamples: Option<PathBuf>,
        /// JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// 列出政策参数：当日取值、依据、是否暂定、是否本地设定。 Lists the dated parameters as they are in force on a day, or
    /// shows the file of one.
    Policies {
        /// Only this parameter: its file as it counts, to be copied and changed.
        #[arg(conflicts_with_all = ["as_of", "provisional", "json"])]
        id: Option<String>,
        /// Day [default: today in Asia/Shanghai].
        #[arg(long, value_parser = values::day)]
        as_of: Option<Day>,
        /// Only those that are not settled and that no office has signed off, with the office to ask.
        #[arg(long)]
        provisional: bool,
        #[command(flatten)]
        policy: PolicyArguments,
        /// JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// 检查文件：只读取和校验，不评价。 Reads and checks files without rating anybody.
    CheckFiles {
        #[command(flatten)]
        files: FileArguments,
        /// Folder for the rows that wait; without it they are only counted.
        #[arg(long)]
        out: Option<PathBuf>,
        /// JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// 写出填报模板。 Writes the templates of all files.
    Templates {
        /// Folder for the templates.
        #[arg(long, default_value = "templates")]
        out: PathBuf,
        /// Overwrite files that have been filled in.
        #[arg(long)]
        force: bool,
        /// JSON instead of text.
        #[arg(long)]
        json: bool,
    },
}

/// By which scheme.
#[derive(Args)]
pub(crate) struct SchemeArgument {
    /// A scheme's file, or the id of a shipped one; on a day outside its force every answer says trial
    /// [default: LC-CONSUME, if it is in force on the day].
    #[arg(long)]
    pub(crate) scheme: Option<String>,
}

/// What counts as having happened afterwards.
#[derive(Args)]
pub(crate) struct OutcomeArguments {
    /// Days after the day of the rating, itself included, during which something may happen.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3660))]
    pub(crate) horizon: u16,
    /// Only merchants with a scored visit of this kind before the day and one within the horizon.
    #[arg(long, default_value = "Cycle Inspection / Initial Inspection")]
    pub(crate) visit_type: String,
    /// The next such visit failed if its external score is at least this (high is bad).
    #[arg(long, default_value_t = 28)]
    pub(crate) failed_at: i32,
    /// Published figures of the one-column baselines (JSON), which must come out the same first.
    #[arg(long)]
    pub(crate) baselines: Option<PathBuf>,
}

/// Which files.
#[derive(Args, Clone)]
pub(crate) struct FileArguments {
    /// Folder of files: CSV (also .gz), XLSX, JSON Lines. For what judges a city also the databases of an
    /// installation: sqlite:FOLDER or postgres://USER@HOST/DATABASE (password in PGPASSWORD).
    #[arg(long)]
    pub(crate) from: PathBuf,
    /// Mapping of one file to our layout: FILE=MAPPING. FILE.mapping.toml beside a file is found by itself.
    #[arg(long = "mapping", value_name = "FILE=MAPPING", value_parser = values::mapping)]
    pub(crate) mappings: Vec<NamedMapping>,
    /// Keep fines over 10,000,000 yuan: their unit has been looked at.
    #[arg(long)]
    pub(crate) confirm: bool,
}

impl FileArguments {
    /// Refuses results among the files that are read.
    pub(crate) fn keep_apart(&self, out: Option<&Path>) -> Result<()> {
        match out {
            Some(out) if self.database().is_none() => output::keep_apart(&self.from, out),
            _ => Ok(()),
        }
    }

    /// The databases of an installation, if they are meant instead of files.
    pub(crate) fn database(&self) -> Option<Location> {
        self.from.to_str().and_then(|from| Location::parse(from).ok())
    }
}

/// By which policy beside the shipped one; every process of an installation, and whoever rates its files, is given the
/// same.
#[derive(Args, Clone, Default)]
pub(crate) struct PolicyArguments {
    /// Folder of the office's own values, laid out as `policies` is: clocks/NAME.toml stands in place of the shipped file
    /// of that name; calendar/YEAR.toml and schemes/NAME.toml also beside the shipped ones.
    #[arg(long, env = "FANGXIN_POLICIES")]
    pub(crate) policies: Option<PathBuf>,
    /// Folder of further schemes (*.toml); each rates from the day on which it comes into force, and of several the
    /// latest.
    #[arg(long)]
    pub(crate) schemes: Option<PathBuf>,
    /// Folder of further years of working days (YEAR.toml); each counts beside those that are shipped, or instead.
    #[arg(long)]
    pub(crate) calendar: Option<PathBuf>,
}

/// Which city, as known when, judged on which day.
#[derive(Args, Clone)]
pub(crate) struct CityArguments {
    #[command(flatten)]
    pub(crate) files: FileArguments,
    /// Day of the rating [default: today in Asia/Shanghai].
    #[arg(long, value_parser = values::day)]
    pub(crate) as_of: Option<Day>,
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[arg(long, value_parser = values::instant)]
    pub(crate) known_at: Option<Instant>,
    /// Use a scheme whose promises do not hold, to look at its counterexamples; every answer says trial.
    #[arg(long)]
    pub(crate) unproved: bool,
    #[command(flatten)]
    pub(crate) policy: PolicyArguments,
    /// JSON instead of text.
    #[arg(long)]
    pub(crate) json: bool,
}

impl CityArguments {
    /// Day of the rating.
    pub(crate) fn day(&self) -> Day {
        self.as_of.unwrap_or_else(clock::today)
    }

    /// A folder judged on a day, everything else as usual.
    pub(crate) fn plain(from: &Path, day: Day) -> Self {
        Self {
            files: FileArguments { from: from.to_owned(), mappings: Vec::new(), confirm: false },
            as_of: Some(day),
            known_at: None,
            unproved: false,
            policy: PolicyArguments::default(),
            json: false,
        }
    }
}
