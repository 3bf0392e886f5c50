//! The shapes of what `draws` writes, for the document.

use serde::Serialize;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

macro_rules! shape {
    ($(#[$doc:meta])* $name:ident as $shown:ident { $($(#[$of:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(ToSchema)]
        #[schema(as = $shown)]
        #[expect(dead_code, reason = "only its shape is used")]
        pub(super) struct $name { $($(#[$of])* $field: $type,)* }
    };
}

shape! {
    /// A redraw (重新抽取).
    Redraw as DrawRedraw {
        /// Digest of the earlier commitment.
        commitment: String,
        /// Why the task is drawn for once more.
        reason: String,
    }
}
shape! {
    /// What was published before anybody could know the public value (抽取承诺).
    Commitment as DrawCommitment {
        /// Instant of its publication.
        #[schema(format = DateTime)]
        committed_at: String,
        /// SHA-256 of the canonical JSON of the frozen inputs.
        digest: String,
        /// The commitment that this one follows, if it is a redraw.
        #[schema(inline)]
        follows: Option<Redraw>,
        /// SHA-256 of the nonce.
        nonce_hash: String,
        /// Source of the public value.
        source: String,
        /// Name of the task.
        task: String,
        /// Instant at which the source publishes the value.
        #[schema(format = DateTime)]
        value_at: String,
    }
}
shape! {
    /// A public value (公开随机值).
    Value as PublicValue {
        /// Instant at which the source published it.
        #[schema(format = DateTime)]
        published_at: String,
        /// The value as published.
        text: String,
    }
}
shape! {
    /// What is public once the task has ended (抽查结果公开).
    Public as DrawPublic {
        /// Digest of the commitment.
        commitment: String,
        /// Codes of the merchants visited, in the order of the visits.
        drawn: Vec<String>,
        /// Root of the salted Merkle tree over everybody drawn from.
        root: String,
        /// The seed.
        seed: String,
        /// The public value.
        value: Value,
    }
}
shape! {
    /// Sizes of a class and kind (抽查数量).
    Quota as DrawQuota {
        /// Visits that earlier draws of the plan year took.
        before: u64,
        /// Class.
        class: String,
        /// `enterprise` or `sole_trader`.
        group: String,
        /// Legal minima, which count towards the size.
        legal: u64,
        /// Merchants.
        population: u64,
        /// Size for the whole plan year.
        size: u64,
    }
}
shape! {
    /// Sizes of a stratum (抽查层).
    Stratum as DrawStratum {
        /// `class/kind/sector/area`.
        key: String,
        /// Legal minima, all of them visited.
        legal: u64,
        /// Merchants.
        population: u64,
        /// Visits due.
        seats: u64,
        /// Visits for which there was no candidate.
        shortfall: u64,
    }
}

/// Something as `draws` writes it: canonical JSON, whose bytes are what is verified.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct AsWritten<T>(pub(super) T);

/// What stands in [`AsWritten`].
pub(super) trait Written {
    /// Its name in the document.
    const NAME: &'static str;
    /// What it is.
    const TEXT: &'static str;
}

impl Written for draws::Bundle {
    const NAME: &'static str = "DrawBundle";
    const TEXT: &'static str = "抽查存证包，规范 JSON，可用 fangxin verify draw 核验 / The bundle of a draw in canonical JSON, \
        which `fangxin verify draw` repeats";
}

impl Written for draws::merkle::Proof {
    const NAME: &'static str = "DrawProof";
    const TEXT: &'static str =
        "抽查对象在默克尔树中的证明 / That a merchant's row stands under the root, and what became of it";
}

impl<T: Written> ToSchema for AsWritten<T> {
    fn name() -> Cow<'static, str> {
        T::NAME.into()
    }
}

impl<T: Written> PartialSchema for AsWritten<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(T::TEXT))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .into()
    }
}
