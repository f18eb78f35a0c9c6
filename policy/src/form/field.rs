//! A question, parsed from what an editor wrote.

use std::collections::BTreeMap;

use super::Shared;
use super::kind::{Choice, Kind};
use crate::fault::{FaultKind, Faults, Path};
use crate::spanish;
use crate::value::MailSystem;
use crate::written;

/// A question and the rules of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name in what is sent.
    pub id: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The question.
    pub label: String,
    /// What helps to answer it.
    pub hint: Option<String>,
    /// Whether it may be left without an answer.
    pub optional: bool,
    /// Whether it is shown folded, with the section's other optional questions.
    pub folded: bool,
    /// When it is asked at all.
    pub when: Option<Condition>,
    /// The field that holds the domain of its addresses.
    pub domain: Option<String>,
    /// How many addresses of a list may lie outside that domain.
    pub external: Option<u32>,
    /// Fields from whose answers this one must differ.
    pub differs_from: Vec<String>,
    /// The field whose address has the domain that this one must have.
    pub same_domain_as: Option<String>,
    /// Whether no two rows may have the same answer.
    pub unique: bool,
    /// The choice that is made until the visitor makes another.
    pub default: Option<String>,
    /// What a browser may fill in of itself.
    pub autocomplete: Option<String>,
    messages: BTreeMap<&'static str, String>,
}

/// A field is asked only when another has one of these answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Condition {
    /// An earlier field: of the same row, or of the request.
    pub field: String,
    /// The choices of that field under which this one is asked.
    pub is: Vec<String>,
}

impl Field {
    /// Returns the words for `code`; `{…}` that depend on the answer are still in them.
    pub(super) fn message(&self, code: &'static str) -> &str {
        self.messages.get(code).map_or("", String::as_str)
    }

    pub(super) fn read(
        written: &written::Field,
        known: &BTreeMap<&str, &Self>,
        shared: &Shared<'_>,
        at: &Path,
        faults: &mut Faults,
    ) -> Option<Self> {
        let kind = read_kind(written, shared, at, faults)?;
        check_idle_keys(written, &kind, at, faults);
        check_references(written, known, at, faults);
        let mut field = Self {
            id: written.id.clone(),
            label: written.label.clone(),
            hint: written.hint.clone(),
            optional: written.optional,
            folded: written.folded,
            when: read_condition(written.when.as_ref(), known, &at.key("cuando"), faults),
            domain: written.domain.clone(),
            external: written.external,
            differs_from: written.differs_from.clone(),
            same_domain_as: written.same_domain_as.clone(),
            unique: written.unique,
            default: read_default(written.default.as_ref(), &kind, at, faults),
            autocomplete: written.autocomplete.clone(),
            messages: BTreeMap::new(),
            kind,
        };
        field.messages = read_messages(&field, written, shared, at, faults);
        Some(field)
    }

    /// Returns the codes of everything that this field can say.
    fn codes(&self) -> Vec<&'static str> {
        let mut codes: Vec<&'static str> = self.kind.codes();
        if self.optional {
            codes.retain(|code| *code != "falta");
        }
        let is_list = matches!(self.kind, Kind::Emails { .. });
        let elsewhere = self.same_domain_as.is_some()
            || (self.domain.is_some() && matches!(self.kind, Kind::Email(_)))
            || (self.domain.is_some() && is_list && self.external.is_none());
        let extra = [
            (elsewhere, "otro_dominio"),
            (is_list && self.external.is_some(), "externos"),
            (!self.differs_from.is_empty(), "igual"),
            (self.unique, "repetido"),
        ];
        codes.extend(extra.into_iter().filter(|(applies, _)| *applies).map(|(_, code)| code));
        codes
    }
}

