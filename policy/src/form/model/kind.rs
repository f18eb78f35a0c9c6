//! The kinds of answer that a field takes.

use crate::value::MailSystem;

/// What kind of answer a field takes, and its limits. Lengths count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `texto`: one line.
    Text {
        /// The least length.
        min: u32,
        /// The greatest length.
        max: u32,
        /// Characters that it must not have.
        without: String,
    },
    /// `parrafo`: several lines.
    Paragraph {
        /// The least length.
        min: u32,
        /// The greatest length.
        max: u32,
    },
    /// `textual`: several lines, kept as they came.
    Verbatim {
        /// The greatest length.
        max: u32,
    },
    /// `correo`: an address, whose local part follows a mail system's rule if there is one.
    Email(Option<MailSystem>),
    /// `usuario`: what stands before the `@`.
    UserName(MailSystem),
    /// `dominio`: a domain of mail.
    Domain,
    /// `telefono`: a telephone number.
    Phone,
    /// `digitos`: digits alone.
    Digits {
        /// How many at most.
        max: u32,
    },
    /// `entero`: a whole number.
    Integer {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// `opcion`: one of a few, all in sight.
    Choice(Vec<Choice>),
    /// `seleccion`: one of many, in a list.
    Select(Vec<Choice>),
    /// `opciones`: several of a few.
    Choices(Vec<Choice>),
    /// `confirmacion`: a box that must be ticked.
    Confirmation,
    /// `fecha`: a day, within so many days of today.
    Date {
        /// How far back; without one, any day.
        back: Option<u32>,
        /// How far ahead; without one, any day.
        ahead: Option<u32>,
    },
    /// `hora`: an hour of the day.
    Time,
    /// `correos`: addresses, one a line.
    Emails {
        /// The rule of their local parts.
        system: Option<MailSystem>,
        /// How many at least.
        min: u32,
        /// How many at most.
        max: u32,
    },
    /// `usuarios`: user names, or addresses in the field's domain, one a line.
    UserNames {
        /// The rule of the names.
        system: MailSystem,
        /// How many at most.
        max: u32,
    },
    /// `lineas`: anything, one a line of 256 at most.
    Lines {
        /// How many at most.
        max: u32,
    },
    /// `ruta`: an organizational unit of Google Workspace, as `/Ventas/Norte`, of 35 levels at most.
    OrgUnit,
}

/// The greatest length of an item of [`Kind::Lines`].
pub(crate) const LONGEST_LINE: usize = 256;

/// The greatest depth of a [`Kind::OrgUnit`]: Directory API, `OrgUnit`.
pub(crate) const DEEPEST_UNIT: usize = 35;

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Choice {
    /// What is sent.
    pub id: String,
    /// What is read.
    pub label: String,
    /// What choosing it means.
    pub hint: Option<String>,
    /// Choices that cannot be made together with it.
    pub excludes: Vec<String>,
}

impl Kind {
    /// The names of the kinds in content.
    pub const NAMES: [&'static str; 19] = [
        "texto",
        "parrafo",
        "textual",
        "correo",
        "usuario",
        "dominio",
        "telefono",
        "digitos",
        "entero",
        "opcion",
        "seleccion",
        "opciones",
        "confirmacion",
        "fecha",
        "hora",
        "correos",
        "usuarios",
        "lineas",
        "ruta",
    ];

    /// Returns the name of this kind in content.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "texto",
            Self::Paragraph { .. } => "parrafo",
            Self::Verbatim { .. } => "textual",
            Self::Email(_) => "correo",
            Self::UserName(_) => "usuario",
            Self::Domain => "dominio",
            Self::Phone => "telefono",
            Self::Digits { .. } => "digitos",
            Self::Integer { .. } => "entero",
            Self::Choice(_) => "opcion",
            Self::Select(_) => "seleccion",
            Self::Choices(_) => "opciones",
            Self::Confirmation => "confirmacion",
            Self::Date { .. } => "fecha",
            Self::Time => "hora",
            Self::Emails { .. } => "correos",
            Self::UserNames { .. } => "usuarios",
            Self::Lines { .. } => "lineas",
            Self::OrgUnit => "ruta",
        }
    }

    /// Returns the choices, for the kinds that have them.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::Select(choices) | Self::Choices(choices) => choices,
            _ => &[],
        }
    }

    /// The codes that an answer of this kind can be refused with, whatever else the field asks.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
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

    /// Returns the least that `{minimo}` stands for in messages, when there can be one.
    pub(crate) fn min(&self) -> Option<u32> {
        match self {
            Self::Text { min, .. }
            | Self::Paragraph { min, .. }
            | Self::Integer { min, .. }
            | Self::Emails { min, .. } => Some(*min),
            _ => None,
        }
    }

    /// Returns the greatest that `{maximo}` stands for in the message for `code`, when there is one.
    pub(crate) fn max(&self, code: &str) -> Option<usize> {
        Some(match self {
            Self::Lines { .. } if code == "largo" => LONGEST_LINE,
            Self::Text { max, .. }
            | Self::Paragraph { max, .. }
            | Self::Verbatim { max }
            | Self::Digits { max }
            | Self::Integer { max, .. }
            | Self::Emails { max, .. }
            | Self::UserNames { max, .. }
            | Self::Lines { max } => *max as usize,
            Self::Email(Some(system)) | Self::UserName(system) => system.max_len(),
            Self::Email(None) => crate::value::email::MAX_LEN,
            Self::OrgUnit => DEEPEST_UNIT,
            _ => return None,
        })
    }
}
