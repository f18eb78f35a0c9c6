use crate::load::load;
use crate::output::build;
use crate::output::incremental::*;
use crate::testing::fixture;
use crate::testing::fixture::page;

/// Pseudo-random numbers, the same in every run.
struct Rng(u64);

impl Rng {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }
}

/// A valid or invalid edit of the content.
fn edit(source: &ContentDir, rng: &mut Rng) -> ContentDir {
    const PAGES: [&str; 5] = ["canales", "horarios", "politica", "otra", "index"];
    let word = ["uno", "dos", "{{ <horario /> }}", "[x](/otra/)", "[x](/canales/#uno)"][rng.below(5)];
    let title = ["Canales", "Otro título"][rng.below(2)];
    let name = PAGES[rng.below(5)];
    let path = format!("pages/{name}.md");
    let text = |path: &str| source.file(path).map_or("", |file| file.text()).to_owned();
    let replace = |path: &str, from: &str, to: &str| source.clone().with(path, text(path).replace(from, to));
    match rng.below(10) {
        0 => source.clone().with(&path, page(title, &format!("## {word}\n\n{{{{ <politica /> }}}}\n"))),
        1 => source.clone().without(&path),
        2 => replace("hours.yaml", "08:30", "07:15"),
        3 => replace("hours.yaml", "07:15", "08:30"),
        4 => replace("forms/falla.yaml", "#correo", "#corre"),
        5 => replace("forms/falla.yaml", "#corre)", "#correo)"),
        6 => replace("site.yaml", "politica: [canales]", "politica: [canales, horarios]"),
        _ if name == "index" => {
            source.clone().with(&path, page(title, &format!("{{{{ <inicio /> }}}}\n\n{word}\n")))
        }
        _ => source.clone().with(&path, page(title, &format!("## Correo\n\n## Uno\n\n{word}\n"))),
    }
}

#[test]
fn incremental_build_equals_clean_build() {
    let mut rng = Rng(1);
    let mut source = fixture::source();
    let mut builder = IncrementalBuilder::default();
    let (mut valid, mut invalid) = (0, 0);
    for step in 0..150 {
        source = if rng.below(4) == 0 { fixture::source() } else { edit(&source, &mut rng) };
        let clean = load(&source).and_then(|site| build(&site));
        *(if clean.is_ok() { &mut valid } else { &mut invalid }) += 1;
        assert!(builder.build(&source) == clean, "step {step}: {:?}", clean.err());
    }
    assert!(valid > 40 && invalid > 40, "{valid} valid, {invalid} invalid");
}

#[test]
fn incremental_build_renders_only_the_changed_page() {
    let mut builder = IncrementalBuilder::default();
    let output = |builder: &IncrementalBuilder, address: &str| {
        let cache = builder.last.as_ref().map(|(_, cache)| cache);
        cache.and_then(|cache| cache.page(address)).cloned().expect("it was output")
    };
    let source = fixture::source();
    builder.build(&source).expect("it is valid");
    let before = ["/", "/canales/", "/falla/"].map(|address| output(&builder, address));
    builder
        .build(&source.with("pages/canales.md", page("Canales", "## Correo\n\nLlame.\n")))
        .expect("it is valid");
    let after = ["/", "/canales/", "/falla/"].map(|address| output(&builder, address));
    let reused = [0, 1, 2].map(|index| std::sync::Arc::ptr_eq(&before[index], &after[index]));
    assert_eq!(reused, [true, false, true]);
}

#[test]
fn incremental_build_reads_assets_again_only_when_they_change() {
    let mut builder = IncrementalBuilder::default();
    let mut assets = |source: &ContentDir| {
        builder.build(source).expect("it is valid");
        let cache = builder.last.as_ref().map(|(_, cache)| cache);
        cache.and_then(|cache| cache.assets.clone()).expect("it has assets")
    };
    let source = fixture::source();
    let hours = source.file("hours.yaml").expect("a file").text().replace("08:30", "07:15");
    let first = assets(&source);
    let other_hours = assets(&source.clone().with("hours.yaml", hours));
    let with_card = assets(&source.clone().with("assets/card.png", "card"));
    let reused = [(&first, &other_hours), (&other_hours, &with_card)];
    assert_eq!(reused.map(|(one, other)| std::sync::Arc::ptr_eq(one, other)), [true, false]);
}
