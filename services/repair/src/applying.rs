//! Several items in one application (一并申请): decided item by item, each in a case of its own, removals from lists before
//! penalties (settled reading 21).

use crate::bench::{ground, handled};
use crate::kind::{Kind, SHIELDED_ELSEWHERE, where_to_go};
use crate::repairs::Repairs;
use crate::target::Target;
use cases::{About, Act, CaseError, CaseFile, Opening, Sight, Stated, no_merchant};
use contracts::access::{Claims, Role as Caller};
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use domain::digest::Digest;
use statute::procedure::{Actor, Cause, Refused, Role};
use statute::repair::Refusal;
use statute::tables::DisplayChannel;
use std::collections::BTreeSet;
use web::Fault;

/// Most items of one application.
const MOST: usize = 100;

/// Something that is asked about, and by which procedure if it is said.
pub(crate) struct Wish {
    pub(crate) about: About,
    pub(crate) procedure: Option<String>,
}

/// Who asks, and with what.
pub(crate) struct Applying<'a> {
    pub(crate) code: PartyCode,
    pub(crate) claims: &'a Claims,
    pub(crate) sight: Sight,
    pub(crate) on: Option<Day>,
    pub(crate) on_paper: bool,
    pub(crate) stated: Stated,
    pub(crate) named: Vec<(String, Digest)>,
    pub(crate) accepted: Vec<String>,
}

/// An item with what is to be done about it.
pub(crate) struct Prepared {
    kind: Kind,
    about: About,
    what: What,
}

enum What {
    Open(Box<Opening>),
    Refuse(Refused),
}

/// What became of an item.
pub(crate) struct Applied {
    pub(crate) about: About,
    pub(crate) procedure: String,
    pub(crate) outcome: Outcome,
}

/// A case, or everything for which the law does not allow it.
pub(crate) enum Outcome {
    Opened(Box<CaseFile>),
    Refused(Vec<Refused>),
}

impl Repairs {
    /// What is to be done about each item, before anything is written.
    ///
    /// # Errors
    /// A fault that names every item that does not exist, is another merchant's, or does not fit.
    pub(crate) fn prepared(&self, applying: &Applying<'_>, wishes: &[Wish]) -> Result<Vec<Prepared>, Fault> {
        let subject_id = self.subject(applying.code)?.ok_or_else(no_merchant)?;
        if applying.sight.subject.is_some_and(|own| own != subject_id) {
            return Err(no_merchant());
        }
        let mut wrong = Vec::new();
        if !(1..=MOST).contains(&wishes.len()) {
            let zh = format!("应当写明 1 至 {MOST} 个事项");
            wrong.push(FieldError::new("items", zh, format!("1 to {MOST} items are needed")));
        }
        let abouts: Vec<About> = wishes.iter().map(|wish| wish.about.clone()).collect();
        let dossier = self.bench.dossier_about((subject_id, applying.code), &abouts)?;
        // Whoever could do nothing about an item is not told either whether there is such a thing.
        let is_handled = |wish: &Wish| {
            let handling = dossier.target(&wish.about).and_then(|target| target.handling());
            handling.is_some_and(|one| applying.sight.handles(&one.office, one.upper_office.as_deref()))
        };
        if !self.court.book.covers(subject_id, &applying.sight)? && !wishes.iter().all(is_handled) {
            return Err(no_merchant());
        }
        let papers = self.court.book.ahead(&applying.claims.sub, &applying.named)?;
        let (mut seen, mut prepared) = (BTreeSet::new(), Vec::new());
        for (at, wish) in wishes.iter().enumerate() {
            let field = format!("items[{at}]");
            let mut refuse =
                |part: &str, zh: &str, en: &str| wrong.push(FieldError::new(format!("{field}{part}"), zh, en));
            let Some(target) = dossier.target(&wish.about) else {
                refuse(".key", "该主体没有此事项", "there is no such thing about this merchant");
                continue;
            };
            let kind = wish.procedure.as_deref().map_or_else(|| target.repair(), Kind::of);
            let Some(kind) = kind else {
                refuse(".procedure", "没有办理该事项的程序", "there is no such procedure for this item");
                continue;
            };
            if !seen.insert((&wish.about, kind)) {
                refuse("", "同一事项写了两次", "the same item is there twice");
                continue;
            }
            match self.what(applying, subject_id, kind, (&wish.about, &target), &papers) {
                Ok(what) => prepared.push(Prepared { kind, about: wish.about.clone(), what }),
                Err(CaseError::Field { zh, en, .. }) => refuse("", &zh, &en),
                Err(error) => return Err(error.into()),
            }
        }
        if wrong.is_empty() { Ok(prepared) } else { Err(Fault::new(Code::Unprocessable).errors(wrong)) }
    }

