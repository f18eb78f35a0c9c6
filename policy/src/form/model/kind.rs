//! The kinds of field.

use crate::schema::Choice;
use crate::value::MailSystem;

/// The kind of a field, with its limits. Lengths count characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `texto`: one line.
    Text {
        /// The minimum length.
        min: u32,
        /// The maximum length.
        max: u32,
        /// The characters that are not allowed.
        without: String,
    },
    /// `parrafo`: several lines.
    Paragraph {
        /// The minimum length.
        min: u32,
        /// The maximum length.
        max: u32,
    },
    /// `textual`: several lines, stored without changes.
    Verbatim {
        /// The maximum length.
        max: u32,
    },
    /// `correo`: an address; its local part follows the rules of the mail system, if any.
    Email(Option<MailSystem>),
    /// `usuario`: a user name, the part before the `@`.
    UserName(MailSystem),
    /// `dominio`: an e-mail domain.
    Domain,
    /// `telefono`: a telephone number.
    Phone,
    /// `digitos`: digits only.
    Digits {
        /// The maximum number.
        max: u32,
    },
    /// `entero`: a whole number.
    Integer {
        /// The minimum.
        min: u32,
        /// The maximum.
        max: u32,
    },
    /// `opcion`: one of a few choices, all visible.
    Choice(Vec<Choice>),
    /// `seleccion`: one of many choices, in a list.
    Select(Vec<Choice>),
    /// `opciones`: several of a few choices.
    Choices(Vec<Choice>),
    /// `confirmacion`: a box that must be ticked.
    Confirmation,
    /// `fecha`: a date.
    Date {
        /// The maximum number of days before today; any if `None`.
        back: Option<u32>,
        /// The maximum number of days after today; any if `None`.
        ahead: Option<u32>,
    },
    /// `hora`: a time of day.
    Time,
    /// `correos`: addresses, one a line.
    Emails {
        /// The mail system whose rules the local parts follow.
        system: Option<MailSystem>,
        /// The minimum number.
        min: u32,
        /// The maximum number.
        max: u32,
    },
    /// `usuarios`: user names or addresses in the field's domain, one a line.
    UserNames {
        /// The mail system whose rules the names follow.
        system: MailSystem,
        /// The maximum number.
        max: u32,
    },
    /// `lineas`: texts, one a line of at most 256 characters.
    Lines {
        /// The maximum number.
        max: u32,
    },
    /// `ruta`: an organizational unit of Google Workspace, as `/Ventas/Norte`, of at most 35 levels.
    OrgUnit,
}

/// The maximum length of an item of [`Kind::Lines`].
pub(crate) const MAX_LINE_CHARS: usize = 256;

/// The maximum depth of a [`Kind::OrgUnit`]: Directory API, `OrgUnit`.
pub(crate) const MAX_ORG_UNIT_DEPTH: usize = 35;

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

    /// Returns the choices; empty for the kinds without choices.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::Select(choices) | Self::Choices(choices) => choices,
            _ => &[],
        }
    }

    /// Returns the `id` of each choice.
    pub(crate) fn choice_ids(&self) -> impl Iterator<Item = &str> + Clone {
        self.choices().iter().map(|choice| choice.id.as_str())
    }

    /// Returns the codes of the rules of this kind.
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

    /// Returns the value of `{minimo}` in messages, for the kinds that have one.
    pub(crate) fn min(&self) -> Option<u32> {
        match self {
            Self::Text { min, .. }
            | Self::Paragraph { min, .. }
            | Self::Integer { min, .. }
            | Self::Emails { min, .. } => Some(*min),
            _ => None,
        }
    }

    /// Returns the value of `{maximo}` in the message for `code`, if there is one.
    pub(crate) fn max(&self, code: &str) -> Option<usize> {
        Some(match self {
            Self::Lines { .. } if code == "largo" => MAX_LINE_CHARS,
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
            Self::OrgUnit => MAX_ORG_UNIT_DEPTH,
            _ => return None,
        })
    }
}
