//! Rates of callers: who asks too much is told when to come again, and everybody how much is left.

use super::buckets::{Buckets, Empty, Level};
use crate::audit::{self, Concerned};
use crate::fault::Fault;
use crate::rates::{Rate, Rates};
use crate::rim::Rim;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::{HttpMessage as _, HttpRequest};
use contracts::access::{Claims, Role};
use contracts::problem::Code;
use std::collections::BTreeMap;
use std::net::IpAddr;

// As in draft-ietf-httpapi-ratelimit-headers-10: a list of policies, and of what is left of them.
static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static LEFT: HeaderName = HeaderName::from_static("ratelimit");
/// Name of the policy for those who are not known.
const NOBODY: &str = "address";

/// Holds callers to their rates (限流器).
pub(crate) struct Limiter {
    buckets: Buckets,
    policies: BTreeMap<Option<Role>, Policy>,
}

struct Policy {
    name: &'static str,
    rate: Rate,
    header: HeaderValue,
}

/// From whose bucket the request took, and what is left there.
#[derive(Clone, Copy)]
struct Charged {
    key: u64,
    whose: Option<Role>,
    level: Level,
}

/// Marks an answer that was made ready before it was asked for: it costs one request, whoever it is about.
pub(crate) struct Ready;

/// Somebody has asked too much.
pub(crate) struct Refused {
    pub(crate) fault: Fault,
    /// Is it the first time since something passed?
    pub(crate) is_first: bool,
}

impl Limiter {
    pub(crate) fn new(rates: &Rates) -> Self {
        let policy = |whose: Option<Role>| {
            let (name, rate) = (whose.map_or(NOBODY, Role::token), rates.of(whose)?);
            let window = rate.burst().div_ceil(rate.second());
            let header = HeaderValue::from_str(&format!("\"{name}\";q={};w={window}", rate.burst())).ok()?;
            Some((whose, Policy { name, rate, header }))
        };
        let policies = Role::ALL.into_iter().map(Some).chain([None]).filter_map(policy).collect();
        Self { buckets: Buckets::new(), policies }
    }

    fn take(&self, request: &HttpRequest, whose: Option<Role>, key: u64) -> Result<(), Refused> {
        let Some(policy) = self.policies.get(&whose) else { return Ok(()) };
        let taken = self.buckets.take(key, policy.rate, self.buckets.now());
        let (Ok(level) | Err(Empty { level, .. })) = taken;
        request.extensions_mut().insert(Charged { key, whose, level });
        taken.map(|_| ()).map_err(|empty| {
            let Empty { wait, is_first, .. } = empty;
            let fault = Fault::new(Code::RateLimited)
                .detail(format!("请在 {wait} 秒后重试"), format!("try again in {wait} seconds"))
                .header(RETRY_AFTER, wait.into());
            Refused { fault, is_first }
        })
    }

    /// What is left after the rest of what the request cost has been taken as well, for the headers.
    fn settle(&self, response: &ServiceResponse<BoxBody>) -> Option<(HeaderValue, HeaderValue)> {
        let charged = response.request().extensions().get::<Charged>().copied()?;
        let policy = self.policies.get(&charged.whose)?;
        let extensions = response.response().extensions();
        let more = match (extensions.get::<Ready>(), extensions.get::<Concerned>()) {
            (None, Some(some)) => some.0.len().saturating_sub(1),
            _ => 0,
        };
        drop(extensions);
        let level = match u32::try_from(more).unwrap_or(u32::MAX) {
            0 => charged.level,
            more => self.buckets.owe(charged.key, policy.rate, more, self.buckets.now()),
        };
        let left = format!("\"{}\";r={};t={}", policy.name, level.left, level.full_in);
        Some((policy.header.clone(), HeaderValue::from_str(&left).ok()?))
    }
}

/// Takes from the bucket of somebody known.
pub(crate) fn known(request: &HttpRequest, claims: &Claims) -> Result<(), Refused> {
    let Ok(rim) = Rim::of(request) else { return Ok(()) };
    let key = rim.limiter.buckets.key((claims.role, &claims.sub));
    rim.limiter.take(request, Some(claims.role), key)
}

/// Takes from the bucket of an address, for somebody who is not known.
pub(crate) fn unknown(request: &HttpRequest) -> Result<(), Fault> {
    let Ok(rim) = Rim::of(request) else { return Ok(()) };
    let key = rim.limiter.buckets.key(audit::address(request, &rim.trusted_proxies).map(network));
    rim.limiter.take(request, None, key).map_err(|refused| refused.fault)
}

/// An address, or the network that one subscriber has under IPv6: he may choose the rest of it as he likes.
fn network(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_bits().into(),
        IpAddr::V6(address) => address.to_bits() & !u128::from(u64::MAX),
    }
}

/// Says in the answer how much is left.
pub(super) fn tell(rim: &Rim, response: &mut ServiceResponse<BoxBody>) {
    if let Some((policy, left)) = rim.limiter.settle(response) {
        response.headers_mut().insert(POLICY.clone(), policy);
        response.headers_mut().insert(LEFT.clone(), left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_network() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
