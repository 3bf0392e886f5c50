//! What types say of themselves: arguments and replies of handlers.

use super::Sketch;
use crate::fault::Fault;
use actix_web::{FromRequest, Handler, Responder};

/// An argument of a handler: it reads a part of the request, and says which.
pub trait Argument: FromRequest + 'static {
    /// Says what it reads, and which problems that makes.
    fn describe(sketch: &mut Sketch);
}

/// The first argument of a handler: it says who may call. Only [`crate::Caller`] and [`crate::Public`] do.
pub trait Access: Argument {}

/// The arguments of a handler. Only tuples that begin with an [`Access`] are, so a handler that forgets to
/// say who may call does not compile:
///
/// ```compile_fail,E0277
/// use web::{Api, Doc, NoContent, State};
/// async fn open(_: State<u8>) -> NoContent { NoContent }
/// let _ = Api::new("/x/v1", "甲", "X").get("/y", open, Doc::new("y", "乙", "Y"));
/// ```
///
/// ```
/// use web::{Api, Doc, NoContent, Public, State};
/// async fn open(_: Public, _: State<u8>) -> NoContent { NoContent }
/// let _ = Api::new("/x/v1", "甲", "X").get("/y", open, Doc::new("y", "乙", "Y"));
/// ```
pub trait Arguments: FromRequest + 'static {
    /// Says what all of them read.
    fn describe(sketch: &mut Sketch);
}

/// What a handler answers: it becomes a response, and says of what kind.
pub trait Reply: Responder + 'static {
    /// Says what the response is like.
    fn describe(sketch: &mut Sketch);
}

impl<R: Reply> Reply for Result<R, Fault> {
    fn describe(sketch: &mut Sketch) {
        R::describe(sketch);
    }
}

/// An async function whose arguments and reply say what they are.
pub trait Endpoint<A: Arguments>: Handler<A, Output: Reply> + Send + Sync {}

impl<A: Arguments, H> Endpoint<A> for H where H: Handler<A, Output: Reply> + Send + Sync {}

macro_rules! arguments {
    ($($name:ident)*) => {
        impl<First: Access, $($name: Argument),*> Arguments for (First, $($name,)*) {
            fn describe(sketch: &mut Sketch) {
                First::describe(sketch);
                $($name::describe(sketch);)*
            }
        }
    };
}

arguments! {}
arguments! { A }
arguments! { A B }
arguments! { A B C }
arguments! { A B C D }
arguments! { A B C D E }
arguments! { A B C D E F }
arguments! { A B C D E F G }
