//! A city and a compiled program in a form that other engines can compute with, so that speed and
//! answers can be compared on the same input.

use crate::kernel::{CASE_END, Columns, Moment};
use crate::program::{Program, RANK_MASK};
use ndarray::Array1;
use serde_json::{Value, json};

/// Columns by name, little-endian, and the program.
#[derive(Clone, Debug)]
pub struct Export {
    /// Name with type (`day.u16`), and bytes. Columns of rows: `merchant`, `case` (numbered through the
    /// city), `rank`, `day` (from which it ages), `on` and `off` (first day on and first day off), `class`.
    /// Columns of merchants: `expected`, `gone`.
    pub columns: Vec<(&'static str, Vec<u8>)>,
    /// Cells by class and age, steps after the rows, parts, bands, rules, flags, and the day made ready.
    pub program: Value,
}

impl Export {
    pub(crate) fn of(
        program: &Program,
        moment: Moment,
        (columns, offsets): (&Columns, &Array1<u32>),
        (expected, gone): (&Array1<u32>, &Array1<u16>),
    ) -> Self {
        let rows = columns.rows(0..columns.len());
        let (mut merchants, mut cases) = (Vec::with_capacity(rows.rank.len()), Vec::with_capacity(rows.rank.len()));
        let mut case = 0u32;
        for ((merchant, begin), end) in (0u32..).zip(offsets).zip(offsets.iter().skip(1)) {
            for rank in rows.rank.get(*begin as usize..*end as usize).unwrap_or_default() {
                merchants.push(merchant);
                cases.push(case);
                case += rank >> 31;
            }
        }
        let ranks: Vec<u32> = rows.rank.iter().map(|rank| rank & !CASE_END & (RANK_MASK as u32)).collect();
        let method = program.method();
        let parts: Vec<Value> = method.parts.iter().map(|p| json!({ "max": p.max, "adds": p.adds })).collect();
        Self {
            columns: vec![
                ("merchant.u32", wide(&merchants)),
                ("case.u32", wide(&cases)),
                ("rank.u32", wide(&ranks)),
                ("day.u16", narrow(rows.day)),
                ("on.u16", narrow(rows.on)),
                ("off.u16", narrow(rows.off)),
                ("class.u16", narrow(rows.class)),
                ("expected.u32", wide(expected)),
                ("gone.u16", narrow(gone)),
            ],
            program: json!({
                "day": moment.day,
                "young": moment.young.iter().take(program.table.ages).collect::<Vec<_>>(),
                "width": 1u32 << program.table.shift,
                "cells": program.table.cells,
                "event_part": program.event_part,
                "start": method.start,
                "parts": parts,
                "bands": method.bands,
                "post": program.post,
                "rules": program.rules,
                "flags": program.flags,
            }),
        }
    }
}

fn wide<'n>(numbers: impl IntoIterator<Item = &'n u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(|n| n.to_le_bytes()).collect()
}

fn narrow<'n>(numbers: impl IntoIterator<Item = &'n u16>) -> Vec<u8> {
    numbers.into_iter().flat_map(|n| n.to_le_bytes()).collect()
}
