"""Which project a command speaks to."""

from __future__ import annotations

from tests.cli.support import call
from tests.credentials.cloud.fake import open_cloud
from tests.credentials.cloud.fake_platform import ACCESS_ID, ACCESS_SECRET
from tuyalan.credentials.access import keep_project
from tuyalan.credentials.cloud.logins import ProjectAccess
from tuyalan.credentials.secret import Secret
from tuyalan.storage.logins import LoginsFile


def test_without_a_project_the_way_to_one_is_told() -> None:
    done = call("cloud", "devices")
    assert done.code == 4
    assert "tuyalan keys cloud" in done.all


def test_of_several_projects_one_is_named() -> None:
    with open_cloud() as cloud:
        right = ProjectAccess(access_id=ACCESS_ID, secret=Secret(ACCESS_SECRET), endpoint=f"{cloud.base}/eu")
        keep_project(LoginsFile(), right)
        keep_project(LoginsFile(), ProjectAccess(access_id="other", secret=Secret("x" * 32), endpoint=cloud.base))
        # The last one that was stored is used unless another is named.
        assert call("cloud", "devices").code == 8
        assert call("cloud", "devices", "--project", ACCESS_ID).code == 0
        assert "no project nobody" in call("cloud", "devices", "--project", "nobody").all
