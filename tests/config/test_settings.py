"""Every setting is described, bounded, and named once."""

from __future__ import annotations

import msgspec

from tuyalan.config.reading import is_secret, list_names, meta_of, type_of
from tuyalan.config.settings import SECTIONS, Settings


def test_every_section_is_a_field_of_the_settings() -> None:
    assert tuple(SECTIONS) == Settings.__struct_fields__
    settings = Settings()
    assert all(type(getattr(settings, name)) is kind for name, kind in SECTIONS.items())


def test_every_setting_says_what_it_does() -> None:
    for name in list_names():
        description = meta_of(name).description or ""
        assert description.endswith("."), name


def test_every_number_has_bounds_so_that_nothing_absurd_is_accepted() -> None:
    for name in list_names():
        if getattr(type_of(name), "__origin__", None) in (int, float):
            meta = meta_of(name)
            assert meta.le is not None, name
            assert meta.ge is not None or meta.gt is not None, name


def test_no_secret_is_in_what_settings_look_like() -> None:
    secrets = [name.split(".") for name in list_names() if is_secret(name)]
    assert secrets
    for section, field in secrets:
        settings = msgspec.convert({section: {field: "sesame"}}, Settings)
        assert getattr(getattr(settings, section), field) == "sesame"
        assert "sesame" not in repr(settings)
