//! Services and the departments that support them.

use crate::error::{EntityKind, Location, PolicyErrorKind};
use crate::schema;

/// A department that supports services.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Department {
    /// `correo-hospedaje`.
    pub id: String,
    /// «Soporte de Correo y Hospedaje».
    pub name: String,
    /// The things that it supports, in Spanish.
    pub attends: Vec<String>,
}

/// A status page of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusPage {
    /// «Estado general».
    pub name: String,
    /// Its `https://` address.
    pub address: String,
    /// Who has access to it, if not everybody.
    pub note: Option<String>,
}

/// A supported service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Service {
    /// `google-workspace`.
    pub id: String,
    /// «Google Workspace».
    pub name: String,
    /// The `id` of its department.
    pub department: Option<String>,
    /// The status pages of its provider.
    pub status: Vec<StatusPage>,
}

pub(crate) fn parse_departments(schema: &[schema::Department], at: &Location<'_>) -> Vec<Department> {
    at.check_ids(EntityKind::Department, schema.iter().map(|department| department.id.as_str()));
    let parse = |(i, department): (usize, &schema::Department)| {
        at.index(i).check_plain("nombre", &department.name);
        Department {
            id: department.id.clone(),
            name: department.name.clone(),
            attends: department.attends.clone(),
        }
    };
    schema.iter().enumerate().map(parse).collect()
}

pub(crate) fn parse_services(schema: &schema::Services, at: &Location<'_>) -> Vec<Service> {
    let list = at.key("servicios");
    list.check_ids(EntityKind::Service, schema.services.iter().map(|service| service.id.as_str()));
    let departments = schema.departments.iter().map(|department| department.id.as_str());
    let parse = |(i, service): (usize, &schema::Service)| {
        let at = list.index(i);
        at.check_plain("nombre", &service.name);
        if let Some(department) = &service.department {
            at.key("departamento").check_known(EntityKind::Department, department, departments.clone());
        }
        Service {
            id: service.id.clone(),
            name: service.name.clone(),
            department: service.department.clone(),
            status: parse_status_pages(&service.status, &at.key("estado")),
        }
    };
    schema.services.iter().enumerate().map(parse).collect()
}

fn parse_status_pages(schema: &[schema::StatusPage], at: &Location<'_>) -> Vec<StatusPage> {
    let parse = |(i, page): (usize, &schema::StatusPage)| {
        if !page.address.starts_with("https://") {
            at.index(i).key("direccion").add(PolicyErrorKind::NotHttps(page.address.clone()));
        }
        StatusPage { name: page.name.clone(), address: page.address.clone(), note: page.note.clone() }
    };
    schema.iter().enumerate().map(parse).collect()
}
