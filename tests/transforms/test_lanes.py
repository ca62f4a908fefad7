"""Lanes: one thread a name, errors handed on."""

from threading import get_ident

import pytest

from transforms.lanes import on_lane


def test_a_lane_is_one_thread_and_no_other_lane() -> None:
    one, again, other = on_lane("one", get_ident), on_lane("one", get_ident), on_lane("other", get_ident)
    assert one == again
    assert len({one, other, get_ident()}) == 3


def test_an_error_on_a_lane_is_raised_where_it_was_asked_for() -> None:
    with pytest.raises(ZeroDivisionError):
        on_lane("one", divmod, 1, 0)
