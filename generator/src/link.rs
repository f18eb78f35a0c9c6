//! Where a link may lead, and what is wrong with one that leads nowhere.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Everything within the site to which a link can lead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach<'a> {
    /// By address; with the names within it, when they are known.
    places: BTreeMap<Cow<'a, str>, Option<&'a [String]>>,
    /// The addresses of assets as an editor writes them, as `/assets/logo.svg`.
    assets: Vec<String>,
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeadLink {
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
}

impl<'a> Reach<'a> {
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
        self.assets.push(format!("/assets/{name}"));
    }

    /// Returns what is wrong with an image, or another file, at an address that nothing has.
    pub(crate) fn no_asset(&self, address: &str) -> DeadLink {
        let nearest = policy::nearest(address, self.assets.iter().map(String::as_str)).map(str::to_owned);
        DeadLink::Asset { address: address.to_owned(), nearest }
    }

    /// Checks where `link`, which stands in the page at `from`, leads.
    ///
    /// # Errors
    ///
    /// Why it leads nowhere. What is outside the site is not visited, and `http://` is told wherever it is written.
    pub(crate) fn check(&self, from: &str, link: &str) -> Result<(), DeadLink> {
        if let Some(name) = link.strip_prefix('#') {
            return self.check_name(from, name);
        }
        if link.starts_with("//") {
            return Err(DeadLink::Insecure { address: link.to_owned() });
        }
        if link.starts_with('/') {
            let (path, name) = link.split_once('#').unwrap_or((link, ""));
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            self.check_address(path)?;
            return if name.is_empty() { Ok(()) } else { self.check_name(path, name) };
        }
        if has_scheme(link) { Ok(()) } else { Err(self.relative(link)) }
    }

    fn check_address(&self, path: &str) -> Result<(), DeadLink> {
        // A ticket's address must be one that a form has; what else the API answers is its own affair.
        let is_of_api = path.starts_with("/api/") && !path.starts_with("/api/tickets/");
        if is_of_api || self.places.contains_key(path) {
            return Ok(());
        }
        if path.starts_with("/assets/") {
            return Err(self.no_asset(path));
        }
        let nearest = policy::nearest(path, self.places.keys().map(|known| &**known)).map(str::to_owned);
        Err(DeadLink::Address { address: path.to_owned(), nearest })
    }

    fn check_name(&self, page: &str, name: &str) -> Result<(), DeadLink> {
        let Some(Some(names)) = self.places.get(page) else { return Ok(()) };
        if name.is_empty() || names.binary_search_by(|one| one.as_str().cmp(name)).is_ok() {
            return Ok(());
        }
        let nearest = policy::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
        Err(DeadLink::Name { page: page.to_owned(), name: name.to_owned(), nearest })
    }

    fn relative(&self, link: &str) -> DeadLink {
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
        DeadLink::Relative { address: link.to_owned(), meant }
    }
}

/// Returns whether `link` begins with a scheme, as `https:` or `tel:`.
fn has_scheme(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

impl DeadLink {
    /// Returns the kind of fault, for searching.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "enlace-roto",
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
            Self::Relative { meant: Some(meant), .. } => format!("¿quiso decir `{meant}`?"),
            Self::Relative { .. } => {
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
    fn check(link: &str) -> Result<(), DeadLink> {
        let (channels, tickets) = (["helpdesk", "telefono"].map(str::to_owned), ["altas".to_owned()]);
        let mut reach = Reach::default();
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
        for link in ["https://ejemplo.mx/x", "http://ejemplo.mx", "tel:+528115225000"] {
            assert_eq!(check(link), Ok(()), "{link}");
        }
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
    }
}
