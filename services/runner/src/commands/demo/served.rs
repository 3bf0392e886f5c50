//! The services of a demo: opened beside its files, which are handed in as anybody would hand them in.

use super::{cases, drawn, label, sample, users};
use crate::clock::Pace;
use crate::commands::say;
use crate::exit::STOPPED;
use crate::office::Office;
use crate::serve::plan::Plan;
use crate::serve::{self, Running, Settings, log, tokens, wire};
use crate::{importing, keys, output, progress, stop};
use access::Admission;
use anyhow::{Context as _, Result};
use clients::{Handing, Imports, Server};
use contracts::access::{Reach, Role, Scope};
use contracts::clock::Clock;
use contracts::import::{Job, JobState};
use db::Location;
use domain::digest::Digest;
use intake::layout::Layout;
use samplecity::{FileKind, Telling};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use web::Rates;
use web::token::Grant;

/// Minutes for which the tokens of a demo hold: twelve hours, which no real token does.
const MINUTES: u16 = 12 * 60;

/// Most connections at a time.
const CONNECTIONS: usize = 1_000;

/// What is to be served.
pub(super) struct Wish<'a> {
    pub(super) listener: TcpListener,
    /// Folder of the demo.
    pub(super) out: &'a Path,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) pace: Pace,
    pub(super) telling: &'a [Telling],
    /// The rating from files, if JSON is wanted.
    pub(super) json: Option<Value>,
}

pub(super) fn run(wish: Wish<'_>) -> Result<ExitCode> {
    log::begin("warn", log::Form::Text)?;
    let data = wish.out.join("data");
    let key = keys::own(&data)?;
    let running = serve::start(Settings {
        listener: wish.listener,
        location: Location::folder(&data),
        key,
        clock: Arc::clone(&wish.clock),
        workers: 2,
        connections: CONNECTIONS,
        // Whoever tries it out may ask as quickly as he can.
        rates: Rates::unlimited(),
        office: Office::shipped()?,
        plan: Plan::whole(),
        trusted_proxies: Vec::new(),
        admission: Admission::default(),
    })?;
    label::served(wish.out, wish.clock.today())?;
    // A token of a fast demo holds as long as it would by a real clock.
    let minutes = MINUTES.saturating_mul(wish.pace.times());
    let jobs = hand_in(wish.out, &running, wish.json.is_none())?;
    if !stop::asked() {
        settle(running.rating()?)?;
    }
    // Nothing is drawn from a city that is not whole.
    if stop::asked() {
        return given_up(running);
    }
    let drawn = drawn::made(running.draws()?)?;
    // Made once: whoever tries the demo goes on with them.
    if !label::has_cases(wish.out)? {
        cases::make(&running.courts()?, wish.telling)?;
        if stop::asked() {
            return given_up(running);
        }
        label::cases_made(wish.out)?;
    }
    let tally = cases::Tally::of(&running.courts()?)?;
    let users = users::all(wish.telling, running.access()?, minutes)?;
    let url = running.url();
    match wish.json {
        Some(Value::Object(mut rated)) => {
            rated.insert("imports".to_owned(), json!(jobs));
            rated.insert("draw".to_owned(), drawn::json(&drawn)?);
            rated.insert("cases".to_owned(), cases::json(&tally));
            rated.insert("server".to_owned(), users::json(&users, &url));
            output::say_json(&Value::Object(rated))?;
        }
        _ => {
            say(&classes(running.rating()?))?;
            say(&drawn::text(&drawn, &url)?)?;
            say(&cases::text(&tally, &url))?;
            say(&users::text(&users, wish.telling, &url, &drawn, wish.clock.today()))?;
        }
    }
    running.until_stopped()?;
    Ok(ExitCode::SUCCESS)
}

fn given_up(running: Running) -> Result<ExitCode> {
    running.stop()?;
    output::note("已停止；再次运行会从这里继续 stopped; the next run goes on from here");
    Ok(ExitCode::from(STOPPED))
}

/// Waits until everything that was handed in is rated.
fn settle(rating: &rating::Service) -> Result<()> {
    let bar = progress::counter("评价 ratings")?;
    while !stop::asked() {
        bar.set_position(rating.ratings.projection.len() as u64);
        if rating.is_level() && rating.is_settled()? {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bar.finish_and_clear();
    Ok(())
}

/// The classes that are served.
fn classes(rating: &rating::Service) -> String {
    let summary = rating.ratings.summary(Reach::Everywhere);
    let counts: Vec<String> = summary.classes.iter().map(|(class, count)| format!("{class} {count}")).collect();
    format!("\n服务中的分类 Classes served: {} ({})", counts.join("  "), summary.merchants)
}

/// Hands in every file of the city that has not been read yet, merchants last, and waits for each.
fn hand_in(out: &Path, running: &Running, is_told: bool) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    if is_told {
        say("\n导入各项服务 Imports into the services:")?;
    }
    // Merchants last: nobody is rated before everything is known.
    for kind in FileKind::ALL.into_iter().rev() {
        let layout = Layout::by_file_name(kind.file_name()).context("every file of a city has a layout")?;
        let grant = Grant { scopes: vec![Scope::Import], ..Grant::of_role("demo", "演示 demo", Role::Service) };
        let own = tokens::Own { access: Arc::clone(running.access()?), grant, minutes: MINUTES };
        let server = Server::new(&running.url(), Arc::new(own)).map_err(importing::told)?;
        let imports = Imports::new(server, wire::owner(layout.kind));
        let job = one(&imports, layout, &sample::files(out).join(kind.file_name()), kind.file_name())?;
        if stop::asked() {
            break;
        }
        if is_told {
            say(&importing::text(&imports, &job))?;
        }
        jobs.push(job);
    }
    Ok(jobs)
}

/// The job of a file: the one that has read exactly this file, or a new one.
fn one(imports: &Imports, layout: &Layout, file: &Path, name: &str) -> Result<Job> {
    let unreadable = || format!("{}：无法读取 cannot be read", file.display());
    let digest = Digest::of_bytes(&fs::read(file).with_context(unreadable)?);
    let job = match earlier(imports, layout, &digest.to_string())? {
        Some(job) => job,
        None => {
            let (mapping, history, dry_run, confirm) = (None, true, false, false);
            let handing = Handing { file, name, layout: layout.id, mapping, history, dry_run, confirm };
            imports.hand_in(&handing).map_err(importing::told)?
        }
    };
    importing::follow(imports, job)
}

/// An earlier job of the same file that was read or will be.
fn earlier(imports: &Imports, layout: &Layout, digest: &str) -> Result<Option<Job>> {
    let is_it = |job: &Job| {
        let counts = matches!(job.state, JobState::Done | JobState::Queued);
        counts && job.history && !job.dry_run && job.layout == layout.id && job.digest == digest
    };
    let mut after = None;
    loop {
        let page = imports.jobs(after.as_deref()).map_err(importing::told)?;
        if let Some(job) = page.items.into_iter().find(is_it) {
            return Ok(Some(job));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(None),
        }
    }
}
