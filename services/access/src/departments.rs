//! Departments, banks and others on whose behalf somebody asks.

use crate::accounts::{self, Changed};
use crate::error::AccessError;
use crate::store::{DepartmentRow, store};
use crate::terms::{check_department, check_text};
use crate::trusting::Access;
use contracts::access::DepartmentKind;

/// What is said of a department.
#[derive(Clone, Debug)]
pub(crate) struct DepartmentTerms {
    pub(crate) name: String,
    pub(crate) kind: DepartmentKind,
    pub(crate) active: bool,
}

impl Access {
    /// Every department.
    pub(crate) fn departments(&self) -> Result<Vec<DepartmentRow>, AccessError> {
        self.db.read(|conn| Ok(store(conn).departments()?))
    }

    /// One of them.
    pub(crate) fn department(&self, department_id: &str) -> Result<DepartmentRow, AccessError> {
        let found = self.db.read::<_, AccessError>(|conn| Ok(store(conn).department(department_id)?))?;
        found.ok_or_else(missing)
    }

    /// Adds a department.
    pub(crate) fn add_department(
        &self,
        department_id: &str,
        terms: &DepartmentTerms,
        actor: &str,
    ) -> Result<DepartmentRow, AccessError> {
        check_department("department_id", department_id)?;
        check_text("name", &terms.name)?;
        self.db.write(|mut conn| {
            if store(conn.again()).hold_department(department_id)?.is_some() {
                return Err(AccessError::Conflict {
                    zh: "该机构编号已存在", en: "there is such a department already"
                });
            }
            let row = self.row(department_id, terms, 1, actor);
            store(conn).add_department(&row)?;
            Ok(row)
        })
    }

    /// Changes a department whose version was looked at. When it may no longer ask, neither may its accounts.
    pub(crate) fn change_department(
        &self,
        department_id: &str,
        terms: &DepartmentTerms,
        (is_known, actor): (&dyn Fn(i32) -> bool, &str),
    ) -> Result<DepartmentRow, AccessError> {
        check_text("name", &terms.name)?;
        self.change(|conn| {
            let before = store(conn.again()).hold_department(department_id)?.ok_or_else(missing)?;
            if !is_known(before.version) {
                return Err(AccessError::Stale);
            }
            let row = self.row(department_id, terms, before.version + 1, actor);
            store(conn.again()).change_department(&row)?;
            if before.active && !row.active {
                for account in store(conn.again()).members(department_id)? {
                    let changed = Changed { act: "department_ended", actor, ends_tokens: true };
                    accounts::save(self, conn, &account, account.part.clone(), changed)?;
                }
            }
            Ok(row)
        })
    }

    fn row(&self, department_id: &str, terms: &DepartmentTerms, version: i32, actor: &str) -> DepartmentRow {
        DepartmentRow {
            department_id: department_id.to_owned(),
            name: terms.name.trim().to_owned(),
            kind: terms.kind.token().to_owned(),
            active: terms.active,
            version,
            changed_at: self.clock.now().micros(),
            actor: actor.to_owned(),
        }
    }
}

fn missing() -> AccessError {
    AccessError::Missing { zh: "机构", en: "department" }
}
