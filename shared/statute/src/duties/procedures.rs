//! Clocks of procedures of which no record is kept yet (尚无记录启动的期限): their rules are known, and nothing sets them
//! going. Whoever brings the record strikes the clock out here; a test holds that each clock is either set going by a
//! record or in this list.

/// A clock that waits for the record of its procedure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Procedure {
    /// Name of the clock, without `clocks.`.
    pub clock: &'static str,
    /// The service that will keep the record.
    pub service: &'static str,
    /// What is missing, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// Every one of them, in order of name.
pub const OF_PROCEDURES: [Procedure; 4] = [
    Procedure {
        clock: "case_decision",
        service: "violations",
        zh: "案件的立案日、延长批准和处理决定",
        en: "a case with its filing, its extensions and its decision",
    },
    Procedure {
        clock: "food_inspection_publication",
        service: "inspections",
        zh: "检查是否属于食品检查；公示期限同为二十个工作日，按双随机抽查结果公示期限计",
        en: "whether a visit was one of food; meanwhile random_inspection_publication counts as many working days",
    },
    Procedure {
        clock: "jurisdiction_dispute",
        service: "complaints",
        zh: "管辖争议的发生日和报请日",
        en: "the days on which a dispute over jurisdiction arose and was referred",
    },
    Procedure {
        clock: "mediation_clue_verification",
        service: "complaints",
        zh: "调解中发现线索之日和核查结果",
        en: "the day on which mediation found a clue, and what came of it",
    },
];
