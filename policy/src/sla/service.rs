//! What is supported, and who looks after it.

use crate::error::{EntityKind, ErrorCollector, Location, PolicyErrorKind};
use crate::schema;
use crate::text::template::check_plain;

/// Who looks after some services.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Department {
    /// `correo-hospedaje`.
    pub id: String,
    /// «Soporte de Correo y Hospedaje».
    pub name: String,
    /// What it attends, in words.
    pub attends: Vec<String>,
}

/// A page that says whether a service works.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusPage {
    /// «Estado general».
    pub name: String,
    /// Its `https://` address.
    pub address: String,
    /// Who may see it, when not everybody.
    pub note: Option<String>,
}

/// Something that support attends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// `google-workspace`.
    pub id: String,
    /// «Google Workspace».
    pub name: String,
    /// The `id` of its department.
    pub department: Option<String>,
    /// Where its maker says whether it works.
    pub status: Vec<StatusPage>,
}

pub(crate) fn read_departments(
    written: &[schema::Department],
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Department> {
    faults.ids(EntityKind::Department, at, written.iter().map(|one| one.id.as_str()));
    for (i, one) in written.iter().enumerate() {
        check_plain(Some(&one.name), &at.index(i).key("nombre"), faults);
    }
    let department = |one: &schema::Department| Department {
        id: one.id.clone(),
        name: one.name.clone(),
        attends: one.attends.clone(),
    };
    written.iter().map(department).collect()
}

pub(crate) fn read_services(
    written: &schema::Services,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Service> {
    let list = at.key("servicios");
    faults.ids(EntityKind::Service, &list, written.services.iter().map(|one| one.id.as_str()));
    let mut services = Vec::new();
    for (i, service) in written.services.iter().enumerate() {
        let at = list.index(i);
        check_plain(Some(&service.name), &at.key("nombre"), faults);
        if let Some(found) = &service.department
            && written.departments.iter().all(|department| department.id != *found)
        {
            let known = written.departments.iter().map(|department| department.id.as_str());
            faults.unknown(&at.key("departamento"), EntityKind::Department, found, known);
        }
        services.push(Service {
            id: service.id.clone(),
            name: service.name.clone(),
            department: service.department.clone(),
            status: read_status(&service.status, &at.key("estado"), faults),
        });
    }
    services
}

fn read_status(
    written: &[schema::StatusPage],
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<StatusPage> {
    let mut pages = Vec::new();
    for (i, page) in written.iter().enumerate() {
        if !page.address.starts_with("https://") {
            let found = page.address.clone();
            faults.add(&at.index(i).key("direccion"), PolicyErrorKind::NotHttps { found });
        }
        pages.push(StatusPage {
            name: page.name.clone(),
            address: page.address.clone(),
            note: page.note.clone(),
        });
    }
    pages
}
