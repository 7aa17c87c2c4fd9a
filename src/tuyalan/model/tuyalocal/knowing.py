"""From a profile to descriptions of data points, in the vocabulary that all sources share.

The files name roles, not the maker's codes. Where the two are the same thing under two names, the maker's is used, so
that properties are called alike whoever described them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.sources import Known, Source
from tuyalan.model.tuyalocal.composing import list_parts
from tuyalan.model.tuyalocal.describing import Use, describe, describe_pieces, find_constraint, find_unit, open_rule
from tuyalan.model.tuyalocal.naming import code_of, title_of
from tuyalan.model.tuyalocal.packing import fits
from tuyalan.model.tuyalocal.pieces import is_phase, list_pieces, make_form
from tuyalan.model.tuyalocal.roles import WRITE_ONLY, is_main, is_writable
from tuyalan.model.tuyalocal.unsaid import list_unsaid

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tuyalan.model.tuyalocal.pieces import Piece
    from tuyalan.model.tuyalocal.profile import Entity, Profile
    from tuyalan.vocabulary import DpId, Dps

NO_CODES: Final[Mapping[DpId, str]] = MappingProxyType({})
"""Nobody knows the maker's codes."""
PHASES: Final = "abc"
"""Letters of phases."""


def known(
    profile: Profile, dps: Dps, *, confidence: float = 1.0, evidence: str = "", codes: Mapping[DpId, str] = NO_CODES
) -> dict[DpId, Known]:
    """Return what a profile says of the data points of a device.

    Left out is what contradicts the value that the device reports, and what is optional and has never been reported,
    unless it is of the sort that never is. What the profile says besides and is not looked at here, such as conditions on
    other data points, is named in the evidence.

    Args:
        profile: The matched profile.
        dps: Raw values of the device; empty if none are known yet.
        confidence: How sure it is that the profile is the device's own.
        evidence: Why it is believed; the name of the file if nothing is said.
        codes: The maker's own codes, where they are known; a file never says them.
    """
    found: dict[DpId, Known] = {}
    taken = set(codes.values())
    parts = list_parts(entities_of(profile, dps))
    for number, uses in sorted(_uses(profile).items()):
        pieces = _choose_pieces(uses)
        told = uses if pieces else [use for use in uses if not use[1].mask] or uses
        if not _is_told(told, dps, number=number):
            continue
        use = max(told, key=_rank)
        code = codes.get(number, "")
        if not code:
            code = _code_of_pieces(profile, pieces, taken) if pieces else code_of(profile, *use)
            code = f"{code}_{number}" if code in taken else code
            taken.add(code)
        found[number] = Known(
            point=describe_pieces(pieces, code=code) if pieces else describe(told, use, code=code, dps=dps),
            source=Source.TUYA_LOCAL,
            confidence=confidence,
            evidence="; ".join(filter(None, (evidence or f"device file {profile.file}", list_unsaid(uses, pieces)))),
            depends=frozenset() if pieces else _list_constraints(use),
            form=make_form(pieces) if pieces else None,
            part=parts.get(number),
        )
    return found


def _list_constraints(use: Use) -> frozenset[DpId]:
    """Return the data points on which it depends how the numbers of a use are read, and in which unit."""
    entity, point = use
    rule = open_rule(point)
    found = (None if rule is None else find_constraint(entity, point, rule), find_unit(entity, point))
    return frozenset(each.id for each in found if each is not None)


def _choose_pieces(uses: Sequence[Use]) -> tuple[Piece, ...]:
    """Return what masks cut out of a data point, unless another use says more of the whole than that it is text."""
    wholes = [point for entity, point in uses if not point.mask and (point.fields or is_main(entity, point))]
    is_known = any(point.fields or point.rules or point.is_numeric for point in wholes)
    return () if is_known else list_pieces(uses)


def _code_of_pieces(profile: Profile, pieces: Sequence[Piece], taken: Collection[str]) -> str:
    """Return a code for a data point of pieces: the maker's for a phase, that of the only entity, else its number."""
    first = pieces[0]
    if is_phase(pieces):
        word = title_of(first.entity).lower()[-1:]
        letters = [letter for letter in (word, *PHASES) if letter in {*PHASES} and f"phase_{letter}" not in taken]
        if letters:
            return f"phase_{letters[0]}"
    is_alone = all(piece.entity is first.entity for piece in pieces)
    return code_of(profile, first.entity, first.point) if is_alone else f"dp_{first.point.id}"


def _uses(profile: Profile) -> dict[DpId, list[Use]]:
    """Return the uses of every data point."""
    uses: dict[DpId, list[Use]] = {}
    for entity in profile.entities:
        for point in entity.points:
            uses.setdefault(point.id, []).append((entity, point))
    return uses


def _is_told(uses: Sequence[Use], dps: Dps, *, number: DpId) -> bool:
    """Tell whether the profile's word on a data point holds for this device."""
    raw = dps.get(number)
    if raw is not None:
        return any(fits(point, raw) for _, point in uses)
    is_silent = any(entity.platform in WRITE_ONLY for entity, _ in uses)
    return not dps or is_silent or number in dps or not all(point.optional for _, point in uses)


def _rank(use: Use) -> tuple[bool, bool, bool]:
    """Order the uses of a data point: the one that says most about it is the largest; of equals, the first."""
    entity, point = use
    return is_main(entity, point), not point.hidden, is_writable(entity, point)


def entities_of(profile: Profile, dps: Dps) -> tuple[Entity, ...]:
    """Return the entities of a profile that the device has: of each, at least one data point, and all that it requires."""
    if not dps:
        return profile.entities
    return tuple(entity for entity in profile.entities if _is_present(entity, dps))


def _is_present(entity: Entity, dps: Mapping[DpId, object]) -> bool:
    """Tell whether the device has the data points of an entity."""
    if entity.platform in WRITE_ONLY:
        return True
    present = [point for point in entity.points if point.id in dps and is_main(entity, point)]
    return bool(present) or not any(is_main(entity, point) for point in entity.points)
