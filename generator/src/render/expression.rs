//! Checks the expressions that editors write in pages before Tera renders them.
//!
//! The messages of Tera are for authors of templates. These are for editors: in Spanish, with the position and a
//! suggestion.

pub(crate) mod call;

use std::error::Error;
use std::iter;

use policy::text::suggest::closest_match;
use policy::{Policy, Service};
use tera::Tera;

use crate::markdown::expression::ExpressionError;
use crate::render::expression::call::{Argument, Call};
use crate::render::view::site_context::VARIABLES;

/// What a path can begin with, other than [`VARIABLES`].
const OTHER_ROOTS: [&str; 4] = ["palabras", "site", "true", "false"];

/// An example of a component call.
const EXAMPLE: &str = "`{{ <tiempo nivel=\"estandar\" /> }}`";

/// Returns the error of an expression that is neither a component call nor a known variable.
pub(super) fn unreadable(source: &str) -> ExpressionError {
    let found = call::inside(source);
    let message = format!("`{found}` no se puede leer");
    let error = ExpressionError::at(call::start(source), found, "expresion", message);
    if found.starts_with('<') {
        return error.help(format!("escríbalo como {EXAMPLE}"));
    }
    error.help(match closest_match(found, VARIABLES) {
        Some(name) => format!("¿quiso decir «{name}»?"),
        None => format!("use un componente, como {EXAMPLE}, o un dato, como `{{{{ sitio.titulo }}}}`"),
    })
}

