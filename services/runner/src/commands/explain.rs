//! `fangxin explain`: one merchant's rating with every reason.

use crate::answer::{Answer, ItemsAnswer, Reply};
use crate::city::City;
use crate::cli::CityArguments;
use crate::{output, stop};
use anyhow::Result;
use domain::code::PartyCode;
use policy::scheme::Method;
use scoring::explain::Subject;
use scoring::program::Program;
use scoring::worst_item;
use std::process::ExitCode;

pub(super) fn run(code: PartyCode, arguments: &CityArguments, scheme: Option<&str>, all: bool) -> Result<ExitCode> {
    let city = City::open(arguments, scheme)?;
    answered(&city, code, |reply| {
        stop::check()?;
        if arguments.json { output::say_json(&reply.json()?) } else { output::say(&reply.text(all)) }
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Answers for one merchant of a city; `tell` is given the answer.
pub(super) fn answered<R>(city: &City, code: PartyCode, tell: impl FnOnce(&dyn Reply) -> Result<R>) -> Result<R> {
    let (at, dossier) = city.dossier(code)?;
    let facts = &city.facts(at)?;
    let scheme = &city.rulebook.scheme;
    let name = &dossier.merchant.name;
    match &scheme.method {
        Method::Points(_) => {
            let program = Program::compile(scheme)?;
            let mut explanation = Subject::new(&program, facts, city.expected(at)).explain(city.day());
            explanation.trial = city.trial;
            tell(&Answer {
                scheme,
                policies: &city.rulebook.policies,
                name,
                facts,
                known_at: city.files.known_at,
                explanation,
                peers: city.peers.get(at),
            })
        }
        Method::WorstItem(method) => {
            let by_items = worst_item::rate(method, facts, city.day());
            tell(&ItemsAnswer { scheme, name, facts, day: city.day(), trial: city.trial, by_items })
        }
    }
}
