//! Seed inputs: valid answers to every form, from the driver of the end-to-end tests, and their mutations.

use policy::Operation;
use serde_json::Value;

use self::answers::Request;
use crate::fixture::fixture;
use crate::rng::SplitMix64;

#[allow(
    dead_code,
    unreachable_pub,
    clippy::all,
    reason = "a driver of the end-to-end tests, of which a part is used"
)]
#[path = "../../tests/support/answers.rs"]
mod answers;

/// Malicious values. No page contains the element or the attribute of the first one.
const HOSTILE_STRINGS: [&str; 66] = [
    "<x-mark onload=1>",
    "\"><x-mark>",
    "'><x-mark>",
    "</textarea><x-mark>",
    "</title></script><x-mark>",
    "--><x-mark>",
    "</template><x-mark>",
    "%3Cx-mark%3E",
    "&lt;x-mark&gt;",
    "&#60;x-mark",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1)",
    "%00",
    "\0",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\r\nSet-Cookie: a=b",
    "%0d%0aBcc: x@y.mx",
    "%",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "%FF",
    "\u{1f600}",
    "e\u{301}",
    "\u{fb03}",
    "İ",
    "ſ",
    "ß",
    "ǰ",
    "\u{3000}",
    "а",
    "xn--",
    "xn--a.mx",
    "@",
    "a@b.mx",
    "a@b.mx;c@d.mx",
    "\n",
    ";",
    ".",
    "..",
    "/",
    "//",
    "~1",
    "0",
    "-1",
    "9223372036854775808",
    "1e999",
    "31/2/2024",
    "24:00",
    "99999999999999999999",
    "token_envio",
    "version_formulario",
    "accion=agregar.cuentas",
    "accion=quitar.cuentas.1",
    "cuentas.18446744073709551616.x=1",
    "{}",
    "\t",
    "\"",
    "Contraseña",
    "correo",
];

/// Syntax of bodies.
const SYNTAX: [&str; 16] =
    ["&", "=", "+", "{", "}", "[", "]", ",", ":", "\"", "\\u0000", "\\ud800", "null", "true", "[[[[", ".1."];

/// The seed inputs of a target.
pub struct Seeds {
    inputs: Vec<Vec<u8>>,
    names: Vec<String>,
}

impl Seeds {
    /// Returns the seeds of the target `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let operations = fixture().operations();
        let names =
            operations.iter().flat_map(|one| one.fields()).map(|(_, field)| field.id.clone()).collect();
        let mut inputs = Vec::new();
        for (i, operation) in operations.iter().enumerate() {
            let first = u8::try_from(i).expect("fewer than 256 operations");
            for request in requests(operation) {
                let form = || {
                    request
                        .pairs()
                        .iter()
                        .map(|(name, value)| pair(name, value))
                        .collect::<Vec<_>>()
                        .join("&")
                };
                let bodies = match name {
                    "urlencoded" => vec![form()],
                    "json" => vec![request.json().to_string()],
                    "calendar" => vec![],
                    _ => vec![form(), request.json().to_string()],
                };
                inputs.extend(bodies.into_iter().map(|body| [&[first], body.as_bytes()].concat()));
            }
        }
        if name == "table" {
            inputs = tables(&operations);
        }
        if name == "calendar" {
            let mut rng = SplitMix64(1);
            inputs = (0..64).map(|_| (0..64).map(|_| rng.number() as u8).collect()).collect();
        }
        Self { inputs, names }
    }

    /// Returns the unchanged seeds.
    #[must_use]
    pub fn inputs(&self) -> &[Vec<u8>] {
        &self.inputs
    }

    /// Returns a seed with a malicious value in one answer, or with one to eight mutations.
    pub fn input(&self, rng: &mut SplitMix64) -> Vec<u8> {
        let mut input = self.inputs[rng.below(self.inputs.len())].clone();
        if rng.below(2) == 0 {
            insert_into_value(&mut input, HOSTILE_STRINGS[rng.below(HOSTILE_STRINGS.len())], rng);
            return input;
        }
        for _ in 0..=rng.below(8) {
            self.mutate(&mut input, rng);
        }
        input
    }

    fn mutate(&self, input: &mut Vec<u8>, rng: &mut SplitMix64) {
        let at = 1 + rng.below(input.len().max(2) - 1);
        let at = at.min(input.len());
        let end = (at + rng.below(24)).min(input.len());
        let word = match rng.below(4) {
            0 => SYNTAX[rng.below(SYNTAX.len())],
            1 => &self.names[rng.below(self.names.len())],
            _ => HOSTILE_STRINGS[rng.below(HOSTILE_STRINGS.len())],
        };
        match rng.below(9) {
            0 => drop(input.splice(at..end, [])),
            1 => drop(input.splice(at..at, input[at..end].to_vec())),
            2 => drop(input.splice(at..end, [rng.number() as u8])),
            3 if at < input.len() => input[at] ^= 1 << rng.below(8),
            4 => drop(input.splice(at..end, word.bytes())),
            5 => drop(input.splice(at..at, word.repeat(1 + rng.below(300)).bytes())),
            6 => {
                let other = &self.inputs[rng.below(self.inputs.len())];
                let from = rng.below(other.len());
                drop(input.splice(at.., other[from..].iter().copied()));
            }
            7 if rng.below(8) == 0 => {
                let piece = input[at..end].to_vec();
                drop(input.splice(at..at, piece.repeat(1 + rng.below(600))));
            }
            _ => insert_into_value(input, word, rng),
        }
    }
}

