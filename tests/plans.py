"""PostgreSQL keeps the plans of a test for the next: planning was a third of the harness there."""

from __future__ import annotations

from psycopg._preparing import PrepareManager

OPTIONS = {"prepare_threshold": 0}
_should_discard = PrepareManager._should_discard


def keep_plans() -> None:
    """Let prepared statements outlive a ROLLBACK, to a savepoint too.

    psycopg throws all of them away then, as a table that is made anew may have another shape. Each test
    ends in one, and each request of the harness, and no test makes a table.
    """
    PrepareManager.prepared_max = 300

    def unless_rolled_back(self, prep, results):
        return _should_discard(self, prep, [r for r in results if r.command_status != b"ROLLBACK"])

    PrepareManager._should_discard = unless_rolled_back
