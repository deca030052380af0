//! The MNIST files inside the binary, checked by hash.
