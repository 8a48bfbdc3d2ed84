"""What the sentence at the head of a barrier means, as an encoder tells it. Made anew at any time."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from ..raised.barriers import Barrier


class SentenceVectorQuerySet(models.QuerySet):
    def of(self, encoder):
        """Those that can be compared with what `encoder` says of another sentence."""
        return self.filter(encoder=encoder.name, encoder_version=encoder.version)

    def missing(self, encoder):
        """The barriers of whose sentence, as it is now, `encoder` has said nothing yet."""
        said = self.of(encoder).filter(barrier=OuterRef("pk"), sentence=OuterRef("title"))
        return Barrier.objects.standing().exclude(Exists(said))

    def keep(self, encoder, meanings: dict[tuple[int, str], bytes]) -> None:
        """What `encoder` says of barriers with these sentences, in the place of what it said before."""
        rows = [
            self.model(
                barrier_id=pk,
                sentence=sentence,
                encoder=encoder.name,
                encoder_version=encoder.version,
                meaning=meaning,
            )
            for (pk, sentence), meaning in meanings.items()
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["barrier"],
            update_fields=["sentence", "encoder", "encoder_version", "meaning"],
        )


class SentenceVector(models.Model):
    """A barrier's title as the maths knows it: two bytes a dimension, length 1."""

    barrier = models.OneToOneField(Barrier, models.CASCADE, related_name="+", primary_key=True)
    sentence = models.CharField(max_length=140)  # the title that it was made of
    encoder = models.CharField(max_length=40)
    encoder_version = models.CharField(max_length=20)
    meaning = models.BinaryField()

    objects = SentenceVectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vector of a sentence")
        verbose_name_plural = _("vectors of sentences")

    def __str__(self) -> str:
        return f"what barrier {self.barrier_id} says"
