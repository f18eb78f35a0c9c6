//! Resolves links within the site, and describes those that are broken.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use policy::text::suggest::closest_match;

use crate::markdown::LinkKind;

/// Every target of links within the site.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkTargets<'a> {
    /// By address, with the sorted ids of the page, if they are known.
    addresses: BTreeMap<Cow<'a, str>, Option<&'a [String]>>,
    /// The addresses of assets as an editor writes them, such as `/assets/logo.svg`.
    assets: Vec<String>,
    /// The site's own address, such as `https://ejemplo.mx`; empty if it is not valid.
    own: &'a str,
}

/// A broken link, for a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BrokenLink {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: String,
    /// The page and the id that it lacks, if the address itself exists.
    pub(crate) missing_id: Option<(String, String)>,
}

/// The help for an address that is neither from the root nor complete.
const FROM_ROOT: &str = "escriba la dirección desde la raíz, como `/canales/`, o completa, con `https://`";

/// Schemes that run programs or read files.
const PROGRAMS: [&str; 4] = ["javascript", "vbscript", "data", "file"];

impl<'a> LinkTargets<'a> {
    /// Returns the targets of the site at `own`, without any page.
    pub(crate) fn new(own: &'a str) -> Self {
        // Every address would begin with an empty own address.
        Self { own: if own.starts_with("https://") { own } else { "" }, ..Self::default() }
    }

    /// Returns the path of `link`, if it is an address of the site itself.
    pub(crate) fn strip_own_address<'l>(&self, link: &'l str) -> Option<&'l str> {
        let rest = link.strip_prefix(self.own).filter(|_| !self.own.is_empty())?;
        (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
    }

    /// Adds a page with its sorted ids.
    pub(crate) fn add_page(&mut self, address: &'a str, names: &'a [String]) {
        self.addresses.insert(Cow::Borrowed(address), Some(names));
    }

    /// Adds an address without ids, or whose ids are not known.
    pub(crate) fn add(&mut self, address: impl Into<Cow<'a, str>>) {
        self.addresses.insert(address.into(), None);
    }

    /// Adds an asset by its name, such as `logo.svg`, and its published address.
    pub(crate) fn add_asset(&mut self, name: &str, address: &'a str) {
        self.add(address);
        // A separate check reports names that are not valid in an address; they are never suggested.
        if name.bytes().all(|b| b.is_ascii_graphic()) {
            self.assets.push(format!("/assets/{name}"));
        }
    }

    /// Checks `link`, of this `kind`, in the page at `from`.
    ///
    /// # Errors
    ///
    /// The link is broken. External links are not checked, and a check of published texts reports `http://`.
    pub(crate) fn check(&self, from: &str, link: &str, kind: LinkKind) -> Result<(), BrokenLink> {
        if let Some(name) = link.strip_prefix('#') {
            return self.check_id(from, name);
        }
        if link.starts_with("//") {
            return Err(BrokenLink::insecure(link));
        }
        let inside = self.strip_own_address(link).unwrap_or(link);
        if inside.is_empty() || inside.starts_with(['?', '#']) {
            return self.check("/", &format!("/{inside}"), kind);
        }
        if inside.starts_with('/') {
            let (path, name) = inside.split_once('#').unwrap_or((inside, ""));
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            self.check_path(path, kind)?;
            return if name.is_empty() { Ok(()) } else { self.check_id(path, name) };
        }
        match link.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
            Some((scheme, rest)) => check_scheme(link, scheme, rest),
            None => Err(self.relative(link)),
        }
    }

    fn check_path(&self, path: &str, kind: LinkKind) -> Result<(), BrokenLink> {
        // The path of a ticket must be that of a form; other paths of the API are not checked.
        let is_of_api = path.starts_with("/api/") && !path.starts_with("/api/tickets/");
        if is_of_api || self.addresses.contains_key(path) {
            return Ok(());
        }
        if kind == LinkKind::Image || path.starts_with("/assets/") {
            let nearest = closest_match(path, self.assets.iter().map(String::as_str));
            let help = suggest(nearest, "guárdelo en `assets/`, dentro de la carpeta del contenido");
            let message = format!("`{path}`: este archivo no existe");
            return Err(BrokenLink::new("imagen-inexistente", message, help));
        }
        let nearest = closest_match(path, self.addresses.keys().map(|known| &**known));
        let help = suggest(nearest, "escriba la dirección de una página, como `/canales/`");
        let message = format!("`{path}`: ninguna página tiene esta dirección");
        Err(BrokenLink::new("enlace-roto", message, help))
    }

    fn check_id(&self, page: &str, name: &str) -> Result<(), BrokenLink> {
        let Some(Some(names)) = self.addresses.get(page) else { return Ok(()) };
        if name.is_empty() || names.binary_search_by(|one| one.as_str().cmp(name)).is_ok() {
            return Ok(());
        }
        let nearest =
            closest_match(name, names.iter().map(String::as_str)).map(|nearest| format!("#{nearest}"));
        let otherwise = "escriba el nombre de un título de esa página, o póngaselo con `{#nombre}`";
        let message = format!("`#{name}`: no existe en la página `{page}`");
        let broken = BrokenLink::new("ancla-rota", message, suggest(nearest, otherwise));
        Err(BrokenLink { missing_id: Some((page.to_owned(), name.to_owned())), ..broken })
    }

    fn relative(&self, link: &str) -> BrokenLink {
        let (path, name) = link.split_once('#').map_or((link, None), |(path, name)| (path, Some(name)));
        let id = path.trim_start_matches("./").trim_start_matches("../").trim_end_matches('/');
        let page = format!("/{}/", id.trim_end_matches(".md"));
        let asset = format!("/assets/{id}");
        let suggestion = match name {
            _ if self.assets.contains(&asset) => Some(asset),
            _ if !self.addresses.contains_key(page.as_str()) => None,
            Some(name) => Some(format!("{page}#{name}")),
            None => Some(page),
        };
        let message = format!("`{link}`: la dirección no empieza desde la raíz");
        BrokenLink::new("enlace-relativo", message, suggest(suggestion, FROM_ROOT))
    }
}

