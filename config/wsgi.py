"""The door for web servers such as gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from config.checks import refuse_demo_members  # noqa: E402 (needs the apps)

refuse_demo_members()

# What is loaded by now stays for good: the collector need not go through it during a request.
gc.collect()
gc.freeze()
