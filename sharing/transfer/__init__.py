"""What comes in and goes out: through the verbs, as a named person."""
