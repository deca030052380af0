//! A multi-layer perceptron on flat parameters: forward, softmax cross-entropy, backward, accuracy.
//!
//! `X·W₁+b₁ → f → … → X·W_L+b_L → softmax`. Shapes are rows × columns; a batch has one image a row.
//! All weights and biases lie in one slice (`W₁ b₁ W₂ b₂ …`, each row by row), so that an optimizer
//! sees nothing but numbers.

mod activation;
mod batch;
mod elementary;
mod init;
mod loss;
mod mlp;
mod normal;
mod parts;
mod sparse;
mod sparse_product;
mod workspace;

pub use activation::Activation;
pub use batch::Batch;
pub use init::Init;
pub use mlp::Mlp;
pub(crate) use normal::standard_normal;
pub(crate) use sparse::Sparse;
pub use workspace::Workspace;
