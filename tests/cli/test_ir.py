"""`tuyalan ir`."""

from __future__ import annotations

import base64
import threading
from typing import TYPE_CHECKING

from tests.cli.support import call, open_home
from tuyalan.model.features.remote import parse_signal
from tuyalan.model.forms.infrared import parse_ir_command, signal_of
from tuyalan.model.forms.pulses import Signal, build_code
from tuyalan.sim import models
from tuyalan.storage import DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.workshop import Workshop
    from tuyalan.sim import VirtualDevice

NEC = parse_signal("nec:0x04:0x08")
RF = base64.b64encode(b'{"study_feq":"433.92","ver":"2"}').decode()


def answer(workshop: Workshop, blaster: VirtualDevice, code: str) -> threading.Thread:
    """Press a key as soon as the blaster learns."""

    def press() -> None:
        before = len(blaster.writes)
        for _ in range(500):
            if len(blaster.writes) > before:
                break
            waited.wait(0.01)
        workshop.do(lambda: blaster.set(202, code))

    waited = threading.Event()
    thread = threading.Thread(target=press)
    thread.start()
    return thread


def test_a_key_is_sent_in_any_form(tools: Path, workshop: Workshop) -> None:
    blaster = workshop.devices["blaster"]
    done = call("ir", "send", "blaster", "nec:0x04:0x08", "--times", "2", "--devices", tools, "--json")
    assert done.data["key"] == "nec:0x04:0x08"
    assert signal_of(parse_ir_command(str(blaster.state[201]))) == NEC
    assert "sent the code" in call("ir", "send", "blaster", "9000,4500,560", "--devices", tools).all
    assert signal_of(parse_ir_command(str(blaster.state[201]))) == Signal(pulses=(9000, 4500, 560))
    assert call("ir", "send", "blaster", "01$", "--head", "010e", "--devices", tools).code == 0


def test_a_key_is_learnt_and_named(tools: Path, workshop: Workshop) -> None:
    assert isinstance(NEC, Signal)
    blaster = workshop.devices["blaster"]
    workshop.do(lambda: blaster.set(202, ""))
    pressing = answer(workshop, blaster, build_code(NEC))
    done = call("ir", "learn", "blaster", "--form", "pulses", "--devices", tools, "--json")
    pressing.join()
    assert (done.data["key"], done.data["code"][:10]) == ("nec:0x04:0x08", "9000,4500,")
    pressing = answer(workshop, blaster, build_code(Signal(pulses=(100, 200))))
    assert call("ir", "learn", "blaster", "--devices", tools).out.strip() == build_code(Signal(pulses=(100, 200)))
    pressing.join()


def test_no_key_within_the_time_is_an_error(tools: Path) -> None:
    done = call("ir", "learn", "blaster", "--seconds", "0.1", "--devices", tools, "--json")
    assert done.error["code"] == "device.timeout"
    assert "remote control" in done.error["hint"]


def test_a_radio_blaster_sends_and_learns_codes_as_they_are(tools: Path, workshop: Workshop) -> None:
    blaster = workshop.devices["blaster"]
    workshop.do(lambda: blaster.set(202, ""))
    pressing = answer(workshop, blaster, RF)
    done = call("ir", "learn", "blaster", "--radio", "--devices", tools, "--json")
    pressing.join()
    assert done.data["code"] == RF
    assert call("ir", "send", "blaster", RF, "--radio", "--devices", tools).code == 0
    assert RF in str(blaster.state[201])


def test_a_blaster_that_nothing_is_known_of_is_taken_at_the_word_of_its_user(tools: Path, tmp_path: Path) -> None:
    with open_home({"remote": models.blaster()}, announces=False) as house:
        path = house.write(tmp_path / "devices.json")
        store = DeviceStore.load(path)
        # Known, so that it is not looked for data points, which takes nine seconds.
        store.update(store.find("remote").id, dialect={"has_no_state": True})
        store.save()
        assert call("ir", "send", "remote", "nec:0x04:0x08", "--devices", path).code == 0
        learnt = call("ir", "learn", "remote", "--devices", path, "--json")
        assert learnt.data["key"].startswith("nec:")
        assert call("ir", "send", "remote", learnt.data["code"], "--devices", path).code == 0
    # Others are what they are.
    assert "has no infrared" in call("ir", "send", "gangs", "nec:1:2", "--devices", tools).all


def test_learning_takes_no_code_and_sending_takes_one(tools: Path) -> None:
    assert call("ir", "learn", "blaster", "nec:1:2", "--devices", tools).code == 2
    assert call("ir", "send", "blaster", "--devices", tools).code == 2
    assert call("ir", "send", "blaster", "hello world", "--devices", tools).code == 8
