//! Who asks: the extractor that authenticates and authorises, and the marker of what anybody may ask.

use crate::api::{Access, Argument, ReadQuery, Sketch};
use crate::extract::door::PURPOSE;
use crate::fault::Fault;
use crate::rim::Rim;
use crate::server::limiter;
use crate::token::TokenError;
use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use contracts::access::{Claims, Scope};
use contracts::problem::Code;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

/// What a handler asks of its caller, as a type without values.
pub trait Permission: 'static {
    /// The scopes of which the caller needs one.
    fn scopes() -> Vec<Scope>;

    /// May the bearer of these claims pass?
    fn admits(claims: &Claims) -> bool;
}

macro_rules! permissions {
    ($($name:ident)*) => {$(
        #[doc = concat!("Asks for the scope [`Scope::", stringify!($name), "`].")]
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            fn scopes() -> Vec<Scope> {
                vec![Scope::$name]
            }

            fn admits(claims: &Claims) -> bool {
                claims.allows(Scope::$name)
            }
        }
    )*};
}

permissions! {
    ReadRecords WriteRecords Import Decide ReadRatings ReadOwn ReadPublic ReadAudit Follow ResolveSubjects
    Administer ReleaseHolds Authorise Apply UseAuthorisations Command
}

/// Asks only that it is known who calls (已登录).
#[derive(Debug)]
pub struct Anyone;

impl Permission for Anyone {
    fn scopes() -> Vec<Scope> {
        Scope::ALL.to_vec()
    }

    fn admits(_: &Claims) -> bool {
        true
    }
}

/// Asks for one of several permissions: `Any<(ReadRecords, ReadOwn)>`.
#[derive(Debug)]
pub struct Any<P>(PhantomData<P>);

impl<A: Permission, B: Permission> Permission for Any<(A, B)> {
    fn scopes() -> Vec<Scope> {
        [A::scopes(), B::scopes()].concat()
    }

    fn admits(claims: &Claims) -> bool {
        A::admits(claims) || B::admits(claims)
    }
}

impl<A: Permission, B: Permission, C: Permission> Permission for Any<(A, B, C)> {
    fn scopes() -> Vec<Scope> {
        [A::scopes(), B::scopes(), C::scopes()].concat()
    }

    fn admits(claims: &Claims) -> bool {
        A::admits(claims) || B::admits(claims) || C::admits(claims)
    }
}

/// An authenticated caller (请求者) who has permission `P`. It is the first argument of a handler, so that
/// nothing of the request is read before it is known who sends it.
pub struct Caller<P> {
    claims: Arc<Claims>,
    permission: PhantomData<fn() -> P>,
}

impl<P> Caller<P> {
    /// The claims, to be handed to a use case.
    #[must_use]
    pub fn claims(&self) -> &Arc<Claims> {
        &self.claims
    }
}

impl<P> Deref for Caller<P> {
    type Target = Claims;
    fn deref(&self) -> &Claims {
        &self.claims
    }
}

/// Who the request comes from, for the audit trail.
pub(crate) struct Known(pub(crate) Arc<Claims>);

/// The request was answered without asking who sends it.
pub(crate) struct Anybody;

impl<P: Permission> FromRequest for Caller<P> {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let claims = authenticate(request).or_else(|fault| limiter::unknown(request).and(Err(fault)));
        ready(claims.and_then(|claims| {
            if let Err(refused) = limiter::known(request, &claims) {
                // Once is enough for the trail, or whoever asks too much could fill it.
                if refused.is_first {
                    request.extensions_mut().insert(Known(claims));
                }
                return Err(refused.fault);
            }
            request.extensions_mut().insert(Known(Arc::clone(&claims)));
            if !P::admits(&claims) {
                return Err(refusal(&P::scopes()));
            }
            no_stray_query(request)?;
            Ok(Self { claims, permission: PhantomData })
        }))
    }
}