/// Returns whether `text` is a URI scheme, such as `https` or `tel`.
fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Checks a link that consists of `scheme`, `:` and `rest`. An unknown scheme is accepted, because programs define
/// their own.
fn check_scheme(link: &str, scheme: &str, rest: &str) -> Result<(), BrokenLink> {
    let suggestion = match &*scheme.to_ascii_lowercase() {
        "https" if rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')) => {
            return Ok(());
        }
        // The check of published texts reports it.
        "http" if link.starts_with("http://") => return Ok(()),
        "http" => return Err(BrokenLink::insecure(link)),
        "https" => Some(format!("https://{}", rest.trim_start_matches('/'))),
        scheme if PROGRAMS.contains(&scheme) => None,
        scheme if rest.starts_with("//") && closest_match(scheme, ["https"]).is_some() => {
            Some(format!("https:{rest}"))
        }
        _ => return Ok(()),
    };
    let message = if scheme == "https" {
        format!("`{link}`: la dirección no está completa")
    } else {
        format!("`{link}`: una dirección que empieza con `{scheme}:` no lleva a ningún lado")
    };
    Err(BrokenLink::new("enlace-roto", message, suggest(suggestion, FROM_ROOT)))
}

impl BrokenLink {
    fn new(code: &'static str, message: String, help: impl Into<String>) -> Self {
        Self { code, message, help: help.into(), missing_id: None }
    }

    fn insecure(address: &str) -> Self {
        let message = format!("`{address}`: la dirección no es segura");
        Self::new("sin-https", message, "escriba la dirección con `https://`")
    }
}

