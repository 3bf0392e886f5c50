//! Records of one kind: listed, looked at, sent.

use super::cells::{MOST_ROWS, Rows};
use super::view::{RecordView, Versions};
use super::{Desk, acts, doc, faults};
use crate::asker::Asker;
use crate::error::LedgerError;
use crate::look::{After, VersionView, Wanted};
use crate::send::Sent;
use crate::versions::Fate;
use contracts::owner;
use contracts::page::{Limit, ListTag, Page};
use contracts::port::Marks;
use contracts::problem::{Code, FieldError};
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Record, RecordKind};
use intake::Cells;
use intake::layout::Layout;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use web::{
    Answer, Any, Api, Caller, Concerning, Fault, Import, Json, Once, OnceAnswer, Path, Query, ReadRecords, State,
    Versioned, WriteRecords, blocking,
};

pub(super) fn mount<T>(api: Api, kind: RecordKind) -> Api
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    let noun = kind.token();
    let one = format!("/{noun}/{{code}}/{{key}}");
    let api = api
        .get(
            &format!("/{noun}"),
            list::<T>,
            doc("list", noun, "列出记录", "List records").link(
                format!("read_{noun}"),
                &[("code", "$response.body#/items/0/code"), ("key", "$response.body#/items/0/key")],
            ),
        )
        .post(
            &format!("/{noun}"),
            send::<T>,
            doc("send", noun, "报送记录", "Send records")
                .link(
                    format!("read_{noun}"),
                    &[("code", "$response.body#/rows/0/code"), ("key", "$response.body#/rows/0/key")],
                )
                .text(
                    "Good rows are kept, whatever the others are, and the receipt says of each row what became of \
                     it. If not one can be kept, the answer is 422 with what is wrong with the rows, at most 100 \
                     faults.",
                )
                .errors(&[Code::Unprocessable]),
        )
        .get(&one, read::<T>, acts::linked(doc("read", noun, "查看一条记录", "Read one record"), noun))
        .get(
            &format!("{one}/versions"),
            versions::<T>,
            doc("list_versions_of", noun, "查看各版本", "List its versions"),
        );
    acts::mount::<T>(api, noun, &one)
}

/// Which records.
#[derive(Deserialize, IntoParams)]
pub(super) struct Filter {
    /// Only of this merchant.
    #[param(value_type = Option<String>)]
    code: Option<PartyCode>,
    /// Happened on this day or later.
    #[param(value_type = Option<String>, format = Date)]
    day_from: Option<Day>,
    /// Happened on this day or earlier, which is not before `day_from`.
    #[param(value_type = Option<String>, format = Date)]
    day_to: Option<Day>,
    /// Only those taken back (`true`) or those not; both if nothing is said.
    withdrawn: Option<bool>,
    /// Only those with a conflict to be decided (`true`) or those without.
    contested: Option<bool>,
    /// Only those of the case of this number; none of a kind that names no cases.
    case_no: Option<String>,
    /// How many.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// Cursor of the page before: its `next`.
    after: Option<String>,
}

impl Filter {
    /// Which records it asks for, from the first one on.
    pub(super) fn wanted(self) -> Result<Wanted, Fault> {
        // It would find nothing, as if there were nothing.
        if let (Some(from), Some(to)) = (self.day_from, self.day_to)
            && to < from
        {
            let (zh, en) = (format!("不能早于起日 {from}"), format!("must not lie before the first day, {from}"));
            let wrong = FieldError { value: Some(to.to_string()), ..FieldError::new("day_to", zh, en) };
            return Err(Fault::new(Code::InvalidQuery).errors([wrong]));
        }
        Ok(Wanted {
            code: self.code,
            days: (self.day_from, self.day_to),
            withdrawn: self.withdrawn,
            contested: self.contested,
            case_no: self.case_no,
            ..Wanted::default()
        })
    }
}

async fn list<T>(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    filter: Query<Filter>,
) -> Result<Concerning<Page<RecordView<T>>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    let filter = filter.into_inner();
    let Filter { code, day_from, day_to, withdrawn, contested, case_no, .. } = &filter;
    let tag = ListTag::of(T::KIND.token(), &(code, day_from, day_to, withdrawn, contested, case_no))?;
    let after: Option<After> = filter.after.as_deref().map(|cursor| tag.decode(cursor)).transpose()?;
    let limit = i64::from(u16::from(filter.limit));
    let wanted = Wanted { after, limit, ..filter.wanted()? };
    blocking(move || {
        let (views, next) = desk.ledger.list(T::KIND, &wanted, caller.reach())?;
        let service = desk.ledger.service();
        let marks = desk.ledger.marks_of(&views)?;
        let items = views.into_iter().zip(marks).map(|(view, marks)| Ok(RecordView::of(service, view)?.beside(marks)));
        let items = items.collect::<Result<Vec<_>, LedgerError>>()?;
        let merchants = items.iter().map(RecordView::party).collect();
        Answer::new(Page { items, next: next.map(|after| tag.encode(&after)).transpose()? }).concerning(merchants)
    })
    .await
}

/// Which record.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Credit code or registration number of the merchant.
    #[param(value_type = String)]
    pub(super) code: PartyCode,
    /// Business key, percent-encoded.
    pub(super) key: String,
}

