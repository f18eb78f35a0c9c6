//! What the names in a written policy name, and what its values look like.

/// Something that a policy calls by a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A zone of time.
    Zone,
    /// A day of the week.
    Day,
    /// A day without service.
    Holiday,
    /// The clock on which a response time is counted.
    Clock,
    /// A service level.
    Level,
    /// Who looks after services.
    Department,
    /// What is supported.
    Service,
    /// A form.
    Form,
    /// A page of a form.
    Operation,
    /// What kind of ticket an operation makes.
    TicketKind,
    /// A section of a form, or one that forms share.
    Section,
    /// A field of a form.
    Field,
    /// What kind of answer a field takes.
    FieldKind,
    /// The mail system whose rule a field follows.
    Rule,
    /// A list of options that fields share.
    List,
    /// Something that can be chosen.
    Choice,
    /// What is read of a choice.
    Label,
    /// A heading of a table that is pasted.
    Column,
    /// What an operation brings about, to be confirmed.
    Consequence,
    /// When a consequence is told.
    Condition,
    /// The field in which whoever asks writes their address.
    Requester,
}

/// What a value should look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFormat {
    /// A day of the calendar.
    Date,
    /// An hour of the day.
    Hour,
    /// A number of hours or minutes.
    Span,
    /// The name of a field or of rows.
    Name,
    /// A part of an address.
    Slug,
    /// The `id` of something that is sent and stored.
    Id,
    /// A word, with letters.
    Word,
}

impl EntityKind {
    /// Its name, with its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Zone => "la zona",
            Self::Day => "el día",
            Self::Holiday => "el festivo",
            Self::Clock => "la forma de contar",
            Self::Level => "el nivel",
            Self::Department => "el departamento",
            Self::Service => "el servicio",
            Self::Form => "el formulario",
            Self::Operation => "la operación",
            Self::TicketKind => "el tipo de ticket",
            Self::Section => "la sección",
            Self::Field => "el campo",
            Self::FieldKind => "el tipo de campo",
            Self::Rule => "la regla",
            Self::List => "la lista",
            Self::Choice => "la opción",
            Self::Label => "la etiqueta",
            Self::Column => "el encabezado",
            Self::Consequence => "la consecuencia",
            Self::Condition => "la condición",
            Self::Requester => "el campo de correo",
        }
    }

    /// The code of a name that names none of them.
    pub(crate) fn unknown(self) -> &'static str {
        match self {
            Self::Zone => "zona-desconocida",
            Self::Day => "dia-desconocido",
            Self::Clock => "cuenta-desconocida",
            Self::Level => "nivel-desconocido",
            Self::Department => "departamento-desconocido",
            Self::Service => "servicio-desconocido",
            Self::TicketKind => "tipo-de-ticket",
            Self::Section => "seccion-desconocida",
            Self::Field => "campo-desconocido",
            Self::FieldKind => "tipo-de-campo",
            Self::Rule => "regla-desconocida",
            Self::List => "lista-desconocida",
            Self::Choice => "opcion-desconocida",
            Self::Requester => "quien-pide",
            _ => "nombre-desconocido",
        }
    }

    /// The code of two of them with one name.
    pub(crate) fn repeated(self) -> &'static str {
        match self {
            Self::Holiday => "festivo-repetido",
            Self::Choice | Self::Label => "opcion-repetida",
            Self::Day => "horario-encimado",
            _ => "nombre-repetido",
        }
    }
}

impl ValueFormat {
    /// What it looks like, with an example.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Date => "una fecha que exista, con año, mes y día, como «2024-09-16»",
            Self::Hour => "una hora de 24 horas, como «08:30»",
            Self::Span => "un número entero con su unidad, como «4 h» o «15 min»",
            Self::Name => {
                "un nombre de letras minúsculas sin acento, números y guiones bajos, como «correo_nuevo»"
            }
            Self::Id => "letras sin acento, números, guiones y guiones bajos, como «business-plus»",
            Self::Word => "una palabra, como «contraseña»",
            Self::Slug => "letras minúsculas sin acento, números y guiones, como «office365»",
        }
    }

    /// What is wrong with a value that does not look so.
    pub(crate) fn wrong(self) -> &'static str {
        match self {
            Self::Date => "no es una fecha del calendario",
            Self::Hour => "no es una hora",
            Self::Span => "no es un tiempo",
            Self::Name => "no sirve como nombre de un campo",
            Self::Id => "no sirve como `id`",
            Self::Word => "no es una palabra",
            Self::Slug => "no sirve como parte de una dirección",
        }
    }

    /// The code of a value that does not look so.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Date => "fecha",
            Self::Hour => "hora",
            Self::Span => "tiempo",
            Self::Name => "nombre-de-campo",
            Self::Word => "valor-equivocado",
            Self::Id | Self::Slug => "identificador",
        }
    }
}
