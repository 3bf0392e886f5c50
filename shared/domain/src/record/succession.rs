//! Who carries on a merchant that is no more (承继).

use crate::code::PartyCode;
use crate::day::Day;
use crate::vocab::tokens;
use serde::{Deserialize, Serialize};

tokens! {
    /// How one merchant came to carry on another (承继事由).
    SuccessionGround {
        Merger = "merger", "合并";
        Division = "division", "分立";
        Conversion = "conversion", "转型";
        CodeChange = "code_change", "换码";
    }
}

/// Who carries on a merchant, since when and why, as its registration says (主体承继).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Succession {
    /// Codes of those who carry it on (承继主体); several only after a division.
    pub by: Vec<PartyCode>,
    /// How.
    pub ground: SuccessionGround,
    /// The day from which they do.
    pub on: Day,
}
