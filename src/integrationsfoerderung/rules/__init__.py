"""The law: pure functions, one module for each group of clauses."""
