"""Pages, as somebody gets them."""

from __future__ import annotations


def page(client, address, status=200, **data) -> str:
    response = client.get(address, data)
    assert response.status_code == status
    return response.content.decode()


def page_for(client, user, address, status=200, **data) -> str:
    client.force_login(user)
    answer = client.get(address, data)
    assert answer.status_code == status
    return answer.content.decode()
