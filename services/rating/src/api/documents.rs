//! Certificates: a rating with its evidence, signed.

use super::allowed::ground_of;
use super::merchants::{One, When, shown, shut};
use crate::book::Ratings;
use crate::disclosure::Group;
use crate::judge::certificate::Certificate;
use crate::sandbox::Sandbox;
use contracts::problem::Code;
use contracts::signature::Signer;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use web::{Answer, Any, Api, Caller, Doc, Fault, Grounded, Path, Query, ReadOwn, ReadRatings, State, blocking};

pub(super) fn mount(api: Api) -> Api {
    api.get(
        "/merchants/{code}/certificate",
        certificate,
        Doc::new("read_certificate", "出具评价证书", "A rating with its evidence, signed")
            .text("`fangxin verify FILE` computes it again from the file alone.")
            .errors(&[Code::Unprocessable, Code::Conflict]),
    )
}

/// A certificate as it is written: its fields in order of their names, like every form that is compared.
#[derive(Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Certificate)]
struct Written(Value);

async fn certificate(
    caller: Caller<Any<(ReadRatings, ReadOwn)>>,
    ratings: State<Ratings>,
    sandbox: State<Sandbox>,
    signer: State<dyn Signer>,
    one: Path<One>,
    when: Query<When>,
) -> Result<Grounded<Answer<Written>>, Fault> {
    blocking(move || {
        let code = one.code;
        let is_sandbox = code.is_sandbox();
        let shown = if is_sandbox { sandbox.shown(caller.role) } else { shown(&caller, &ratings, code)? };
        if !shown.has(Group::Certificate) {
            let (zh, en) = ("评价证书不对您开放", "certificates are not given to you");
            return Err(shut((zh, en), &caller, (&ratings, code), Group::Certificate));
        }
        let is_held = || match is_sandbox {
            true => sandbox.is_held(code),
            false => ratings.is_held(code, caller.reach()),
        };
        if when.as_of.is_none() && when.known_at.is_none() && is_held()? {
            return Err(Fault::conflict(
                "该主体的新等级暂缓签发；放行之前只出具指明评价日的证书（as_of）",
                "its newer class is held; until the release a certificate is made only for a day that is named (as_of)",
            ));
        }
        let (statement, evidence) = match is_sandbox {
            true => sandbox.certify(code, &when.question())?,
            false => ratings.certify(code, &when.question(), caller.reach())?,
        };
        let bytes = statement.bytes().map_err(Fault::internal)?;
        let certificate = Certificate { signature: signer.sign(&bytes), statement, evidence };
        let answer = Answer::new(Written(serde_json::to_value(&certificate).map_err(Fault::internal)?));
        Ok(Grounded { answer, ground: ground_of(code) })
    })
    .await
}
