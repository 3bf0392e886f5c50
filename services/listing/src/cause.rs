//! Causes of orders (指令来由): the service, the case and the step from which an order follows.

use crate::stated::{self, name};
use cases::Stated;

/// Longest cause, in characters.
const LONGEST: usize = 100;

/// The cause of a step that the house has taken on an order.
pub(crate) fn of(stated: &Stated) -> Option<&str> {
    stated::text(stated, name::CAUSE)
}

/// Does it name a service and something of it, such as `repair:12#5`?
pub(crate) fn is_one(cause: &str) -> bool {
    let is_service = |service: &str| !service.is_empty() && service.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_visible = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_graphic());
    cause.len() <= LONGEST
        && cause.split_once(':').is_some_and(|(service, rest)| is_service(service) && is_visible(rest))
}

/// As whom the house acts for the service that decided.
pub(crate) fn actor(cause: &str) -> String {
    let service = cause.split_once(':').map_or(cause, |(service, _)| service);
    format!("house:{service}")
}