fn authenticate(request: &HttpRequest) -> Result<Arc<Claims>, Fault> {
    let rim = Rim::of(request)?;
    let token = shown(request).ok_or_else(unauthenticated)?;
    rim.verifier.verify(token).map_err(|error| {
        let code = if matches!(error, TokenError::Expired) { Code::TokenExpired } else { Code::TokenInvalid };
        challenge(code, r#"Bearer realm="fangxin", error="invalid_token""#).because(error)
    })
}

/// The one token that a request shows.
fn shown(request: &HttpRequest) -> Option<&str> {
    let mut headers = request.headers().get_all(AUTHORIZATION);
    let (Some(header), None) = (headers.next(), headers.next()) else { return None };
    let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

fn unauthenticated() -> Fault {
    challenge(Code::Unauthenticated, r#"Bearer realm="fangxin""#)
}

/// Refuses a query that the handler would not read: who asks for another day, say, must not be given today
/// without a word. Public pages stay as lenient as pages are.
fn no_stray_query(request: &HttpRequest) -> Result<(), Fault> {
    let is_read = request.app_data::<ReadQuery>().is_none_or(|read| read.by(request.method()));
    if is_read || request.query_string().is_empty() {
        return Ok(());
    }
    let fault = Fault::new(Code::UnknownField);
    Err(fault.detail("该操作没有查询参数", "this operation has no parameters in the query"))
}

fn challenge(code: Code, value: &'static str) -> Fault {
    Fault::new(code).header(WWW_AUTHENTICATE, HeaderValue::from_static(value))
}

fn refusal(scopes: &[Scope]) -> Fault {
    let tokens: Vec<&str> = scopes.iter().map(|scope| scope.token()).collect();
    let names: Vec<&str> = scopes.iter().map(|scope| scope.zh()).collect();
    let fault =
        Fault::forbidden(format!("需要权限：{}", names.join("或")), format!("needs the scope {}", tokens.join(" or ")));
    let value = format!(r#"Bearer realm="fangxin", error="insufficient_scope", scope="{}""#, tokens.join(" "));
    match HeaderValue::from_str(&value) {
        Ok(value) => fault.header(WWW_AUTHENTICATE, value),
        Err(error) => fault.because(error),
    }
}

impl<P: Permission> Argument for Caller<P> {
    fn describe(sketch: &mut Sketch) {
        sketch.secure(&P::scopes());
        sketch.errors(&[Code::UnknownField, Code::RateLimited]);
    }
}

impl<P: Permission> Access for Caller<P> {}

/// What the caller has shown (所示令牌与目的), to be shown on to another service of the installation, which judges and
/// enters it by itself. It stands behind a [`Caller`].
pub struct Shown {
    token: String,
    purpose: Option<String>,
}

impl Shown {
    /// The token.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Why the caller asks, as the header `X-Purpose` writes it.
    #[must_use]
    pub fn purpose(&self) -> Option<&str> {
        self.purpose.as_deref()
    }
}

impl FromRequest for Shown {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let purpose = request.headers().get(PURPOSE).and_then(|purpose| purpose.to_str().ok()).map(str::to_owned);
        ready(shown(request).map(|token| Self { token: token.to_owned(), purpose }).ok_or_else(unauthenticated))
    }
}

impl Argument for Shown {
    fn describe(_: &mut Sketch) {}
}

/// Marks a handler that anybody may call (公开). It is the first argument, where a [`Caller`] would stand.
#[derive(Debug, Clone, Copy)]
pub struct Public;

impl FromRequest for Public {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        request.extensions_mut().insert(Anybody);
        ready(limiter::unknown(request).map(|()| Self))
    }
}

impl Argument for Public {
    fn describe(sketch: &mut Sketch) {
        sketch.errors(&[Code::RateLimited]);
    }
}

impl Access for Public {}

/// Marks a handler that anybody may call and that tells of merchants (来访者): whoever shows a token all the same is in the
/// trail, so that he can be told when something of it was wrong.
#[derive(Debug, Clone, Copy)]
pub struct Visitor;

impl FromRequest for Visitor {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let admitted = Public::from_request(request, payload).into_inner();
        // A token that counts no more is as good as none, since the page is everybody's to see. Who asks too much is not entered.
        if admitted.is_ok()
            && let Ok(claims) = authenticate(request)
        {
            request.extensions_mut().insert(Known(claims));
        }
        ready(admitted.map(|Public| Self))
    }
}

impl Argument for Visitor {
    fn describe(sketch: &mut Sketch) {
        Public::describe(sketch);
    }
}

impl Access for Visitor {}

/// Marks what a supervisor asks (探针): anybody may, and as often as he likes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Probe;

impl FromRequest for Probe {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        request.extensions_mut().insert(Anybody);
        ready(Ok(Self))
    }
}

impl Argument for Probe {
    fn describe(_: &mut Sketch) {}
}

impl Access for Probe {}
