//! The ratings of a city as rows for tables: one definition for both methods.

use crate::city::City;
use anyhow::Result;
use domain::day::Day;
use domain::facts::Facts;
use domain::points::Milli;
use policy::scheme::{Method, PointsMethod, Scheme, WorstItemMethod};
use rayon::prelude::*;
use scoring::city::{CityBuilder, HEAVIEST, NO_CLASS, Packet, heaviest_line};
use scoring::program::Program;
use scoring::worst_item::{self, ByItems};

/// One merchant's rating.
pub(in crate::commands) struct Row {
    /// Index of the class; nothing if it is not rated.
    pub(in crate::commands) class: Option<u8>,
    /// Higher is worse, for evaluation: milli-points below zero, or the total of the items.
    pub(in crate::commands) risk: Option<i64>,
    why: Why,
}

/// What a rating rests on; made into words only for whoever reads them.
enum Why {
    /// Rules and flags that hold, and the heaviest lines.
    Points { rules: u32, flags: u8, heaviest: [u64; HEAVIEST] },
    /// The worst item and its score.
    Item(String),
    /// Why there is no rating.
    Unrated(String),
}

impl Row {
    /// Score with three decimals, or the total of the items; empty if it is not rated.
    pub(in crate::commands) fn score(&self) -> String {
        match (&self.why, self.risk) {
            (Why::Points { .. }, Some(risk)) => Milli(-risk).to_string(),
            (_, Some(risk)) => risk.to_string(),
            (_, None) => String::new(),
        }
    }

    /// Score, rules that hold, flags that hold (or why it is not rated), and the heaviest deductions.
    pub(in crate::commands) fn cells(&self, scheme: &Scheme) -> [String; 4] {
        let (rules, flags, reasons) = match (&self.why, &scheme.method) {
            (Why::Points { rules, flags, heaviest }, Method::Points(method)) => (
                named(*rules, method.rules.iter().map(|rule| rule.id.as_str())),
                named(u32::from(*flags), method.flags.iter().map(|flag| flag.id.as_str())),
                reasons(method, heaviest),
            ),
            (Why::Points { .. }, Method::WorstItem(_)) => Default::default(),
            (Why::Item(worst), _) => (String::new(), String::new(), worst.clone()),
            (Why::Unrated(why), _) => (String::new(), why.clone(), String::new()),
        };
        [self.score(), rules, flags, reasons]
    }
}

fn named<'i>(mask: u32, ids: impl Iterator<Item = &'i str>) -> String {
    let held = ids.enumerate().filter(|(at, _)| mask & (1 << (at & 31)) != 0).map(|(_, id)| id);
    held.collect::<Vec<&str>>().join(" ")
}

fn reasons(method: &PointsMethod, heaviest: &[u64; HEAVIEST]) -> String {
    let lines = heaviest.iter().filter_map(|key| heaviest_line(*key)).map(|(milli, indicator, _)| {
        let id = method.indicators.get(indicator).map_or("?", |i| i.id.as_str());
        format!("{id} -{milli}")
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// Rates every merchant, by its place.
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
        ByItems::Rated { class, total, worst, .. } => {
            Row { class: Some(class), risk: Some(total), why: Why::Item(format!("{} {}", worst.0, worst.1)) }
        }
        ByItems::NotAssessed => unrated("not_assessed".to_owned()),
        ByItems::Unrated { state, .. } => unrated(state.to_owned()),
        ByItems::Incomplete { missing, .. } => unrated(format!("missing {missing}")),
    }
}

const fn unrated(why: String) -> Row {
    Row { class: None, risk: None, why: Why::Unrated(why) }
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
    let columns = ratings.class.iter().zip(&ratings.score_milli).zip(&ratings.rules).zip(&ratings.flags);
    let rows = columns.zip(ratings.heaviest.outer_iter()).map(|((((class, score), rules), flags), lines)| {
        if *class == NO_CLASS {
            return unrated("not_rated".to_owned());
        }
        let mut heaviest = [0; HEAVIEST];
        heaviest.iter_mut().zip(lines).for_each(|(slot, key)| *slot = *key);
        let why = Why::Points { rules: *rules, flags: *flags, heaviest };
        Row { class: Some(*class), risk: Some(-i64::from(*score)), why }
    });
    Ok(rows.collect())
}
