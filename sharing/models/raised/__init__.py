"""What members raise on its own, to be met by others: barriers and questions."""