impl Kind {
    /// The codes that an answer of this kind can be refused with, whatever else the field asks.
    fn codes(&self) -> Vec<&'static str> {
        let name_codes = ["caracteres", "acentos", "punto", "reservado"];
        let mut codes = vec!["falta"];
        match self {
            Self::Text { min, without, .. } => {
                codes.push("largo");
                codes.extend((*min > 1).then_some("corto"));
                codes.extend((!without.is_empty()).then_some("caracteres"));
            }
            Self::Paragraph { min, .. } => {
                codes.push("largo");
                codes.extend((*min > 1).then_some("corto"));
            }
            Self::Verbatim { .. } => codes.push("largo"),
            Self::Email(system) => {
                codes.extend(["formato", "largo"]);
                codes.extend(system.iter().flat_map(|_| name_codes));
            }
            Self::UserName(_) => codes.extend(["largo"].into_iter().chain(name_codes)),
            Self::Domain | Self::Digits { .. } | Self::Time => codes.push("formato"),
            Self::Phone => codes.extend(["formato", "prefijo"]),
            Self::Integer { .. } => codes.extend(["formato", "rango"]),
            Self::Choice(_) | Self::Select(_) => codes.push("opcion"),
            Self::Choices(choices) => {
                codes.push("opcion");
                codes.extend(choices.iter().any(|choice| !choice.excludes.is_empty()).then_some("excluye"));
            }
            Self::Confirmation => {}
            Self::Date { back, ahead } => {
                codes.extend(["formato", "anio"]);
                codes.extend(back.map(|_| "antes"));
                codes.extend(ahead.map(|_| "despues"));
            }
            Self::Emails { .. } | Self::UserNames { .. } => codes.extend(["formato", "cuantos"]),
            Self::Lines { .. } => codes.extend(["largo", "cuantos"]),
            Self::OrgUnit => codes.extend(["formato", "niveles"]),
        }
        codes
    }
}

fn read_kind(
    written: &written::Field,
    shared: &Shared<'_>,
    at: &Path,
    faults: &mut Faults,
) -> Option<Kind> {
    let before = faults.0.len();
    let (min, max) = (written.min.unwrap_or(0), written.max.unwrap_or(0));
    let system = read_system(written.rule.as_ref(), &at.key("regla"), faults);
    let kind = match written.kind.as_str() {
        "texto" => Kind::Text { min, max, without: written.without.clone().unwrap_or_default() },
        "parrafo" => Kind::Paragraph { min, max },
        "textual" => Kind::Verbatim { max },
        "correo" => Kind::Email(system),
        "usuario" => Kind::UserName(required_system(system, at, faults)?),
        "dominio" => Kind::Domain,
        "telefono" => Kind::Phone,
        "digitos" => Kind::Digits { max },
        "entero" => Kind::Integer { min, max },
        "opcion" => Kind::Choice(read_choices(written, shared, at, faults)),
        "seleccion" => Kind::Select(read_choices(written, shared, at, faults)),
        "opciones" => Kind::Choices(read_choices(written, shared, at, faults)),
        "confirmacion" => Kind::Confirmation,
        "fecha" => Kind::Date { back: written.days_back, ahead: written.days_ahead },
        "hora" => Kind::Time,
        "correos" => Kind::Emails { system, min, max },
        "usuarios" => Kind::UserNames { system: required_system(system, at, faults)?, max },
        "lineas" => Kind::Lines { max },
        "ruta" => Kind::OrgUnit,
        found => {
            faults.unknown(&at.key("tipo"), "tipo de campo", found, Kind::NAMES);
            return None;
        }
    };
    check_limits(written, &kind, at, faults);
    (faults.0.len() == before).then_some(kind)
}

fn read_system(written: Option<&String>, at: &Path, faults: &mut Faults) -> Option<MailSystem> {
    let name = written?;
    let system = MailSystem::named(name);
    if system.is_none() {
        faults.unknown(at, "regla", name, MailSystem::NAMES);
    }
    system
}

fn required_system(system: Option<MailSystem>, at: &Path, faults: &mut Faults) -> Option<MailSystem> {
    if system.is_none() {
        let because = "un nombre de cuenta sigue la regla de un sistema de correo";
        faults.add(at, FaultKind::Missing { key: "regla", because });
    }
    system
}

/// The longest text that one answer may be, so that a ticket fits in its store.
const LONGEST_TEXT: u32 = 20_000;