impl One {
    /// The key, if it is one of this kind: a service keeps several kinds, each under its own path.
    pub(super) fn key_of<T: Record>(&self) -> Result<&str, LedgerError> {
        match owner::kind_of(&self.key) {
            Some(kind) if kind == T::KIND => Ok(&self.key),
            _ => Err(LedgerError::Missing("record")),
        }
    }
}

/// As known when.
#[derive(Deserialize, IntoParams)]
struct Known {
    /// Only what was known by this instant, such as 2025-04-01T00:00:00+08:00.
    #[param(value_type = Option<String>, format = DateTime)]
    known_at: Option<Instant>,
}

async fn read<T>(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    one: Path<One>,
    known: Query<Known>,
) -> Result<Versioned<RecordView<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        let versions = desk.ledger.versions(one.code, one.key_of::<T>()?, known.known_at, caller.reach())?;
        let standing = versions.into_iter().find(|view| view.standing);
        let standing = standing.ok_or(LedgerError::Missing("record"))?;
        let marks = marks_of_one(&desk, &standing)?;
        let view = RecordView::<T>::of(desk.ledger.service(), standing)?.beside(marks);
        let (tag, marks) = (view.tag(), view.marks()?);
        Ok(Answer::new(view).versioned_beside(&tag, &marks))
    })
    .await
}

async fn versions<T>(
    caller: Caller<ReadRecords>,
    desk: State<Desk>,
    one: Path<One>,
    known: Query<Known>,
) -> Result<Answer<Versions<T>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    blocking(move || {
        let versions = desk.ledger.versions(one.code, one.key_of::<T>()?, known.known_at, caller.reach())?;
        let service = desk.ledger.service();
        let marks = versions.first().map(|first| marks_of_one(&desk, first)).transpose()?.unwrap_or_default();
        let views = versions.into_iter().map(|view| Ok(RecordView::of(service, view)?.beside(marks.clone())));
        Ok(Answer::new(Versions(views.collect::<Result<_, LedgerError>>()?)))
    })
    .await
}

/// What stands beside a record, of which this is a version.
fn marks_of_one(desk: &Desk, view: &VersionView) -> Result<Marks, LedgerError> {
    Ok(desk.ledger.marks_of(std::slice::from_ref(view))?.pop().unwrap_or_default())
}

/// Most faults of a request of which nothing was kept: more than anybody reads.
const MOST_FAULTS: usize = 100;

/// What became of each row (报送结果).
#[derive(Serialize, ToSchema)]
struct Receipt {
    /// One for each row, in their order.
    rows: Vec<Taken>,
}

/// What became of one row.
#[derive(Serialize, ToSchema)]
#[schema(as = RowTaken)]
struct Taken {
    /// `new`, `revised`, `superseded`, `contested`, `repeated`; or `refused`, and then nothing is stored.
    outcome: &'static str,
    /// Its merchant, if it was kept.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<PartyCode>,
    /// Its business key, if it was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// What is wrong with it, if it was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

async fn send<T>(
    caller: Caller<Any<(WriteRecords, Import)>>,
    once: Once,
    desk: State<Desk>,
    body: Json<Rows<T>>,
) -> Result<OnceAnswer<Answer<Receipt>>, Fault>
where
    T: Record + ToSchema + DeserializeOwned + Send + 'static,
{
    let Rows { rows, confirm } = body.into_inner();
    if rows.is_empty() || rows.len() > MOST_ROWS {
        let wrong = FieldError::new("rows", "应有 1 至 1000 行", "must hold 1 to 1,000 rows");
        return Err(Fault::new(Code::InvalidBody).errors([wrong]));
    }
    let cells = (0..).zip(rows).map(|(at, row)| {
        row.into_cells().map_err(|wrong| FieldError { field: format!("rows[{at}].{}", wrong.field), ..wrong })
    });
    let (mut all, mut wrong) = (Vec::<Cells>::new(), Vec::new());
    for row in cells {
        match row {
            Ok(row) => all.push(row),
            Err(error) => wrong.push(error),
        }
    }
    if !wrong.is_empty() {
        return Err(Fault::new(Code::InvalidBody).errors(wrong));
    }
    once.run(move || {
        let sent = desk.ledger.send(Layout::of(T::KIND), &all, confirm, Asker::of(&caller))?;
        if sent.iter().all(|sent| matches!(sent, Sent::Refused(_))) {
            let wrong = (1..).zip(&sent).flat_map(|(row, sent)| taken(row, sent).errors);
            return Err(Fault::new(Code::Unprocessable).errors(wrong.take(MOST_FAULTS)));
        }
        Ok(Answer::new(Receipt { rows: (1..).zip(&sent).map(|(row, sent)| taken(row, sent)).collect() }))
    })
    .await
}

fn taken(row: u64, sent: &Sent) -> Taken {
    match sent {
        Sent::Kept { party, key, fate } => {
            let outcome = match fate {
                Fate::New => "new",
                Fate::Revised => "revised",
                Fate::Superseded => "superseded",
                Fate::Contested => "contested",
                Fate::Repeated => "repeated",
            };
            Taken { outcome, code: Some(*party), key: Some(key.as_str().to_owned()), errors: Vec::new() }
        }
        Sent::Refused(issue) => Taken { outcome: "refused", code: None, key: None, errors: faults(issue, Some(row)) },
    }
}
