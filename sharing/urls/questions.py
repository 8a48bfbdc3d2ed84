"""Addresses of questions, situations and introductions."""

from django.urls import path

from sharing.views import introductions, question_new, questions, searches, situations

QUESTION = "wanted/<slug:public_id>/-"
SITUATION = "before-you-start/<slug:public_id>"

urlpatterns = [
    path("wanted/", questions.questions, name="questions"),
    path("wanted/-/asked/", questions.questions_asked, name="questions_asked"),
    path("wanted/-/searched/", searches.searches, name="searches"),
    path("wanted/-/searched/not-me/", searches.search_not_me, name="search_not_me"),
    path("wanted/-/ask/", question_new.question_new, name="question_new"),
    path("wanted/-/similar/", question_new.question_similar, name="question_similar"),
    path("wanted/<slug:public_id>/", questions.question_detail, name="question_detail"),
    path(f"{QUESTION}/want/", questions.question_want, name="question_want"),
    path(f"{QUESTION}/not-me/", questions.question_not_me, name="question_not_me"),
    path(f"{QUESTION}/settle/<int:pk>/", questions.question_settle, name="question_settle"),
    path(f"{QUESTION}/reword/", questions.question_reword, name="question_reword"),
    path(f"{QUESTION}/withdraw/", questions.question_withdraw, name="question_withdraw"),
    path("before-you-start/", situations.situations, name="situations"),
    path(f"{SITUATION}/", situations.situation_detail, name="situation_detail"),
    path(f"{SITUATION}/-/edit/", situations.situation_edit, name="situation_edit"),
    path(f"{SITUATION}/-/share/", situations.situation_share, name="situation_share"),
    path(f"{SITUATION}/-/watch/", situations.situation_watch, name="situation_watch"),
    path(f"{SITUATION}/-/delete/", situations.situation_delete, name="situation_delete"),
    path(f"{SITUATION}/with/<slug:token>/", situations.brief_shared, name="brief_shared"),
    path("talks/", introductions.introductions, name="introductions"),
    path("talks/<slug:public_id>/", introductions.introduction_detail, name="introduction_detail"),
    path("people/<slug:public_id>/talk/", introductions.introduction_new, name="introduction_new"),
]
