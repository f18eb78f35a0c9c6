//! What every page shows, and what the components draw upon.

use std::collections::BTreeMap;

use policy::text::spanish;
use policy::{Form, Operation, TicketKind};
use serde::Serialize;

use crate::model::Site;
use crate::render::view::files::Files;
use crate::render::view::hours::Hours;
use crate::render::view::tables::{ById, Channel, Department, Level, Problem};
use crate::render::view::version::VersionLink;

/// The site, as every template sees it under `site`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    language: String,
    organization: String,
    title: String,
    files: Files,
    menu: Vec<Link>,
    failure: Option<OperationLink>,
    phone: Named,
    portal: Named,
    version: String,
    /// All versions of the policy, the newest first.
    versions: Vec<VersionLink>,
    /// The page that lists them, if there is one.
    history: Option<String>,
    hours: Hours,
    channels: Vec<Channel>,
    departments: Vec<Department>,
    levels: Vec<Level>,
    initial: Level,
    problems: Vec<Problem>,
    forms: Vec<FormLinks>,
    form: BTreeMap<String, FormLinks>,
    by_id: ById,
}

/// Somewhere to go.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    label: String,
    href: String,
}

/// Somewhere to go, or someone to call.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Named {
    name: String,
    href: String,
    text: String,
}

/// A form and its pages.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FormLinks {
    title: String,
    /// `/gsuite/`.
    href: String,
    /// What is said aloud: `ipaxes.mx/gsuite`.
    address: String,
    single: bool,
    operations: Vec<OperationLink>,
}

/// A page of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OperationLink {
    pub(crate) kind: &'static str,
    /// The kind as a class of the style sheet.
    pub(crate) tone: String,
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) href: String,
}

impl OperationLink {
    pub(crate) fn new(form: &Form, operation: &Operation) -> Self {
        Self {
            kind: operation.kind.name(),
            tone: operation.kind.name().to_lowercase(),
            title: operation.title.clone(),
            summary: operation.summary.clone(),
            href: form.address(operation),
        }
    }
}

impl FormLinks {
    fn new(form: &Form, site: &Site) -> Self {
        let host = site.settings.address.trim_start_matches("https://");
        Self {
            title: form.title.clone(),
            href: format!("/{}/", form.id),
            address: format!("{host}/{}", form.id),
            single: form.is_single(),
            operations: form.operations.iter().map(|operation| OperationLink::new(form, operation)).collect(),
        }
    }
}

impl Frame {
    /// Returns what the templates see of `site`, whose pages fetch `files`.
    pub(crate) fn new(site: &Site, files: Files) -> Self {
        let (settings, policy) = (&site.settings, &site.policy);
        let forms = || policy.forms().iter().map(|form| (form.id.clone(), FormLinks::new(form, site)));
        Self {
            language: settings.language.clone(),
            organization: settings.organization.clone(),
            title: settings.title.clone(),
            files,
            menu: menu(site),
            failure: failure(policy.forms()),
            phone: phone(site),
            portal: portal(site),
            version: version(site),
            versions: VersionLink::all(site),
            history: site.page("historial").map(|page| page.address.clone()),
            hours: Hours::new(policy.calendar(), &site.texts),
            channels: site.channels.channels.iter().map(Channel::new).collect(),
            departments: policy.departments().iter().map(Department::new).collect(),
            levels: policy.levels().iter().map(|level| Level::new(level, &site.texts)).collect(),
            initial: Level::new(policy.levels().initial(), &site.texts),
            problems: Problem::all(&site.texts),
            forms: forms().map(|(_, form)| form).collect(),
            form: forms().collect(),
            by_id: ById::new(site),
        }
    }
}

fn menu(site: &Site) -> Vec<Link> {
    let pages = site.settings.menu.iter().filter_map(|id| site.page(id));
    pages.map(|page| Link { label: page.menu.clone(), href: page.address.clone() }).collect()
}

/// Where a failure is reported: the first operation of that kind.
fn failure(forms: &[Form]) -> Option<OperationLink> {
    forms.iter().find_map(|form| {
        let operation = form.operations.iter().find(|operation| operation.kind == TicketKind::Falla)?;
        Some(OperationLink::new(form, operation))
    })
}

fn phone(site: &Site) -> Named {
    let phone = &site.settings.phone;
    Named {
        name: phone.name.clone(),
        href: format!("tel:{}", phone.number),
        // A number that breaks across lines is misread.
        text: phone.text.replace(' ', "\u{a0}"),
    }
}

fn portal(site: &Site) -> Named {
    let portal = &site.settings.portal;
    Named { name: portal.name.clone(), href: portal.address.clone(), text: portal.name.clone() }
}

/// The date of the policy in words, or as it is written when it is no date.
pub(crate) fn version(site: &Site) -> String {
    let written = &site.settings.version;
    written.parse().map_or_else(|_| written.clone(), spanish::format_date)
}
