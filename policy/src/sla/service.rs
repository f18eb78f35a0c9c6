//! Checks of the services and of the departments that support them.

use crate::error::{EntityKind, Location};
use crate::schema::Services;

/// Adds the errors of `services.yaml`.
pub(crate) fn check_services(schema: &Services, at: &Location) {
    let list = at.key("departamentos");
    let departments = schema.departments.iter().map(|department| department.id.as_str());
    list.check_ids(EntityKind::Department, departments.clone());
    for (i, department) in schema.departments.iter().enumerate() {
        list.index(i).check_plain("nombre", &department.name);
    }
    let list = at.key("servicios");
    list.check_ids(EntityKind::Service, schema.services.iter().map(|service| service.id.as_str()));
    for (i, service) in schema.services.iter().enumerate() {
        let at = list.index(i);
        at.check_plain("nombre", &service.name);
        if let Some(department) = &service.department {
            at.key("departamento").check_known(EntityKind::Department, department, departments.clone());
        }
        for (i, page) in service.status.iter().enumerate() {
            if !page.address.starts_with("https://") {
                let message = format!("`{}`: la dirección no es segura", page.address);
                let help = "escriba la dirección con `https://`";
                at.key("estado").index(i).key("direccion").add_invalid("sin-https", message, help);
            }
        }
    }
}
