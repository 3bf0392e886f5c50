//! Who carries a merchant on: all three cells, or none.

use super::row::Row;
use crate::cell;
use crate::reason::Reason;
use domain::code::PartyCode;
use domain::record::{Succession, SuccessionGround};

impl Row<'_> {
    pub(super) fn succession(&mut self, own: Option<PartyCode>) -> Option<Box<Succession>> {
        const CELLS: [&str; 3] = ["succeeded_by", "succession_ground", "succeeded_on"];
        let by = self.parse("succeeded_by", codes);
        let ground = self.choice("succession_ground");
        let on = self.past_day("succeeded_on");
        let said = CELLS.map(|id| self.has(id));
        if said.contains(&true) {
            for (id, _) in CELLS.iter().zip(said).filter(|(_, said)| !said) {
                self.reject(id, "needed where a successor is told", "填写承继信息时必填");
            }
        }
        let (by, ground, on) = (by?, ground?, on?);
        if by.len() > 1 && ground != SuccessionGround::Division {
            self.reject("succeeded_by", "only a division has several successors", "仅分立可有多个承继主体");
        }
        if by.iter().any(|one| Some(*one) == own) {
            self.reject("succeeded_by", "nobody carries on themselves", "承继主体不能是本主体");
        }
        Some(Box::new(Succession { by, ground, on }))
    }
}

fn codes(text: &str) -> Result<Vec<PartyCode>, Reason> {
    let code = |text: &String| PartyCode::parse(text).map_err(|error| Reason::new(error.to_string(), error.zh()));
    cell::keys(text)?.iter().map(code).collect()
}
