//! The whole policy, parsed.

use crate::calendar::{self, Calendar};
use crate::fault::{Fault, Faults, Path};
use crate::form::{Form, Shared};
use crate::level::Levels;
use crate::service::{self, Department, Service};
use crate::written;

/// What support promises and asks, all of it checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    version: String,
    calendar: Calendar,
    levels: Levels,
    departments: Vec<Department>,
    services: Vec<Service>,
    forms: Vec<Form>,
}

impl Policy {
    /// Returns the policy that `written` states.
    ///
    /// # Errors
    ///
    /// Every fault in it, each with the path of the value that must be mended. A fault in a shared section is told
    /// once, however many forms take it.
    pub fn parse(written: &written::Policy) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let root = Path::default();
        calendar::read_date(&written.version, &root.key("version"), &mut faults);
        let calendar = Calendar::read(&written.hours, &root.key("horario"), &mut faults);
        let levels = Levels::read(&written.levels, &root.key("niveles"), &mut faults);
        let at = root.key("servicios");
        let departments = &written.services.departments;
        let departments = service::read_departments(departments, &at.key("departamentos"), &mut faults);
        let services = service::read_services(&written.services, &at, &mut faults);
        let shared = Shared { common: &written.common, lists: &written.lists, services: &services };
        let forms = read_forms(&written.forms, &shared, &root.key("formularios"), &mut faults);
        match (calendar, levels) {
            (Some(calendar), Some(levels)) if faults.0.is_empty() => {
                Ok(Self { version: written.version.clone(), calendar, levels, departments, services, forms })
            }
            _ => Err(once_each(faults.0)),
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

    /// Returns the form with this `id`.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }
}

fn read_forms(written: &[written::Form], shared: &Shared<'_>, at: &Path, faults: &mut Faults) -> Vec<Form> {
    let ids = written.iter().enumerate();
    faults.repeated("formulario", ids.map(|(i, form)| (at.index(i).key("id"), form.id.as_str())));
    let mut forms = Vec::new();
    for (i, form) in written.iter().enumerate() {
        forms.push(Form::read(form, shared, &at.index(i), faults));
    }
    forms
}

fn once_each(faults: Vec<Fault>) -> Vec<Fault> {
    let mut once: Vec<Fault> = Vec::new();
    for fault in faults {
        if !once.contains(&fault) {
            once.push(fault);
        }
    }
    once
}
