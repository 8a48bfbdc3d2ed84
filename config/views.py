"""Pages that belong to no app."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language


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


@login_not_required
@require_POST
def choose_language(request):
    """The switch in the head of the page: a cookie for a visitor, the profile for a member."""
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return set_language(request)
