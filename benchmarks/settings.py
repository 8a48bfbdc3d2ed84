"""The site's own settings, with a bare view beside it, and mail that goes nowhere."""

from config.settings import *  # noqa: F403
from config.settings import BASE_DIR, STORAGES, TEMPLATES

ROOT_URLCONF = "benchmarks.bare"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks/templates")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
SENTENCE_ENCODER = "hashed-grams"
REQUIRE_SECOND_FACTOR = False
