//! How single arguments are read; what is wrong with one is said in both languages.

use crate::clock::Pace;
use crate::serve::wire;
use contracts::access::Role;
use contracts::export::{DEADLINES, UNRESOLVED};
use db::Location;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::person::holds_identity_number;
use intake::layout::Layout;
use std::path::PathBuf;
use web::Rate;

/// Days that can be rated lie from the first of these years to the first of these.
const YEARS: (i32, i32) = (1990, 2140);

/// The mapping of one file.
#[derive(Clone, Debug)]
pub(crate) struct NamedMapping {
    /// Name of the file within its folder.
    pub(crate) file: String,
    /// The mapping.
    pub(crate) path: PathBuf,
}

/// A day that can be rated.
pub(super) fn day(text: &str) -> Result<Day, String> {
    ratable(Day::parse(text).map_err(|error| format!("不是 YYYY-MM-DD 形式的日期 {error}"))?)
}

fn ratable(day: Day) -> Result<Day, String> {
    let bounds = Day::from_ymd(YEARS.0, 1, 1).zip(Day::from_ymd(YEARS.1, 1, 1));
    match bounds {
        Some((first, last)) if day < first || day > last => {
            Err(format!("可评价的日期为 {first} 至 {last} days from {first} to {last} can be rated"))
        }
        _ => Ok(day),
    }
}

pub(super) fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).map_err(|error| format!("不是带时区的时刻 {error}"))
}

pub(super) fn party(text: &str) -> Result<PartyCode, String> {
    PartyCode::parse(text).map_err(|error| format!("{} {error}", error.zh()))
}

pub(super) fn mapping(text: &str) -> Result<NamedMapping, String> {
    let (file, path) = text.split_once('=').ok_or("应为 文件=映射文件 it must be FILE=MAPPING")?;
    Ok(NamedMapping { file: file.to_owned(), path: path.into() })
}

pub(super) fn area(text: &str) -> Result<AreaCode, String> {
    AreaCode::parse(text).map_err(|error| format!("{} {error}", error.zh()))
}

pub(super) fn location(text: &str) -> Result<Location, String> {
    Location::parse(text).map_err(|error| format!("不是数据库地址 {error}"))
}

pub(super) fn role(text: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::token).join(", ");
    Role::parse(text).ok_or_else(|| format!("没有该角色，可用的有 there is no such role; known are: {}", known()))
}

/// The rate of a role, or without a role that of an address.
pub(super) fn rate(text: &str) -> Result<(Option<Role>, Option<Rate>), String> {
    let (whose, given) = text.split_once('=').ok_or("应为 角色=每秒/突发 it must be ROLE=SECOND/BURST")?;
    let whose = if whose == "address" { None } else { Some(role(whose)?) };
    let read = || {
        let (second, burst) = given.split_once('/')?;
        Rate::new(second.parse().ok()?, burst.parse().ok()?)
    };
    match read() {
        Some(rate) => Ok((whose, Some(rate))),
        None if given == "unlimited" => Ok((whose, None)),
        None => Err("应为 每秒/突发（各为 1 至 1000000）或 unlimited \
                     it is SECOND/BURST, each from 1 to 1000000, or unlimited"
            .to_owned()),
    }
}

/// Number or name of an account, as the audit trail shows it.
pub(super) fn name(text: &str) -> Result<String, String> {
    if holds_identity_number(text) {
        let wrong = "含有公民身份号码，请用账号 it holds a person's identity number; use the number of an account";
        return Err(wrong.to_owned());
    }
    let fits = (1..=100).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    let wrong = || "应为 1 至 100 个字，不含控制字符 it has 1 to 100 characters and no control characters".to_owned();
    fits.then(|| text.trim().to_owned()).ok_or_else(wrong)
}

/// Where traces are collected, if anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Collector(pub(crate) Option<String>);

/// The address of a collector of traces, which is asked without TLS, as all within an installation is. A variable that
/// is empty names none, as OpenTelemetry has it.
pub(super) fn collector(text: &str) -> Result<Collector, String> {
    if text.is_empty() {
        return Ok(Collector(None));
    }
    let host = text.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or_default());
    if host.is_some_and(|host| !host.is_empty()) {
        return Ok(Collector(Some(text.to_owned())));
    }
    Err("应为 http:// 开头的地址 must be an address that begins with http://".to_owned())
}

pub(super) fn neighbour(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(name, address)| (name.to_owned(), address.to_owned()));
    pair.ok_or_else(|| "应为 服务=地址 it is SERVICE=URL, such as registry=http://registry:8080".to_owned())
}

pub(super) fn layout(text: &str) -> Result<&'static Layout, String> {
    let named = Layout::ALL.iter().copied().find(|layout| layout.id == text || layout.zh == text);
    let known = || Layout::ALL.iter().map(|layout| layout.id).collect::<Vec<_>>().join(", ");
    named.ok_or_else(|| format!("没有该类记录，可用的有 there is no such kind; known are: {}", known()))
}

/// A service by its name or by a kind of record that it keeps.
pub(super) fn service(text: &str) -> Result<&'static str, String> {
    let named = wire::OWNERS.iter().map(|(service, _)| *service).find(|service| *service == text);
    let known = || wire::OWNERS.map(|(service, _)| service).join(", ");
    named
        .or_else(|| layout(text).ok().map(|layout| wire::owner(layout.kind)))
        .ok_or_else(|| format!("没有该服务，可用的有 there is no such service; known are: {}", known()))
}

/// A list that can be exported.
#[derive(Clone)]
pub(crate) enum ExportList {
    /// The records of a layout, which tells its service.
    Kind(&'static Layout),
    /// A list of a service that must be named: which ones it has, the service says.
    Of(String),
}

impl ExportList {
    /// What may be exported without naming a service, and what of each service.
    pub(crate) fn known() -> String {
        let kinds = Layout::ALL.iter().map(|layout| layout.id);
        kinds.chain([DEADLINES, UNRESOLVED]).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn export_list(text: &str) -> Result<ExportList, String> {
    Ok(match text {
        "办理期限" => ExportList::Of(DEADLINES.to_owned()),
        "主体待确认事项的期限" => ExportList::Of(UNRESOLVED.to_owned()),
        text => layout(text).map_or_else(|_| ExportList::Of(text.to_owned()), ExportList::Kind),
    })
}

pub(super) fn filter(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("应为 名称=值 it must be NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub(super) fn cell(text: &str) -> Result<(String, String), String> {
    let (column, text) = text.split_once('=').ok_or("应为 列=内容 it must be COLUMN=TEXT")?;
    Ok((column.to_owned(), text.to_owned()))
}

/// Most times as fast that a demo's time may pass: a day a minute.
const FASTEST: u16 = 1440;

pub(super) fn pace(text: &str) -> Result<Pace, String> {
    let fast = |times: &str| times.parse().ok().filter(|times| (1..=FASTEST).contains(times)).map(Pace::Fast);
    let pace = match text.split_once(':') {
        None => (text == "real").then_some(Pace::Real),
        Some(("fixed", at)) => {
            let at = instant(at)?;
            ratable(at.day())?;
            Some(Pace::Fixed(at))
        }
        Some(("fast", times)) => fast(times),
        Some(_) => None,
    };
    pace.ok_or_else(|| {
        format!("应为 real、fixed:时刻 或 fast:1至{FASTEST} it is real, fixed:INSTANT or fast:1 to {FASTEST}")
    })
}
