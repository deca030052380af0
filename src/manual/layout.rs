//! What a page is laid out for.

use super::inline::Styled;

/// What the lines are laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageLayout {
    /// Columns of a line.
    pub(crate) width: usize,
    /// Whether escape sequences may set colours.
    pub(crate) color: bool,
    /// Whether only ASCII can be shown.
    pub(crate) ascii: bool,
}

impl PageLayout {
    /// Appends a line.
    pub(super) fn write_line(self, out: &mut String, indent: usize, text: &Styled) {
        if !text.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            text.write(out, self.color);
        }
        out.push('\n');
    }

    /// The sign that a horizontal rule is made of.
    pub(super) const fn rule(self) -> &'static str {
        if self.ascii { "-" } else { "─" }
    }
}
