//! Trials of two forms: a short one that runs with every change, and a long one that is ignored unless it is asked for.

/// Two tests of one trial, which is a function of that name: `short` and `long`, with the reason why it is ignored.
macro_rules! forms {
    ($trial:ident, short $short:literal, long $long:literal, $reason:literal) => {
        mod $trial {
            #[test]
            fn short() {
                super::$trial($short);
            }

            #[test]
            #[ignore = $reason]
            fn long() {
                super::$trial($long);
            }
        }
    };
}
pub(crate) use forms;
