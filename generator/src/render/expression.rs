//! An expression that an editor wrote in a page, checked before Tera sees it.
//!
//! Tera's own messages are for who writes templates. Here an editor is told, in their language, what is wrong, where,
//! and what was probably meant.

pub(crate) mod call;

use policy::Policy;
use policy::text::suggest::closest_match;
use tera::Tera;

use crate::markdown::expression::ExpressionFault;
use crate::render::expression::call::{Argument, Call};
use crate::render::view::editor::Editor;

/// Returns the fault of an expression that names nothing that there is.
pub(super) fn unreadable(source: &str) -> ExpressionFault {
    let found = call::inside(source);
    let message = format!("`{found}` no se puede leer");
    let fault = ExpressionFault::at(call::start(source), found, "expresion", message);
    if found.starts_with('<') {
        return fault.help(format!("escríbalo como {EXAMPLE}"));
    }
    match closest_match(found, Editor::NAMES) {
        Some(name) => fault.help(format!("¿quiso decir «{name}»?")),
        None => {
            fault.help(format!("use un componente, como {EXAMPLE}, o un dato, como `{{{{ sitio.titulo }}}}`"))
        }
    }
}

/// What a plain path may begin with too: the words of the interface, and what stands for itself.
const OTHERS: [&str; 4] = ["palabras", "site", "true", "false"];

/// How the call of a component is written.
const EXAMPLE: &str = "`{{ <tiempo nivel=\"estandar\" /> }}`";

/// What is at the bottom of an error, in one line.
pub(super) fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    let words = error.to_string();
    words.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// «¿quiso decir …?», or all that there is when nothing is like it.
fn next_step<'a>(found: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = closest_match(found, known.clone()) {
        return format!("¿quiso decir «{name}»?");
    }
    let known: Vec<&str> = known.into_iter().collect();
    format!("use uno de estos: {}", known.join(", "))
}

/// The components that pages may name, and the names that their arguments may have.
#[derive(Clone, Debug)]
pub(super) struct Components {
    known: Vec<Component>,
    /// The names of levels, services and forms; none when they are not known.
    names: Option<Names>,
}

#[derive(Clone, Debug)]
struct Names {
    levels: Vec<String>,
    services: Vec<String>,
    /// The services whose makers say whether they work.
    watched: Vec<String>,
    forms: Vec<String>,
}

#[derive(Clone, Debug)]
struct Component {
    name: String,
    arguments: Vec<Parameter>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    required: bool,
    /// Whether it takes `{true}` or `{false}`, and no text.
    is_truth: bool,
}

impl Component {
    /// Returns how it is written, with what it needs.
    fn call(&self) -> String {
        let needed = self.arguments.iter().filter(|argument| argument.required);
        let needed: String = needed.flat_map(|argument| [" ", argument.name.as_str(), "=\"…\""]).collect();
        format!("{{{{ <{}{needed} /> }}}}", self.name)
    }
}

impl Components {
    /// Returns the components of `tera`, which has no others yet.
    pub(super) fn of(tera: &Tera, policy: Option<&Policy>) -> Self {
        let mut names: Vec<&str> = tera.get_component_names().collect();
        names.sort_unstable();
        let infos = names.into_iter().filter_map(|name| tera.get_component_definition(name));
        let component = |info: tera::ComponentInfo| {
            let given = info.args().iter().filter(|argument| !argument.is_implicit());
            let parameter = |argument: &tera::ComponentArg| Parameter {
                name: argument.name().to_owned(),
                required: argument.is_required(),
                is_truth: argument.arg_type().is_some_and(|kind| kind.as_str() == "bool"),
            };
            Component { name: info.name().to_owned(), arguments: given.map(parameter).collect() }
        };
        // The whole policy is made of other pages, which no template sees.
        let whole = Component { name: "politica".to_owned(), arguments: Vec::new() };
        Self {
            known: infos.map(component).chain([whole]).collect(),
            names: policy.map(|policy| Names {
                levels: policy.levels().iter().map(|level| level.id.clone()).collect(),
                services: policy.services().iter().map(|service| service.id.clone()).collect(),
                watched: policy
                    .services()
                    .iter()
                    .filter(|service| !service.status.is_empty())
                    .map(|service| service.id.clone())
                    .collect(),
                forms: policy.forms().iter().map(|form| form.id.clone()).collect(),
            }),
        }
    }

