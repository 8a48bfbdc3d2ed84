"""What is measured: speed (`make bench`) and quality (`make evaluate`)."""

import config  # noqa: F401 - one thread for numpy, as the site has it
