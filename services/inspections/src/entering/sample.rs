//! Samples that were taken on a visit (样品), and the rows of quick tests of them.

use super::form::{Names, NewVisit, TestRow, cells};
use contracts::problem::FieldError;
use domain::vocab::yes_no;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Most samples of one visit.
const MOST: usize = 50;
/// Longest number, name or batch, in characters.
const LONGEST: usize = 200;

/// A sample that was taken on a visit (抽取的样品).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct NewSample {
    /// Number of the sample: that of the record of its test.
    pub(crate) number: String,
    /// Of what.
    #[schema(value_type = Product)]
    pub(crate) product: String,
    /// What it is.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) name: String,
    /// Its batch, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) batch: Option<String>,
    /// What a quick test on the spot found: SQ0 to SQ3 of a product, FS0 to FS2 of food. It is not final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) result: Option<String>,
    /// Was the merchant told of that on the spot?
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) told: bool,
}

/// What a sample is of (样品类别).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SampleProduct)]
pub(crate) enum Product {
    /// 产品
    Product,
    /// 食品
    Food,
}

impl Product {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "product" => Some(Self::Product),
            "food" => Some(Self::Food),
            _ => None,
        }
    }

    /// How its results begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Product => "SQ",
            Self::Food => "FS",
        }
    }
}

impl NewVisit {
    /// The rows of quick tests; puts what is wrong with samples to the others.
    pub(super) fn tests(&self, day: Option<&str>, wrong: &mut Vec<FieldError>) -> Vec<TestRow> {
        if self.samples.len() > MOST {
            let (zh, en) = (format!("最多 {MOST} 件"), format!("at most {MOST} samples"));
            wrong.push(FieldError::new("samples", zh, en));
        }
        let mut tests = Vec::new();
        for (at, sample) in self.samples.iter().take(MOST).enumerate() {
            let mut reject = |column: &str, zh: &str, en: &str| {
                wrong.push(FieldError::new(Names::Sample(at).field(column), zh, en));
            };
            if !is_short(&sample.number) {
                reject("number", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            } else if self.samples.iter().take(at).any(|other| other.number == sample.number) {
                reject("number", "与前一件样品重复", "stands twice");
            }
            if !is_short(&sample.name) {
                reject("name", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            }
            if sample.batch.as_deref().is_some_and(|batch| !is_short(batch)) {
                reject("batch", "应为 1 至 200 个字符", "must be 1 to 200 characters");
            }
            let product = Product::parse(&sample.product);
            if product.is_none() {
                reject("product", "应为 product 或 food", "must be product or food");
            }
            match (&sample.result, product) {
                (None, _) if sample.told => {
                    reject("told", "没有结果，不能告知", "nobody is told of a result that there is not");
                }
                (Some(result), Some(product)) if !result.starts_with(product.prefix()) => {
                    reject("result", "产品为 SQ，食品为 FS", "is SQ of a product and FS of food");
                }
                _ => {}
            }
            if let Some(result) = &sample.result {
                let cells = cells([
                    ("code", Some(self.code.clone())),
                    ("number", Some(sample.number.clone())),
                    ("day", day.map(str::to_owned)),
                    ("result", Some(result.clone())),
                    ("is_final", Some(yes_no(false).to_owned())),
                    ("case_no", self.case_no.clone()),
                    ("told_on", day.filter(|_| sample.told).map(str::to_owned)),
                ]);
                tests.push(TestRow { at, cells });
            }
        }
        tests
    }
}

fn is_short(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}
