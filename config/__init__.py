"""The site: settings, addresses and doors."""

import os

# Read by numpy when it is first imported. Our matrices are small: threads waiting for each other made
# encoding four to ten times slower on two cores that others use too. A site may set it otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
