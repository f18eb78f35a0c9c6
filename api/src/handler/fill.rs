//! A form's page, given back with what the visitor had already written.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use policy::{Answers, Form, Operation, Refusal};

use crate::bundle::Bundle;
use crate::page::{Filling, RowsView};
use crate::problem::{Code, Problem};
use crate::request::{Action, BodyError};
use crate::response;

/// A page shows this many times the rows that its form takes, at most.
const MOST_ROWS: usize = 4;

/// A form's page and what is on it.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    pub(super) bundle: &'a Bundle,
    pub(super) form: &'a Form,
    pub(super) operation: &'a Operation,
    pub(super) answers: &'a Answers,
}

impl Sheet<'_> {
    /// Returns the page as an answer to a request that was not taken.
    pub(super) fn refused(&self, problem: &Problem) -> Result<Response, Problem> {
        let words = self.bundle.words.of(problem.code);
        let notice = (problem.code != Code::Answers).then_some(words.detail.as_str());
        let rows = self.rows(&BTreeMap::new());
        let html = self.fill(&rows, &problem.refusals, notice, None)?;
        let mut page = response::page(problem.code.status(), html);
        problem.put_retry(page.headers_mut());
        Ok(page)
    }

    /// Returns the page with one row more or less, judging nothing.
    pub(super) fn acted(&self, action: &Action) -> Result<Response, Problem> {
        match action {
            Action::Add { rows } => self.added(rows),
            Action::Remove { rows, index } => self.removed(rows, *index),
        }
    }

    fn added(&self, id: &str) -> Result<Response, Problem> {
        let max = self.max(id)?;
        let before = self.shown(id);
        let shown = if before < max { before + 1 } else { before };
        let rows = self.rows(&BTreeMap::from([(id, shown)]));
        Ok(response::page(StatusCode::OK, self.fill(&rows, &[], None, Some((id, shown)))?))
    }

    fn removed(&self, id: &str, index: Option<usize>) -> Result<Response, Problem> {
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
        Ok(response::page(StatusCode::OK, sheet.fill(&rows, &[], None, Some((id, focus)))?))
    }

    fn max(&self, id: &str) -> Result<usize, Problem> {
        let rows = self.operation.rows(id).map(|(_, rows)| rows.max);
        rows.ok_or_else(|| Problem {
            particular: Some(BodyError::Action.to_string()),
            ..Problem::new(Code::UnreadableBody)
        })
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
        refusals: &[Refusal],
        notice: Option<&str>,
        focus: Option<(&str, usize)>,
    ) -> Result<String, Problem> {
        let page = self.bundle.form(&self.form.id, &self.operation.id);
        let page = page.ok_or_else(|| Problem::new(Code::Internal))?;
        let filling = Filling { answers: self.answers, rows, refusals, notice, focus };
        page.fill(&filling).map_err(|e| Problem::caused(Code::Internal, &e))
    }
}