fn check_limits(written: &written::Field, kind: &Kind, at: &Path, faults: &mut Faults) {
    if takes("maximo", kind) && written.max.is_none() {
        let because = "dice hasta dónde puede llegar la respuesta";
        faults.add(at, FaultKind::Missing { key: "maximo", because });
    }
    if let (Some(min), Some(max)) = (written.min, written.max)
        && min > max
    {
        faults.add(&at.key("minimo"), FaultKind::MinAboveMax { min, max });
    }
    let is_integer = matches!(kind, Kind::Integer { .. });
    if let Some(found) = written.max.filter(|max| *max > LONGEST_TEXT && !is_integer) {
        let kind = FaultKind::TooGreat { found, limit: LONGEST_TEXT, whose: "una respuesta" };
        faults.add(&at.key("maximo"), kind);
    }
}

fn read_choices(
    written: &written::Field,
    shared: &Shared<'_>,
    at: &Path,
    faults: &mut Faults,
) -> Vec<Choice> {
    let choices = match written.choices_from.as_deref() {
        None => written.choices.clone(),
        Some("servicios") => {
            let choice = |service: &crate::Service| written::Choice {
                id: service.id.clone(),
                label: service.name.clone(),
                hint: None,
                excludes: Vec::new(),
            };
            shared.services.iter().map(choice).collect()
        }
        Some(name) => shared.lists.lists.get(name).cloned().unwrap_or_else(|| {
            let known = shared.lists.lists.keys().map(String::as_str).chain(["servicios"]);
            faults.unknown(&at.key("opciones_de"), "lista", name, known);
            Vec::new()
        }),
    };
    if choices.is_empty() && written.choices_from.is_none() {
        let because = "una pregunta de opciones necesita `opciones` u `opciones_de`";
        faults.add(at, FaultKind::Missing { key: "opciones", because });
    }
    check_choices(&choices, &at.key("opciones"), faults);
    let choice = |choice: written::Choice| Choice {
        id: choice.id,
        label: choice.label,
        hint: choice.hint,
        excludes: choice.excludes,
    };
    choices.into_iter().map(choice).collect()
}

fn check_choices(choices: &[written::Choice], at: &Path, faults: &mut Faults) {
    let ids = choices.iter().enumerate();
    faults.repeated("opción", ids.map(|(i, choice)| (at.index(i).key("id"), choice.id.as_str())));
    for (i, choice) in choices.iter().enumerate() {
        for (j, other) in choice.excludes.iter().enumerate() {
            if choices.iter().all(|known| known.id != *other) {
                let known = choices.iter().map(|known| known.id.as_str());
                faults.unknown(&at.index(i).key("excluye").index(j), "opción", other, known);
            }
        }
    }
}

fn read_default(
    written: Option<&String>,
    kind: &Kind,
    at: &Path,
    faults: &mut Faults,
) -> Option<String> {
    let found = written?;
    if kind.choices().iter().all(|choice| choice.id != *found) {
        let known = kind.choices().iter().map(|choice| choice.id.as_str());
        faults.unknown(&at.key("predeterminado"), "opción", found, known);
    }
    Some(found.clone())
}

fn read_condition(
    written: Option<&written::Condition>,
    known: &BTreeMap<&str, &Field>,
    at: &Path,
    faults: &mut Faults,
) -> Option<Condition> {
    let written = written?;
    let Some(field) = known.get(written.field.as_str()) else {
        faults.unknown(&at.key("campo"), "campo anterior", &written.field, known.keys().copied());
        return None;
    };
    if written.is.is_empty() {
        faults.add(&at.key("es"), FaultKind::Empty { what: "una opción" });
    }
    for (i, choice) in written.is.iter().enumerate() {
        if field.kind.choices().iter().all(|known| known.id != *choice) {
            let known = field.kind.choices().iter().map(|known| known.id.as_str());
            faults.unknown(&at.key("es").index(i), "opción", choice, known);
        }
    }
    Some(Condition { field: written.field.clone(), is: written.is.clone() })
}

fn check_references(
    written: &written::Field,
    known: &BTreeMap<&str, &Field>,
    at: &Path,
    faults: &mut Faults,
) {
    let one = |key: &'static str, name: &Option<String>| name.clone().map(|name| (at.key(key), name));
    let others = written.differs_from.iter().enumerate();
    let others = others.map(|(i, name)| (at.key("distinto_de").index(i), name.clone()));
    let named = one("dominio", &written.domain).into_iter();
    let named = named.chain(one("mismo_dominio_que", &written.same_domain_as)).chain(others);
    for (at, name) in named {
        let field = name.split_once('.').map_or(name.as_str(), |(_, field)| field);
        if !known.contains_key(field) {
            faults.unknown(&at, "campo anterior", &name, known.keys().copied());
        }
    }
}

