//! Reads with statements that both databases take.

/// Calls a function with a hand into whichever database there is, and with these arguments.
macro_rules! read {
    ($store:ident, $read:path $(, $argument:expr)*) => {
        match &*$store.backend {
            $crate::store::Backend::Sqlite(sqlite) => {
                let mut connection = sqlite.reader().await?;
                $read(&mut $crate::hand::Hand::Sqlite(&mut connection) $(, $argument)*).await
            }
            $crate::store::Backend::Postgres(postgres) => {
                let mut line = postgres.reader().await?;
                $read(&mut $crate::hand::Hand::Postgres(&mut line) $(, $argument)*).await
            }
        }
    };
}
pub(super) use read;