/// Inserts `word` at the start of an answer: after `=` or `":"`.
fn insert_into_value(input: &mut Vec<u8>, word: &str, rng: &mut SplitMix64) {
    let places: Vec<usize> = (1..input.len())
        .filter(|at| input[at - 1] == b'=' || (input[at - 1] == b'"' && *at > 1 && input[at - 2] == b':'))
        .collect();
    let Some(at) = places.get(rng.below(places.len())) else { return };
    let word = if input[at - 1] == b'=' { encode(word) } else { json_text(word) };
    input.splice(*at..*at, word.bytes());
}

/// Returns vendors' templates and copied spreadsheets for every operation that accepts a table.
fn tables(operations: &[&Operation]) -> Vec<Vec<u8>> {
    let google = "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path \
        [Required],Recovery Phone [MUST BE IN THE E.164 FORMAT],Change Password at Next Sign-In\n\
        Ana,\"López, Ruiz\",ana@empresa.mx,x,/Ventas,+528115225000,TRUE\nBeto,,beto@empresa.mx,y,,,FALSE\n,,c@d.mx,,,,";
    let microsoft = "User Name,First Name,Last Name,Display Name,Job Title,Department,Country or Region\n\
        ana@empresa.mx,Ana,López,Ana López,Jefa,Ventas,México\nbeto@empresa.mx, , ,Beto, , ,MX";
    let copy_of_real =
        "\u{feff}Usuario\tContraseña\tAlias\tTipo\r\nana\tx\t\"uno\ndos\"\tBuzón\r\n\tx\t\tLista\r\n";
    let long: String = (0..60).map(|n| format!("u{n}@empresa.mx;Nombre {n};Apellido\n")).collect();
    let tables = [google, microsoft, copy_of_real, "ana@empresa.mx\nbeto\n\ncaro, d", &long];
    let numbered = (0u8..).zip(operations);
    let accepting = numbered.filter(|(_, one)| one.sections.iter().any(|section| section.rows.is_some()));
    accepting.flat_map(|(i, _)| tables.map(|table| [&[i], table.as_bytes()].concat())).collect()
}

fn requests(operation: &Operation) -> Vec<Request> {
    let mut requests = vec![Request::sample(operation, "a")];
    for (_, field) in operation.fields().filter(|(_, field)| field.when.is_some()) {
        let mut request = Request::sample(operation, "b");
        request.satisfy_condition(operation, field, "b");
        requests.push(request);
    }
    let mut many = Request::sample(operation, "c");
    for section in &operation.sections {
        if let Some(rows) = &section.rows {
            (0..3).for_each(|_| many.add_row(&rows.id, &[]));
        }
    }
    requests.push(many);
    requests
}

fn pair(name: &str, value: &str) -> String {
    format!("{}={}", encode(name), encode(value))
}

fn encode(text: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"*-._".contains(&b);
    let byte = |b: u8| if is_plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}

fn json_text(text: &str) -> String {
    let quoted = Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
