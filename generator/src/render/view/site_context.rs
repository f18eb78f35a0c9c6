//! The values that every template sees under `site`.

use std::collections::BTreeMap;

use policy::text::spanish;
use policy::{Form, Level, Operation, Service, TicketKind};
use serde::Serialize;
use serde_json::{Value, json};

use crate::asset::{Assets, CARD};
use crate::model::{Site, routes};
use crate::render::RenderError;
use crate::render::view::hours::HoursView;
use crate::render::view::interpolate;
use crate::render::view::version::version_link;
use crate::schema::Texts;

/// The names of the variables that editors can use in pages; [`site_variables`] has their values.
pub(crate) const VARIABLES: [&str; 10] = [
    "sitio.organizacion",
    "sitio.titulo",
    "sitio.direccion",
    "sitio.idioma",
    "sitio.version",
    "sitio.telefono.nombre",
    "sitio.telefono.numero",
    "sitio.telefono.texto",
    "sitio.portal.nombre",
    "sitio.portal.direccion",
];

/// A page of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct OperationLink {
    pub(crate) kind: &'static str,
    /// The CSS class of the kind.
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

/// Returns the values of `site`, whose pages link to `assets`.
///
/// # Errors
///
/// When an asset is missing.
pub(crate) fn site_context(site: &Site, assets: &Assets) -> Result<Value, RenderError> {
    let (settings, policy) = (&site.settings, &site.policy);
    let (phone, portal) = (&settings.phone, &settings.portal);
    let pages = settings.menu.iter().filter_map(|id| site.page(id));
    let menu = pages.map(|page| json!({"label": page.menu, "href": page.address}));
    let channels = site.channels.channels.iter().map(|channel| {
        json!({
            "name": channel.name,
            "summary": channel.summary,
            "available": channel.available,
            "portal": channel.portal,
            "phone": channel.phone,
        })
    });
    let departments = policy.departments.iter();
    let departments =
        departments.map(|department| json!({"name": department.name, "attends": department.attends}));
    let problems = site.texts.problems();
    let problems =
        problems.map(|(code, title, detail)| json!({"code": code, "title": title, "detail": detail}));
    let level = |level| level_view(level, &site.texts);
    let levels = || policy.levels.iter();
    let forms: BTreeMap<_, _> = policy.forms.iter().map(|form| (&form.id, form_links(form, site))).collect();
    let services = policy.services.iter();
    let services: BTreeMap<_, _> = services.map(|service| (&service.id, service_view(service))).collect();
    Ok(json!({
        "language": settings.language,
        "organization": settings.organization,
        "title": settings.title,
        "files": files(site, assets)?,
        "menu": menu.collect::<Vec<_>>(),
        "failure": failure_page(site),
        // The number must not break across lines.
        "phone": {
            "name": phone.name,
            "href": format!("tel:{}", phone.number),
            "text": phone.text.replace(' ', "\u{a0}"),
        },
        "portal": {"name": portal.name, "href": portal.address},
        "version": version_text(site),
        // Newest first.
        "versions": site.versions.iter().rev().map(|version| version_link(site, version)).collect::<Vec<_>>(),
        // The address of the page that lists them.
        "history": site.page("historial").map(|page| &page.address),
        "hours": HoursView::new(&policy.calendar, &site.texts),
        "channels": channels.collect::<Vec<_>>(),
        "departments": departments.collect::<Vec<_>>(),
        "levels": levels().map(level).collect::<Vec<_>>(),
        "initial": level(policy.levels.initial()),
        "problems": problems.collect::<Vec<_>>(),
        "forms": policy.forms.iter().map(|form| form_links(form, site)).collect::<Vec<_>>(),
        "form": forms,
        "by_id": {
            "level": levels().map(|one| (&one.id, level(one))).collect::<BTreeMap<_, _>>(),
            "service": services,
        },
    }))
}

