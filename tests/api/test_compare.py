"""The order of two events through the API: refused alike, answered with its reasons, and receipted."""

from portal.audit.models import Receipt
from tests.api.test_reads import with_token
from tests.review.making import Kept, People


def latest() -> Receipt:
    return Receipt.objects.latest("at")


def test_the_order_of_two_events(people: People, stored: Kept) -> None:
    newer, older = stored.ids[3], stored.ids[9]
    url = f"/api/v1/events/{older}/compare?with={newer}"
    for person in (people.auditor, people.ungranted):
        assert with_token(person).get(url).status_code == 403
        assert (latest().action, latest().outcome) == ("api_compare_times", "denied")
    analyst = with_token(people.analyst)
    assert analyst.get(f"/api/v1/events/{older}/compare?with={stored.secret}").status_code == 404
    assert (latest().action, latest().outcome, latest().delivered) == ("api_compare_times", "denied", [])
    assert analyst.get(f"/api/v1/events/{older}/compare").status_code == 400

    answer = analyst.get(url).json()
    assert (answer["answer"], answer["by_one_clock"]) == ("before", True)
    assert 350 < answer["least_s"] < 360
    assert answer["first"]["id"] == str(older)
    assert answer["first"]["earliest"] < answer["first"]["timestamp"] <= answer["first"]["latest"]
    assert answer["first"]["why"]
    assert (latest().outcome, latest().delivered) == ("allowed", [older, newer])
