//! `folio contacts import`: each client's authorised contacts, from a CSV file into the guard's table.
//!
//! The file has a header and a row for each contact: `empresa,correo`. Nothing is written when a row has an error.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use api::guard::contacts::{Change, ContactStore, Contacts};
use api::guard::dynamodb::DynamoDbGuardStore;
use api::lambda::config::GuardConfig;
use api::store::client::connect;
use csv::StringRecord;
use policy::text::spanish::format_thousands;
use policy::value::Email;

use crate::cli::args::Import;
use crate::cli::error::CliError;
use crate::cli::terminal;
use crate::local_store::Store;

/// The contacts of each client.
type ContactLists = BTreeMap<String, BTreeSet<Email>>;

/// An error of the file with its line.
type LineError = (u64, String);

/// The names of the columns, which the file has in any order.
const COLUMNS: [&str; 2] = ["empresa", "correo"];

/// Replaces the list of every client in the file.
pub(crate) fn run(arguments: &Import) -> Result<(), CliError> {
    let lists = read_lists(&arguments.file)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(CliError::system("el sistema no dio hilos"))?;
    let total = runtime.block_on(import(&lists, arguments))?;
    let [clients, contacts, added, removed] =
        [lists.len(), total.contacts, total.added, total.removed].map(|count| format_thousands(count as u64));
    terminal::print_status(format_args!(
        "empresas: {clients}; contactos: {contacts} ({added} nuevos, {removed} quitados)"
    ));
    Ok(())
}

async fn import(lists: &ContactLists, arguments: &Import) -> Result<Change, CliError> {
    if arguments.cloud {
        let config = GuardConfig::from_environment();
        let config = config.map_err(|error| CliError::Usage(format!("--cloud: {error}")))?;
        let client = connect(config.table.endpoint.as_deref()).await;
        let guard = DynamoDbGuardStore::new(client, &config.table.table);
        return replace_lists(lists, &Contacts::new(guard, &config.keys)).await;
    }
    let store = Store::open(&arguments.location).await?;
    replace_lists(lists, &Contacts::new(store.guard.clone(), &store.keys)).await
}

async fn replace_lists(
    lists: &ContactLists,
    contacts: &Contacts<impl ContactStore>,
) -> Result<Change, CliError> {
    let mut total = Change::default();
    for (client, emails) in lists {
        let change = contacts.replace(client, emails).await.map_err(|error| {
            let cause = api::platform::error_chain(error.as_ref());
            CliError::System(format!("el almacén no responde: {cause}; importe el archivo de nuevo"))
        })?;
        total.contacts += change.contacts;
        total.added += change.added;
        total.removed += change.removed;
    }
    Ok(total)
}

fn read_lists(path: &Path) -> Result<ContactLists, CliError> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| {
        CliError::System(format!("no se pudo leer {name}: {error}; revise la ruta del archivo"))
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.split(|byte| *byte == b'\n').count();
        CliError::File(format!("{name}:{line}: el texto no está en UTF-8; guárdelo como «CSV UTF-8»"))
    })?;
    parse_lists(&text).map_err(|errors| {
        let lines = errors.iter().map(|(line, message)| format!("{name}:{line}: {message}\n"));
        CliError::File(lines.collect::<String>() + "no se importó nada")
    })
}

