//! `folio check --links`: whether the other sites that the content names still answer.
//!
//! | room | what it knows |
//! | --- | --- |
//! | `client` | how one address is asked; the one room that speaks to other hosts |
//! | `crowd` | how many are asked at a time |
//! | `answer` | what came of it, in words |
//! | `memory` | what answered less than a day ago, and is not asked again |
//!
//! An address is asked once, however many places name it, without what stands after its `#`.

pub(crate) mod cache;
pub(crate) mod client;
pub(crate) mod concurrency;
pub(crate) mod outcome;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use generator::{Diagnostic, Diagnostics, ExternalLink, LinkOrigin, Site};
use policy::text::spanish;
use url::Url;

use crate::cli::error::Failure;
use crate::cli::terminal;
use crate::links::cache::Memory;
use crate::links::client::Client;
use crate::links::outcome::{Broken, Good, Reason};

/// What answered is kept beside the tickets of `folio serve`.
const MEMORY: &str = ".folio/links.json";

/// What came of asking.
pub(crate) struct Asked {
    /// What is wrong, at each place.
    pub(crate) faults: Diagnostics,
    /// How many addresses there are, and how many answered.
    pub(crate) summary: String,
}

/// The answer of each address.
type Answers = BTreeMap<Url, Result<Good, Broken>>;

/// Asks every address outside `site` that it names, each for as long as `patience`.
///
/// # Errors
///
/// [`Failure::Machine`] when nothing can be asked: there is no network, or no certificate to trust.
pub(crate) fn ask(site: &Site, patience: Duration, now: DateTime<Utc>) -> Result<Asked, Failure> {
    let links = generator::external_links(site);
    let addresses: BTreeSet<Url> = links.iter().filter_map(|link| address(link).ok()).collect();
    let mut memory = Memory::read(Path::new(MEMORY), now);
    let known = |address: &Url| Some((address.clone(), Ok(memory.get(address)?)));
    let mut answers: Answers = addresses.iter().filter_map(known).collect();
    let remembered = answers.len();
    let unknown: Vec<Url> = addresses.into_iter().filter(|address| !answers.contains_key(address)).collect();
    let asked = if unknown.is_empty() { Answers::new() } else { answers_of(unknown, patience)? };
    if has_no_network(&asked) {
        let words = "no se encontró ninguno de los sitios que el contenido enlaza: parece que no hay internet; \
                     conéctese y pregunte de nuevo";
        return Err(Failure::Machine(words.to_owned()));
    }
    for (address, answer) in &asked {
        if let Ok(good) = answer {
            memory.keep(address, good);
        }
    }
    if !asked.is_empty()
        && let Err(error) = memory.write()
    {
        terminal::say(format_args!(
            "no se pudo guardar {MEMORY}: {error}; la próxima vez se preguntará todo"
        ));
    }
    answers.extend(asked);
    Ok(Asked { faults: faults(&links, &answers), summary: summary(&answers, remembered) })
}

/// Returns the address that is asked for a link.
fn address(link: &ExternalLink<'_>) -> Result<Url, Broken> {
    let mut address = Url::parse(link.address()).map_err(|_| Broken::at_once(Reason::Unreadable))?;
    address.set_fragment(None);
    Ok(address)
}

fn answers_of(addresses: Vec<Url>, patience: Duration) -> Result<Answers, Failure> {
    let client = Client::new(patience).map_err(|error| {
        let advice = "instale los certificados del sistema (ca-certificates)";
        Failure::Machine(format!("no se puede preguntar por los enlaces: {error}; {advice}"))
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Machine(format!("el sistema no dio hilos: {error}")))?;
    let number = count(addresses.len(), "dirección", "direcciones");
    terminal::say(format_args!("preguntando a otros sitios por {number}…"));
    Ok(runtime.block_on(crate::links::concurrency::ask(client, addresses)))
}

/// One host that is not found may be misspelt; when all of several are not, the network is.
fn has_no_network(asked: &Answers) -> bool {
    let hosts: BTreeSet<_> = asked.keys().map(Url::host_str).collect();
    let is_lost = |answer: &Result<Good, Broken>| answer.as_ref().is_err_and(Broken::is_of_network);
    hosts.len() > 1 && asked.values().all(is_lost)
}

fn faults(links: &[ExternalLink<'_>], answers: &Answers) -> Diagnostics {
    let current: BTreeSet<_> = links
        .iter()
        .filter(|link| link.age() == LinkOrigin::Current)
        .filter_map(|link| address(link).ok())
        .collect();
    let mut told = BTreeSet::new();
    let mut faults = Diagnostics::default();
    for link in links {
        let asked = address(link);
        let answer = match &asked {
            Ok(address) => answers.get(address).map(Result::as_ref),
            Err(broken) => Some(Err(broken)),
        };
        let (Some(answer), age) = (answer, link.age()) else { continue };
        let fault = match (answer, age) {
            (Err(broken), LinkOrigin::Current) => Some(broken_now(link, broken)),
            // What was published stays as it was: it is told once, and only where nothing of today says the same.
            (Err(broken), LinkOrigin::Past) => {
                let is_first = told.insert((link.file(), link.address()));
                let is_told = asked.as_ref().is_ok_and(|address| current.contains(address));
                (is_first && !is_told).then(|| broken_then(link, broken))
            }
            (Ok(good), LinkOrigin::Current) => moved(link, good),
            (Ok(_), LinkOrigin::Past) => None,
        };
        faults.extend(fault);
    }
    faults
}

fn broken_now(link: &ExternalLink<'_>, broken: &Broken) -> Diagnostic {
    let fault = link.fault("enlace-externo-roto", broken.message(link.address())).help(broken.help());
    broken.cause().into_iter().fold(fault, Diagnostic::cause)
}

fn broken_then(link: &ExternalLink<'_>, broken: &Broken) -> Diagnostic {
    let fault = link.fault("enlace-externo-antiguo", broken.message(link.address()));
    let help = "lo que ya se publicó no se corrige; revise que las páginas de hoy digan dónde está ahora";
    broken.cause().into_iter().fold(fault.help(help), Diagnostic::cause)
}

fn moved(link: &ExternalLink<'_>, good: &Good) -> Option<Diagnostic> {
    let new = good.moved_from(link.address())?;
    let message = format!("`{}`: esta dirección cambió de manera permanente", link.address());
    let fault = link.fault("enlace-externo-movido", message);
    Some(fault.help(format!("si es la misma página, escriba `{new}`")))
}

fn summary(answers: &Answers, remembered: usize) -> String {
    if answers.is_empty() {
        return "enlaces a otros sitios: no hay ninguno".to_owned();
    }
    let good = answers.values().filter(|answer| answer.is_ok()).count();
    let of = count(answers.len(), "dirección", "direcciones");
    let known = match remembered {
        0 => String::new(),
        1 => " (1 ya respondió hace menos de un día)".to_owned(),
        _ => format!(
            " ({} ya respondieron hace menos de un día)",
            spanish::format_thousands(remembered as u64)
        ),
    };
    let verb = if good == 1 { "responde" } else { "responden" };
    format!("enlaces a otros sitios: de {of}, {verb} {}{known}", spanish::format_thousands(good as u64))
}

fn count(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", spanish::format_thousands(count as u64), if count == 1 { one } else { many })
}
