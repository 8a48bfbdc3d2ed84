"""What every test stands on. The cast is in tests/conftest.py."""

import gc
import os

import hypothesis
import pytest
from django.core.cache import cache

from config import translations

translations.compile_changed()

# `make test` tries the same examples each time; `make test-long` tries many, and new ones.
hypothesis.settings.register_profile("short", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@pytest.fixture(autouse=True)
def _fresh_cache():
    """The limits on signing in are counted in the cache: each test starts at nought."""
    cache.clear()


def pytest_collection_finish(session):
    """What is loaded by now stays: the collector goes through it no more, and less often through the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
