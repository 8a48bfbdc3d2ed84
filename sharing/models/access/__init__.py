"""Who may read and do what: the machinery, and the two tables of DOMAIN.md."""
