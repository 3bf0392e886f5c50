//! Ratings over HTTP. What a caller may see of a merchant is decided by one table; to whom it shows nothing,
//! the merchant does not exist.

mod allowed;
mod documents;
mod effect;
mod growth;
mod holds;
mod lists;
mod lookups;
mod merchants;
mod outlook;
mod sandbox;
mod seen;
mod short;
mod tables;

use crate::book::Ratings;
use crate::error::RatingError;
use crate::sandbox::Sandbox;
use contracts::authorisation::Authorisations;
use contracts::port::Marked;
use contracts::problem::{Code, FieldError};
use contracts::signature::Signer;
use std::sync::Arc;
use web::{Api, Fault, Receipts};

/// The operations of the service.
#[must_use]
pub fn api(
    ratings: Arc<Ratings>,
    sandbox: Arc<Sandbox>,
    signer: Arc<dyn Signer>,
    authorisations: Arc<dyn Authorisations>,
    marked: Arc<dyn Marked>,
) -> Api {
    let receipts: Arc<dyn Receipts> = Arc::new(ratings.receipts());
    let api = Api::new(format!("/{}/v1", crate::SERVICE), "信用分类", "Credit classes").with(ratings).with(sandbox);
    let api = sandbox::mount(api.with(signer).with(authorisations).with(marked).with(receipts));
    let api = outlook::mount(effect::mount(tables::mount(api)));
    growth::mount(holds::mount(documents::mount(merchants::mount(lookups::mount(lists::mount(api))))))
}

use db::Transient as _;

impl From<RatingError> for Fault {
    fn from(error: RatingError) -> Self {
        match error {
            RatingError::Missing => Self::not_found("没有该经营主体", "there is no such merchant"),
            RatingError::NotAuthorised => Self::forbidden(
                "没有有效的授权：须由该主体授予本机构，且在期限内",
                "there is no authorisation of this merchant for your department that holds",
            ),
            RatingError::MissingHold => Self::not_found("没有该批量变动", "there is no such hold"),
            RatingError::Released => Self::conflict("该批量变动已放行", "the hold is released already"),
            RatingError::NoGrowth => Self::not_found("没有该预警", "there is no such alert"),
            RatingError::Decided => Self::conflict("该预警已有处置结果", "the alert is decided already"),
            RatingError::MissingSource => Self::not_found("没有该数据源", "there is no such source"),
            RatingError::NotBegun(month) => Self::new(Code::InvalidQuery).errors([FieldError::new(
                "month",
                format!("{month} 尚未开始"),
                format!("{month} has not begun"),
            )]),
            RatingError::NotOver(month) => Self::new(Code::InvalidQuery).errors([FieldError::new(
                "month",
                format!("{month} 尚未结束"),
                format!("{month} is not over"),
            )]),
            RatingError::NoScheme(day) => Self::new(Code::Unprocessable).detail(
                format!("{day} 没有生效的评价方案；用 scheme 指定一个可以试算"),
                format!("no scheme is in force on {day}; name one with scheme to try it"),
            ),
            RatingError::UnknownScheme(name) => Self::new(Code::InvalidQuery).errors([FieldError::new(
                "scheme",
                format!("没有评价方案“{name}”"),
                format!("there is no scheme {name:?}"),
            )]),
            RatingError::Supposed(wrong) => {
                let errors = wrong.into_iter().map(|one| FieldError::new(one.field, one.why.zh(), one.why.to_string()));
                Self::new(Code::InvalidBody).errors(errors)
            }
            error if error.is_of_disk() => Self::disk(error),
            error if error.will_pass() || matches!(error, RatingError::Registry(_)) => Self::unavailable(error),
            error => Self::internal(error),
        }
    }
}
