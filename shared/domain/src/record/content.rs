//! A record of any kind, for stores that keep all kinds alike.

use super::{
    Assessment, Complaint, Handling, Inspection, Merchant, OdrCase, Payment, Penalty, Record, RecordKey, RecordKind,
    Report, Standing, Test,
};
use crate::code::PartyCode;
use crate::day::Day;
use crate::digest::Digest;

/// Declares [`Content`] from the kinds, whose variants, structs and [`RecordKind`]s share a name.
macro_rules! content {
    ($($kind:ident),+) => {
        /// What a record of any kind says (记录内容).
        #[derive(Clone, PartialEq, Debug)]
        #[expect(clippy::large_enum_variant, reason = "most records are penalties, which are the largest")]
        pub enum Content { $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)+ }

        impl Content {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> RecordKind {
                match self { $(Self::$kind(_) => RecordKind::$kind,)+ }
            }

            /// The merchant it is about.
            #[must_use]
            pub fn party(&self) -> PartyCode {
                match self { $(Self::$kind(record) => record.party(),)+ }
            }

            /// The business key.
            #[must_use]
            pub fn key(&self) -> RecordKey {
                match self { $(Self::$kind(record) => record.key(),)+ }
            }

            /// The day it happened; see [`Record::event_day`].
            #[must_use]
            pub fn event_day(&self) -> Option<Day> {
                match self { $(Self::$kind(record) => record.event_day(),)+ }
            }

            /// Was it taken back by its office (撤回)?
            #[must_use]
            pub fn is_withdrawn(&self) -> bool {
                match self { $(Self::$kind(record) => record.is_withdrawn(),)+ }
            }

            /// The record as JSON: fields in their order, no white space, what says nothing left out.
            ///
            /// # Errors
            /// If the record cannot be written as JSON.
            pub fn json(&self) -> Result<String, serde_json::Error> {
                match self { $(Self::$kind(record) => serde_json::to_string(record),)+ }
            }

            /// Reads a record of a kind from its JSON.
            ///
            /// # Errors
            /// If the text is no such record.
            pub fn from_json(kind: RecordKind, text: &str) -> Result<Self, serde_json::Error> {
                match kind { $(RecordKind::$kind => serde_json::from_str(text).map(Self::$kind),)+ }
            }

            /// The digest by which [`crate::version`] ranks it: that of the record's canonical JSON.
            ///
            /// # Errors
            /// If the record cannot be written as JSON.
            pub fn digest(&self) -> Result<Digest, serde_json::Error> {
                match self { $(Self::$kind(record) => Digest::of(record),)+ }
            }
        }

        $(impl From<$kind> for Content {
            fn from(record: $kind) -> Self {
                Self::$kind(record)
            }
        })+
    };
}

impl Content {
    /// How a filing is handled; nothing for whatever is none, or says nothing of it.
    #[must_use]
    pub fn handling(&self) -> Option<&Handling> {
        match self {
            Self::Complaint(complaint) => complaint.handling.as_deref(),
            Self::Report(report) => report.handling.as_deref(),
            _ => None,
        }
    }
}

content!(Merchant, Penalty, Payment, Inspection, Test, Assessment, Complaint, Report, OdrCase, Standing);

#[cfg(test)]
mod tests {
    use super::*;

    const VISIT: &str = r#"{"party":"91371500795315494U","number":"J1","day":"2025-05-06","result":"I06"}"#;

    #[test]
    fn what_says_nothing_takes_no_room_and_is_read_where_it_stands() {
        let short = Content::from_json(RecordKind::Inspection, VISIT).unwrap();
        let long = VISIT.replace('}', r#","case_no":null,"annulled_on":null,"withdrawn":false}"#);
        assert_eq!(Content::from_json(RecordKind::Inspection, &long).unwrap(), short);
        assert_eq!(short.json().unwrap(), VISIT);
        let gone = VISIT.replace('}', r#","withdrawn":true}"#);
        let gone = Content::from_json(RecordKind::Inspection, &gone).unwrap();
        assert!(gone.is_withdrawn() && !short.is_withdrawn());
        assert_ne!(gone.digest().unwrap(), short.digest().unwrap());
    }

    #[test]
    fn it_speaks_as_its_record_does() {
        let content = Content::from_json(RecordKind::Inspection, VISIT).unwrap();
        let Content::Inspection(visit) = &content else { panic!("{content:?}") };
        assert_eq!((content.kind(), content.party(), content.key()), (Inspection::KIND, visit.party, visit.key()));
        assert_eq!((content.event_day(), content.digest().unwrap()), (Some(visit.day), Digest::of(visit).unwrap()));
        assert_eq!(Content::from(visit.clone()), content);
        assert_eq!(RecordKind::of_key(content.key().as_str()), Some(content.kind()), "its key names its kind");
        assert_eq!(RecordKind::of_key("listing:7").or(RecordKind::of_key("91371500795315494U")), None);
        assert!(Content::from_json(RecordKind::Complaint, VISIT).is_err(), "a visit is no complaint");
    }

    #[test]
    fn every_kind_has_a_token_of_its_own() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::from_token(kind.token()), Some(*kind));
            assert_eq!(RecordKind::from_token(kind.zh()), Some(*kind));
        }
    }
}
