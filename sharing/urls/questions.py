"""Addresses of questions, situations and introductions."""

from django.urls import path

from sharing.views import questions

QUESTION = "wanted/<slug:public_id>/-"

urlpatterns = [
    path("wanted/", questions.questions, name="questions"),
    path("wanted/-/ask/", questions.question_new, name="question_new"),
    path("wanted/<slug:public_id>/", questions.question_detail, name="question_detail"),
    path(f"{QUESTION}/want/", questions.question_want, name="question_want"),
    path(f"{QUESTION}/not-me/", questions.question_not_me, name="question_not_me"),
    path(f"{QUESTION}/settle/<int:pk>/", questions.question_settle, name="question_settle"),
    path(f"{QUESTION}/withdraw/", questions.question_withdraw, name="question_withdraw"),
]
