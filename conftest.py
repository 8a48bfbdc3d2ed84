"""What every test stands on. The cast is in tests/conftest.py."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_cache():
    """The limits on signing in are counted in the cache: each test starts at nought."""
    cache.clear()
