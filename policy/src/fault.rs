//! What is wrong in a written policy, and where.
//!
//! A [`Fault`] carries facts; its words, which an editor reads, stand once in its `Display` and in [`Fault::help`].

use std::fmt;

/// A step from a written value to one within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into the value of this key.
    Key(String),
    /// Into the element at this index, from 0.
    Index(usize),
}

/// The way from the written policy's root to a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// Returns the path of the value of `key` within this one.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// Returns the path of the element at `index` within this one.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.with(Step::Index(index))
    }

    fn with(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

/// Something that an editor must mend before the policy can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it stands, in the written shape.
    pub at: Path,
    /// What is wrong.
    pub kind: FaultKind,
}

/// The ways in which a written policy can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A value that is none of those that are known.
    Unknown {
        /// What it names: «zona», «día», «campo» …
        what: &'static str,
        /// What was found.
        found: String,
        /// The known value that was probably meant.
        nearest: Option<String>,
    },
    /// A value that cannot be read as what it should be.
    Unreadable {
        /// What was found.
        found: String,
        /// What it should look like, with an example.
        expected: &'static str,
    },
    /// The same thing stands twice.
    Repeated {
        /// What it is: «opción», «festivo» …
        what: &'static str,
        /// Which one.
        found: String,
    },
    /// A key that is needed here is missing.
    Missing {
        /// The key.
        key: &'static str,
        /// Why it is needed.
        because: &'static str,
    },
    /// A key that means nothing for this kind of field.
    NotForKind {
        /// The key.
        key: &'static str,
        /// The field's kind.
        kind: String,
    },
    /// A rule of the field has no words for the visitor.
    NoMessage {
        /// The code of the message.
        code: &'static str,
    },
    /// A message for something that this field never says.
    IdleMessage {
        /// The code of the message.
        code: String,
        /// The code that was probably meant.
        nearest: Option<String>,
    },
    /// Hours that end before they start, or at once.
    EndsBeforeStart {
        /// The start.
        from: String,
        /// The end.
        to: String,
    },
    /// Hours of one day that overlap.
    Overlaps {
        /// The day.
        day: &'static str,
    },
    /// A calendar without one open minute.
    NeverOpen,
    /// A least value above the greatest.
    MinAboveMax {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// A limit above what is possible.
    TooGreat {
        /// What was found.
        found: u32,
        /// The greatest that is possible.
        limit: u32,
        /// Who sets that limit.
        whose: &'static str,
    },
    /// Nothing stands where at least one thing is needed.
    Empty {
        /// What is needed.
        what: &'static str,
    },
    /// An address that is not `https://`.
    NotHttps {
        /// What was found.
        found: String,
    },
}

