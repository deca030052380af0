//! What stands around every view: header, names of the views, footer.

pub(crate) mod footer;
pub(crate) mod header;
pub(crate) mod panels;
pub(crate) mod tabs;
