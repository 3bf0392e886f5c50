//! A few bad rows in every city, so that one sees what becomes of them.

use crate::files::FileKind;
use crate::{City, Life, SampleError};

/// A planted row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planted {
    /// The file it stands in.
    pub file: FileKind,
    /// What is wrong, in Chinese.
    pub zh: &'static str,
    /// What is wrong, in English.
    pub en: &'static str,
}

/// Every planted row, in the order of its file.
pub const PLANTED: [Planted; 7] = [
    Planted { file: FileKind::Merchants, zh: "校验码不符", en: "a wrong check character" },
    Planted { file: FileKind::Penalties, zh: "金额含千分位分隔符", en: "a thousands separator in an amount" },
    Planted { file: FileKind::Penalties, zh: "罚款超过一千万元", en: "a fine over ten million yuan" },
    Planted { file: FileKind::Inspections, zh: "不存在的日期", en: "a day that does not exist" },
    Planted { file: FileKind::Inspections, zh: "重复的记录", en: "a record said twice" },
    Planted { file: FileKind::Inspections, zh: "相互矛盾的记录", en: "a record that contradicts another" },
    Planted { file: FileKind::Complaints, zh: "没有信用代码", en: "no credit code" },
];

/// The planted rows of a file.
pub(crate) fn rows(city: &City, kind: FileKind) -> Result<Vec<Vec<String>>, SampleError> {
    let grocer = Life::of(city, 0)?;
    let changed = |row: &Vec<String>, cells: &[(usize, &str)]| {
        let mut row = row.clone();
        for (at, text) in cells {
            if let Some(cell) = row.get_mut(*at) {
                (*text).clone_into(cell);
            }
        }
        row
    };
    Ok(match kind {
        FileKind::Merchants => grocer
            .merchant
            .iter()
            .map(|row| {
                let code = row.first().map_or_else(String::new, |code| wrong(code));
                changed(row, &[(0, &code)])
            })
            .collect(),
        FileKind::Penalties => {
            let restaurant = Life::of(city, 1)?;
            let first = restaurant.penalties.first();
            first
                .into_iter()
                .flat_map(|row| {
                    [
                        changed(row, &[(3, "罚〔样例〕1号"), (8, "1,200")]),
                        changed(row, &[(3, "罚〔样例〕2号"), (8, "1200")]),
                    ]
                })
                .collect()
        }
        FileKind::Inspections => {
            let day = city.anchor.plus_days(-100).to_string();
            // Neither content weighs anything, so the telling merchants stay what they are.
            let said = [grocer.code.as_str(), "JC样例-2", &day, "I01", ""].map(str::to_owned).to_vec();
            vec![
                changed(&said, &[(1, "JC样例-1"), (2, "2025-02-30")]),
                said.clone(),
                said.clone(),
                changed(&said, &[(3, "I07")]),
            ]
        }
        FileKind::Complaints => vec![vec![String::new(), "12315样例".into(), city.anchor.to_string()]],
        _ => Vec::new(),
    })
}

/// A code whose last character is another one.
fn wrong(code: &str) -> String {
    let mut text = code.to_owned();
    let last = text.pop();
    text.push(if last == Some('0') { '1' } else { '0' });
    text
}
