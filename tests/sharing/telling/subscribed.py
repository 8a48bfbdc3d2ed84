"""Members who want a digest."""

from sharing.models import DigestSubscription, Frequency


def subscribe(user, frequency=Frequency.WEEKLY) -> DigestSubscription:
    DigestSubscription.objects.of(user).choose(frequency)
    return DigestSubscription.objects.get(user=user)


def text_of(message) -> str:
    return " ".join(
        [
            message.subject,
            message.body,
            message.alternatives[0].content,
            *message.extra_headers.values(),
        ]
    )
