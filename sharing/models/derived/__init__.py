"""What is worked out from the rest, and can be worked out again at any time."""
