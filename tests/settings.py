"""The site's settings as the tests need them: those of a site that serves others, made quick."""

import atexit
import os
import shutil
import tempfile

os.environ["SECRET_KEY"] = "a-key-for-the-tests-which-is-long-enough-not-to-be-refused"
os.environ["SITE_URL"] = "http://localhost"
os.environ["MAIL_URL"] = "console:"
os.environ["REQUIRE_SECOND_FACTOR"] = "no"  # tests/accounts/test_second_factor.py asks for it
for name in ("DEBUG", "CLOSED_SITE", "OPEN_SIGNUP", "OIDC_SERVER_URL", "TRUSTED_PROXIES"):
    os.environ.pop(name, None)

# A database file, not memory: only a file has the WAL, the waiting and the locks of the real one.
_folder = tempfile.mkdtemp(prefix="oversteek-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, STORAGES  # noqa: E402

# Workers make their tables straight from the models, in a tenth of the time. That migrations make the same
# ones is checked besides; they run in tests/test_serve.py, and for the walk on PostgreSQL.
is_worker = "PYTEST_XDIST_WORKER" in os.environ
DATABASES["default"]["TEST"] = {"MIGRATE": not is_worker}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = os.path.join(_folder, "test.sqlite3")
elif is_worker:  # who migrates sends several commands at once, which cannot be prepared
    from tests import plans

    plans.keep_plans()
    DATABASES["default"]["OPTIONS"] |= plans.OPTIONS

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
IN_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {name: {"BACKEND": IN_MEMORY, "LOCATION": name} for name in ("default", "empty searches")}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # found when asked for: every test's client would list them all
# Work is derived from state: a test that wants it done runs it. The queue only makes it prompt.
TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
