//! `folio check --links`: whether the other sites that the content links to respond.
//!
//! | module | subject |
//! | --- | --- |
//! | `client` | checks one address; the only code that connects to other hosts |
//! | `outcome` | the result of a check, and its messages |
//! | `cache` | addresses that responded less than a day ago, which are not requested again |
//!
//! An address is requested once, without its fragment, even when several links have it.

pub(crate) mod cache;
pub(crate) mod client;
pub(crate) mod outcome;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use generator::{Diagnostic, Diagnostics, ExternalLink, LinkOrigin, Site};
use policy::text::spanish;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use crate::cli::error::CliError;
use crate::cli::terminal;
use crate::links::cache::LinkCache;
use crate::links::client::Client;
use crate::links::outcome::{LinkError, LinkErrorKind, LinkOk, LinkResults};

/// The cache file, beside the tickets of `folio serve`.
const CACHE_FILE: &str = ".folio/links.json";

/// How many addresses are checked at a time.
const MAX_CONCURRENT: usize = 8;

/// How many addresses of one host are checked at a time.
const MAX_PER_HOST: usize = 2;

/// The advice for a broken link in a published version.
const ARCHIVED_HELP: &str =
    "lo que ya se publicó no se corrige; revise que las páginas de hoy digan dónde está ahora";

/// The result of checking all links.
pub(crate) struct LinkReport {
    /// The diagnostics of broken and moved links.
    pub(crate) diagnostics: Diagnostics,
    /// A line with the number of addresses and how many responded.
    pub(crate) summary: String,
}

/// Checks every address outside `site` that it links to, each for at most `timeout`.
///
/// # Errors
///
/// [`CliError::System`] when there is no network, or no root certificate.
pub(crate) fn check_links(
    site: &Site,
    timeout: Duration,
    now: DateTime<Utc>,
) -> Result<LinkReport, CliError> {
    let links = generator::external_links(site);
    let addresses: BTreeSet<Url> = links.iter().filter_map(|link| parse_address(link).ok()).collect();
    let mut cache = LinkCache::load(Path::new(CACHE_FILE), now);
    let cached = |address: &Url| Some((address.clone(), Ok(cache.get(address)?)));
    let mut results: LinkResults = addresses.iter().filter_map(cached).collect();
    let cached_count = results.len();
    let uncached: Vec<Url> = addresses.into_iter().filter(|address| !results.contains_key(address)).collect();
    if !uncached.is_empty() {
        let requested = request_all(uncached, timeout)?;
        if has_no_network(&requested) {
            let message = "no se encontró ninguno de los sitios que el contenido enlaza: parece que no hay internet; \
                           conéctese y pregunte de nuevo";
            return Err(CliError::System(message.to_owned()));
        }
        let ok = requested.iter().filter_map(|(address, result)| Some((address, result.as_ref().ok()?)));
        ok.for_each(|(address, ok)| cache.insert(address, ok));
        if let Err(error) = cache.write() {
            terminal::print_status(format_args!(
                "no se pudo guardar {CACHE_FILE}: {error}; la próxima vez se preguntará todo"
            ));
        }
        results.extend(requested);
    }
    Ok(LinkReport { diagnostics: diagnose(&links, &results), summary: summary(&results, cached_count) })
}

/// Returns the address of a link without its fragment.
fn parse_address(link: &ExternalLink<'_>) -> Result<Url, LinkError> {
    let mut address = Url::parse(link.address()).map_err(|_| LinkError::new(LinkErrorKind::InvalidUrl))?;
    address.set_fragment(None);
    Ok(address)
}

fn request_all(addresses: Vec<Url>, timeout: Duration) -> Result<LinkResults, CliError> {
    let client = Client::new(timeout).map_err(CliError::system_with_advice(
        "no se puede preguntar por los enlaces",
        "instale los certificados del sistema (ca-certificates)",
    ))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(CliError::system("el sistema no dio hilos"))?;
    let count = terminal::count_text(addresses.len(), "dirección", "direcciones");
    terminal::print_status(format_args!("preguntando a otros sitios por {count}…"));
    Ok(runtime.block_on(check_all(&client, addresses)))
}