impl Fault {
    /// Returns the name under which this kind of fault is listed and explained.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match &self.kind {
            FaultKind::Unknown { .. } => "no-existe",
            FaultKind::Unreadable { .. } => "no-se-lee",
            FaultKind::Repeated { .. } => "repetido",
            FaultKind::Missing { .. } => "falta",
            FaultKind::NotForKind { .. } => "sobra",
            FaultKind::NoMessage { .. } => "sin-mensaje",
            FaultKind::IdleMessage { .. } => "mensaje-sin-uso",
            FaultKind::EndsBeforeStart { .. } => "termina-antes",
            FaultKind::Overlaps { .. } => "se-enciman",
            FaultKind::NeverOpen => "nunca-abierto",
            FaultKind::MinAboveMax { .. } => "minimo-mayor",
            FaultKind::TooGreat { .. } => "limite-excedido",
            FaultKind::Empty { .. } => "vacio",
            FaultKind::NotHttps { .. } => "sin-https",
        }
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match &self.kind {
            FaultKind::Unknown { nearest: Some(name), .. } => format!("¿quiso decir «{name}»?"),
            FaultKind::Unknown { what, .. } => format!("escriba un nombre de {what} que exista"),
            FaultKind::Unreadable { expected, .. } => format!("escriba {expected}"),
            FaultKind::Repeated { .. } => "quite uno de los dos".to_owned(),
            FaultKind::Missing { key, .. } => format!("agregue `{key}`"),
            FaultKind::NotForKind { key, .. } => format!("quite `{key}` o cambie el `tipo`"),
            FaultKind::NoMessage { code } => {
                format!("agregue `{code}` en `mensajes` de este campo o en `common.yaml`")
            }
            FaultKind::IdleMessage { nearest: Some(name), .. } => format!("¿quiso decir `{name}`?"),
            FaultKind::IdleMessage { .. } => "quite este mensaje o agregue la regla que lo usa".to_owned(),
            FaultKind::EndsBeforeStart { .. } => {
                "escriba una hora de cierre posterior; «24:00» es el final del día".to_owned()
            }
            FaultKind::Overlaps { .. } => "junte los dos horarios en uno o sepárelos".to_owned(),
            FaultKind::NeverOpen => "escriba al menos un día con su horario en `abierto`".to_owned(),
            FaultKind::MinAboveMax { .. } => "baje `minimo` o suba `maximo`".to_owned(),
            FaultKind::TooGreat { limit, .. } => format!("escriba {limit} o menos"),
            FaultKind::Empty { what } => format!("agregue al menos un elemento: {what}"),
            FaultKind::NotHttps { .. } => "escriba la dirección con `https://`".to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::Unknown { what, found, .. } => write!(f, "{what} «{found}»: no existe"),
            FaultKind::Unreadable { found, expected } => {
                write!(f, "«{found}» no se puede leer: se espera {expected}")
            }
            FaultKind::Repeated { what, found } => write!(f, "{what} «{found}»: aparece dos veces"),
            FaultKind::Missing { key, because } => write!(f, "falta `{key}`: {because}"),
            FaultKind::NotForKind { key, kind } => {
                write!(f, "`{key}` no tiene efecto en un campo de tipo «{kind}»")
            }
            FaultKind::NoMessage { code } => {
                write!(f, "el campo puede decir `{code}` y no tiene mensaje para ello")
            }
            FaultKind::IdleMessage { code, .. } => write!(f, "el mensaje `{code}` nunca se muestra"),
            FaultKind::EndsBeforeStart { from, to } => {
                write!(f, "el horario empieza a las {from} y termina a las {to}")
            }
            FaultKind::Overlaps { day } => write!(f, "dos horarios del {day} se enciman"),
            FaultKind::NeverOpen => write!(f, "el horario no tiene ningún minuto abierto"),
            FaultKind::MinAboveMax { min, max } => {
                write!(f, "`minimo` ({min}) es mayor que `maximo` ({max})")
            }
            FaultKind::TooGreat { found, limit, whose } => {
                write!(f, "{found} supera el límite de {limit} de {whose}")
            }
            FaultKind::Empty { what } => write!(f, "la lista está vacía: se necesita {what}"),
            FaultKind::NotHttps { found } => write!(f, "la dirección «{found}» no empieza con `https://`"),
        }
    }
}

/// Collects faults while a written value is parsed.
#[derive(Debug, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, at: &Path, kind: FaultKind) {
        self.0.push(Fault { at: at.clone(), kind });
    }

    /// Reports that `found` is none of `known`.
    pub(crate) fn unknown<'a>(
        &mut self,
        at: &Path,
        what: &'static str,
        found: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let nearest = crate::nearest(found, known).map(str::to_owned);
        self.add(at, FaultKind::Unknown { what, found: found.to_owned(), nearest });
    }

    /// Reports that `found` does not read as `expected`.
    pub(crate) fn unreadable(&mut self, at: &Path, found: &str, expected: &'static str) {
        self.add(at, FaultKind::Unreadable { found: found.to_owned(), expected });
    }

    /// Reports every element of the list at `list` whose `key` has a value that stood before.
    pub(crate) fn repeated<'a>(
        &mut self,
        what: &'static str,
        list: &Path,
        key: &str,
        values: impl Iterator<Item = &'a str>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for (i, value) in values.enumerate() {
            if !seen.insert(value) {
                self.add(&list.index(i).key(key), FaultKind::Repeated { what, found: value.to_owned() });
            }
        }
    }
}
