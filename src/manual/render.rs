//! A page of Markdown as lines of text: headings, paragraphs, lists, code and tables.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{
    lines::{PageLayout, PageText, Style, Styled, fold},
    table,
};

/// Lays a page out.
pub(super) fn render(markdown: &str, layout: PageLayout) -> String {
    let out = PageText { layout, text: String::new() };
    let mut renderer = PageRenderer { out, ..PageRenderer::default() };
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        renderer.take(event);
    }
    renderer.out.text
}

/// Blank columns before code.
const CODE_INDENT: usize = 4;

/// What is known of the page so far.
#[derive(Default)]
struct PageRenderer {
    out: PageText,
    /// The paragraph, heading, item or cell that is being read.
    text: Styled,
    /// Styles that are open, the innermost last.
    styles: Vec<Style>,
    /// Open lists: the number of the next item, or none for bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the first line of an item, until that line is written.
    marker: Option<String>,
    /// Cells of the open table by row.
    table: Option<Vec<Vec<Styled>>>,
    /// Where an open link leads.
    link: String,
    in_code: bool,
    in_image: bool,
}

impl PageRenderer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.in_code => self.code(&text),
            Event::Text(text) => self.push(&text, self.style()),
            // A key of one letter would read as a word.
            Event::Code(text) if !self.out.layout.color && self.table.is_none() => {
                self.push(&format!("`{text}`"), Style::CODE);
            }
            Event::Code(text) => self.push(&text, Style::CODE),
            Event::SoftBreak | Event::HardBreak => self.push(" ", Style::PLAIN),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => self.styles.push(Style::HEADING),
            Tag::Strong => self.styles.push(Style::STRONG),
            Tag::Emphasis => self.styles.push(Style::EMPHASIS),
            Tag::Link { dest_url, .. } => self.link = dest_url.into_string(),
            Tag::Image { .. } => self.in_image = true,
            Tag::CodeBlock(_) => {
                self.out.gap();
                self.in_code = true;
            }
            Tag::List(first) => {
                self.write_text();
                if self.lists.is_empty() {
                    self.out.gap();
                }
                self.lists.push(first);
            }
            Tag::Item => self.marker = self.next_marker(),
            Tag::Table(_) => {
                self.out.gap();
                self.table = Some(Vec::new());
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.push(Vec::new());
                }
                if matches!(tag, Tag::TableHead) {
                    self.styles.push(Style::STRONG);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                self.styles.pop();
                self.heading(level as usize);
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::TableHead => drop(self.styles.pop()),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.in_image = false,
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::Paragraph => {
                if !self.text.is_empty() && self.marker.is_none() {
                    self.out.gap();
                }
                self.write_text();
            }
            TagEnd::Item => self.write_text(),
            TagEnd::List(_) => drop(self.lists.pop()),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(row) = self.table.as_mut().and_then(|table| table.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                let rows = self.table.take().unwrap_or_default();
                table::write(&rows, self.indent(), &mut self.out);
            }
            _ => {}
        }
    }

    fn style(&self) -> Style {
        self.styles.last().copied().unwrap_or(Style::PLAIN)
    }

    /// Adds to the text that is being read. Pictures are not shown, nor what describes them.
    fn push(&mut self, text: &str, style: Style) {
        if !self.in_image {
            self.text.append(self.styled(text, style));
        }
    }

    /// Text as the terminal can show it.
    fn styled(&self, text: &str, style: Style) -> Styled {
        if self.out.layout.ascii { Styled::new(&fold(text), style) } else { Styled::new(text, style) }
    }

    /// Says where a link leads, unless its text is the address.
    fn end_link(&mut self) {
        let link = std::mem::take(&mut self.link);
        let page = link.split('#').next().and_then(|file| file.strip_suffix(".md"));
        match page {
            Some(topic) if !topic.contains('/') => {
                self.push(" (", Style::PLAIN);
                self.push(&format!("downhill manual {topic}"), Style::CODE);
                self.push(")", Style::PLAIN);
            }
            _ if link.starts_with("https://") => self.push(&format!(" ({link})"), Style::PLAIN),
            _ => {}
        }
    }

    fn heading(&mut self, level: usize) {
        self.out.gap();
        let width = self.text.width().min(self.out.layout.width);
        self.write_text();
        if !self.out.layout.color && level <= 2 {
            let rule = if level == 1 { "=" } else { "-" };
            self.out.push(0, &Styled::new(&rule.repeat(width), Style::PLAIN));
        }
    }

    fn code(&mut self, text: &str) {
        let indent = self.indent() + CODE_INDENT;
        for line in text.lines() {
            self.out.push(indent, &self.styled(line, Style::CODE));
        }
    }

    /// Columns before the text of a block.
    fn indent(&self) -> usize {
        self.lists.iter().map(|number| if number.is_some() { 3 } else { 2 }).sum()
    }

    fn next_marker(&mut self) -> Option<String> {
        Some(match self.lists.last_mut()? {
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            None if self.out.layout.ascii => "* ".to_owned(),
            None => "• ".to_owned(),
        })
    }

    /// Writes the text that was read, wrapped; behind the marker if it begins an item.
    fn write_text(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.is_empty() {
            return;
        }
        let indent = self.indent();
        let marker = self.marker.take().unwrap_or_default();
        for (number, line) in text.wrap(self.out.layout.width.saturating_sub(indent)).into_iter().enumerate()
        {
            let before = if number == 0 { marker.as_str() } else { "" };
            let mut styled = Styled::new(&format!("{before:>indent$}"), Style::PLAIN);
            styled.append(line);
            self.out.push(0, &styled);
        }
    }
}