/// Returns whether a key means something for a kind of field.
fn takes(key: &str, kind: &Kind) -> bool {
    let is_address = matches!(
        kind,
        Kind::Email(_) | Kind::UserName(_) | Kind::Emails { .. } | Kind::UserNames { .. }
    );
    let is_list = matches!(kind, Kind::Emails { .. } | Kind::UserNames { .. } | Kind::Lines { .. });
    let is_text = matches!(kind, Kind::Text { .. } | Kind::Paragraph { .. });
    let is_number = matches!(kind, Kind::Integer { .. });
    match key {
        "minimo" => is_text || is_number || matches!(kind, Kind::Emails { .. }),
        "maximo" => {
            is_text || is_list || is_number || matches!(kind, Kind::Verbatim { .. } | Kind::Digits { .. })
        }
        "sin" => matches!(kind, Kind::Text { .. }),
        "regla" | "dominio" => is_address,
        "externos" => matches!(kind, Kind::Emails { .. }),
        "distinto_de" => is_address || matches!(kind, Kind::Text { .. }),
        "mismo_dominio_que" => matches!(kind, Kind::Email(_) | Kind::Emails { .. }),
        "unico" => matches!(kind, Kind::Text { .. } | Kind::Email(_) | Kind::UserName(_) | Kind::Phone),
        "opciones" | "opciones_de" => {
            matches!(kind, Kind::Choice(_) | Kind::Select(_) | Kind::Choices(_))
        }
        "predeterminado" => matches!(kind, Kind::Choice(_) | Kind::Select(_)),
        "dias_atras" | "dias_adelante" => matches!(kind, Kind::Date { .. }),
        _ => true,
    }
}

fn check_idle_keys(written: &written::Field, kind: &Kind, at: &Path, faults: &mut Faults) {
    let present: [(&'static str, bool); 13] = [
        ("minimo", written.min.is_some()),
        ("maximo", written.max.is_some()),
        ("sin", written.without.is_some()),
        ("regla", written.rule.is_some()),
        ("dominio", written.domain.is_some()),
        ("externos", written.external.is_some()),
        ("distinto_de", !written.differs_from.is_empty()),
        ("mismo_dominio_que", written.same_domain_as.is_some()),
        ("unico", written.unique),
        ("opciones", !written.choices.is_empty()),
        ("predeterminado", written.default.is_some()),
        ("dias_atras", written.days_back.is_some()),
        ("dias_adelante", written.days_ahead.is_some()),
    ];
    for (key, _) in present.into_iter().filter(|(key, present)| *present && !takes(key, kind)) {
        faults.add(&at.key(key), FaultKind::NotForKind { key, kind: written.kind.clone() });
    }
}

/// The words for each code: the field's own, else those of `common.yaml` for its kind, else those for the code.
fn read_messages(
    field: &Field,
    written: &written::Field,
    shared: &Shared<'_>,
    at: &Path,
    faults: &mut Faults,
) -> BTreeMap<&'static str, String> {
    let codes = field.codes();
    for code in written.messages.keys().filter(|code| !codes.contains(&code.as_str())) {
        let nearest = crate::nearest(code, codes.iter().copied()).map(str::to_owned);
        faults.add(&at.key("mensajes").key(code), FaultKind::IdleMessage { code: code.clone(), nearest });
    }
    let mut messages = BTreeMap::new();
    for code in codes {
        let common = &shared.common.messages;
        let words = written.messages.get(code);
        let words = words.or_else(|| common.get(&format!("{}.{code}", field.kind.name())));
        match words.or_else(|| common.get(code)) {
            Some(words) => {
                messages.insert(code, with_limits(words, field));
            }
            None => faults.add(at, FaultKind::NoMessage { code }),
        }
    }
    messages
}

fn with_limits(words: &str, field: &Field) -> String {
    let number = |limit: usize| spanish::number(limit as u64);
    words
        .replace("{etiqueta}", &field.label)
        .replace("{minimo}", &number(field.kind.min() as usize))
        .replace("{maximo}", &number(field.kind.max()))
        .replace("{externos}", &number(field.external.unwrap_or(0) as usize))
}
