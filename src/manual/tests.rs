//! The pages as they are laid out.

use std::collections::BTreeSet;

use unicode_width::UnicodeWidthStr;

use super::*;

const PLAIN: PageLayout = PageLayout { width: 80, color: false, ascii: false };

fn rendered(markdown: &str, width: usize) -> String {
    render::render(markdown, PageLayout { width, ..PLAIN })
}

#[test]
fn every_topic_and_alias_leads_to_one_page() {
    let mut words = BTreeSet::new();
    for page in PAGES {
        for word in [&page.topic].into_iter().chain(page.aliases) {
            assert!(words.insert(word), "{word} leads to two pages");
            assert_eq!(find(word).map(|found| found.topic), Some(page.topic));
        }
    }
    assert!(find("nothing").is_none());
}

#[test]
fn every_file_of_the_manual_is_a_page() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/manual");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let names: BTreeSet<String> =
        pages.map(|path| path.file_stem().unwrap().to_str().unwrap().into()).collect();
    assert_eq!(names, PAGES.iter().map(|page| page.topic.to_owned()).collect());
}

#[test]
fn no_line_is_wider_than_the_window_but_code_and_tables_in_narrow_ones() {
    for page in PAGES {
        assert!(page.markdown.starts_with("# "), "{} opens with a heading", page.topic);
        for width in [40, 60, 80, 100] {
            let text = page.render(PageLayout { width, ..PLAIN });
            for line in text.lines().filter(|line| !line.starts_with("    ")) {
                assert!(line.width() <= width, "{} at {width}: {line}", page.topic);
            }
        }
        let text = page.render(PLAIN);
        for line in text.lines() {
            assert!(line.width() <= 80, "{}: {line}", page.topic);
            assert!(line.trim_end() == line, "{}: {line:?}", page.topic);
        }
    }
}

#[test]
fn any_width_is_laid_out() {
    for page in PAGES {
        for width in 0..20 {
            assert!(!page.render(PageLayout { width, ..PLAIN }).is_empty());
        }
    }
}

#[test]
fn there_are_escape_sequences_only_with_colors() {
    for page in PAGES {
        assert!(!page.render(PLAIN).contains('\u{1b}'));
        let colored = page.render(PageLayout { color: true, ..PLAIN });
        assert!(colored.contains("\u{1b}[1;36m") && colored.matches("\u{1b}[").count() % 2 == 0);
    }
}

#[test]
fn every_sign_but_korean_has_an_ascii_spelling() {
    for page in PAGES {
        let text = page.render(PageLayout { ascii: true, ..PLAIN });
        assert!(text.is_ascii());
        let is_korean =
            |c: char| ('\u{1100}'..='\u{11ff}').contains(&c) || ('\u{3130}'..='\u{d7a3}').contains(&c);
        for c in page.markdown.chars().filter(|c| !c.is_ascii() && !is_korean(*c)) {
            assert_ne!(lines::fold(&c.to_string()), "?", "{} has {c}", page.topic);
        }
    }
}

#[test]
fn paragraphs_lists_and_code_keep_their_shape() {
    let page = "# Title\n\nSome *text* with `code`\nand a [page](keys.md).\n\n- one\n- two, which is longer\n\n\
                1. first\n2. second\n\n```sh\ndownhill\n```\n\n![picture](x.png)\n";
    assert_eq!(
        rendered(page, 20),
        "Title\n=====\n\nSome text with\n`code` and a page\n(downhill manual\nkeys).\n\n• one\n• two, which is\n  longer\n\n\
         1. first\n2. second\n\n    downhill\n"
    );
}

#[test]
fn tables_wrap_their_widest_column_and_stand_in_stacks_where_there_is_no_room() {
    let table = "| key | does |\n| --- | --- |\n| `n` | one two three four |\n| `x` | |\n";
    assert_eq!(rendered(table, 16), "key  does\n────────────────\nn    one two\n     three four\nx\n");
    assert_eq!(rendered(table, 12), "n\n  one two\n  three four\nx\n");
}

#[test]
fn the_list_has_every_topic() {
    let text = contents(PLAIN);
    for page in PAGES {
        let line = text.lines().find(|line| line.starts_with(page.topic)).expect(page.topic);
        assert!(line.contains(page.summary), "{line}");
    }
}
