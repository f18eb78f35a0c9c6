//! The whole policy, parsed.

use crate::error::{EntityKind, ErrorCollector, Location, PolicyError};
use crate::form::build::context::Context;
use crate::form::model::{Form, Kind};
use crate::schema::{self, Department, Service};
use crate::sla::calendar::{Calendar, parse_date};
use crate::sla::level::Levels;
use crate::sla::service::check_services;

/// A valid support policy.
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
    /// Returns the policy of `schema`.
    ///
    /// # Errors
    ///
    /// Every error, each with the path of the value to fix. An error in a shared section is reported once, however many
    /// forms include it.
    pub fn parse(schema: &schema::Policy) -> Result<Self, Vec<PolicyError>> {
        let errors = ErrorCollector::default();
        let policy = Self::parse_at(schema, &errors.root());
        errors.into_result(policy)
    }

    fn parse_at(schema: &schema::Policy, root: &Location) -> Option<Self> {
        parse_date(&schema.version, &root.key("version"));
        let calendar = Calendar::parse_at(&schema.hours, &root.key("horario"));
        let levels = Levels::parse_at(&schema.levels, &root.key("niveles"));
        check_services(&schema.services, &root.key("servicios"));
        let schema::Services { departments, services } = schema.services.clone();
        let context =
            Context { common: &schema.common, lists: &schema.lists, services: &services, root: *root };
        context.check();
        let before = root.error_count();
        let at = root.key("formularios");
        at.check_duplicates(EntityKind::Form, "id", schema.forms.iter().map(|form| form.id.as_str()));
        let forms = schema.forms.iter().enumerate();
        let forms: Vec<Form> = forms.map(|(i, form)| Form::parse(form, &context, &at.index(i))).collect();
        let requester = schema.common.requester.clone();
        // A form with errors may be the one with this field.
        if let Some(field) = requester.as_ref().filter(|_| root.error_count() == before) {
            check_requester(field, &forms, &root.key("comunes").key("correo_de_quien_pide"));
        }
        let version = schema.version.clone();
        Some(Self { version, calendar: calendar?, levels: levels?, departments, services, forms, requester })
    }

    /// Returns the date of the policy, as `2024-05-27`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the business hours.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the service levels.
    #[must_use]
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// Returns the departments.
    #[must_use]
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// Returns the services.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Returns the forms, in the order of their file names.
    #[must_use]
    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// Returns the name of the field with the address of the person who sends the request, if the forms have one.
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

/// Checks that the requester field is an e-mail field outside rows. Skipped without forms: they failed to parse, and
/// that error is already reported.
fn check_requester(field: &str, forms: &[Form], at: &Location) {
    let sections = forms.iter().flat_map(|form| &form.operations).flat_map(|operation| &operation.sections);
    let fields = sections.filter(|section| section.rows.is_none()).flat_map(|section| &section.fields);
    let emails = fields.filter(|field| matches!(field.kind, Kind::Email(_)));
    if !forms.is_empty() {
        at.check_known(EntityKind::Requester, field, emails.map(|field| field.id.as_str()));
    }
}
