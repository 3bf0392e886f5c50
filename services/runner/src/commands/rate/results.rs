//! The ratings of a city as rows for tables: one definition for both methods.

use crate::city::City;
use anyhow::Result;
use domain::day::Day;
use domain::facts::Facts;
use policy::scheme::{Method, WorstItemMethod};
use rayon::prelude::*;
use scoring::city::{CityBuilder, NO_CLASS, Packet, heaviest_line};
use scoring::program::Program;
use scoring::worst_item::{self, ByItems};

/// One merchant's rating.
pub(in crate::commands) struct Row {
    /// Index of the class; nothing if it is not rated.
    pub(in crate::commands) class: Option<u8>,
    /// Score as text with three decimals, or the total of the items.
    pub(in crate::commands) score: String,
    /// Higher is worse, for evaluation: milli-points below zero, or the total of the items.
    pub(in crate::commands) risk: Option<i64>,
    /// Rules that hold.
    pub(in crate::commands) rules: String,
    /// Flags that hold, or why it is not rated.
    pub(in crate::commands) flags: String,
    /// Ids and points of the heaviest deductions.
    pub(in crate::commands) reasons: String,
}

/// Rates every merchant, in order of code.
pub(in crate::commands) fn rate(city: &City) -> Result<Vec<Row>> {
    match &city.rulebook.scheme.method {
        Method::Points(_) => by_points(city),
        Method::WorstItem(method) => {
            let row = |at| Ok(by_items(method, &city.facts(at)?, city.day()));
            (0..city.len()).into_par_iter().map(row).collect()
        }
    }
}

fn by_items(method: &WorstItemMethod, facts: &Facts, day: Day) -> Row {
    match worst_item::rate(method, facts, day) {
        ByItems::Rated { class, total, worst, .. } => Row {
            class: Some(class),
            score: total.to_string(),
            risk: Some(total),
            rules: String::new(),
            flags: String::new(),
            reasons: format!("{} {}", worst.0, worst.1),
        },
        ByItems::NotAssessed => unrated("not_assessed"),
        ByItems::Unrated { state, .. } => unrated(state),
        ByItems::Incomplete { missing, .. } => unrated(&format!("missing {missing}")),
    }
}

fn unrated(why: &str) -> Row {
    Row {
        class: None,
        score: String::new(),
        risk: None,
        rules: String::new(),
        flags: why.to_owned(),
        reasons: String::new(),
    }
}

fn by_points(city: &City) -> Result<Vec<Row>> {
    let program = Program::compile(&city.rulebook.scheme)?;
    let packet = |at| Ok(Packet::of(&program, &city.facts(at)?));
    let packets: Vec<Packet> = (0..city.len()).into_par_iter().map(packet).collect::<Result<_>>()?;
    let mut builder = CityBuilder::new(&program);
    for (at, packet) in packets.into_iter().enumerate() {
        builder.push(packet, city.expected(at));
    }
    let ratings = builder.build().rate(city.day());
    let method = program.method();
    let named = |mask: u32, ids: &mut dyn Iterator<Item = &str>| {
        let held = ids.enumerate().filter(|(at, _)| mask & (1 << (at & 31)) != 0).map(|(_, id)| id);
        held.collect::<Vec<&str>>().join(" ")
    };
    let columns = ratings.class.iter().zip(&ratings.score_milli).zip(&ratings.rules).zip(&ratings.flags);
    let rows = columns.zip(ratings.heaviest.outer_iter()).map(|((((class, score), rules), flags), heaviest)| {
        if *class == NO_CLASS {
            return unrated("not_rated");
        }
        let reasons = heaviest.iter().filter_map(|key| heaviest_line(*key)).map(|(milli, indicator, _)| {
            let id = method.indicators.get(indicator).map_or("?", |i| i.id.as_str());
            format!("{id} -{milli}")
        });
        Row {
            class: Some(*class),
            score: domain::points::Milli(i64::from(*score)).to_string(),
            risk: Some(-i64::from(*score)),
            rules: named(*rules, &mut method.rules.iter().map(|r| r.id.as_str())),
            flags: named(u32::from(*flags), &mut method.flags.iter().map(|f| f.id.as_str())),
            reasons: reasons.collect::<Vec<_>>().join("; "),
        }
    });
    Ok(rows.collect())
}
