//! An expression that an editor wrote in a page, checked before Tera sees it.
//!
//! Tera's own messages are for who writes templates. Here an editor is told, in their language, what is wrong, where,
//! and what was probably meant.

mod call;

use policy::{Policy, nearest};
use tera::Tera;

use self::call::{Argument, Call};
use crate::expression::ExpressionFault;
use crate::view::editor::Editor;

/// Returns the fault of an expression that names nothing that there is.
pub(super) fn unreadable(source: &str) -> ExpressionFault {
    let found = call::inside(source);
    let message = format!("`{found}` no se puede leer{}", next_step(found, Editor::NAMES));
    ExpressionFault::at(call::start(source), message)
}

/// «; ¿quiso decir …?», or all that there is when nothing is like it.
fn next_step<'a>(found: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    if let Some(name) = nearest(found, known.clone()) {
        return format!("; ¿quiso decir «{name}»?");
    }
    let known: Vec<&str> = known.into_iter().collect();
    format!("; use uno de estos: {}", known.join(", "))
}

/// The components that pages may name, and the names that their arguments may have.
#[derive(Clone, Debug)]
pub(super) struct Components {
    known: Vec<Component>,
    levels: Vec<String>,
    services: Vec<String>,
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
}

impl Components {
    /// Returns the components of `tera`, which has no others yet.
    pub(super) fn of(tera: &Tera, policy: &Policy) -> Self {
        let mut names: Vec<&str> = tera.get_component_names().collect();
        names.sort_unstable();
        let infos = names.into_iter().filter_map(|name| tera.get_component_definition(name));
        let component = |info: tera::ComponentInfo| {
            let given = info.args().iter().filter(|argument| !argument.is_implicit());
            let parameter = |argument: &tera::ComponentArg| Parameter {
                name: argument.name().to_owned(),
                required: argument.is_required(),
            };
            Component { name: info.name().to_owned(), arguments: given.map(parameter).collect() }
        };
        Self {
            known: infos.map(component).collect(),
            levels: policy.levels().iter().map(|level| level.id.clone()).collect(),
            services: policy.services().iter().map(|service| service.id.clone()).collect(),
            forms: policy.forms().iter().map(|form| form.id.clone()).collect(),
        }
    }

    /// Checks that every name in `source` is known, when it is the call of a component.
    pub(super) fn check(&self, source: &str) -> Result<(), ExpressionFault> {
        let Some(call) = Call::read(source).map_err(|at| ExpressionFault::at(at, misshapen()))? else {
            return Ok(());
        };
        let component = self.find(&call)?;
        for argument in &call.arguments {
            self.check_argument(component, argument)?;
        }
        let given = |name: &str| call.arguments.iter().any(|argument| argument.name == name);
        match component.arguments.iter().find(|known| known.required && !given(&known.name)) {
            None => Ok(()),
            Some(Parameter { name, .. }) => {
                let component = &component.name;
                let message = format!("falta `{name}`: escriba `{{{{ <{component} {name}=\"…\" /> }}}}`");
                Err(ExpressionFault::at(call.column, message))
            }
        }
    }

    fn find(&self, call: &Call<'_>) -> Result<&Component, ExpressionFault> {
        self.known.iter().find(|component| component.name == call.name).ok_or_else(|| {
            let known = self.known.iter().map(|component| component.name.as_str());
            let message = format!("`{}`: no existe ese componente{}", call.name, next_step(call.name, known));
            ExpressionFault::at(call.column, message)
        })
    }

    fn check_argument(&self, component: &Component, argument: &Argument<'_>) -> Result<(), ExpressionFault> {
        let Argument { name, text, column } = *argument;
        if component.arguments.iter().all(|known| known.name != name) {
            let known = component.arguments.iter().map(|known| known.name.as_str());
            let next =
                if component.arguments.is_empty() { "; quítelo".to_owned() } else { next_step(name, known) };
            let message = format!("`{name}`: `{}` no lleva ese dato{next}", component.name);
            return Err(ExpressionFault::at(column, message));
        }
        match (text, self.values(&component.name, name)) {
            (Some(found), Some(known)) if known.iter().all(|known| known != found) => {
                let next = next_step(found, known.iter().map(String::as_str));
                Err(ExpressionFault::at(column, format!("`{name}` es «{found}»: no existe{next}")))
            }
            _ => Ok(()),
        }
    }

    /// The names that an argument may have, when it names something of the policy.
    fn values(&self, component: &str, argument: &str) -> Option<&[String]> {
        match (component, argument) {
            ("nivel" | "prioridad", "id") | ("tiempo", "nivel") => Some(&self.levels),
            ("servicio", "id") | ("estado", "servicio") => Some(&self.services),
            ("operaciones", "formulario") => Some(&self.forms),
            _ => None,
        }
    }
}

fn misshapen() -> String {
    "el componente no se puede leer; escríbalo como `{{ <tiempo nivel=\"estandar\" /> }}`".to_owned()
}
