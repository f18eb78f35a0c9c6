//! A form's page, given back with what the visitor had already written.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use policy::form::model::PasteResult;
use policy::{Answers, FieldError, Form, Operation};

use crate::bundle::Bundle;
use crate::decode::BodyError;
use crate::http::response;
use crate::page::{FormPageData, PageMessage, RowsView};
use crate::problem::{Problem, ProblemCode};

/// A page shows this many times the rows that its form takes, at most.
const MOST_ROWS: usize = 4;

/// A form's page and what is on it.
#[derive(Clone, Copy)]
pub(crate) struct Sheet<'a> {
    pub(crate) bundle: &'a Bundle,
    pub(crate) form: &'a Form,
    pub(crate) operation: &'a Operation,
    pub(crate) answers: &'a Answers,
}

impl Sheet<'_> {
    /// Returns the page as an answer to a request that was not taken.
    pub(crate) fn refused(&self, problem: &Problem) -> Result<Response, Problem> {
        let words = self.bundle.problems.text(problem.code);
        let (said, status) = match &problem.review {
            // For a visitor it is a step on the way and no refusal.
            Some(review) => (PageMessage::PendingConfirmation(review), StatusCode::OK),
            None if problem.code == ProblemCode::Answers => (PageMessage::Nothing, problem.status()),
            None => (PageMessage::Problem(&words.detail), problem.status()),
        };
        let rows = self.rows(&BTreeMap::new());
        let html = self.fill(&rows, &problem.errors, said, None)?;
        let mut page = response::page(status, html);
        problem.set_retry_after(page.headers_mut());
        Ok(page)
    }

    /// Returns the page with what came of a table that was pasted into the rows called `id`; its answers have it already.
    pub(crate) fn pasted(&self, id: &str, pasted: &PasteResult) -> Result<Response, Problem> {
        let said = PageMessage::PasteResult { rows: id, notices: &pasted.notices };
        let html = self.fill(&self.rows(&BTreeMap::new()), &pasted.refusals, said, None)?;
        Ok(response::page(StatusCode::OK, html))
    }

    /// Returns the page with one row more, judging nothing.
    pub(crate) fn added(&self, id: &str) -> Result<Response, Problem> {
        let max = self.max(id)?;
        let before = self.shown(id);
        let shown = if before < max { before + 1 } else { before };
        let rows = self.rows(&BTreeMap::from([(id, shown)]));
        Ok(response::page(StatusCode::OK, self.fill(&rows, &[], PageMessage::Nothing, Some((id, shown)))?))
    }

    /// Returns the page with one row less, judging nothing.
    pub(crate) fn removed(&self, id: &str, index: Option<usize>) -> Result<Response, Problem> {
        self.max(id)?;
        let mut answers = self.answers.clone();
        let mut focus = 1;
        if let (Some(rows), Some(index)) = (answers.rows.get_mut(id), index)
            && index < rows.len()
        {
            rows.remove(index);
            focus = (index + 1).min(rows.len()).max(1);
        }
        let sheet = Sheet { answers: &answers, ..*self };
        let rows = sheet.rows(&BTreeMap::new());
        Ok(response::page(StatusCode::OK, sheet.fill(&rows, &[], PageMessage::Nothing, Some((id, focus)))?))
    }

    fn max(&self, id: &str) -> Result<usize, Problem> {
        self.operation.rows(id).map(|(_, rows)| rows.max).ok_or_else(no_such_rows)
    }

    fn shown(&self, id: &str) -> usize {
        self.answers.rows.get(id).map_or(1, |rows| rows.len().max(1))
    }

    /// A page shows every row that came, also those beyond what its form takes, so that nothing is typed again; but
    /// no answer makes an endless page.
    fn rows(&self, instead: &BTreeMap<&str, usize>) -> Vec<RowsView> {
        let all = self.operation.sections.iter().filter_map(|section| section.rows.as_ref());
        all.map(|rows| {
            let shown = instead.get(rows.id.as_str()).copied().unwrap_or_else(|| self.shown(&rows.id));
            RowsView {
                id: rows.id.clone(),
                shown: shown.min(rows.max * MOST_ROWS),
                max: rows.max,
                label: rows.label.clone(),
            }
        })
        .collect()
    }

    fn fill(
        &self,
        rows: &[RowsView],
        refusals: &[FieldError],
        said: PageMessage<'_>,
        focus: Option<(&str, usize)>,
    ) -> Result<String, Problem> {
        let page = self.bundle.form(&self.form.id, &self.operation.id);
        let page = page.ok_or_else(|| Problem::new(ProblemCode::Internal))?;
        let filling = FormPageData { answers: self.answers, rows, errors: refusals, message: said, focus };
        page.render(&filling).map_err(|e| Problem::caused(ProblemCode::Internal, &e))
    }
}

/// The problem of a button that is about rows that the form does not have.
pub(crate) fn no_such_rows() -> Problem {
    Problem { detail: Some(BodyError::Action.to_string()), ..Problem::new(ProblemCode::UnreadableBody) }
}
