import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from projects.once import OnceAPage, once_a_page

ask = RequestFactory()


@pytest.fixture
def question():
    """A question that counts how often it is asked, and the answers of a page that asks twice."""
    asked = []

    @once_a_page
    def number() -> int:
        asked.append(1)
        return len(asked)

    number.page = OnceAPage(lambda _request: HttpResponse(f"{number()} {number()}"))
    return number


def test_a_page_asks_once_and_the_next_page_again(question):
    assert question.page(ask.get("/")).content == b"1 1"
    assert question.page(ask.get("/")).content == b"2 2"


def test_who_writes_asks_every_time(question):
    assert question.page(ask.post("/")).content == b"1 2"


def test_outside_of_a_page_every_time(question):
    question.page(ask.get("/"))
    assert [question(), question()] == [2, 3]


def test_a_page_that_fails_leaves_nothing_behind(question):
    def fail(_request):
        question()
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - whatever a view raises
        OnceAPage(fail)(ask.get("/"))
    assert question() == 2
