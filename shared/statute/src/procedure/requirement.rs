//! What steps can require and what can follow from them: closed lists, so that a file names nothing that nobody knows.

use crate::repair::Refusal;

/// Something that a step requires (法定条件), with the labels of the reason for which it is refused where it does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Requirement {
    /// The code of the reason.
    pub code: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// What is required beside the conditions of repair ([`Refusal`]).
pub const REQUIREMENTS: [Requirement; 36] = [
    Requirement {
        code: "FALSEHOOD_NOT_PROVED",
        zh: "未认定故意隐瞒或者提供虚假材料、情节严重",
        en: "no wilful and serious falsehood is proved",
    },
    Requirement {
        code: "FALSE_DATA_NOT_SERIOUS",
        zh: "未认定公示虚假信息情节严重",
        en: "false published data are not found to be serious",
    },
    Requirement {
        code: "FOUND_ON_ANOTHER_DAY",
        zh: "所载之日不是年报期满、责令期满或者查实之日",
        en: "not dated the day on which the ground came about",
    },
    Requirement {
        code: "GATE_NOT_PASSED", zh: "未通过对外合法性审查", en: "it does not pass the lawfulness gate"
    },
    Requirement {
        code: "GROUND_NOT_TO_VERIFY", zh: "列入（标记）事由无须核实", en: "its ground needs no verifying"
    },
    Requirement {
        code: "GROUND_TO_VERIFY",
        zh: "列入（标记）事由的更正须先经核实",
        en: "that its ground is gone has to be verified first",
    },
    Requirement {
        code: "INVOLVED_IN_ITEM", zh: "曾参与所异议事项的办理", en: "was involved in what is objected to"
    },
    Requirement {
        code: "LETTERS_NOT_APART",
        zh: "两次专用信函的间隔不在规定的日数内",
        en: "the two letters were not sent as far apart as they have to be",
    },
    Requirement {
        code: "MASKING_NOT_DONE",
        zh: "公示内容尚未去标识化核对",
        en: "what is to be published has not been masked and looked at",
    },
    Requirement {
        code: "NOT_A_RECONSIDERATION",
        zh: "登记的不是行政复议",
        en: "what was lodged is no reconsideration",
    },
    Requirement { code: "NOT_A_SUIT", zh: "登记的不是行政诉讼", en: "what was lodged is no suit" },
    Requirement {
        code: "NOT_DECIDING_OFFICE",
        zh: "据以列入的处罚（标记）不是由本市场监督管理部门作出的",
        en: "the penalty (or mark) beneath was not decided by this office of market regulation",
    },
    Requirement {
        code: "NOT_GRAVE",
        zh: "未认定性质恶劣、情节严重、社会危害较大",
        en: "not found to be vile, serious and harmful",
    },
    Requirement { code: "NOT_HEAVY", zh: "不属于较重行政处罚", en: "no heavy penalty" },
    Requirement { code: "NOT_OBJECTED_TO", zh: "当事人没有提出异议", en: "nobody has objected to it" },
    Requirement {
        code: "NOT_REINSPECTED",
        zh: "没有同意复查之后对该主体的检查记录",
        en: "no inspection of the merchant follows the grant",
    },
    Requirement {
        code: "NOT_REGISTERING_OFFICE",
        zh: "不是该经营主体的登记机关",
        en: "not the office that registers the merchant",
    },
    Requirement {
        code: "NOT_WITH_PENALTY", zh: "没有与处罚决定同时作出", en: "not decided together with the penalty"
    },
    Requirement {
        code: "NO_ABNORMAL_GROUND",
        zh: "没有应当列入经营异常名录（标记）的情形",
        en: "no ground for the abnormal list",
    },
    Requirement {
        code: "NO_ADVERSE_RESULT",
        zh: "没有可以申请复查的检查结果",
        en: "no result of an inspection that is open to a re-inspection",
    },
    Requirement {
        code: "NO_COURT_RULING",
        zh: "没有法院批准重整计划或者和解协议的裁定",
        en: "no court ruling approves a plan of reorganisation or a settlement",
    },
    Requirement {
        code: "NO_EXECUTION_RULING",
        zh: "没有法院确认重整计划或者和解协议执行完毕的裁定",
        en: "no court ruling says that the plan or settlement was executed",
    },
    Requirement {
        code: "NO_INTENT_PROVED",
        zh: "有充分证据证明没有主观故意",
        en: "there is sufficient evidence of no intent",
    },
    Requirement {
        code: "NO_LISTED_CONDUCT", zh: "不属于应当列入的情形", en: "not conduct for which one is listed"
    },
    Requirement {
        code: "NO_REFUSAL_TO_PERFORM",
        zh: "不属于有能力履行而拒不履行、逃避执行",
        en: "no refusal to perform by who is able to",
    },
    Requirement { code: "OBJECTION_NOT_UPHELD", zh: "没有异议成立的决定", en: "no objection was upheld" },
    Requirement {
        code: "OBJECTION_TOO_LATE", zh: "已过提出异议的期限", en: "objected to after the time to object"
    },
    Requirement {
        code: "PENALTY_STANDS",
        zh: "据以列入的处罚没有被撤销、确认违法或者无效",
        en: "the penalty beneath has not fallen",
    },
    Requirement {
        code: "PLAN_STANDS",
        zh: "重整计划或者和解协议没有失败",
        en: "the plan or settlement has not failed",
    },
    Requirement { code: "REMOVAL_NOT_APPROVED", zh: "没有准予移出的决定", en: "no removal was approved" },
    Requirement { code: "REMOVAL_NOT_REVOKED", zh: "移出决定没有被撤销", en: "no removal was revoked" },
    Requirement { code: "REPLY_TOO_LONG", zh: "说明超过最多字数", en: "the reply is too long" },
    Requirement {
        code: "SHIELD_NOT_APPROVED",
        zh: "没有准予临时屏蔽或者停止执行的决定",
        en: "no shield was approved and no suspension ordered",
    },
    Requirement {
        code: "SHIELD_NOT_LIFTED",
        zh: "没有解除临时屏蔽或者恢复执行的决定",
        en: "no shield and no suspension was lifted",
    },
    Requirement { code: "SUBJECT_STANDS", zh: "经营主体仍然存续", en: "the merchant is still there" },
    Requirement { code: "TERM_NOT_OVER", zh: "列入期限未满", en: "its term is not over" },
];

/// What can follow from a step, for whoever keeps the records to carry out.
pub const EFFECTS: [&str; 22] = [
    "bar",
    "begin_measures",
    "correct",
    // 列入经营异常名录；个体工商户为标记
    "enter_abnormal_list",
    "enter_list",
    "flag",
    "hide_reply",
    // 移出经营异常名录；个体工商户为恢复正常记载状态
    "leave_abnormal_list",
    "leave_list",
    "lift_measures",
    "restart",
    // 恢复执行：所争议的决定重新有效
    "resume",
    "resume_display",
    "resume_measures",
    "shield",
    "show_reply",
    "stop_display",
    "stop_use",
    // 停止执行：所争议的决定暂停效力
    "suspend",
    "suspend_measures",
    "unflag",
    "unshield",
];

/// A requirement by its code, a condition of repair among them.
#[must_use]
pub fn requirement(code: &str) -> Option<Requirement> {
    let own = REQUIREMENTS.into_iter().find(|requirement| requirement.code == code);
    let of_repair = Refusal::ALL.iter().find(|(_, token, ..)| *token == code);
    own.or_else(|| of_repair.map(|(_, code, zh, en)| Requirement { code, zh, en }))
}
