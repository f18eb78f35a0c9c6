//! `folio contacts import`: each client's authorised contacts, from a CSV file into the guard's table.
//!
//! The file has a header, and a row for each contact: `empresa,correo`. Nothing is written when one row is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use api::guard::contacts::{Change, Contacts};
use api::lambda::config::GuardConfig;
use api::store::dynamodb::DynamoDb;
use csv::StringRecord;
use policy::text::spanish;
use policy::value::Email;

use crate::cli::args::Import;
use crate::cli::error::Failure;
use crate::cli::terminal;
use crate::local_store::Store;

/// The contacts of each client.
type Lists = BTreeMap<String, BTreeSet<Email>>;

/// The columns, in whatever order.
const COLUMNS: [&str; 2] = ["empresa", "correo"];

/// Replaces the list of every client that is in the file.
pub(crate) fn import(arguments: &Import) -> Result<(), Failure> {
    let lists = read(&arguments.file)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Machine(format!("el sistema no dio hilos: {error}")))?;
    let all = runtime.block_on(write(&lists, arguments))?;
    let number = |count: usize| spanish::format_thousands(count as u64);
    terminal::say(format_args!(
        "empresas: {}; contactos: {} ({} nuevos, {} quitados)",
        number(lists.len()),
        number(all.contacts),
        number(all.added),
        number(all.removed)
    ));
    Ok(())
}

async fn write(lists: &Lists, arguments: &Import) -> Result<Change, Failure> {
    if arguments.cloud {
        let config = GuardConfig::from_environment();
        let config = config.map_err(|error| Failure::Arguments(format!("--cloud: {error}")))?;
        let guard = DynamoDb::connect(&config.table).await.guard(&config.table.table);
        return replace(lists, &Contacts::new(Arc::new(guard), &config.keys)).await;
    }
    // The lock on the data lives as long as `_data` does.
    let (store, _data) = Store::open(&arguments.place).await?;
    replace(lists, &Contacts::new(Arc::new(store.guard), &store.keys)).await
}

async fn replace(lists: &Lists, contacts: &Contacts) -> Result<Change, Failure> {
    let mut all = Change::default();
    for (client, emails) in lists {
        let change = contacts.replace(client, emails).await.map_err(|error| {
            let cause = api::platform::error_chain(error.as_ref());
            Failure::Machine(format!("el almacén no responde: {cause}; importe el archivo de nuevo"))
        })?;
        all.contacts += change.contacts;
        all.added += change.added;
        all.removed += change.removed;
    }
    Ok(all)
}

fn read(path: &Path) -> Result<Lists, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::Machine(format!("no se pudo leer {name}: {error}; revise la ruta del archivo"))
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let read = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = read.split(|b| *b == b'\n').count();
        let words = "el texto no está en UTF-8; guárdelo como «CSV UTF-8»";
        Failure::File(format!("{name}:{line}: {words}"))
    })?;
    parse(&text).map_err(|faults| {
        let lines: Vec<String> =
            faults.iter().map(|(line, words)| format!("{name}:{line}: {words}")).collect();
        Failure::File(format!("{}\nno se importó nada", lines.join("\n")))
    })
}

/// Returns the lists, or every fault with its line.
fn parse(text: &str) -> Result<Lists, Vec<(u64, String)>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Where a comma is the decimal mark, spreadsheets write semicolons.
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let places = reader.headers().ok().and_then(places);
    let Some([client, email]) = places else {
        let words = "el primer renglón debe tener los nombres de las dos columnas: `empresa,correo`";
        return Err(vec![(1, words.to_owned())]);
    };
    let (mut lists, mut faults) = (Lists::new(), Vec::new());
    let mut names = BTreeMap::new();
    for record in reader.records() {
        let line = |position: Option<&csv::Position>| position.map_or(1, csv::Position::line);
        match record {
            Ok(record) => match contact(&record, client, email) {
                Ok((name, email)) => {
                    // A name that is written in two ways is one client, and its list is one.
                    let name = names.entry(name.to_lowercase()).or_insert(name).clone();
                    lists.entry(name).or_default().insert(email);
                }
                Err(words) => faults.push((line(record.position()), words)),
            },
            Err(error) => {
                let words = "el renglón no tiene dos columnas; ponga entre comillas el nombre que lleva coma";
                faults.push((line(error.position()), words.to_owned()));
            }
        }
    }
    if faults.is_empty() && lists.is_empty() {
        faults.push((2, "no hay contactos; escriba uno por renglón".to_owned()));
    }
    if faults.is_empty() { Ok(lists) } else { Err(faults) }
}

fn places(head: &StringRecord) -> Option<[usize; 2]> {
    let place = |column| head.iter().position(|name| name.to_lowercase() == column);
    let [client, email] = COLUMNS.map(place);
    (head.len() == COLUMNS.len()).then_some([client?, email?])
}

fn contact(record: &StringRecord, client: usize, email: usize) -> Result<(String, Email), String> {
    let (client, email) = (&record[client], &record[email]);
    if client.is_empty() {
        return Err("falta la empresa; escriba su nombre".to_owned());
    }
    let address = Email::parse(email)
        .ok_or_else(|| format!("«{email}» no es un correo; escríbalo como nombre@ejemplo.com"))?;
    Ok((client.split_whitespace().collect::<Vec<_>>().join(" "), address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &[(&str, &[&str])]) {
        let lists = parse(text).unwrap();
        let found: Vec<(&str, Vec<&str>)> = lists
            .iter()
            .map(|(client, emails)| (client.as_str(), emails.iter().map(Email::as_str).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(client, emails)| (*client, emails.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn refuses(text: &str, expected: &[(u64, &str)]) {
        let faults = parse(text).unwrap_err();
        let found: Vec<(u64, &str)> = faults.iter().map(|(line, words)| (*line, words.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_client_has_its_contacts() {
        let text = "empresa,correo\nAcero,Ana@x.mx\nVidrio,beto@y.mx\nAcero,carla@x.mx\nAcero,ana@x.mx\n";
        reads(text, &[("Acero", &["ana@x.mx", "carla@x.mx"]), ("Vidrio", &["beto@y.mx"])]);
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        reads("\u{feff}Correo;Empresa\r\nana@x.mx;\"Acero; y más\"\r\n", &[("Acero; y más", &["ana@x.mx"])]);
        reads("empresa,correo\n\n\"Acero,  SA\" , <ana@x.mx>;\n", &[("Acero, SA", &["ana@x.mx"])]);
        reads("empresa,correo\nAcero,a@x.mx\nACERO,b@x.mx\n", &[("Acero", &["a@x.mx", "b@x.mx"])]);
    }

    #[test]
    fn every_bad_row_is_told_with_its_line() {
        refuses(
            "empresa,correo\nAcero,ana@x.mx\n,beto@x.mx\nAcero,ana\nAcero\n",
            &[
                (3, "falta la empresa; escriba su nombre"),
                (4, "«ana» no es un correo; escríbalo como nombre@ejemplo.com"),
                (5, "el renglón no tiene dos columnas; ponga entre comillas el nombre que lleva coma"),
            ],
        );
    }

    #[test]
    fn a_header_is_needed_and_contacts_are() {
        let head = "el primer renglón debe tener los nombres de las dos columnas: `empresa,correo`";
        for text in ["", "Acero,ana@x.mx\n", "empresa\nAcero\n", "empresa,correo,telefono\nA,a@x.mx,1\n"] {
            refuses(text, &[(1, head)]);
        }
        refuses("empresa,correo\n", &[(2, "no hay contactos; escriba uno por renglón")]);
    }
}
