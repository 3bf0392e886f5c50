//! Ratings on another machine, as whoever draws asks them.

use crate::server::Server;
use contracts::port::{Classes, Classified, PortError};
use domain::code::PartyCode;
use serde::Deserialize;

/// Name of the service of ratings, also the beginning of its paths.
const SERVICE: &str = "rating";
/// Merchants of a page.
const PAGE: &str = "1000";

/// The classes of everybody, asked over HTTP page by page (远程分类快照).
#[derive(Clone, Debug)]
pub struct RemoteClasses(Server);

#[derive(Deserialize)]
struct Listed {
    items: Vec<Classified>,
    next: Option<String>,
}

impl RemoteClasses {
    /// The ratings of a server.
    #[must_use]
    pub const fn new(server: Server) -> Self {
        Self(server)
    }
}

impl RemoteClasses {
    /// Every merchant of a list, page by page.
    fn listed(&self, filter: &[(&str, &str)]) -> Result<Vec<Classified>, PortError> {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        loop {
            let mut query = vec![("limit", PAGE)];
            query.extend(filter);
            query.extend(after.as_deref().map(|after| ("after", after)));
            let page: Listed =
                self.0.get(&[SERVICE, "v1", "merchants"], &query).map_err(|error| error.port(SERVICE))?;
            all.extend(page.items);
            let Some(next) = page.next else { return Ok(all) };
            after = Some(next);
        }
    }
}

impl Classes for RemoteClasses {
    fn classes(&self) -> Result<Vec<Classified>, PortError> {
        self.listed(&[])
    }

    fn class_of(&self, code: PartyCode) -> Result<Option<Classified>, PortError> {
        // A name may hold the text of a code as well.
        Ok(self.listed(&[("text", code.as_str())])?.into_iter().find(|one| one.code == code))
    }
}
