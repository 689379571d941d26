//! What the service promises, by chapter.
