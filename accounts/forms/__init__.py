"""What people fill in to get in, and stewards to let them in."""
