"""Names of members in the words of Elastic's modules."""

from ingestion.formats import snake


def test_names_are_written_with_lines_between_words() -> None:
    said = {
        "userIdentity": {"accessKeyId": 1},
        "sourceIPAddress": 2,
        "eventID": 3,
        "resources": [{"ARN": 4}],
        "@type": 5,
        "a.bC": 6,
    }
    assert snake.members(said) == {
        "user_identity": {"access_key_id": 1}, "source_ip_address": 2, "event_id": 3, "resources": [{"arn": 4}], "@type": 5, "a.bC": 6,
    }  # fmt: skip


def test_what_is_apart_keeps_its_names() -> None:
    assert snake.members({"askedFor": {"bucketName": {"aB": 1}}}, frozenset({"askedFor"})) == {
        "asked_for": {"bucketName": {"aB": 1}}
    }


def test_names_that_would_become_one_are_both_kept() -> None:
    for said in ({"userName": 1, "user_name": 2}, {"user_name": 2, "userName": 1}):
        assert snake.members(said) == said
    assert snake.members({"userName": 1, "UserName": 2}) == {"user_name": 1, "UserName": 2}


def test_depth_has_a_bound() -> None:
    said: object = {"aB": 1}
    for _ in range(5000):
        said = [said]
    assert snake.members({"cD": said}) == {"c_d": said}
