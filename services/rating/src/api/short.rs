//! The short answer about a merchant: what is served of it today, as far as it may be shown and is wanted.

use crate::disclosure::{Group, Shown};
use crate::lookup::Found;
use contracts::port::Marks;
use domain::area::AreaCode;
use domain::code::PartyCode;
use domain::day::Day;
use domain::industry::Industry;
use domain::instant::Instant;
use domain::points::Milli;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// Where the whole answer about a merchant is, before its code.
const HREF: &str = "/rating/v1/merchants/";

/// A field of a short answer (字段).
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LookupField)]
pub(super) enum Field {
    Name,
    Area,
    Industry,
    Public,
    Rating,
    Class,
    ScoreMilli,
    Href,
}

/// Which fields are wanted: a bit for each.
#[derive(Clone, Copy)]
pub(super) struct Fields(u8);

impl Fields {
    /// All that are not part of another one.
    pub(super) const WHOLE: Self = Self(!(1 << Field::Class as u8));

    pub(super) fn of(fields: &[Field]) -> Self {
        Self(fields.iter().fold(0, |bits, field| bits | 1 << *field as u8))
    }

    const fn has(self, field: Field) -> bool {
        self.0 & 1 << field as u8 != 0
    }
}

/// What was found of a merchant, and how much of it is told.
pub(super) struct Lookup {
    pub(super) found: Found,
    pub(super) shown: Shown,
    pub(super) fields: Fields,
    /// What stands beside the class.
    pub(super) marks: Marks,
}

impl Lookup {
    /// As much of what was found as is told, before anybody is asked what stands beside it.
    pub(super) fn of(found: Found, shown: Shown, fields: Fields) -> Self {
        Self { found, shown, fields, marks: Marks::default() }
    }

    /// Does it tell of a class that somebody may have objected to?
    pub(super) fn tells_class(&self) -> bool {
        let by_class =
            self.shown.has(Group::Issued) && (self.fields.has(Field::Rating) || self.fields.has(Field::Class));
        let by_score = self.shown.has(Group::Score) && self.fields.has(Field::ScoreMilli);
        (by_class || by_score) && !self.found.served.code.is_sandbox()
    }
}

impl Serialize for Lookup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Told::of(self).serialize(serializer)
    }
}

impl ToSchema for Lookup {
    fn name() -> Cow<'static, str> {
        Told::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Told::schemas(schemas);
    }
}

impl PartialSchema for Lookup {
    fn schema() -> RefOr<Schema> {
        Told::schema()
    }
}

/// What is served of a merchant today (速查结果). What the caller may not see, or does not want, is left out.
#[derive(Serialize, ToSchema)]
#[schema(as = Lookup)]
struct Told<'f> {
    /// Credit code or registration number; for a former one the present one.
    #[schema(value_type = String)]
    code: PartyCode,
    /// Name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'f str>,
    /// County-level area.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    area: Option<AreaCode>,
    /// Industry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    industry: Option<Industry>,
    /// What is public about it today.
    #[serde(skip_serializing_if = "Option::is_none")]
    public: Option<InPublic<'f>>,
    /// Its class and since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<ServedClass<'f>>,
    /// Its class alone, where that is wanted by name; `null` if the merchant is not rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    class: Option<Option<&'f str>>,
    /// Its score; nothing if the merchant is not rated.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>)]
    score_milli: Option<Milli>,
    /// Path of the whole answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
    /// What stands beside the class, or the score alone, wherever one is told: what is pending about it, and what the
    /// merchant says of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Marks>)]
    marks: Option<&'f Marks>,
    /// `true` of a merchant of the sandbox, who is made up; left out of all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<bool>,
}

impl<'f> Told<'f> {
    fn of(Lookup { found, shown, fields, marks }: &'f Lookup) -> Self {
        let served = &found.served;
        let told = |field, group| fields.has(field) && shown.has(group);
        Self {
            code: served.code,
            name: told(Field::Name, Group::Identity).then_some(&served.name),
            area: served.area.filter(|_| told(Field::Area, Group::Identity)),
            industry: served.industry.filter(|_| told(Field::Industry, Group::Identity)),
            public: told(Field::Public, Group::Public).then(|| InPublic {
                penalties: served.public_penalties,
                statuses: Statuses(served.public_statuses.as_deref().unwrap_or_default()),
            }),
            rating: told(Field::Rating, Group::Issued).then(|| ServedClass::of(found)),
            class: told(Field::Class, Group::Issued).then_some(served.class.as_deref()),
            score_milli: served.score().filter(|_| told(Field::ScoreMilli, Group::Score)),
            href: fields.has(Field::Href).then(|| [HREF, served.code.as_str()].concat()),
            marks: Some(marks).filter(|marks| !marks.is_empty()),
            sandbox: served.code.is_sandbox().then_some(true),
        }
    }
}

/// What is public about a merchant today (公示情况).
#[derive(Serialize, ToSchema)]
#[schema(as = InPublic)]
struct InPublic<'f> {
    /// Number of penalties on display.
    penalties: u16,
    /// Public statuses, such as `serious_list`.
    #[schema(value_type = Vec<String>)]
    statuses: Statuses<'f>,
}

/// Public statuses with commas between, which are a list to everybody else.
struct Statuses<'f>(&'f str);

impl Serialize for Statuses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.split(',').filter(|status| !status.is_empty()))
    }
}

/// The class that is served (信用等级).
#[derive(Serialize, ToSchema)]
#[schema(as = ServedClass)]
pub(super) struct ServedClass<'f> {
    /// The class; nothing if the merchant is not rated.
    class: Option<&'f str>,
    /// Day of the rating.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// First day on which it is made again.
    #[schema(value_type = String, format = Date)]
    valid_until: Day,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    rated_at: Instant,
    /// The mass event for whose release a newer rating waits.
    held_by: Option<i64>,
}

impl<'f> ServedClass<'f> {
    /// The class of what was found.
    pub(super) fn of(Found { served, held_by }: &'f Found) -> Self {
        Self {
            class: served.class.as_deref(),
            day: served.day,
            valid_until: served.valid_until,
            rated_at: served.rated_at,
            held_by: *held_by,
        }
    }
}
