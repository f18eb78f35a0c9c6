//! A form's page, filled with the visitor's answers, and the rows of a pasted table as JSON.

use axum::http::StatusCode;
use axum::response::Response;
use policy::form::model::Rows;
use policy::form::paste::PasteResult;
use policy::submission::answers::FieldValues;
use policy::{Answers, FieldError, Form, Operation};
use serde_json::{Value, json};

use crate::bundle::Bundle;
use crate::decode::BodyError;
use crate::http::handler::{internal, with_detail};
use crate::http::response;
use crate::page::{FormPageData, PageMessage, RowsView};
use crate::problem::{InvalidParam, Problem, ProblemCode};

/// A page shows at most this many times the rows that its form accepts.
const MAX_ROWS_FACTOR: usize = 4;

/// A form's page and the answers on it.
#[derive(Clone, Copy)]
pub(crate) struct FormPageResponder<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) form: &'a Form,
    pub(crate) operation: &'a Operation,
    pub(crate) answers: &'a Answers,
}

impl FormPageResponder<'_> {
    /// Returns the page with `problem`.
    pub(crate) fn with_problem(&self, problem: &Problem) -> Result<Response, Problem> {
        let text = self.bundle.problems.text(problem.code);
        let (message, status) = match &problem.review {
            // For a visitor the confirmation is a step of the form, and not an error.
            Some(pending) => (PageMessage::PendingConfirmation(pending), StatusCode::OK),
            None if problem.code == ProblemCode::Answers => (PageMessage::Nothing, problem.status()),
            None => (PageMessage::Problem(&text.detail), problem.status()),
        };
        let mut page = self.fill(status, &self.rows(None), &problem.errors, message, None)?;
        problem.set_retry_after(page.headers_mut());
        Ok(page)
    }

    /// Returns the page with the result of a pasted table, whose rows the answers already contain.
    pub(crate) fn with_paste(&self, id: &str, pasted: &PasteResult) -> Result<Response, Problem> {
        let message = PageMessage::PasteResult { rows: id, notices: &pasted.notices };
        self.fill(StatusCode::OK, &self.rows(None), &pasted.errors, message, None)
    }

    /// Returns the page with one more row, without validation.
    pub(crate) fn with_added_row(&self, id: &str) -> Result<Response, Problem> {
        let max = self.max_rows(id)?;
        let count = self.row_count(id);
        let count = if count < max { count + 1 } else { count };
        self.with_focus(&self.rows(Some((id, count))), (id, count))
    }

    /// Returns the page without the row at `index`, without validation.
    pub(crate) fn with_removed_row(&self, id: &str, index: Option<usize>) -> Result<Response, Problem> {
        self.max_rows(id)?;
        let mut answers = self.answers.clone();
        let mut focus = 1;
        if let (Some(rows), Some(index)) = (answers.rows.get_mut(id), index)
            && index < rows.len()
        {
            rows.remove(index);
            focus = (index + 1).min(rows.len()).max(1);
        }
        let page = FormPageResponder { answers: &answers, ..*self };
        page.with_focus(&page.rows(None), (id, focus))
    }

    fn with_focus(&self, rows: &[RowsView], focus: (&str, usize)) -> Result<Response, Problem> {
        self.fill(StatusCode::OK, rows, &[], PageMessage::Nothing, Some(focus))
    }

    fn max_rows(&self, id: &str) -> Result<usize, Problem> {
        self.operation.rows(id).map(|(_, rows)| rows.max).ok_or_else(unknown_rows)
    }

    fn row_count(&self, id: &str) -> usize {
        self.answers.rows.get(id).map_or(1, |rows| rows.len().max(1))
    }

    /// Returns the rows that the page shows. It shows even those above the form's limit, so that the visitor types
    /// nothing again, but no request makes an endless page. `instead` replaces the number of one kind of rows.
    fn rows(&self, instead: Option<(&str, usize)>) -> Vec<RowsView> {
        let sections = self.operation.sections.iter().filter_map(|section| section.rows.as_ref());
        let view = |rows: &Rows| {
            let instead = instead.filter(|(id, _)| *id == rows.id);
            let shown = instead.map_or_else(|| self.row_count(&rows.id), |(_, count)| count);
            RowsView {
                id: rows.id.clone(),
                shown: shown.min(rows.max * MAX_ROWS_FACTOR),
                max: rows.max,
                label: rows.label.clone(),
            }
        };
        sections.map(view).collect()
    }

    fn fill(
        &self,
        status: StatusCode,
        rows: &[RowsView],
        errors: &[FieldError],
        message: PageMessage<'_>,
        focus: Option<(&str, usize)>,
    ) -> Result<Response, Problem> {
        let page = self.bundle.form(&self.form.id, &self.operation.id);
        let page = page.ok_or_else(|| Problem::new(ProblemCode::Internal))?;
        let data = FormPageData { answers: self.answers, rows, errors, message, focus };
        Ok(response::page(status, page.render(&data).map_err(internal)?))
    }
}

/// Returns the problem of a button for rows that the form does not have.
pub(crate) fn unknown_rows() -> Problem {
    with_detail(ProblemCode::UnreadableBody, &BodyError::Action)
}

/// Returns the result of a table that was pasted into the rows `id`: the rows as a page sends them, the notices, the
/// invalid answers, and the text that was not used.
pub(crate) fn paste_json(id: &str, pasted: &PasteResult) -> String {
    let value = |values: &Vec<String>| match &values[..] {
        [one] => json!(one),
        many => json!(many),
    };
    let row =
        |row: &FieldValues| row.iter().map(|(name, values)| (name.clone(), value(values))).collect::<Value>();
    let rows: Value = pasted.rows.iter().map(row).collect();
    let errors: Vec<InvalidParam<'_>> = pasted.errors.iter().map(InvalidParam::new).collect();
    let mut body = json!({"avisos": pasted.notices, "resto": pasted.rest, "errores": errors});
    body[id] = rows;
    body.to_string()
}