    fn what(
        &self,
        applying: &Applying<'_>,
        subject_id: i64,
        kind: Kind,
        (about, target): (&About, &Target<'_>),
        papers: &[cases::NewPaper],
    ) -> Result<What, CaseError> {
        let claims = applying.claims;
        let own = target.repair().filter(|own| kind.is_of_penalty() && *own != kind);
        if let Some(right) = own.filter(|own| own.is_of_penalty()) {
            return Ok(What::Refuse(self.wrong_channel(kind, where_to_go(right.channel()).0, right.channel())?));
        }
        let right = target.repair().map_or(kind.channel(), Kind::channel);
        if kind == Kind::Shield && right != kind.channel() {
            return Ok(What::Refuse(self.wrong_channel(kind, SHIELDED_ELSEWHERE, right)?));
        }
        // What stands about the merchant was asked once, for all of its items.
        let handling = handled(kind, target)?;
        // What has to be verified is asked for by another step.
        let is_to_verify =
            kind == Kind::AbnormalRemoval && ground(target).is_some_and(|ground| ground.is_to_be_verified());
        let act = Act {
            step: if is_to_verify { "file_to_verify" } else { "file" }.to_owned(),
            on: applying.on.unwrap_or_else(|| self.today()),
            on_paper: applying.on_paper,
            by: actor(claims, applying.on_paper),
            stated: applying.stated.clone(),
            papers: papers.to_vec(),
            accepted: applying.accepted.clone(),
        };
        Ok(What::Open(Box::new(Opening {
            subject_id,
            code: applying.code,
            procedure: kind.procedure().to_owned(),
            office: handling.office,
            upper_office: handling.upper_office,
            about: vec![about.clone()],
            act,
            sight: applying.sight.clone(),
        })))
    }

    /// Whoever asks through the wrong channel is told where to go, and no case is opened that could only be refused.
    fn wrong_channel(&self, kind: Kind, go_to: &str, channel: DisplayChannel) -> Result<Refused, CaseError> {
        let procedure = self.bench.law.procedures.get(kind.procedure());
        let procedure = procedure.ok_or_else(|| CaseError::UnknownProcedure(kind.procedure().to_owned()))?;
        let accepts = procedure.on(self.today()).value.step("accept");
        Ok(Refused {
            cause: Cause::Requirement(Refusal::WrongChannel.token().to_owned()),
            what: format!("{}：{go_to}", channel.token()),
            article: accepts.map(|step| step.article.clone()).unwrap_or_default(),
            until: None,
            provisional: false,
        })
    }

    /// Opens the cases, removals from lists first; gives what became of each item in the order of the application. Nothing
    /// is written if something goes wrong that the law does not speak of.
    ///
    /// # Errors
    /// As [`cases::CaseBook::begin`], but for refusals by law.
    pub(crate) fn applied(&self, prepared: &[Prepared]) -> Result<Vec<Applied>, CaseError> {
        let mut order: Vec<(usize, &Prepared)> = prepared.iter().enumerate().collect();
        order.sort_by_key(|(at, one)| (one.kind, *at));
        let mut done = Vec::new();
        for (at, Prepared { kind, about, what }) in order {
            let outcome = match what {
                What::Refuse(refused) => Outcome::Refused(vec![refused.clone()]),
                What::Open(opening) => match self.court.book.begin(opening, &*self.court.docket) {
                    Ok(file) => Outcome::Opened(Box::new(file)),
                    Err(CaseError::Refused(refused)) => Outcome::Refused(refused),
                    Err(error) => return Err(error),
                },
            };
            done.push((at, Applied { about: about.clone(), procedure: kind.procedure().to_owned(), outcome }));
        }
        done.sort_by_key(|(at, _)| *at);
        Ok(done.into_iter().map(|(_, applied)| applied).collect())
    }
}

/// Who applies: a merchant, or an official who records what came on paper.
fn actor(claims: &Claims, on_paper: bool) -> Actor {
    let account = claims.sub.clone();
    if claims.role == Caller::Merchant {
        return Actor { account, role: Role::Party, office: None };
    }
    let role = if on_paper { Role::Party } else { Role::Official };
    Actor { account, role, office: claims.department.clone() }
}