/// Returns the first line of the innermost source of an error.
pub(super) fn root_cause(error: &dyn Error) -> String {
    let cause = iter::successors(Some(error), |error| (*error).source()).last().map(ToString::to_string);
    let message = cause.unwrap_or_default();
    message.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// Returns a suggestion: the name most similar to `found`, or all names.
fn suggestion<'a>(found: &str, names: impl IntoIterator<Item = &'a str> + Clone) -> String {
    match closest_match(found, names.clone()) {
        Some(name) => format!("¿quiso decir «{name}»?"),
        None => format!("use uno de estos: {}", names.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// The components that pages can call, and the policy whose names their arguments can have.
#[derive(Clone, Debug)]
pub(crate) struct ComponentRegistry<'a> {
    components: Vec<Component>,
    /// `None` when the policy is invalid.
    policy: Option<&'a Policy>,
}

#[derive(Clone, Debug)]
struct Component {
    name: String,
    parameters: Vec<Parameter>,
}

#[derive(Clone, Debug)]
struct Parameter {
    name: String,
    is_required: bool,
    /// Whether its value is `{true}` or `{false}` and not a text.
    is_bool: bool,
}

impl Component {
    /// Returns a call of it with its required arguments.
    fn example(&self) -> String {
        let required = self.parameters.iter().filter(|parameter| parameter.is_required);
        let arguments: String =
            required.flat_map(|parameter| [" ", parameter.name.as_str(), "=\"…\""]).collect();
        format!("{{{{ <{}{arguments} /> }}}}", self.name)
    }
}

impl<'a> ComponentRegistry<'a> {
    /// Returns the components of `tera`, to which no component of the site's own templates was added yet.
    pub(super) fn new(tera: &Tera, policy: Option<&'a Policy>) -> Self {
        let mut names: Vec<&str> = tera.get_component_names().collect();
        names.sort_unstable();
        let definitions = names.into_iter().filter_map(|name| tera.get_component_definition(name));
        let component = |definition: tera::ComponentInfo| {
            let arguments = definition.args().iter().filter(|argument| !argument.is_implicit());
            let parameter = |argument: &tera::ComponentArg| Parameter {
                name: argument.name().to_owned(),
                is_required: argument.is_required(),
                is_bool: argument.arg_type().is_some_and(|kind| kind.as_str() == "bool"),
            };
            Component { name: definition.name().to_owned(), parameters: arguments.map(parameter).collect() }
        };
        // It includes other pages, which templates cannot see.
        let whole_policy = Component { name: "politica".to_owned(), parameters: Vec::new() };
        Self { components: definitions.map(component).chain([whole_policy]).collect(), policy }
    }

    /// Checks every name in `source`.
    ///
    /// # Errors
    ///
    /// When it names a component, an argument or a value that does not exist, or cannot be parsed.
    pub(crate) fn check(&self, source: &str) -> Result<(), ExpressionError> {
        let Some(call) = Call::parse(source).map_err(|column| malformed(source, column))? else {
            return self.check_path(source);
        };
        let component = self.component(&call)?;
        for (index, argument) in call.arguments.iter().enumerate() {
            if call.arguments[..index].iter().any(|before| before.name == argument.name) {
                let message = format!("`{}` aparece dos veces", argument.name);
                let error = ExpressionError::at(argument.column, argument.name, "dato-equivocado", message);
                return Err(error.help("deje uno de los dos".to_owned()));
            }
            self.check_argument(component, argument)?;
        }
        let has_argument = |name: &str| call.arguments.iter().any(|argument| argument.name == name);
        let mut required = component.parameters.iter().filter(|parameter| parameter.is_required);
        match required.find(|parameter| !has_argument(&parameter.name)) {
            None => Ok(()),
            Some(Parameter { name, .. }) => {
                let message = format!("falta `{name}` en `{}`", component.name);
                let error = ExpressionError::at(call.column, call.name, "dato-faltante", message);
                Err(error.help(format!("escriba `{}`", component.example())))
            }
        }
    }

    fn component(&self, call: &Call<'_>) -> Result<&Component, ExpressionError> {
        self.components.iter().find(|component| component.name == call.name).ok_or_else(|| {
            let message = format!("el componente `{}` no existe", call.name);
            let error = ExpressionError::at(call.column, call.name, "componente-desconocido", message);
            error.help(suggestion(call.name, self.component_names()))
        })
    }

    fn component_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.components.iter().map(|component| component.name.as_str())
    }

    fn check_argument(&self, component: &Component, argument: &Argument<'_>) -> Result<(), ExpressionError> {
        let Argument { name, text, column } = *argument;
        let Some(parameter) = component.parameters.iter().find(|parameter| parameter.name == name) else {
            let help = if component.parameters.is_empty() {
                format!("quítelo: escriba `{}`", component.example())
            } else {
                suggestion(name, component.parameters.iter().map(|parameter| parameter.name.as_str()))
            };
            let message = format!("el componente `{}` no lleva `{name}`", component.name);
            return Err(ExpressionError::at(column, name, "dato-desconocido", message).help(help));
        };
        let Some(found) = text else { return Ok(()) };
        // The value comes after the name, `=` and a quote.
        let error = |message, help| {
            let column = column + name.chars().count() + 2;
            Err(ExpressionError::at(column, found, "dato-equivocado", message).help(help))
        };
        if parameter.is_bool {
            let message = format!("`{name}` es «{found}», y debe ser `{{true}}` o `{{false}}`");
            return error(message, format!("escriba `{name}={{true}}`, o quítelo"));
        }
        if let Some(values) = self.values(&component.name, name)
            && !values.contains(&found)
        {
            let message = format!("`{name}` es «{found}», que no existe");
            return error(message, suggestion(found, values));
        }
        if component.name == "estado" && !self.has_status(found) {
            let message = format!("el servicio «{found}» no tiene páginas de estado");
            let help = "póngaselas en `estado` de services.yaml, o quite el componente";
            return error(message, help.to_owned());
        }
        Ok(())
    }

    /// Returns whether a service has a status page; true when the services are unknown.
    fn has_status(&self, service: &str) -> bool {
        let has_status = |one: &Service| one.id == service && !one.status.is_empty();
        self.policy.is_none_or(|policy| policy.services.iter().any(has_status))
    }

    /// Checks an expression that is a path; Tera checks every other one.
    fn check_path(&self, source: &str) -> Result<(), ExpressionError> {
        let path = call::inside(source);
        let is_path = path.starts_with(char::is_alphabetic)
            && path.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        let root = path.split('.').next().unwrap_or_default();
        if !is_path || VARIABLES.contains(&path) || OTHER_ROOTS.contains(&root) {
            return Ok(());
        }
        let error = unreadable(source);
        let similar = closest_match(path, self.component_names()).filter(|_| !path.contains('.'));
        match similar.and_then(|name| self.components.iter().find(|component| component.name == name)) {
            Some(component) => Err(error.help(format!("¿quiso decir `{}`?", component.example()))),
            None => Err(error),
        }
    }

    /// Returns the values that an argument can have, when it names something of the policy.
    fn values(&self, component: &str, argument: &str) -> Option<Vec<&'a str>> {
        let policy = self.policy?;
        Some(match (component, argument) {
            ("nivel" | "prioridad", "id") | ("tiempo", "nivel") => {
                policy.levels.iter().map(|level| &*level.id).collect()
            }
            ("servicio", "id") | ("estado", "servicio") => {
                policy.services.iter().map(|service| &*service.id).collect()
            }
            ("operaciones", "formulario") => policy.forms.iter().map(|form| &*form.id).collect(),
            _ => return None,
        })
    }
}

/// Returns the error of a component call that cannot be parsed from `column` on.
fn malformed(source: &str, column: usize) -> ExpressionError {
    let before: String = source.chars().take(column).collect();
    let message = match source.chars().nth(column) {
        _ if before.ends_with('=') => {
            "falta una comilla: los datos van entre comillas, y `{true}` entre llaves"
        }
        Some('>') => "el componente se cierra con `/>`",
        _ => "el componente no se puede leer desde aquí",
    };
    let error = ExpressionError::at(column, " ", "expresion", message.to_owned());
    error.help(format!("escríbalo como {EXAMPLE}"))
}
