//! `fangxin explain`: one merchant's rating with every reason.

use crate::answer::{Answer, ItemsAnswer};
use crate::city::City;
use crate::cli::CityArguments;
use crate::{output, show};
use anyhow::Result;
use policy::scheme::Method;
use scoring::explain::Subject;
use scoring::program::Program;
use scoring::worst_item;
use serde_json::Value;
use std::process::ExitCode;

pub(super) fn run(code: &str, arguments: &CityArguments, scheme: &str, all: bool) -> Result<ExitCode> {
    let city = City::open(arguments, scheme)?;
    output::say(&text(&city, arguments, code, all)?)?;
    Ok(ExitCode::SUCCESS)
}

/// What to say of one merchant of a city.
pub(super) fn text(city: &City, arguments: &CityArguments, code: &str, all: bool) -> Result<String> {
    let (at, dossier) = city.dossier(code)?;
    let facts = &city.facts(at)?;
    let scheme = &city.rulebook.scheme;
    let name = &dossier.merchant.name;
    match &scheme.method {
        Method::Points(_) => {
            let program = Program::compile(scheme)?;
            let mut explanation = Subject::new(&program, facts, city.expected(at)).explain(city.day());
            explanation.trial = city.trial;
            let answer = Answer {
                scheme,
                policies: &city.rulebook.policies,
                name,
                facts,
                known_at: arguments.known_at,
                explanation,
                peers: city.peers.get(at),
            };
            if arguments.json { pretty(&answer.json()?) } else { Ok(show::explanation::text(&answer, all)) }
        }
        Method::WorstItem(method) => {
            let by_items = worst_item::rate(method, facts, city.day());
            let answer = ItemsAnswer { scheme, name, facts, day: city.day(), trial: city.trial, by_items };
            if arguments.json { pretty(&answer.json()) } else { Ok(show::items::text(&answer)) }
        }
    }
}

fn pretty(value: &Value) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(value)?))
}
