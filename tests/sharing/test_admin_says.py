"""What the admin panel asks and says: people by name, with their roles; synonyms as one types them."""

from __future__ import annotations

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from accounts.models import Membership, Role, Sector
from sharing.models import Theme
from tests.factories import make_sector, make_theme
from tests.sharing.panel import act, change, changelist, said

pytestmark = pytest.mark.django_db


def test_a_role_is_given_to_somebody_by_name_and_begins_with_none(admin_client, ben):
    data = {"action": "give_role", ACTION_CHECKBOX_NAME: [ben.pk]}
    html = admin_client.post(changelist(type(ben)), data).content.decode()
    assert "Ben, ben@example.org. Health care: Editor." in html
    assert '<option value="" selected>Choose a role</option>' in html
    assert "selected>Reader" not in html


def test_a_click_too_soon_changes_no_role(admin_client, ben):
    sector = make_sector("health")
    act(admin_client, "give_role", ben, sector=sector.pk, role="")
    assert Membership.objects.get(user=ben).role == Role.EDITOR


def test_what_was_done_is_said_with_the_names(admin_client, ben, finn):
    energy = make_sector("energy")
    response = act(admin_client, "give_role", ben, sector=energy.pk, role=int(Role.READER))
    assert said(response) == "Give a role (Energy: Reader): done for Ben."
    assert said(act(admin_client, "deactivate", ben, finn)) == "Deactivate: done for Finn, Ben."


@pytest.mark.parametrize("model", [Sector, Theme])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alarmmoeheid, alarmvermoeidheid", ["alarmmoeheid", "alarmvermoeidheid"]),
        ("nurse=caregiver = nl:verpleegkundige\r\n\r\n ward ,ward", None),
        ("", []),
    ],
)
def test_synonyms_are_typed_one_a_line_or_with_commas(model, typed, kept, admin_client):
    row = make_sector("energy") if model is Sector else make_theme("alarms")
    page = admin_client.get(change(row)).content.decode()
    assert "One a line, or commas between them." in page
    form = {"slug": row.slug, "name_en": "A", "name_nl": "B", "flag": "energy", "nace": ""}
    answer = admin_client.post(change(row), form | {"synonyms_en": typed, "synonyms_nl": typed})
    assert answer.status_code == 302
    row.refresh_from_db()
    kept = ["nurse = caregiver = nl:verpleegkundige", "ward"] if kept is None else kept
    assert row.synonyms_en == row.synonyms_nl == kept
    shown = admin_client.get(change(row)).context["adminform"].form["synonyms_en"].value()
    assert shown == "\n".join(kept)