/// Returns the help that suggests the address `nearest`, or `otherwise`.
fn suggest<T: Display>(nearest: Option<T>, otherwise: &str) -> String {
    nearest.map_or_else(|| otherwise.to_owned(), |nearest| format!("¿quiso decir `{nearest}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks `link` from a page with the ids `helpdesk` and `telefono`, beside one with `altas`.
    fn check(link: &str) -> Result<(), BrokenLink> {
        let (channels, tickets) = (["helpdesk", "telefono"].map(str::to_owned), ["altas".to_owned()]);
        let mut targets = LinkTargets::new("https://soporte.mx");
        targets.add("/");
        targets.add_page("/canales/", &channels);
        targets.add_page("/tickets/", &tickets);
        targets.add("/api/tickets/corp/alta");
        targets.check("/canales/", link, LinkKind::Followed)
    }

    #[track_caller]
    fn refused(link: &str, message: &str, help: &str) {
        let dead = check(link).expect_err("it leads nowhere");
        assert_eq!((dead.message.as_str(), dead.help.as_str()), (message, help));
    }

    #[test]
    fn link_is_valid_when_target_exists() {
        for link in
            ["/", "/canales/", "#helpdesk", "#", "/tickets/#altas", "/tickets/?a=1#altas", "/api/salud"]
        {
            assert_eq!(check(link), Ok(()), "{link}");
        }
    }

    #[test]
    fn external_link_is_not_checked() {
        for link in [
            "https://ejemplo.mx/x",
            "HTTPS://ejemplo.mx",
            "https://soporte.mx.ejemplo.mx/x",
            "http://ejemplo.mx",
            "tel:+528115225000",
            "sms:+528115225000",
            "msteams://equipo",
            "telnet://a.mx",
            "sftp://a.mx",
        ] {
            assert_eq!(check(link), Ok(()), "{link}");
        }
    }

    #[test]
    fn own_address_is_checked_as_internal_link() {
        for link in ["", "/", "/canales/", "/canales/#telefono", "?a=1", "/api/salud"] {
            assert_eq!(check(&format!("https://soporte.mx{link}")), Ok(()), "{link}");
        }
        let why = "`/canal/`: ninguna página tiene esta dirección";
        refused("https://soporte.mx/canal/", why, "¿quiso decir `/canales/`?");
        let why = "`#alta`: no existe en la página `/tickets/`";
        refused("https://soporte.mx/tickets/#alta", why, "¿quiso decir `#altas`?");
    }

    #[test]
    fn link_is_broken_when_scheme_is_invalid() {
        let why = |link: &str, scheme: &str| {
            format!("`{link}`: una dirección que empieza con `{scheme}:` no lleva a ningún lado")
        };
        refused("htps://a.mx", &why("htps://a.mx", "htps"), "¿quiso decir `https://a.mx`?");
        for link in ["https:a.mx/b", "https:/a.mx/b", "https:///a.mx/b"] {
            let why = format!("`{link}`: la dirección no está completa");
            refused(link, &why, "¿quiso decir `https://a.mx/b`?");
        }
        let help = "escriba la dirección desde la raíz, como `/canales/`, o completa, con `https://`";
        refused("JavaScript:alert(1)", &why("JavaScript:alert(1)", "JavaScript"), help);
    }

    #[test]
    fn broken_address_suggests_the_nearest() {
        let why = |link| format!("`{link}`: ninguna página tiene esta dirección");
        refused("/canal/", &why("/canal/"), "¿quiso decir `/canales/`?");
        refused("/tickets", &why("/tickets"), "¿quiso decir `/tickets/`?");
        refused(
            "/api/tickets/corp/alto",
            &why("/api/tickets/corp/alto"),
            "¿quiso decir `/api/tickets/corp/alta`?",
        );
    }

    #[test]
    fn broken_id_suggests_the_nearest() {
        refused("/tickets/#alta", "`#alta`: no existe en la página `/tickets/`", "¿quiso decir `#altas`?");
        refused("#telefon", "`#telefon`: no existe en la página `/canales/`", "¿quiso decir `#telefono`?");
    }

    #[test]
    fn relative_link_is_broken_with_suggestion() {
        refused(
            "tickets.md#altas",
            "`tickets.md#altas`: la dirección no empieza desde la raíz",
            "¿quiso decir `/tickets/#altas`?",
        );
        refused(
            "../tickets/",
            "`../tickets/`: la dirección no empieza desde la raíz",
            "¿quiso decir `/tickets/`?",
        );
    }

    #[test]
    fn insecure_link_is_rejected() {
        refused(
            "//ejemplo.mx",
            "`//ejemplo.mx`: la dirección no es segura",
            "escriba la dirección con `https://`",
        );
        refused(
            "HTTP://ejemplo.mx",
            "`HTTP://ejemplo.mx`: la dirección no es segura",
            "escriba la dirección con `https://`",
        );
    }
}
