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
#[non_exhaustive]
pub struct Policy {
    /// The date of the policy, as `2024-05-27`.
    pub version: String,
    /// The business hours.
    pub calendar: Calendar,
    /// The service levels.
    pub levels: Levels,
    /// The departments.
    pub departments: Vec<Department>,
    /// The services.
    pub services: Vec<Service>,
    /// The forms, in the order of their file names.
    pub forms: Vec<Form>,
    /// The name of the field with the address of the person who sends the request, if the forms have one.
    pub requester: Option<String>,
}

impl Policy {
    /// Returns the policy of `schema`.
    ///
    /// # Errors
    ///
    /// Every error, each with the path of the value to fix. An error in a shared section is reported once, however many
    /// forms include it.
    pub fn parse(schema: &schema::Policy) -> Result<Self, Vec<PolicyError>> {
        ErrorCollector::collect(|root| Self::parse_at(schema, root))
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
