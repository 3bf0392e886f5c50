//! Where a service's tables lie: a file, or a schema of a PostgreSQL database.

use crate::error::OpenError;
use percent_encoding::percent_decode_str;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where the databases of an installation lie; each service has its own file or schema there.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// A folder with one SQLite file a service.
    Sqlite(PathBuf),
    /// A PostgreSQL database with one schema a service; the URL as libpq reads it.
    Postgres(String),
}

impl Location {
    /// `sqlite:FOLDER` or `postgres://…`; anything else is refused, so that a mistyped URL never
    /// becomes a new and empty file.
    ///
    /// # Errors
    /// [`OpenError::Url`] for another scheme.
    pub fn parse(url: &str) -> Result<Self, OpenError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let path = percent_decode_str(path).decode_utf8_lossy();
            if !path.is_empty() {
                return Ok(Self::Sqlite(PathBuf::from(path.as_ref())));
            }
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err(OpenError::Url(without_password(url)))
    }

    /// A folder of SQLite files.
    #[must_use]
    pub fn folder(path: &Path) -> Self {
        Self::Sqlite(path.to_owned())
    }
}

/// Without the password, which no log may show.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(folder) => write!(f, "sqlite:{}", folder.display()),
            Self::Postgres(url) => f.write_str(&without_password(url)),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let path = path.split('?').next().unwrap_or_default();
    format!("{scheme}://{host}/{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_alone_decides() {
        assert_eq!(Location::parse("sqlite:data").unwrap(), Location::Sqlite("data".into()));
        assert_eq!(Location::parse("sqlite:///var/f%20x").unwrap(), Location::Sqlite("/var/f x".into()));
        assert!(matches!(Location::parse("postgres://u:p@h/d").unwrap(), Location::Postgres(_)));
        for bad in ["", "data.db", "mysql://h/d", "sqlite:", "postgre://h/d"] {
            assert!(Location::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = Location::parse("postgres://u:secret@h:5432/d?password=secret").unwrap().to_string();
        assert_eq!(shown, "postgres://h:5432/d");
        assert!(!Location::parse("mysql://u:secret@h/d").unwrap_err().to_string().contains("secret"));
    }
}
