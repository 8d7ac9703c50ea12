"""The nouns of the field: frozen objects that check themselves."""
