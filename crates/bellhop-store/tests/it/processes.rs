//! What several processes may rely on that share one PostgreSQL.
