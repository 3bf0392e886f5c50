//! What is said of a draw that was verified, in Chinese first.

use draws::commitment::{CommitError, OpenError};
use draws::merkle::Proof;
use draws::{Bundle, Commitment, Difference, Hash, Public, ReadError};
use serde::Serialize;
use std::fmt;

/// Something that does not fit.
#[derive(Serialize)]
pub(super) struct Finding {
    what: &'static str,
    zh: String,
    en: String,
}

/// One line.
pub(super) enum Said {
    /// It fits.
    Fits(String),
    /// The first thing that differs.
    Differs(Finding),
    /// It cannot be told.
    Unknown(&'static str),
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fits(text) => writeln!(f, "✓ {text}"),
            Self::Differs(Finding { what, zh, en }) => writeln!(f, "✗ {what}: {zh} / {en}"),
            Self::Unknown(text) => writeln!(f, "? {text}"),
        }
    }
}

/// A draw that was repeated; was the public part there, with or without the result?
pub(super) fn of_repeated(bundle: &Bundle, published: Option<bool>) -> Vec<Said> {
    let (rows, visits) = (bundle.frozen.inputs().population.len(), bundle.drawn.visits.len());
    let seed = bundle.public.seed;
    let mut said = vec![
        Said::Fits(format!(
            "承诺与冻结的输入、随机数相符 the commitment fits inputs and nonce: {}",
            bundle.public.commitment
        )),
        Said::Fits(format!("种子由输入、随机数和公开随机值得出 the seed follows: {seed}")),
        Said::Fits(format!(
            "逐位重算一致：{rows} 户中抽中 {visits} 户 repeated, equal to the bit: {visits} of {rows} merchants"
        )),
    ];
    let shortfall: u64 = bundle.drawn.strata.iter().map(|stratum| stratum.shortfall).sum();
    if shortfall > 0 {
        said.push(Said::Fits(format!("缺额 {shortfall} 户已如实列出 a shortfall of {shortfall} is stated")));
    }
    said.push(match published {
        Some(true) => {
            Said::Fits("与公布的承诺和结果相符 it is the commitment and result that were published".to_owned())
        }
        Some(false) => Said::Fits(
            "与公布的承诺相符；结果尚未公布 it is the commitment that was published; the result is not yet".to_owned(),
        ),
        None => Said::Unknown(
            "未与公布的信息比对，可用 --published 指定 not held against what was published; --published names it",
        ),
    });
    said
}

/// A commitment before its result is public.
pub(super) fn of_commitment(commitment: &Commitment, hash: &Hash) -> Vec<Said> {
    vec![
        Said::Fits(format!(
            "承诺 {hash}，公开随机值于 {} 产生 a commitment, whose value comes at that instant",
            commitment.value_at
        )),
        Said::Unknown("结果尚未公布 the result is not public yet"),
    ]
}

/// A public part that fits itself.
pub(super) fn of_public(commitment: &Commitment, public: &Public) -> Vec<Said> {
    vec![
        Said::Fits(format!("公布的结果属于该承诺 the result is about this commitment: {}", public.commitment)),
        Said::Fits(format!(
            "公开随机值产生于承诺之后（{} → {}）the value came after the commitment",
            commitment.committed_at, public.value.published_at
        )),
        Said::Unknown("种子和抽中名单须凭存证包核验 whether seed and list follow, the bundle alone can tell"),
    ]
}

/// A published commitment without a signature; was a key named?
pub(super) fn of_unsigned(is_wanted: bool) -> Said {
    match is_wanted {
        true => unlike("承诺没有签名", "the commitment is not signed"),
        false => Said::Unknown("承诺没有签名 the commitment is not signed"),
    }
}

/// The signature of a published commitment: is it right, and is it that of the key that was named?
pub(super) fn of_signature(is_signed: bool, is_theirs: Option<bool>) -> Said {
    match (is_signed, is_theirs) {
        (false, _) => unlike("签名与承诺不符", "the signature is not of this commitment"),
        (true, Some(false)) => unlike("签名者不是所给公钥", "it is not signed with the given key"),
        (true, Some(true)) => Said::Fits("承诺由所给公钥签名 the commitment is signed with the given key".to_owned()),
        (true, None) => {
            Said::Unknown("承诺已签名，签名者可用 --key 核对 the commitment is signed; --key names by whom")
        }
    }
}

fn unlike(zh: &str, en: &str) -> Said {
    Said::Differs(Finding { what: "signature", zh: zh.to_owned(), en: en.to_owned() })
}

/// A proof against a root, if there is one.
pub(super) fn of_proof(proof: &Proof, fits: Option<bool>) -> Vec<Said> {
    let key = &proof.leaf.row.key;
    let visited = if proof.leaf.outcome.fate.is_visited() { "抽中 drawn" } else { "未抽中 not drawn" };
    vec![match fits {
        Some(true) => Said::Fits(format!("{key} 在抽查对象之中，{visited} it stood among those drawn from")),
        Some(false) => Said::Differs(Finding {
            what: "proof",
            zh: format!("{key} 的证明与默克尔根不符"),
            en: format!("the proof of {key} does not stand under the root"),
        }),
        None => Said::Unknown("没有默克尔根可供核对 there is no root to hold the proof against"),
    }]
}

/// Bytes that were changed so that the text still means a bundle.
pub(super) fn of_form(error: &ReadError) -> Finding {
    Finding {
        what: "form", zh: "不是规范形式：字节被改动或行被移动".to_owned(), en: error.to_string()
    }
}

/// The first thing that differs.
pub(super) fn of_difference(difference: &Difference) -> Finding {
    let (what, zh) = match difference {
        Difference::PublishedCommitment => ("published", "承诺与公布的不同".to_owned()),
        Difference::Published => ("published", "结果与公布的不同".to_owned()),
        Difference::Commitment => ("commitment", "承诺与其摘要不符".to_owned()),
        Difference::Lead(CommitError::Lead { days }) => ("lead", format!("承诺距公开随机值不足 {days} 个24小时")),
        Difference::Lead(_) => ("lead", "承诺不合规定".to_owned()),
        Difference::Open(error) => (
            "open",
            match error {
                OpenError::Inputs { .. } => "冻结的输入与承诺的摘要不符",
                OpenError::Task => "输入属于另一任务",
                OpenError::Nonce => "随机数与承诺的哈希不符",
                OpenError::Early => "公开随机值早于承诺所定的时刻",
                OpenError::Late => "公开随机值逾期：该抽取作废",
                OpenError::Text => "公开随机值的写法不对",
                OpenError::Unwritten(_) => "输入无法写出",
            }
            .to_owned(),
        ),
        Difference::Seed => ("seed", "种子不是由输入、随机数和公开随机值得出的".to_owned()),
        Difference::Outcome { key } => ("outcome", format!("{key} 的抽取结果不同")),
        Difference::Quota { class } => ("quota", format!("等级 {class} 的抽取数量不同")),
        Difference::Stratum { key } => ("stratum", format!("抽查层 {key} 的数量不同")),
        Difference::Visit { key } => ("visit", format!("{key} 的检查次序或检查人员不同")),
        Difference::Length { list, found, wanted } => {
            ("length", format!("列表 {list} 有 {found} 项，应为 {wanted} 项"))
        }
        Difference::List => ("list", "公布的名单与抽中的检查不同".to_owned()),
        Difference::Value => ("value", "公开随机值前后不一".to_owned()),
        Difference::Root => ("root", "默克尔根不同".to_owned()),
        Difference::Unwritten(_) => ("written", "无法写出".to_owned()),
    };
    Finding { what, zh, en: difference.to_string() }
}
