//! Builds the files of the site and of the API.

pub(crate) mod data;
pub(crate) mod feed;
pub(crate) mod incremental;
pub(crate) mod page_builder;
pub(crate) mod record;
pub(crate) mod search;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::asset::Assets;
use crate::check::check_content;
use crate::check::pages::check_pages;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::markdown::Link;
use crate::model::{CheckContext, Site, routes};
use crate::output::incremental::BuildCache;
pub use crate::output::incremental::IncrementalBuilder;
use crate::output::page_builder::{PageBuilder, render_error_diagnostic};
pub use crate::output::record::snapshot_policy;
use crate::output::search::Section;
use crate::parallel::join;
use crate::render::built_page::{BuiltPage, PageOutput};
use crate::render::{RenderError, Renderer, Templates};

/// The files of a built site, by their paths: `site/…` for visitors, `api/…` for the API.
///
/// The same content gives the same bytes; content with notices does for the same instant (see [`Site::at`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuiltSite {
    /// The files; paths are separated by `/`.
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// The warnings.
    pub warnings: Diagnostics,
}

/// Returns the files of `site`.
///
/// # Errors
///
/// All errors in its pages: Markdown, expressions, links.
pub fn build(site: &Site) -> Result<BuiltSite, Diagnostics> {
    build_with_cache(&BuildCache::default(), site, None).map(|(built, _)| built)
}

/// Receives files as soon as they are built, from all threads.
pub trait OutputSink: Sync {
    /// Receives the file at `path`, which is a key of [`BuiltSite::files`].
    fn put(&self, path: &str, bytes: &[u8]);
}

impl<F: Fn(&str, &[u8]) + Sync> OutputSink for F {
    fn put(&self, path: &str, bytes: &[u8]) {
        self(path, bytes);
    }
}

/// Puts the files of `site` into `sink`, each page as soon as it is built, so that memory does not hold all of them.
///
/// Returns the warnings.
///
/// # Errors
///
/// All errors in its pages. The contents of the sink are then incomplete and must be discarded.
pub fn build_into(site: &Site, sink: &dyn OutputSink) -> Result<Diagnostics, Diagnostics> {
    let (rest, _) = build_with_cache(&BuildCache::default(), site, Some(sink))?;
    rest.files.iter().for_each(|(path, bytes)| sink.put(path, bytes));
    Ok(rest.warnings)
}

/// Returns the files of `site`, and the cache for the next build. Pages that go to `sink` are in neither.
fn build_with_cache(
    cache: &BuildCache,
    site: &Site,
    sink: Option<&dyn OutputSink>,
) -> Result<(BuiltSite, BuildCache), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let assets = || Arc::new(Assets::new(&site.source));
    let (assets, templates) = join(
        || cache.assets.clone().unwrap_or_else(assets),
        || {
            check_content(&CheckContext::new(site), &mut diagnostics);
            Templates::parse()
        },
    );
    match build_pages(cache, site, sink, &assets, templates, &mut diagnostics) {
        Ok(_) if diagnostics.has_errors() => Err(diagnostics),
        Ok((mut built, pages)) => {
            for (_, asset) in assets.iter() {
                built.add(format!("site{}", asset.address), asset.bytes.clone());
            }
            built.warnings = diagnostics;
            if sink.is_some() {
                return Ok((built, BuildCache::default()));
            }
            built.add_pages(&pages);
            Ok((built, BuildCache::new(assets, &pages)))
        }
        Err(error) => {
            diagnostics.push(error.diagnostic());
            Err(diagnostics)
        }
    }
}

/// Returns the data files and the pages of `site`, and reports the errors in the pages.
fn build_pages<'a>(
    cache: &BuildCache,
    site: &'a Site,
    sink: Option<&dyn OutputSink>,
    assets: &Assets,
    templates: Result<Templates, RenderError>,
    diagnostics: &mut Diagnostics,
) -> Result<(BuiltSite, Vec<BuiltPage<'a>>), BuildError> {
    let mut renderer = Renderer::new(site, assets, templates?)?;
    let builder = PageBuilder { site, assets, renderer: &renderer, cache, sink };
    let (notices, links) = builder.notices(diagnostics);
    renderer.set_notices(&notices)?;
    let builder = PageBuilder { site, assets, renderer: &renderer, cache, sink };
    let (mut pages, sections) = builder.pages(diagnostics);
    pages.extend(notices_as_pages(site, links));
    check_pages(site, assets, &pages, diagnostics);
    let mut built = BuiltSite::default();
    if !diagnostics.has_errors() {
        built.add_data(site, &renderer, &sections)?;
    }
    Ok((built, pages))
}

/// A build failed; the content is not the cause.
#[derive(Debug, thiserror::Error)]
enum BuildError {
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

impl BuildError {
    fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::Render(error) => render_error_diagnostic("site.yaml", error),
            Self::Json(error) => {
                let message = "los datos no se pueden escribir como JSON";
                Diagnostic::error("site.yaml", "json", message).cause(error.to_string())
            }
        }
    }
}

/// Returns each notice as a page, so that its links are checked too.
fn notices_as_pages(site: &Site, links: Vec<Vec<Link>>) -> impl Iterator<Item = BuiltPage<'_>> {
    site.notices.iter().zip(links).map(|(notice, links)| {
        let output = Arc::new(PageOutput { links, ..PageOutput::default() });
        BuiltPage {
            address: None,
            api_path: None,
            file: &notice.file,
            passage: Some(notice.markdown()),
            output,
        }
    })
}

impl BuiltSite {
    fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into().into());
    }

    fn add_pages(&mut self, pages: &[BuiltPage<'_>]) {
        for page in pages {
            let bytes: Arc<[u8]> = Arc::clone(&page.output.html).into();
            let paths = file_paths(page.address.as_deref(), page.api_path.as_deref());
            self.files.extend(paths.map(|path| (path, Arc::clone(&bytes))));
        }
    }

    fn add_data(
        &mut self,
        site: &Site,
        renderer: &Renderer<'_>,
        sections: &[Section],
    ) -> Result<(), BuildError> {
        self.add(format!("site{}", routes::SITEMAP), data::sitemap(site, renderer)?);
        self.add(format!("site{}", routes::ROBOTS), data::robots(site));
        if let Some(feed) = feed::feed(site, renderer)? {
            self.add(format!("site{}", routes::FEED), feed);
        }
        self.add(format!("site{}", routes::HOURS), data::hours(site)?);
        self.add(format!("site{}", routes::LEVELS), data::levels(site)?);
        self.add(format!("site{}", routes::SEARCH), serde_json::to_string(sections)?);
        self.add("api/policy.json", data::policy(site)?);
        self.add("api/problems.json", data::problems(site)?);
        Ok(())
    }
}

/// Returns the paths of the files of a page: one for its address, and one for the API.
fn file_paths(address: Option<&str>, api_path: Option<&str>) -> impl Iterator<Item = String> {
    let api_file = api_path.map(|path| format!("api/pages/{path}.html"));
    let index = |address: &str| if address.ends_with('/') { "index.html" } else { "" };
    let site_file = address.map(|address| format!("site{address}{}", index(address)));
    api_file.into_iter().chain(site_file)
}

#[cfg(test)]
mod tests;
