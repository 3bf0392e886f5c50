//! Records and versions as they are shown.

use crate::error::LedgerError;
use crate::look::VersionView;
use contracts::owner;
use contracts::port::Marks;
use domain::code::PartyCode;
use domain::day::Day;
use domain::instant::Instant;
use domain::record::{Record, RecordKind};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// A version of a record (记录版本): what is known about it, and what it says.
#[derive(Serialize)]
pub(super) struct RecordView<T> {
    #[serde(flatten)]
    about: About,
    /// What it says.
    content: T,
}

/// Each kind of record has a schema of its own name.
impl<T: ToSchema> ToSchema for RecordView<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Version", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
        About::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for RecordView<T> {
    fn schema() -> RefOr<Schema> {
        let mut schema = About::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.properties.insert("content".to_owned(), Ref::from_schema_name(T::name()).into());
            object.required.push("content".to_owned());
        }
        schema
    }
}

/// Versions of one record.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Versions<T>(pub(super) Vec<RecordView<T>>);

impl<T: ToSchema> ToSchema for Versions<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Versions", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((RecordView::<T>::name().into_owned(), RecordView::<T>::schema()));
        RecordView::<T>::schemas(schemas);
    }
}

impl<T: ToSchema> PartialSchema for Versions<T> {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new().items(Ref::from_schema_name(RecordView::<T>::name())).into()
    }
}

/// What is known about a version of a record.
#[derive(Serialize, ToSchema)]
struct About {
    /// Its merchant.
    #[schema(value_type = String, example = "91371502MA00000A05")]
    code: PartyCode,
    /// Its business key.
    key: String,
    /// Number of the version, from 1.
    version: i32,
    /// Does this version stand?
    standing: bool,
    /// Does another content contradict it at its place in the source's order?
    contested: bool,
    /// Was it taken back by its office? Then it counts for nothing.
    withdrawn: bool,
    /// The day it happened, if the kind has one.
    #[schema(value_type = Option<String>, format = Date)]
    #[serde(skip_serializing_if = "Option::is_none")]
    event_day: Option<Day>,
    /// The source's own time of change, else the time of arrival; nothing for history without an order.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
    /// Since when it counts as known; nothing if always.
    #[schema(value_type = Option<String>, format = DateTime)]
    #[serde(skip_serializing_if = "Option::is_none")]
    known_from: Option<Instant>,
    /// When it truly arrived.
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Instant,
    /// What made it: `history`, `import`, `sent`, `correction`, `withdrawal`, `wrong_party`, `moved`,
    /// `decision`.
    act: String,
    /// Who.
    actor: String,
    /// Why, if an official made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The import that brought it.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_id: Option<i64>,
    /// Its row there.
    #[serde(skip_serializing_if = "Option::is_none")]
    import_row: Option<i64>,
    /// Path of the record.
    href: String,
    /// With the number of a case (案号), but not of a penalty: path of the penalties of this merchant that came of that
    /// case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_href: Option<String>,
    /// With the number of a case, of a penalty: paths of the lists of what it grew from, of this merchant and that case:
    /// complaints, reports, visits and tests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Vec<String>)]
    origin_hrefs: Option<Vec<String>>,
    /// What stands beside the record now, whichever version is shown: what is pending about it, and what its merchant says
    /// of it. Left out where nothing does, and of what acknowledges an act.
    #[serde(skip_serializing_if = "Marks::is_empty")]
    marks: Marks,
}

/// What a penalty may grow from.
const ORIGINS: [RecordKind; 4] = [RecordKind::Complaint, RecordKind::Report, RecordKind::Inspection, RecordKind::Test];

impl<T> RecordView<T> {
    /// Its merchant.
    pub(super) const fn party(&self) -> PartyCode {
        self.about.code
    }
}

impl<T: Record + DeserializeOwned> RecordView<T> {
    pub(super) fn of(service: &str, view: VersionView) -> Result<Self, LedgerError> {
        let content: T = serde_json::from_str(&view.content)?;
        let (code, key) = (content.party(), content.key().as_str().to_owned());
        let (import_id, import_row) = view.source.unzip();
        let of_case = |kind| content.case_no().map(|case_no| owner::of_case(kind, code, case_no));
        let is_penalty = T::KIND == RecordKind::Penalty;
        let case_href = if is_penalty { None } else { of_case(RecordKind::Penalty) };
        let origin_hrefs = if is_penalty { ORIGINS.into_iter().map(of_case).collect() } else { None };
        let about = About {
            href: href(service, T::KIND.token(), code, &key),
            case_href,
            origin_hrefs,
            code,
            key,
            version: view.version,
            standing: view.standing,
            contested: view.contested,
            withdrawn: content.is_withdrawn(),
            event_day: content.event_day(),
            changed_at: view.changed_at.filter(|at| at.micros() != i64::MIN),
            known_from: Some(view.known_from).filter(|at| at.micros() != i64::MIN),
            recorded_at: view.recorded_at,
            act: view.act,
            actor: view.actor,
            reason: view.reason,
            import_id,
            import_row: import_row.flatten(),
            marks: Marks::default(),
        };
        Ok(Self { about, content })
    }

    /// The same with what stands beside it.
    pub(super) fn beside(mut self, marks: Marks) -> Self {
        self.about.marks = marks;
        self
    }

    /// What stands beside it, as text; nothing if nothing does.
    pub(super) fn marks(&self) -> Result<String, LedgerError> {
        let marks = Some(&self.about.marks).filter(|marks| !marks.is_empty());
        Ok(marks.map(serde_json::to_string).transpose()?.unwrap_or_default())
    }

    /// What its `ETag` is made from: a version never changes, but another one may stand, or contradict it.
    pub(super) fn tag(&self) -> String {
        let About { code, key, version, standing, contested, .. } = &self.about;
        format!("{code}:{key}:{version}:{standing}:{contested}")
    }

    /// Number of the version.
    pub(super) const fn version(&self) -> i32 {
        self.about.version
    }
}

/// Path of a record. Keys hold slashes, which a path keeps only if they are encoded.
pub(super) fn href(service: &str, kind: &str, code: PartyCode, key: &str) -> String {
    format!("/{service}/v1/{kind}/{code}/{}", utf8_percent_encode(key, NON_ALPHANUMERIC))
}
