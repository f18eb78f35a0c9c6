//! The kinds of things that a policy names, and the formats of its values.

/// The kind of thing that a name of the policy refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntityKind {
    /// A time zone.
    Zone,
    /// A day of the week.
    Day,
    /// A day without service.
    Holiday,
    /// The clock on which a response time is counted.
    Clock,
    /// A service level.
    Level,
    /// A department.
    Department,
    /// A service.
    Service,
    /// A form.
    Form,
    /// A page of a form.
    Operation,
    /// A kind of ticket.
    TicketKind,
    /// A section of a form, or one that forms share.
    Section,
    /// A field of a form.
    Field,
    /// A kind of field.
    FieldKind,
    /// The mail system whose rule a field follows.
    Rule,
    /// A list of options that fields share.
    List,
    /// A choice.
    Choice,
    /// The label of a choice.
    Label,
    /// A column of a pasted table.
    Column,
    /// A consequence that must be confirmed.
    Consequence,
    /// A condition of a consequence.
    Condition,
    /// The field with the address of the person who sends the request.
    Requester,
}

/// The format of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueFormat {
    /// A day of the calendar.
    Date,
    /// A time of day.
    Time,
    /// A number of hours or minutes.
    Duration,
    /// The name of a field or of rows.
    Name,
    /// A segment of a URL path.
    Slug,
    /// An `id` that is sent and stored.
    Id,
    /// A word that has letters.
    Word,
}

impl EntityKind {
    /// Returns the name with its article.
    pub(crate) fn name(self) -> &'static str {
        self.name_and_code().0
    }

    /// Returns the diagnostic code of an unknown name.
    pub(crate) fn unknown_code(self) -> &'static str {
        self.name_and_code().1
    }

    fn name_and_code(self) -> (&'static str, &'static str) {
        match self {
            Self::Zone => ("la zona", "zona-desconocida"),
            Self::Day => ("el día", "dia-desconocido"),
            Self::Holiday => ("el festivo", "nombre-desconocido"),
            Self::Clock => ("la forma de contar", "cuenta-desconocida"),
            Self::Level => ("el nivel", "nivel-desconocido"),
            Self::Department => ("el departamento", "departamento-desconocido"),
            Self::Service => ("el servicio", "servicio-desconocido"),
            Self::Form => ("el formulario", "nombre-desconocido"),
            Self::Operation => ("la operación", "nombre-desconocido"),
            Self::TicketKind => ("el tipo de ticket", "tipo-de-ticket"),
            Self::Section => ("la sección", "seccion-desconocida"),
            Self::Field => ("el campo", "campo-desconocido"),
            Self::FieldKind => ("el tipo de campo", "tipo-de-campo"),
            Self::Rule => ("la regla", "regla-desconocida"),
            Self::List => ("la lista", "lista-desconocida"),
            Self::Choice => ("la opción", "opcion-desconocida"),
            Self::Label => ("la etiqueta", "nombre-desconocido"),
            Self::Column => ("el encabezado", "nombre-desconocido"),
            Self::Consequence => ("la consecuencia", "nombre-desconocido"),
            Self::Condition => ("la condición", "nombre-desconocido"),
            Self::Requester => ("el campo de correo", "quien-pide"),
        }
    }

    /// Returns the diagnostic code of a duplicate name, and the next step.
    pub(crate) fn duplicate(self) -> (&'static str, &'static str) {
        match self {
            Self::Holiday => ("festivo-repetido", "quite uno de los dos"),
            Self::Choice => ("opcion-repetida", "quite uno de los dos"),
            Self::Day => ("horario-encimado", "quite uno de los dos"),
            Self::Label => {
                ("opcion-repetida", "cambie una de las dos: quien contesta no puede distinguirlas")
            }
            Self::Field => {
                ("nombre-repetido", "cambie el `id` de uno de los dos: es su nombre en los tickets")
            }
            Self::Section => (
                "nombre-repetido",
                "quite esta línea: una página hace las preguntas de una sección una sola vez",
            ),
            _ => ("nombre-repetido", "quite uno de los dos, o cambie su nombre"),
        }
    }

    /// Returns the diagnostic code of an empty list of these, what is wrong, and the next step.
    pub(crate) fn empty(self) -> (&'static str, &'static str, &'static str) {
        let empty_list = "la lista está vacía, y se necesita al menos un elemento";
        match self {
            Self::Operation => (
                "formulario-vacio",
                "el formulario no tiene ninguna operación, y sin ella no tiene página",
                "agregue al menos una operación: `- id: alta` y sus claves",
            ),
            Self::Choice => (
                "condicion-imposible",
                "la condición nunca se cumple: `es` no tiene ninguna respuesta",
                "escriba con qué respuestas se hace esta pregunta: `es: [si]`",
            ),
            Self::Field => (
                "seccion-vacia",
                "la sección no tiene ninguna pregunta",
                "agregue `campos` con al menos una pregunta, o quite la sección",
            ),
            Self::Day => (
                "lista-vacia",
                empty_list,
                "escriba los días, como `dias: [lunes, martes]`, o quite este horario",
            ),
            _ => ("lista-vacia", empty_list, "agregue al menos un elemento, o quite la clave"),
        }
    }
}

impl ValueFormat {
    /// Returns the diagnostic code of a value of another format, what is wrong with it, and an example of the format.
    pub(crate) fn mismatch(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Date => (
                "fecha",
                "no es una fecha del calendario",
                "una fecha que exista, con año, mes y día, como «2024-09-16»",
            ),
            Self::Time => ("hora", "no es una hora", "una hora de 24 horas, como «08:30»"),
            Self::Duration => {
                ("tiempo", "no es un tiempo", "un número entero con su unidad, como «4 h» o «15 min»")
            }
            Self::Name => (
                "nombre-de-campo",
                "no sirve como nombre de un campo",
                "un nombre de letras minúsculas sin acento, números y guiones bajos, como «correo_nuevo»",
            ),
            Self::Id => (
                "identificador",
                "no sirve como `id`",
                "letras sin acento, números, guiones y guiones bajos, como «business-plus»",
            ),
            Self::Word => ("valor-equivocado", "no es una palabra", "una palabra, como «contraseña»"),
            Self::Slug => (
                "identificador",
                "no sirve como parte de una dirección",
                "letras minúsculas sin acento, números y guiones, como «office365»",
            ),
        }
    }
}
