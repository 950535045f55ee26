"""Where texts come from: one module a place, each with a function that adds its texts to a collection."""
