//! Nothing: its dependencies are compiled one by one.
