"""Members who want a digest."""

from sharing.models import DigestSubscription, Frequency


def subscribe(user, frequency=Frequency.WEEKLY) -> DigestSubscription:
    DigestSubscription.objects.of(user).choose(frequency)
    return DigestSubscription.objects.get(user=user)
