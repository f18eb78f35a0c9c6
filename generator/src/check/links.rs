//! Where a link may lead, and what is wrong with one that leads nowhere.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Everything within the site to which a link can lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct LinkTargets<'a> {
    /// By address; with the names within it, when they are known.
    places: BTreeMap<Cow<'a, str>, Option<&'a [String]>>,
    /// The addresses of assets as an editor writes them, as `/assets/logo.svg`.
    assets: Vec<String>,
    /// The site's own address, as `https://ejemplo.mx`; empty when it is not known.
    own: &'a str,
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BrokenLink {
    /// No page, asset or API path has this address.
    Address { address: String, nearest: Option<String> },
    /// No file of the assets has this name.
    Asset { address: String, nearest: Option<String> },
    /// The page has no such name.
    Name { page: String, name: String, nearest: Option<String> },
    /// An address without a beginning, as `otra.md`.
    Relative { address: String, meant: Option<String> },
    /// An address that anybody on the way can read and change.
    Insecure { address: String },
    /// An address that begins with something that leads nowhere, as `htps://`.
    Beginning { address: String, meant: Option<String> },
}

/// The beginnings of addresses that are programs or files in place of leading somewhere.
const PROGRAMS: [&str; 4] = ["javascript", "vbscript", "data", "file"];

impl<'a> LinkTargets<'a> {
    /// Returns what can be reached of the site at `own`, before anything of it is added.
    pub(crate) fn of(own: &'a str) -> Self {
        // What is no address of a site begins too much.
        Self { own: if own.starts_with("https://") { own } else { "" }, ..Self::default() }
    }

    /// Returns the part of `link` after the site's own address, if it begins with that.
    pub(crate) fn within<'l>(&self, link: &'l str) -> Option<&'l str> {
        let rest = link.strip_prefix(self.own).filter(|_| !self.own.is_empty())?;
        (rest.is_empty() || rest.starts_with(['/', '?', '#'])).then_some(rest)
    }

    /// Adds a page, with the names that are in it, in order.
    pub(crate) fn add_page(&mut self, address: &'a str, names: &'a [String]) {
        self.places.insert(Cow::Borrowed(address), Some(names));
    }

    /// Adds what has no names within it, or whose names are not known.
    pub(crate) fn add(&mut self, address: impl Into<Cow<'a, str>>) {
        self.places.insert(address.into(), None);
    }

    /// Adds an asset by its name, as `logo.svg`, and the address under which it is published.
    pub(crate) fn add_asset(&mut self, name: &str, address: &'a str) {
        self.add(address);
        // One that cannot be written in an address is told by itself, and never what was meant.
        if name.bytes().all(|b| b.is_ascii_graphic()) {
            self.assets.push(format!("/assets/{name}"));
        }
    }

    /// Returns what is wrong with an image, or another file, at an address that nothing has.
    pub(crate) fn missing_asset(&self, address: &str) -> BrokenLink {
        let nearest = policy::text::suggest::closest_match(address, self.assets.iter().map(String::as_str))
            .map(str::to_owned);
        BrokenLink::Asset { address: address.to_owned(), nearest }
    }

    /// Checks where `link`, which stands in the page at `from`, leads.
    ///
    /// # Errors
    ///
    /// Why it leads nowhere. What is outside the site is not visited, and `http://` is told wherever it is written.
    pub(crate) fn check(&self, from: &str, link: &str) -> Result<(), BrokenLink> {
        if let Some(name) = link.strip_prefix('#') {
            return self.check_id(from, name);
        }
        if link.starts_with("//") {
            return Err(BrokenLink::Insecure { address: link.to_owned() });
        }
        let inside = self.within(link).unwrap_or(link);
        if inside.is_empty() || inside.starts_with(['?', '#']) {
            return self.check("/", &format!("/{inside}"));
        }
        if inside.starts_with('/') {
            let (path, name) = inside.split_once('#').unwrap_or((inside, ""));
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            self.check_path(path)?;
            return if name.is_empty() { Ok(()) } else { self.check_id(path, name) };
        }
        match link.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
            Some((scheme, rest)) => check_scheme(link, scheme, rest),
            None => Err(self.relative(link)),
        }
    }

    fn check_path(&self, path: &str) -> Result<(), BrokenLink> {
        // A ticket's address must be one that a form has; what else the API answers is its own affair.
        let is_of_api = path.starts_with("/api/") && !path.starts_with("/api/tickets/");
        if is_of_api || self.places.contains_key(path) {
            return Ok(());
        }
        if path.starts_with("/assets/") {
            return Err(self.missing_asset(path));
        }
        let nearest = policy::text::suggest::closest_match(path, self.places.keys().map(|known| &**known))
            .map(str::to_owned);
        Err(BrokenLink::Address { address: path.to_owned(), nearest })
    }

    fn check_id(&self, page: &str, name: &str) -> Result<(), BrokenLink> {
        let Some(Some(names)) = self.places.get(page) else { return Ok(()) };
        if name.is_empty() || names.binary_search_by(|one| one.as_str().cmp(name)).is_ok() {
            return Ok(());
        }
        let nearest =
            policy::text::suggest::closest_match(name, names.iter().map(String::as_str)).map(str::to_owned);
        Err(BrokenLink::Name { page: page.to_owned(), name: name.to_owned(), nearest })
    }

    fn relative(&self, link: &str) -> BrokenLink {
        let (path, name) = link.split_once('#').map_or((link, None), |(path, name)| (path, Some(name)));
        let id = path.trim_start_matches("./").trim_start_matches("../").trim_end_matches('/');
        let page = format!("/{}/", id.trim_end_matches(".md"));
        let asset = format!("/assets/{id}");
        let meant = match name {
            _ if self.assets.contains(&asset) => Some(asset),
            _ if !self.places.contains_key(page.as_str()) => None,
            Some(name) => Some(format!("{page}#{name}")),
            None => Some(page),
        };
        BrokenLink::Relative { address: link.to_owned(), meant }
    }
}

