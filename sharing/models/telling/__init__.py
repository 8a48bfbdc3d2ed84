"""What one member keeps, watches and is told."""
