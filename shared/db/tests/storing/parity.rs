//! Both databases have the same tables, columns, kinds of value and nullability.

use crate::migrations::ALL;
use crate::open;
use db::{Conn, DbError};
use diesel::QueryableByName;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use testkit::Place;

/// A column of a table.
#[derive(QueryableByName, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// A primary key of SQLite is never null although its columns do not say so, unless they do; only the kind
/// that a value is stored as is told, since SQLite knows no more.
const OF_SQLITE: &str = "SELECT m.name AS table_name, c.name AS name, c.type AS kind, \
     (c.\"notnull\" = 0 AND c.pk = 0) AS nullable \
     FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' \
     ORDER BY 1, 2";

const OF_POSTGRES: &str = "SELECT table_name::text, column_name::text AS name, \
     CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'integer' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' \
     WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB' ELSE data_type END AS kind, \
     is_nullable = 'YES' AS nullable \
     FROM information_schema.columns WHERE table_schema = 'tried' AND table_name NOT LIKE '\\_\\_%' \
     ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\"";

/// The columns of every table.
pub(crate) fn columns(conn: Conn<'_>) -> Result<Vec<Column>, DbError> {
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(OF_SQLITE).load(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(OF_POSTGRES).load(conn)?,
    })
}

#[test]
fn both_databases_have_the_same_tables() {
    for (name, migrations) in ALL {
        let tables = |place: Place| {
            let db = open(place.location());
            db.migrate(&[migrations]).unwrap();
            db.read(columns).unwrap()
        };
        let (sqlite, postgres) = (tables(Place::sqlite()), tables(Place::postgres()));
        assert!(sqlite.len() > 3, "{name}");
        assert_eq!(sqlite, postgres, "{name}");
    }
}
