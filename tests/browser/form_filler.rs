//! A visitor's hand: answers a form with clicks and keys, in the order of the page.

use serde_json::json;

use crate::page::Page;
use crate::support::answers::Request;

/// The button that sends a form.
pub(crate) const SEND: &str = ".send button[type=submit]";

impl Page {
    /// Answers every question of `request`. Rows that are missing are added first.
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

    /// Adds the row to which the field `name` belongs, unless it is there.
    #[track_caller]
    fn add_row_for(&self, name: &str) {
        let Some((row, _)) = name.rsplit_once('.') else { return };
        if self.count(&format!("[data-row='{row}']")) == 0 {
            let (rows, _) = row.split_once('.').unwrap();
            self.find(&format!("[data-add='{rows}']")).click();
            self.find(&format!("[data-row='{row}']"));
        }
    }

    /// Answers one question with one value.
    #[track_caller]
    pub(crate) fn type_answer(&self, name: &str, value: &str) {
        self.unfold(name);
        let kind = self.run_with("return document.getElementsByName(arguments[0])[0]?.type", &[json!(name)]);
        let control = self.find(&format!("[name='{name}']"));
        match kind.as_str().unwrap_or_else(|| panic!("{} does not ask for {name}", self.path())) {
            // A choice with a default is in every request, also where the page does not ask for it.
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

    /// Opens the part of the page in which the field `name` is folded, if it is.
    #[track_caller]
    fn unfold(&self, name: &str) {
        let folded = "return document.getElementsByName(arguments[0])[0]?.closest('details:not([open])')?.dataset.fold";
        if let Some(fold) = self.run_with(folded, &[json!(name)]).as_str() {
            self.find(&format!("details[data-fold='{fold}'] > summary")).click();
        }
    }

    /// Opens every part that folds.
    #[track_caller]
    pub(crate) fn unfold_all(&self) {
        self.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    }

    /// Puts every answer of `request` in its control at once, as a program that fills forms does.
    #[track_caller]
    pub(crate) fn fill(&self, request: &Request) {
        let pairs = request.clone().without_confirmation().pairs();
        for (name, _) in &pairs {
            self.add_row_for(name);
        }
        self.run_with(FILL, &[json!(pairs)]);
    }

    /// Sends the form, and returns the folio on the page that comes.
    #[track_caller]
    pub(crate) fn send(&self) -> String {
        self.find(SEND).click();
        self.folio()
    }

    /// The folio on the confirmation, waited for.
    #[track_caller]
    pub(crate) fn folio(&self) -> String {
        self.find("[data-slot='folio']").text()
    }
}

/// Puts values in the controls of a form, of which only those that are sent get one, and tells whoever listens.
const FILL: &str = "
    const form = document.querySelector('main form');
    const told = (control) => {
        control.dispatchEvent(new Event('input', {bubbles: true}));
        control.dispatchEvent(new Event('change', {bubbles: true}));
    };
    for (const control of form.querySelectorAll('[type=radio], [type=checkbox]')) {
        const checked = arguments[0].some(([name, value]) => control.name === name && control.value === value);
        if (control.checked !== checked) {
            control.checked = checked;
            told(control);
        }
    }
    for (const [name, value] of arguments[0]) {
        const control = document.getElementsByName(name)[0];
        if (!control) throw new Error(`the page does not ask for ${name}`);
        if (control.type === 'radio' || control.type === 'checkbox') continue;
        control.removeAttribute('maxlength');
        control.value = value;
        told(control);
    }
";