/// Returns the addresses of the files that pages link to.
///
/// # Errors
///
/// When an asset is missing.
fn files(site: &Site, assets: &Assets) -> Result<Value, RenderError> {
    let get = |name| assets.get(name).ok_or(RenderError::Asset(name));
    let script =
        |name| get(name).map(|script| json!({"address": script.address, "integrity": script.integrity()}));
    Ok(json!({
        "style": get("site.css")?.address,
        "icon": get("favicon.svg")?.address,
        // A complete address, for `og:image`.
        "card": assets.address(CARD).map(|address| format!("{}{address}", site.settings.address)),
        "form": script("form.js")?,
        "search": script("search.js")?,
        "sections": routes::SEARCH,
        "site": script("site.js")?,
    }))
}

/// Returns the values of `site.yaml` that editors can use in pages, under its keys.
pub(crate) fn site_variables(site: &Site) -> Value {
    let settings = &site.settings;
    let (phone, portal) = (&settings.phone, &settings.portal);
    json!({
        "organizacion": settings.organization,
        "titulo": settings.title,
        "direccion": settings.address,
        "idioma": settings.language,
        "version": version_text(site),
        "telefono": {"nombre": phone.name, "numero": phone.number, "texto": phone.text},
        "portal": {"nombre": portal.name, "direccion": portal.address},
    })
}

/// Returns the addresses to which the header links.
pub(crate) fn header_links(site: &Site) -> impl Iterator<Item = String> {
    let menu = site.settings.menu.iter().filter_map(|id| site.page(id)).map(|page| page.address.clone());
    menu.chain(failure_page(site).map(|page| page.href)).chain(["/".to_owned()])
}

/// Returns the view of a level; `outside` is empty unless the time outside business hours differs.
fn level_view(level: &Level, texts: &Texts) -> Value {
    // «15 minutos», «2 horas»
    let [time, outside_time] =
        [level.within, level.outside].map(|target| spanish::format_duration(target.duration()));
    let differs = level.outside != level.within;
    // «2 horas fuera de horario»
    let outside = differs.then(|| interpolate(texts.get("niveles.fuera"), &[("tiempo", &outside_time)]));
    json!({
        "name": level.name,
        "priority": level.priority,
        "applies": level.applies,
        "time": time,
        "outside_time": outside_time,
        "outside": outside,
    })
}

/// Returns the page to report a failure: the first operation of that kind.
fn failure_page(site: &Site) -> Option<OperationLink> {
    site.policy.forms.iter().find_map(|form| {
        let operation = form.operations.iter().find(|operation| operation.kind == TicketKind::Falla)?;
        Some(OperationLink::new(form, operation))
    })
}

fn form_links(form: &Form, site: &Site) -> Value {
    let host = site.settings.address.trim_start_matches("https://");
    let operations = form.operations.iter().map(|operation| OperationLink::new(form, operation));
    json!({
        "title": form.title,
        "href": format!("/{}/", form.id),
        // As visitors say it: `ipaxes.mx/gsuite`.
        "address": format!("{host}/{}", form.id),
        "single": form.is_single(),
        "operations": operations.collect::<Vec<_>>(),
    })
}

fn service_view(service: &Service) -> Value {
    let status = service.status.iter();
    let status = status.map(|page| json!({"name": page.name, "address": page.address, "note": page.note}));
    json!({"name": service.name, "status": status.collect::<Vec<_>>()})
}

/// Returns the date of the policy as a text, or the value of `site.yaml` if it is no date.
fn version_text(site: &Site) -> String {
    let version = &site.policy.version;
    version.parse().map_or_else(|_| version.to_owned(), spanish::format_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::example;

    #[test]
    fn outside_time_is_shown_only_when_different() {
        let site = example::site();
        let levels = site.policy.levels.iter().map(|level| level_view(level, &site.texts));
        let times = levels.map(|level| json!([level["time"], level["outside_time"], level["outside"]]));
        assert_eq!(
            times.collect::<Vec<_>>(),
            [json!(["4 horas", "4 horas", null]), json!(["15 minutos", "2 horas", "2 horas fuera"])]
        );
    }
}
