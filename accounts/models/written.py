"""Columns of words that members write: kept as everybody sees them."""

from __future__ import annotations

from django.db import models

from accounts.legible import legible


class Written(models.Field):
    """Takes out what nobody sees, on every way into the database; to a migration it is the plain column."""

    @staticmethod
    def seen(text: str) -> str:
        return legible(text)

    def to_python(self, value):
        value = super().to_python(value)
        return self.seen(value) if isinstance(value, str) else value

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = self.seen(value)
            setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self):
        name, _path, args, options = super().deconstruct()
        return name, self.plain, args, options


class WrittenLine(Written, models.CharField):
    """One line, such as a title or a name: of spaces alone it is empty."""

    plain = "django.db.models.CharField"

    @staticmethod
    def seen(text: str) -> str:
        return " ".join(legible(text).split())


class WrittenText(Written, models.TextField):
    """A text of any length."""

    plain = "django.db.models.TextField"