/// Returns whether `text` can stand before the `:` of an address, as `https` or `tel`.
fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Checks the beginning of `link`, which is `scheme`, `:` and `rest`. One that is not known may be meant: programs
/// choose their own.
fn check_scheme(link: &str, scheme: &str, rest: &str) -> Result<(), BrokenLink> {
    let address = || link.to_owned();
    let meant = match &*scheme.to_ascii_lowercase() {
        "https" if rest.strip_prefix("//").is_some_and(|host| !host.is_empty() && !host.starts_with('/')) => {
            return Ok(());
        }
        // This is told wherever it is written.
        "http" if link.starts_with("http://") => return Ok(()),
        "http" => return Err(BrokenLink::Insecure { address: address() }),
        "https" => Some(format!("https://{}", rest.trim_start_matches('/'))),
        scheme if PROGRAMS.contains(&scheme) => None,
        scheme
            if rest.starts_with("//")
                && policy::text::suggest::closest_match(scheme, ["https"]).is_some() =>
        {
            Some(format!("https:{rest}"))
        }
        _ => return Ok(()),
    };
    Err(BrokenLink::Beginning { address: address(), meant })
}

impl BrokenLink {
    /// Returns the kind of diagnostic, for searching.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } | Self::Beginning { .. } => "enlace-roto",
            Self::Asset { .. } => "imagen-inexistente",
            Self::Name { .. } => "ancla-rota",
            Self::Relative { .. } => "enlace-relativo",
            Self::Insecure { .. } => "sin-https",
        }
    }

    /// Returns what is wrong.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Address { address, .. } => format!("`{address}`: ninguna página tiene esta dirección"),
            Self::Asset { address, .. } => format!("`{address}`: este archivo no existe"),
            Self::Name { page, name, .. } => format!("`#{name}`: no existe en la página `{page}`"),
            Self::Relative { address, .. } => format!("`{address}`: la dirección no empieza desde la raíz"),
            Self::Insecure { address } => format!("`{address}`: la dirección no es segura"),
            Self::Beginning { address, .. } if address.starts_with("https:") => {
                format!("`{address}`: la dirección no está completa")
            }
            Self::Beginning { address, .. } => {
                let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
                format!("`{address}`: una dirección que empieza con `{scheme}:` no lleva a ningún lado")
            }
        }
    }

    /// Returns what to do.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Address { nearest: Some(nearest), .. } | Self::Asset { nearest: Some(nearest), .. } => {
                format!("¿quiso decir `{nearest}`?")
            }
            Self::Address { .. } => "escriba la dirección de una página, como `/canales/`".to_owned(),
            Self::Asset { .. } => "guárdelo en `assets/`, dentro de la carpeta del contenido".to_owned(),
            Self::Name { nearest: Some(nearest), .. } => format!("¿quiso decir `#{nearest}`?"),
            Self::Name { .. } => {
                "escriba el nombre de un título de esa página, o póngaselo con `{#nombre}`".to_owned()
            }
            Self::Relative { meant: Some(meant), .. } | Self::Beginning { meant: Some(meant), .. } => {
                format!("¿quiso decir `{meant}`?")
            }
            Self::Relative { .. } | Self::Beginning { .. } => {
                "escriba la dirección desde la raíz, como `/canales/`, o completa, con `https://`".to_owned()
            }
            Self::Insecure { .. } => "escriba la dirección con `https://`".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks `link` from a page with the names `helpdesk` and `telefono`, beside one with `altas`.
    fn check(link: &str) -> Result<(), BrokenLink> {
        let (channels, tickets) = (["helpdesk", "telefono"].map(str::to_owned), ["altas".to_owned()]);
        let mut reach = LinkTargets::of("https://soporte.mx");
        reach.add("/");
        reach.add_page("/canales/", &channels);
        reach.add_page("/tickets/", &tickets);
        reach.add("/api/tickets/corp/alta");
        reach.check("/canales/", link)
    }

    #[track_caller]
    fn refused(link: &str, message: &str, help: &str) {
        let dead = check(link).expect_err("it leads nowhere");
        assert_eq!((dead.message().as_str(), dead.help().as_str()), (message, help));
    }

    #[test]
    fn what_exists_is_reached() {
        for link in
            ["/", "/canales/", "#helpdesk", "#", "/tickets/#altas", "/tickets/?a=1#altas", "/api/salud"]
        {
            assert_eq!(check(link), Ok(()), "{link}");
        }
    }

    #[test]
    fn what_is_elsewhere_is_not_visited() {
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
    fn the_sites_own_address_leads_within_it() {
        for link in ["", "/", "/canales/", "/canales/#telefono", "?a=1", "/api/salud"] {
            assert_eq!(check(&format!("https://soporte.mx{link}")), Ok(()), "{link}");
        }
        let why = "`/canal/`: ninguna página tiene esta dirección";
        refused("https://soporte.mx/canal/", why, "¿quiso decir `/canales/`?");
        let why = "`#alta`: no existe en la página `/tickets/`";
        refused("https://soporte.mx/tickets/#alta", why, "¿quiso decir `#altas`?");
    }

    #[test]
    fn an_address_that_begins_with_nothing_that_leads_is_refused() {
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
    fn an_address_that_nothing_has_comes_with_the_nearest() {
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
    fn a_name_that_the_page_lacks_comes_with_the_nearest() {
        refused("/tickets/#alta", "`#alta`: no existe en la página `/tickets/`", "¿quiso decir `#altas`?");
        refused("#telefon", "`#telefon`: no existe en la página `/canales/`", "¿quiso decir `#telefono`?");
    }

    #[test]
    fn a_relative_link_is_refused_with_what_was_meant() {
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
    fn a_link_that_is_not_secure_is_refused() {
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
