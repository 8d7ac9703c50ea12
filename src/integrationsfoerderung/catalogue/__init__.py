"""The programmes as data: one TOML file each, and the loader."""
