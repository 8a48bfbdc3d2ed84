"""Pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """200 once the site can serve: the database answers and holds every table."""
    try:
        is_ready = has_every_table()
    except DatabaseError:
        is_ready = False
    if is_ready:
        return HttpResponse("ok\n", content_type="text/plain")
    return HttpResponse("not yet\n", content_type="text/plain", status=503)


def has_every_table() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