/// Checks each of `addresses`, and returns the results.
async fn check_all(client: &Client, addresses: Vec<Url>) -> LinkResults {
    let global = Arc::new(Semaphore::new(MAX_CONCURRENT));
    let mut hosts = BTreeMap::new();
    let mut tasks = JoinSet::new();
    for address in addresses {
        let host = hosts.entry(address.authority().to_owned());
        let host = Arc::clone(host.or_insert_with(|| Arc::new(Semaphore::new(MAX_PER_HOST))));
        let (client, global) = (client.clone(), Arc::clone(&global));
        tasks.spawn(async move {
            // The permit of the host comes first, so that a slow host holds no global permits. No semaphore is closed.
            let _host_permit = host.acquire().await;
            let _global_permit = global.acquire().await;
            let check = move || (client.check(&address), address);
            tokio::task::spawn_blocking(check).await
        });
    }
    // A task fails only by a panic, which is already printed.
    tasks.join_all().await.into_iter().flatten().map(|(result, address)| (address, result)).collect()
}

/// One host that is not found may be misspelt. When none of several hosts is found, the network is missing.
fn has_no_network(results: &LinkResults) -> bool {
    let hosts: BTreeSet<_> = results.keys().map(Url::host_str).collect();
    let is_unreachable =
        |result: &Result<LinkOk, LinkError>| result.as_ref().is_err_and(LinkError::is_network_failure);
    hosts.len() > 1 && results.values().all(is_unreachable)
}

fn diagnose(links: &[ExternalLink<'_>], results: &LinkResults) -> Diagnostics {
    let current = links.iter().filter(|link| link.origin() == LinkOrigin::Current);
    let current: BTreeSet<_> = current.filter_map(|link| parse_address(link).ok()).collect();
    let mut reported = BTreeSet::new();
    let mut diagnostics = Diagnostics::default();
    for link in links {
        let address = parse_address(link);
        let result = match &address {
            Ok(address) => results.get(address).map(Result::as_ref),
            Err(error) => Some(Err(error)),
        };
        diagnostics.extend(match (result, link.origin()) {
            (Some(Err(error)), LinkOrigin::Current) => {
                Some(failure(link, "enlace-externo-roto", error, error.help()))
            }
            // A published version does not change: one warning, and only if no current link has the same address.
            (Some(Err(error)), LinkOrigin::Past) => {
                let is_first = reported.insert((link.file(), link.address()));
                let is_current = address.as_ref().is_ok_and(|address| current.contains(address));
                (is_first && !is_current)
                    .then(|| failure(link, "enlace-externo-antiguo", error, ARCHIVED_HELP))
            }
            (Some(Ok(ok)), LinkOrigin::Current) => moved_link_warning(link, ok),
            (Some(Ok(_)), LinkOrigin::Past) | (None, _) => None,
        });
    }
    diagnostics
}

fn failure(link: &ExternalLink<'_>, code: &'static str, error: &LinkError, help: &str) -> Diagnostic {
    let diagnostic = link.diagnostic(code, error.message(link.address())).help(help);
    error.cause().into_iter().fold(diagnostic, Diagnostic::cause)
}

fn moved_link_warning(link: &ExternalLink<'_>, ok: &LinkOk) -> Option<Diagnostic> {
    let new = ok.suggested_address(link.address())?;
    let message = format!("`{}`: esta dirección cambió de manera permanente", link.address());
    let diagnostic = link.diagnostic("enlace-externo-movido", message);
    Some(diagnostic.help(format!("si es la misma página, escriba `{new}`")))
}

fn summary(results: &LinkResults, cached_count: usize) -> String {
    if results.is_empty() {
        return "enlaces a otros sitios: no hay ninguno".to_owned();
    }
    let ok_count = results.values().filter(|result| result.is_ok()).count();
    let total = terminal::count_text(results.len(), "dirección", "direcciones");
    let count = |count: usize| spanish::format_thousands(count as u64);
    let cached = match cached_count {
        0 => String::new(),
        1 => " (1 ya respondió hace menos de un día)".to_owned(),
        _ => format!(" ({} ya respondieron hace menos de un día)", count(cached_count)),
    };
    let verb = if ok_count == 1 { "responde" } else { "responden" };
    format!("enlaces a otros sitios: de {total}, {verb} {}{cached}", count(ok_count))
}
