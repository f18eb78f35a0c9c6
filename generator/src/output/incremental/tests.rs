use crate::load::load;
use crate::output::build;
use crate::output::incremental::*;
use crate::testing::fixture;
use crate::testing::fixture::page;

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }
}

/// What an editor may do, right and wrong.
fn edit(source: &ContentDir, dice: &mut Dice) -> ContentDir {
    const PAGES: [&str; 5] = ["canales", "horarios", "politica", "otra", "index"];
    let word = ["uno", "dos", "{{ <horario /> }}", "[x](/otra/)", "[x](/canales/#uno)"][dice.below(5)];
    let title = ["Canales", "Otro título"][dice.below(2)];
    let name = PAGES[dice.below(5)];
    let path = format!("pages/{name}.md");
    let text = |path: &str| source.file(path).map_or("", |file| file.text()).to_owned();
    let spoilt = |path: &str, from: &str, to: &str| source.clone().with(path, text(path).replace(from, to));
    match dice.below(10) {
        0 => source.clone().with(&path, page(title, &format!("## {word}\n\n{{{{ <politica /> }}}}\n"))),
        1 => source.clone().without(&path),
        2 => spoilt("hours.yaml", "08:30", "07:15"),
        3 => spoilt("hours.yaml", "07:15", "08:30"),
        4 => spoilt("forms/falla.yaml", "#correo", "#corre"),
        5 => spoilt("forms/falla.yaml", "#corre)", "#correo)"),
        6 => spoilt("site.yaml", "politica: [canales]", "politica: [canales, horarios]"),
        _ if name == "index" => {
            source.clone().with(&path, page(title, &format!("{{{{ <inicio /> }}}}\n\n{word}\n")))
        }
        _ => source.clone().with(&path, page(title, &format!("## Correo\n\n## Uno\n\n{word}\n"))),
    }
}

#[test]
fn whatever_is_edited_the_site_is_that_of_a_clean_build() {
    let mut dice = Dice(1);
    let mut source = fixture::source();
    let mut workshop = IncrementalBuilder::default();
    let (mut right, mut wrong) = (0, 0);
    for step in 0..150 {
        source = if dice.below(4) == 0 { fixture::source() } else { edit(&source, &mut dice) };
        let clean = load(&source).and_then(|site| build(&site));
        *(if clean.is_ok() { &mut right } else { &mut wrong }) += 1;
        assert!(workshop.build(&source) == clean, "step {step}: {:?}", clean.err());
    }
    assert!(right > 40 && wrong > 40, "{right} right, {wrong} wrong");
}

#[test]
fn a_page_whose_words_alone_changed_is_made_alone() {
    let mut workshop = IncrementalBuilder::default();
    let made = |workshop: &IncrementalBuilder, address: &str| {
        let memory = workshop.before.as_ref().map(|(_, memory)| memory);
        memory.and_then(|memory| memory.made(address)).cloned().expect("it was made")
    };
    let source = fixture::source();
    workshop.build(&source).expect("it is right");
    let before = ["/", "/canales/", "/falla/"].map(|address| made(&workshop, address));
    workshop
        .build(&source.with("pages/canales.md", page("Canales", "## Correo\n\nLlame.\n")))
        .expect("it is right");
    let after = ["/", "/canales/", "/falla/"].map(|address| made(&workshop, address));
    let kept = [0, 1, 2].map(|index| std::sync::Arc::ptr_eq(&before[index], &after[index]));
    assert_eq!(kept, [true, false, true]);
}

#[test]
fn incremental_build_reads_assets_again_only_when_they_change() {
    let mut builder = IncrementalBuilder::default();
    let mut assets = |source: &ContentDir| {
        builder.build(source).expect("it is right");
        let cache = builder.before.as_ref().map(|(_, cache)| cache);
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
