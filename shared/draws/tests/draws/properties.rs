//! What must hold of every draw.

use crate::support::{inputs, inspector, row, rules, visit};
use domain::area::AreaCode;
use domain::record::MerchantKind;
use draws::assign::Team;
use draws::draw::{Barred, Fate};
use draws::people::{Conflict, Ground};
use draws::population::{Row, VisitReason};
use draws::{Frozen, Hash, Inputs, draw};
use proptest::prelude::*;

const AREAS: [&str; 3] = ["371502", "371503", "371581"];
const SECTORS: [&str; 3] = ["food", "toys", "odr"];

prop_compose! {
    fn a_row()(
        area in 0usize..3, sector in 0usize..3, class in 0usize..4, kind in 0usize..3,
        due in prop::bool::weighted(0.1), pending in 0u32..2, visited in prop::option::weighted(0.3, 0usize..3),
    ) -> Row {
        let mut row = row("", ["A", "B", "C", "D"][class]);
        row.area = AreaCode::parse(AREAS[area]).unwrap();
        row.sector = SECTORS[sector].to_owned();
        row.kind = MerchantKind::ALL[kind];
        row.due = due.then(|| "法定".to_owned());
        row.pending = pending.min(u32::from(visited.is_none()));
        row.visits.extend(visited.map(|at| visit(["2026-02-01", "2026-09-01", "2025-12-01"][at], VisitReason::OwnMotion)));
        row
    }
}

prop_compose! {
    fn some_inputs()(
        mut population in prop::collection::vec(a_row(), 1..80),
        people in prop::collection::vec((0u32..4, prop::collection::vec(0usize..3, 0..3)), 0..8),
        conflicts in prop::collection::vec((0usize..8, 0usize..80), 0..12),
    ) -> Inputs {
        for (at, row) in population.iter_mut().enumerate() {
            row.key = format!("M{at:02}");
        }
        let register = people.iter().enumerate().map(|(at, (load, sectors))| {
            let sectors: Vec<&str> = sectors.iter().map(|at| SECTORS[*at]).collect();
            inspector(&format!("I{at}"), *load, &sectors)
        });
        let conflict = |(who, whom)| Conflict {
            ground: Ground::Interest, inspector: format!("I{who}"), key: format!("M{whom:02}"),
        };
        Inputs {
            inspectors: register.collect(),
            conflicts: conflicts.into_iter().map(conflict).collect(),
            ..inputs(population)
        }
    }
}

fn seed() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn turned(inputs: &Inputs, by: usize) -> Inputs {
    let mut other = inputs.clone();
    let at = by % other.population.len();
    other.population.rotate_left(at);
    other.population.iter_mut().for_each(|row| row.visits.reverse());
    other.inspectors.reverse();
    other.conflicts.reverse();
    other.rules.basis.reverse();
    other
}