    /// Checks that every name in `source` is known, when it is the call of a component.
    pub(super) fn check(&self, source: &str) -> Result<(), ExpressionFault> {
        let Some(call) = Call::read(source).map_err(|column| misshapen(source, column))? else {
            return self.check_path(source);
        };
        let component = self.find(&call)?;
        for (index, argument) in call.arguments.iter().enumerate() {
            if call.arguments[..index].iter().any(|before| before.name == argument.name) {
                let message = format!("`{}` aparece dos veces", argument.name);
                let fault = ExpressionFault::at(argument.column, argument.name, "dato-equivocado", message);
                return Err(fault.help("deje uno de los dos".to_owned()));
            }
            self.check_argument(component, argument)?;
        }
        let given = |name: &str| call.arguments.iter().any(|argument| argument.name == name);
        match component.arguments.iter().find(|known| known.required && !given(&known.name)) {
            None => Ok(()),
            Some(Parameter { name, .. }) => {
                let message = format!("falta `{name}` en `{}`", component.name);
                let fault = ExpressionFault::at(call.column, call.name, "dato-faltante", message);
                Err(fault.help(format!("escriba `{}`", component.call())))
            }
        }
    }

    fn find(&self, call: &Call<'_>) -> Result<&Component, ExpressionFault> {
        self.known.iter().find(|component| component.name == call.name).ok_or_else(|| {
            let known = self.known.iter().map(|component| component.name.as_str());
            let message = format!("el componente `{}` no existe", call.name);
            let fault = ExpressionFault::at(call.column, call.name, "componente-desconocido", message);
            fault.help(next_step(call.name, known))
        })
    }

    fn check_argument(&self, component: &Component, argument: &Argument<'_>) -> Result<(), ExpressionFault> {
        let Argument { name, text, column } = *argument;
        let Some(known) = component.arguments.iter().find(|known| known.name == name) else {
            let known = component.arguments.iter().map(|known| known.name.as_str());
            let help = if component.arguments.is_empty() {
                format!("quítelo: escriba `{{{{ <{} /> }}}}`", component.name)
            } else {
                next_step(name, known)
            };
            let message = format!("el componente `{}` no lleva `{name}`", component.name);
            return Err(ExpressionFault::at(column, name, "dato-desconocido", message).help(help));
        };
        // The name, `=` and a quote stand before the value.
        let value = column + name.chars().count() + 2;
        if let Some(found) = text.filter(|_| known.is_truth) {
            let message = format!("`{name}` es «{found}», y debe ser `{{true}}` o `{{false}}`");
            let fault = ExpressionFault::at(value, found, "dato-equivocado", message);
            return Err(fault.help(format!("escriba `{name}={{true}}`, o quítelo")));
        }
        match (text, self.values(&component.name, name)) {
            (Some(found), Some(known)) if known.iter().all(|known| known != found) => {
                let message = format!("`{name}` es «{found}», que no existe");
                let fault = ExpressionFault::at(value, found, "dato-equivocado", message);
                Err(fault.help(next_step(found, known.iter().map(String::as_str))))
            }
            (Some(found), _) if component.name == "estado" && !self.is_watched(found) => {
                let message = format!("el servicio «{found}» no tiene páginas de estado");
                let fault = ExpressionFault::at(value, found, "dato-equivocado", message);
                Err(fault.help("póngaselas en `estado` de services.yaml, o quite el componente".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Returns whether the maker of a service says whether it works; when that is not known, it does.
    fn is_watched(&self, service: &str) -> bool {
        self.names.as_ref().is_none_or(|names| names.watched.iter().any(|one| one == service))
    }

    /// A plain path names a fact; whatever else an expression is, Tera judges.
    fn check_path(&self, source: &str) -> Result<(), ExpressionFault> {
        let path = call::inside(source);
        let is_path = path.starts_with(char::is_alphabetic)
            && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let first = path.split('.').next().unwrap_or_default();
        if !is_path || Editor::NAMES.contains(&path) || OTHERS.contains(&first) {
            return Ok(());
        }
        let fault = unreadable(source);
        if path.contains('.') {
            return Err(fault);
        }
        let known = self.known.iter().map(|component| component.name.as_str());
        let meant =
            closest_match(path, known).and_then(|name| self.known.iter().find(|one| one.name == name));
        Err(match meant {
            Some(component) => fault.help(format!("¿quiso decir `{}`?", component.call())),
            None => fault,
        })
    }

    /// The names that an argument may have, when it names something of the policy.
    fn values(&self, component: &str, argument: &str) -> Option<&[String]> {
        let names = self.names.as_ref()?;
        match (component, argument) {
            ("nivel" | "prioridad", "id") | ("tiempo", "nivel") => Some(&names.levels),
            ("servicio", "id") | ("estado", "servicio") => Some(&names.services),
            ("operaciones", "formulario") => Some(&names.forms),
            _ => None,
        }
    }
}

/// Returns the fault of a call that cannot be read from `column` on.
fn misshapen(source: &str, column: usize) -> ExpressionFault {
    let before: String = source.chars().take(column).collect();
    let message = match source.chars().nth(column) {
        _ if before.ends_with('=') => {
            "falta una comilla: los datos van entre comillas, y `{true}` entre llaves"
        }
        Some('>') => "el componente se cierra con `/>`",
        _ => "el componente no se puede leer desde aquí",
    };
    let fault = ExpressionFault::at(column, " ", "expresion", message.to_owned());
    fault.help(format!("escríbalo como {EXAMPLE}"))
}
