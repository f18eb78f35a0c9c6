//! Fills forms with clicks and keys, in page order.

use serde_json::json;

use crate::page::Page;
use crate::support::answers::Request;

/// The submit button of a form.
pub(crate) const SEND: &str = ".send button[type=submit]";

impl Page {
    /// Types every answer of `request`, after adding missing rows.
    #[track_caller]
    pub(crate) fn type_answers(&self, request: &Request) {
        let mut pairs = request.clone().without_confirmation().pairs();
        for (name, _) in &pairs {
            self.add_row_for(name);
        }
        let order = self.attributes("form [name]", "name");
        pairs.sort_by_key(|(name, _)| order.iter().position(|one| one == name));
        for (name, value) in &pairs {
            self.type_answer(name, value);
        }
    }

    /// Adds the row of the field `name` if it is missing.
    #[track_caller]
    fn add_row_for(&self, name: &str) {
        let Some((row, _)) = name.rsplit_once('.') else { return };
        if self.count(&format!("[data-row='{row}']")) == 0 {
            let (rows, _) = row.split_once('.').unwrap();
            self.find(&format!("[data-add='{rows}']")).click();
            self.find(&format!("[data-row='{row}']"));
        }
    }

    /// Types one value of one field.
    #[track_caller]
    pub(crate) fn type_answer(&self, name: &str, value: &str) {
        self.unfold(name);
        let kind = self.run_with("return document.getElementsByName(arguments[0])[0]?.type", &[json!(name)]);
        let control = self.find(&format!("[name='{name}']"));
        match kind.as_str().unwrap_or_else(|| panic!("{} has no field {name}", self.path())) {
            // Every request contains the choices with a default, even where the page hides them.
            "radio" | "checkbox" | "select-one" if !control.is_shown() => {}
            "radio" | "checkbox" => {
                let choice = self.find(&format!("[name='{name}'][value='{value}']"));
                if choice.property("checked") == false {
                    choice.click();
                }
            }
            "select-one" => self.find(&format!("[name='{name}'] option[value='{value}']")).click(),
            _ => {
                control.clear();
                control.type_text(value);
            }
        }
    }

    /// Opens the folded part that contains the field `name`.
    #[track_caller]
    fn unfold(&self, name: &str) {
        let folded = "return document.getElementsByName(arguments[0])[0]?.closest('details:not([open])')?.dataset.fold";
        if let Some(fold) = self.run_with(folded, &[json!(name)]).as_str() {
            self.find(&format!("details[data-fold='{fold}'] > summary")).click();
        }
    }

    /// Opens every folded part.
    #[track_caller]
    pub(crate) fn unfold_all(&self) {
        self.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    }

    /// Sets every answer of `request` directly, as autofill does.
    #[track_caller]
    pub(crate) fn fill(&self, request: &Request) {
        let pairs = request.clone().without_confirmation().pairs();
        for (name, _) in &pairs {
            self.add_row_for(name);
        }
        self.run_with(FILL, &[json!(pairs)]);
    }

    /// Submits the form and returns the folio of the confirmation.
    #[track_caller]
    pub(crate) fn send(&self) -> String {
        self.find(SEND).click();
        self.folio()
    }

    /// Waits for the confirmation and returns its folio.
    #[track_caller]
    pub(crate) fn folio(&self) -> String {
        self.find("[data-slot='folio']").text()
    }
}

/// Sets the values of all controls and dispatches their events.
const FILL: &str = "
    const form = document.querySelector('main form');
    const notify = (control) => {
        control.dispatchEvent(new Event('input', {bubbles: true}));
        control.dispatchEvent(new Event('change', {bubbles: true}));
    };
    for (const control of form.querySelectorAll('[type=radio], [type=checkbox]')) {
        const checked = arguments[0].some(([name, value]) => control.name === name && control.value === value);
        if (control.checked !== checked) {
            control.checked = checked;
            notify(control);
        }
    }
    for (const [name, value] of arguments[0]) {
        const control = document.getElementsByName(name)[0];
        if (!control) throw new Error(`the page has no field ${name}`);
        if (control.type === 'radio' || control.type === 'checkbox') continue;
        control.removeAttribute('maxlength');
        control.value = value;
        notify(control);
    }
";
