//! One case.

use super::view::DetailView;
use super::{Court, acting, sight};
use crate::show::Asker;
use serde::Deserialize;
use statute::procedure::Offices;
use utoipa::IntoParams;
use web::{Answer, Any, Apply, Caller, Concerning, Fault, Path, ReadRecords, State, blocking};

/// Which case.
#[derive(Deserialize, IntoParams)]
pub(super) struct One {
    /// Its number.
    pub(super) case_no: i64,
}

pub(super) async fn read(
    caller: Caller<Any<(ReadRecords, Apply)>>,
    court: State<Court>,
    one: Path<One>,
) -> Result<Concerning<DetailView>, Fault> {
    blocking(move || {
        let sight = sight(&court, &caller)?;
        let file = court.book.file(one.case_no, &sight)?;
        let offices = Offices { own: &file.office, upper: file.upper_office.as_deref() };
        let asker = Asker { actor: acting::actor(&caller, None, offices, false), sight };
        let shown = court.book.show(one.case_no, &asker, &*court.docket)?;
        let mut view = DetailView::of(court.ledger.service(), &court.book, shown);
        view.case.name = court.ledger.names([file.code]).remove(&file.code);
        Answer::new(view).concerning(vec![file.code])
    })
    .await
}
