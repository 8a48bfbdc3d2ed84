"""The entry: its words, its life, and what hangs on it."""