proptest! {
    #[test]
    fn order_leaves_no_trace(inputs in some_inputs(), seed in seed(), by in 0usize..80) {
        let (one, two) = (Frozen::new(inputs.clone()).unwrap(), Frozen::new(turned(&inputs, by)).unwrap());
        prop_assert_eq!(one.text().unwrap(), two.text().unwrap());
        let text = |frozen: &Frozen| serde_json::to_string(&draw(frozen, &seed)).unwrap();
        prop_assert_eq!(text(&one), text(&two));
    }

    #[test]
    fn a_rank_depends_on_no_other_row(inputs in some_inputs(), seed in seed(), kept in 0usize..80) {
        let row = inputs.population[kept % inputs.population.len()].clone();
        let alone = Inputs { population: vec![row.clone()], inspectors: Vec::new(), ..inputs.clone() };
        let among = draw(&Frozen::new(inputs).unwrap(), &seed);
        let alone = draw(&Frozen::new(alone).unwrap(), &seed);
        let found = among.outcomes.iter().find(|outcome| outcome.key == row.key).unwrap();
        prop_assert_eq!(found.rank, alone.outcomes[0].rank);
    }

    #[test]
    fn sizes_add_up_and_every_fate_has_its_reason(inputs in some_inputs(), seed in seed()) {
        let frozen = Frozen::new(inputs).unwrap();
        let drawn = draw(&frozen, &seed);
        prop_assert_eq!(drawn.quotas.iter().map(|q| q.population).sum::<u64>(), drawn.outcomes.len() as u64);
        for quota in &drawn.quotas {
            let cell = format!("{}/{}/", quota.class, quota.group.token());
            let strata: Vec<_> = drawn.strata.iter().filter(|s| s.key.starts_with(&cell)).collect();
            let permille = u64::from(rules().permille(&quota.class, quota.group).unwrap());
            prop_assert_eq!(quota.size, (quota.population * permille).div_ceil(1_000));
            prop_assert_eq!(strata.iter().map(|s| s.seats).sum::<u64>(), quota.size.max(quota.legal));
            for stratum in strata {
                let share = quota.size * stratum.population;
                let (floor, ceil) = (share / quota.population, share.div_ceil(quota.population));
                if quota.legal == 0 {
                    prop_assert!(stratum.seats == floor || stratum.seats == ceil);
                }
                let here: Vec<_> = drawn.outcomes.iter().filter(|o| o.stratum == stratum.key).collect();
                let visited = here.iter().filter(|o| o.fate.is_visited()).count() as u64;
                prop_assert_eq!(visited, stratum.seats - stratum.shortfall);
                let last_in = here.iter().filter(|o| matches!(o.fate, Fate::Drawn { .. })).map(|o| o.rank).max();
                let first_out = here.iter().filter(|o| matches!(o.fate, Fate::NotDrawn { .. })).map(|o| o.rank).min();
                if let (Some(last_in), Some(first_out)) = (last_in, first_out) {
                    prop_assert!(last_in < first_out);
                }
                prop_assert!(stratum.shortfall == 0 || first_out.is_none());
            }
        }
    }

    #[test]
    fn nobody_barred_is_drawn_and_everybody_due_is(inputs in some_inputs(), seed in seed()) {
        let frozen = Frozen::new(inputs).unwrap();
        let drawn = draw(&frozen, &seed);
        for (row, outcome) in frozen.inputs().population.iter().zip(&drawn.outcomes) {
            let this_year = row.visits.iter().filter(|v| v.on.year() == 2026).count() as u32 + row.pending;
            let capped = this_year >= rules().caps[frozen.class(row)];
            // Of the days above only 2026-09-01 lies within three months of 2026-11-05.
            let protected = row.visits.iter().any(|visit| visit.on.to_string() == "2026-09-01");
            let barred = capped || protected || row.pending > 0;
            match &outcome.fate {
                Fate::LegalMinimum { beats, .. } => {
                    prop_assert!(row.due.is_some());
                    prop_assert_eq!(beats.is_some(), barred);
                }
                Fate::Drawn { .. } | Fate::NotDrawn { .. } => prop_assert!(row.due.is_none() && !barred),
                Fate::Barred(why) => {
                    prop_assert!(row.due.is_none() && barred);
                    prop_assert_eq!(matches!(why, Barred::Capped { .. }), capped);
                }
            }
        }
    }

    #[test]
    fn no_visit_has_a_conflict_or_nobody_qualified(inputs in some_inputs(), seed in seed()) {
        let frozen = Frozen::new(inputs).unwrap();
        let inputs = frozen.inputs();
        for visit in draw(&frozen, &seed).visits {
            let row = inputs.population.iter().find(|row| row.key == visit.key).unwrap();
            let may = |id: &str| !inputs.conflicts.iter().any(|c| c.inspector == id && c.key == visit.key);
            let free: Vec<_> = inputs.inspectors.iter().filter(|i| may(&i.id)).collect();
            let qualified = |id: &str| free.iter().any(|i| i.id == id && i.sectors.contains(&row.sector));
            match &visit.team {
                Team::Of([one, two]) => prop_assert!(one != two && may(one) && may(two) && qualified(one)),
                Team::Unassigned(_) => prop_assert!(free.len() < 2 || !free.iter().any(|i| qualified(&i.id))),
            }
        }
    }

    #[test]
    fn loads_of_equals_come_within_one(count in 2usize..9, merchants in 1usize..40, seed in seed()) {
        let population = (0..merchants).map(|at| row(&format!("M{at:02}"), "D")).collect();
        let register = (0..count).map(|at| inspector(&format!("I{at}"), 7, &["food"])).collect();
        let frozen = Frozen::new(Inputs { inspectors: register, ..inputs(population) }).unwrap();
        let mut loads = vec![0usize; count];
        for visit in draw(&frozen, &seed).visits {
            let Team::Of(two) = visit.team else { panic!("a visit without inspectors") };
            for id in two {
                loads[id[1..].parse::<usize>().unwrap()] += 1;
            }
        }
        prop_assert_eq!(loads.iter().sum::<usize>(), 2 * merchants);
        prop_assert!(loads.iter().max().unwrap() - loads.iter().min().unwrap() <= 1);
    }
}
