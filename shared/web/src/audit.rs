//! One entry of the audit trail for each request of somebody known, which names the merchants that it was about, and
//! for each refusal.

mod from;

pub(crate) use from::address;

use crate::caller::Known;
use crate::extract::Unwritten;
use crate::extract::door::Purpose;
use crate::rim::Rim;
use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::{HttpMessage as _, HttpRequest};
use contracts::access::Role;
use contracts::audit::Entry;
use domain::code::PartyCode;
use percent_encoding::percent_decode_str;

/// Names of path parameters that hold a merchant's code.
const MERCHANT: [&str; 2] = ["merchant", "code"];
/// Names in a query of what people call their files: such a name may hold a person's name or number.
const NAMES: [&str; 3] = ["name", "file_name", "filename"];
/// Statuses that say: not you.
const REFUSALS: [u16; 2] = [401, 403];

/// The merchants that an answer is about, whom its path does not name.
pub(crate) struct Concerned(pub(crate) Vec<PartyCode>);

/// What was asked for beyond the address, written as a query.
pub(crate) struct Said(pub(crate) String);

/// The ground of what was answered, if it is another than that of the caller's role.
pub(crate) struct Ground(pub(crate) String);

/// Who was found out to ask, where anybody may (已确认身份): somebody who logs in, say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Account or client.
    pub sub: String,
    /// What it is.
    pub role: Role,
    /// The department on whose behalf it asks.
    pub department: Option<String>,
}

/// Puts the request into the trail, unless anybody may ask for it and nobody was refused.
pub(crate) fn note(rim: &Rim, response: &ServiceResponse<BoxBody>, pattern: &str, request_id: &str) {
    let (request, status) = (response.request(), response.status().as_u16());
    let extensions = request.extensions();
    let claims = extensions.get::<Known>().map(|known| &known.0);
    let answer = response.response().extensions();
    let found_out = answer.get::<Who>();
    if claims.is_none() && found_out.is_none() && !REFUSALS.contains(&status) {
        return;
    }
    let who = claims.map(|claims| (&claims.sub, claims.role, &claims.department));
    let who = who.or_else(|| found_out.map(|who| (&who.sub, who.role, &who.department)));
    let ground = answer.get::<Ground>().map(|ground| ground.0.clone());
    let merchants = match answer.get::<Concerned>() {
        Some(Concerned(merchants)) if !merchants.is_empty() => merchants.clone(),
        _ => {
            let named = MERCHANT.iter().find_map(|name| request.match_info().get(name));
            named.and_then(|text| PartyCode::parse(text).ok()).into_iter().collect()
        }
    };
    rim.trail.put(Entry {
        at: rim.clock.now(),
        from: address(request, &rim.trusted_proxies),
        who: who.map(|(sub, ..)| sub.clone()),
        role: who.map(|(_, role, _)| role),
        department: who.and_then(|(.., department)| department.clone()),
        token: claims.map(|claims| claims.jti.clone()),
        ground: who.map(|(_, role, _)| ground.unwrap_or_else(|| role.ground().to_owned())),
        action: format!("{} {pattern}", request.method()),
        target: match answer.get::<Said>() {
            _ if extensions.contains::<Unwritten>() => request.uri().path().to_owned(),
            Some(Said(said)) => with(target(request), said),
            None => target(request),
        },
        merchants,
        status,
        purpose: extensions.get::<Purpose>().map(|purpose| purpose.0.clone()),
        request_id: request_id.to_owned(),
    });
}

/// The same with more of a query.
fn with(target: String, said: &str) -> String {
    let mark = if target.contains('?') { '&' } else { '?' };
    format!("{target}{mark}{said}")
}

/// Path and query, without the names of files.
fn target(request: &HttpRequest) -> String {
    let path = request.uri().path();
    match request.uri().query() {
        Some(query) => format!("{path}?{}", query.split('&').map(masked).collect::<Vec<_>>().join("&")),
        None => path.to_owned(),
    }
}

fn masked(pair: &str) -> String {
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().to_ascii_lowercase();
    match pair.split_once('=') {
        Some((name, _)) if NAMES.contains(&decoded(name).as_str()) => format!("{name}=***"),
        _ => pair.to_owned(),
    }
}
