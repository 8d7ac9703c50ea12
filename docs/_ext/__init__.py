"""Pages made at build time from the rules, the package, its data and its tests, so that none can drift from them."""
