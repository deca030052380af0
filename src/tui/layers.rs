//! What can be open over the view and takes the keys meanwhile: help and forms. A view's own layers are in its folder.

pub(crate) mod form;
pub(crate) mod help;
pub(crate) mod layer;