/// Returns the lists, or every error.
fn parse_lists(text: &str) -> Result<ContactLists, Vec<LineError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Spreadsheets write semicolons in countries with a decimal comma.
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let Some(columns) = reader.headers().ok().and_then(column_indexes) else {
        let message = "el primer renglón debe tener los nombres de las dos columnas: `empresa,correo`";
        return Err(vec![(1, message.to_owned())]);
    };
    let (mut lists, mut errors) = (ContactLists::new(), Vec::new());
    // Spellings that differ only in case are one client.
    let mut spellings = BTreeMap::new();
    for record in reader.records() {
        match parse_row(record, columns) {
            Ok((client, email)) => {
                let client = spellings.entry(client.to_lowercase()).or_insert(client).clone();
                lists.entry(client).or_default().insert(email);
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() && lists.is_empty() {
        errors.push((2, "no hay contactos; escriba uno por renglón".to_owned()));
    }
    if errors.is_empty() { Ok(lists) } else { Err(errors) }
}

fn column_indexes(header: &StringRecord) -> Option<[usize; 2]> {
    let index = |column| header.iter().position(|name| name.to_lowercase() == column);
    let [client, email] = COLUMNS.map(index);
    (header.len() == COLUMNS.len()).then_some([client?, email?])
}

/// Returns the client's name and the contact of a row.
fn parse_row(record: csv::Result<StringRecord>, columns: [usize; 2]) -> Result<(String, Email), LineError> {
    let line = |position: Option<&csv::Position>| position.map_or(1, csv::Position::line);
    let record = record.map_err(|error| {
        let message = "el renglón no tiene dos columnas; ponga entre comillas el nombre que lleva coma";
        (line(error.position()), message.to_owned())
    })?;
    let row_error = |message| (line(record.position()), message);
    let [client, email] = columns.map(|column| &record[column]);
    if client.is_empty() {
        return Err(row_error("falta la empresa; escriba su nombre".to_owned()));
    }
    let email = Email::parse(email)
        .ok_or_else(|| row_error(format!("«{email}» no es un correo; escríbalo como nombre@ejemplo.com")))?;
    Ok((client.split_whitespace().collect::<Vec<_>>().join(" "), email))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_lists(text: &str, expected: &[(&str, &[&str])]) {
        let lists = parse_lists(text).unwrap();
        let found: Vec<(&str, Vec<&str>)> = lists
            .iter()
            .map(|(client, emails)| (client.as_str(), emails.iter().map(Email::as_str).collect()))
            .collect();
        let expected: Vec<(&str, Vec<&str>)> =
            expected.iter().map(|(client, emails)| (*client, emails.to_vec())).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn assert_errors(text: &str, expected: &[(u64, &str)]) {
        let errors = parse_lists(text).unwrap_err();
        let found: Vec<(u64, &str)> =
            errors.iter().map(|(line, message)| (*line, message.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn parse_lists_groups_contacts_by_client() {
        let text = "empresa,correo\nAcero,Ana@x.mx\nVidrio,beto@y.mx\nAcero,carla@x.mx\nAcero,ana@x.mx\n";
        assert_lists(text, &[("Acero", &["ana@x.mx", "carla@x.mx"]), ("Vidrio", &["beto@y.mx"])]);
    }

    #[test]
    fn parse_lists_accepts_what_spreadsheets_write() {
        assert_lists(
            "\u{feff}Correo;Empresa\r\nana@x.mx;\"Acero; y más\"\r\n",
            &[("Acero; y más", &["ana@x.mx"])],
        );
        assert_lists("empresa,correo\n\n\"Acero,  SA\" , <ana@x.mx>;\n", &[("Acero, SA", &["ana@x.mx"])]);
        assert_lists("empresa,correo\nAcero,a@x.mx\nACERO,b@x.mx\n", &[("Acero", &["a@x.mx", "b@x.mx"])]);
    }

    #[test]
    fn parse_lists_reports_every_bad_row_with_its_line() {
        assert_errors(
            "empresa,correo\nAcero,ana@x.mx\n,beto@x.mx\nAcero,ana\nAcero\n",
            &[
                (3, "falta la empresa; escriba su nombre"),
                (4, "«ana» no es un correo; escríbalo como nombre@ejemplo.com"),
                (5, "el renglón no tiene dos columnas; ponga entre comillas el nombre que lleva coma"),
            ],
        );
    }

    #[test]
    fn parse_lists_fails_without_header_or_contacts() {
        let head = "el primer renglón debe tener los nombres de las dos columnas: `empresa,correo`";
        for text in ["", "Acero,ana@x.mx\n", "empresa\nAcero\n", "empresa,correo,telefono\nA,a@x.mx,1\n"] {
            assert_errors(text, &[(1, head)]);
        }
        assert_errors("empresa,correo\n", &[(2, "no hay contactos; escriba uno por renglón")]);
    }
}
