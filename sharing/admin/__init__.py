"""Knowledge in the admin panel: what the administrator may see, and the verbs. docs/admin.md."""

from . import digests, entries, raised, taxonomy  # noqa: F401 (each registers its own)
