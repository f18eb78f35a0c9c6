//! The whole policy, parsed.

use crate::error::{EntityKind, ErrorCollector, Location, PolicyError};
use crate::form::model::{Form, Kind, Shared};
use crate::schema;
use crate::sla::calendar;
use crate::sla::calendar::Calendar;
use crate::sla::level::Levels;
use crate::sla::service;
use crate::sla::service::{Department, Service};

/// What support promises and asks, all of it checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    version: String,
    calendar: Calendar,
    levels: Levels,
    departments: Vec<Department>,
    services: Vec<Service>,
    forms: Vec<Form>,
    requester: Option<String>,
}

impl Policy {
    /// Returns the policy that `written` states.
    ///
    /// # Errors
    ///
    /// Every fault in it, each with the path of the value that must be mended. A fault in a shared section is told
    /// once, however many forms take it.
    pub fn parse(written: &schema::Policy) -> Result<Self, Vec<PolicyError>> {
        let mut faults = ErrorCollector::default();
        let root = Location::Root;
        calendar::read_date(&written.version, &root.key("version"), &mut faults);
        let calendar = Calendar::read(&written.hours, &root.key("horario"), &mut faults);
        let levels = Levels::read(&written.levels, &root.key("niveles"), &mut faults);
        let at = root.key("servicios");
        let departments = &written.services.departments;
        let departments = service::read_departments(departments, &at.key("departamentos"), &mut faults);
        let services = service::read_services(&written.services, &at, &mut faults);
        let shared = Shared { common: &written.common, lists: &written.lists, services: &services };
        shared.check(&mut faults);
        let before = faults.0.len();
        let forms = read_forms(&written.forms, &shared, &root.key("formularios"), &mut faults);
        let requester = written.common.requester.clone();
        // A form in which something is wrong may be the one that asks for it.
        if let Some(field) = requester.as_ref().filter(|_| faults.0.len() == before) {
            check_requester(field, &forms, &root.key("comunes").key("correo_de_quien_pide"), &mut faults);
        }
        match (calendar, levels) {
            (Some(calendar), Some(levels)) if faults.0.is_empty() => {
                let version = written.version.clone();
                Ok(Self { version, calendar, levels, departments, services, forms, requester })
            }
            _ => Err(faults.once_each()),
        }
    }

    /// Returns the date of the policy, as `2024-05-27`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns when support is open.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the service levels.
    #[must_use]
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Returns who looks after the services.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// Returns what is supported.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Returns the forms, in the order of their file names.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Returns the name of the field in which whoever asks writes their own address, when the forms have one.
    #[must_use]
    pub fn requester(&self) -> Option<&str> {
        self.requester.as_deref()
    }

    /// Returns the form with this `id`.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }
}

fn read_forms(
    written: &[schema::Form],
    shared: &Shared<'_>,
    at: &Location<'_>,
    faults: &mut ErrorCollector,
) -> Vec<Form> {
    faults.repeated(EntityKind::Form, at, "id", written.iter().map(|form| form.id.as_str()));
    let mut forms = Vec::new();
    for (i, form) in written.iter().enumerate() {
        forms.push(Form::read(form, shared, &at.index(i), faults));
    }
    forms
}

/// Whoever asks is one person, so their address is asked once, and is an address. Without forms there is nothing to
/// compare with: they could not be read, which is told by itself.
fn check_requester(field: &str, forms: &[Form], at: &Location<'_>, faults: &mut ErrorCollector) {
    let operations = forms.iter().flat_map(|form| &form.operations);
    let once = operations.flat_map(|operation| &operation.sections).filter(|section| section.rows.is_none());
    let addresses: Vec<&str> = once
        .flat_map(|section| &section.fields)
        .filter(|field| matches!(field.kind, Kind::Email(_)))
        .map(|field| field.id.as_str())
        .collect();
    if !forms.is_empty() && !addresses.contains(&field) {
        faults.unknown(at, EntityKind::Requester, field, addresses);
    }
}
