# Milliseconds. How quick a page is, `make bench` measures: a busy machine may take long over the first.
PATIENCE = 60_000
