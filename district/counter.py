"""The counter (민원 창구) for identified citizens: a token for a proof, records and exemptions for a token.

What was asked with a token and what was said is kept before it is said. A record that must not be given out is made and
thrown away: nobody can tell it, by words or by time, from one that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

import msgspec

from district.giving import Options, Right, household_record, person_record, rights
from district.identity import Challenge, Identity
from district.ledger import Ledger
from district.residents import Register
from district.visits import TOKEN_LIFE, Bearer, bearer_of, begin, note
from forms.catalogue import DOCUMENTS, EXEMPTIONS

_KOREA = timezone(timedelta(hours=9))


class IdentityOver(Exception):
    """The token is not known, too old, or another kiosk's."""


class NoRecord(Exception):
    """There is none, or none for who asks."""


class NotAsked(Exception):
    """Nothing of this kind can be asked here."""


class Counter:
    """May be used from any thread."""

    def __init__(
        self, ledger: Ledger, identity: Identity, register: Register, token_life: timedelta = TOKEN_LIFE
    ) -> None:
        self._ledger = ledger
        self._identity = identity
        self._register = register
        self._token_life = token_life

    def challenge(self, kiosk: str, epoch: int, visit: int) -> str:
        """A nonce; the kiosk's one before ends."""
        return self._identity.challenge(kiosk, epoch, visit)

    def spend(self, kiosk: str) -> Challenge | None:
        """What ``prove`` is to be given; also done for a proof that can not be read."""
        return self._identity.spend(kiosk)

    def prove(
        self, kiosk: str, challenge: Challenge | None, visit: int, nonce: str, certificate: bytes, signature: bytes
    ) -> tuple[str, Sequence[Right]]:
        """A token for the visit and the rights that it gives. Raises ``NotProved``, ``RevocationUnknown``."""
        bearer = self._identity.prove(kiosk, challenge, visit, nonce, certificate, signature)
        with self._ledger.transaction() as connection:
            token = begin(connection, bearer)
        return token, rights(self._register, bearer.person)

    def record(self, kiosk: str, token: str, document: str, person: str, given: Mapping[str, str]) -> bytes:
        """``person``: place among the rights, ``p1``; ``given``: options, with the defaults of the others. The record's
        JSON. Raises ``NotAsked``, ``IdentityOver``, ``NoRecord``."""
        options = _options(document, given)
        bearer = self._bearer(kiosk, token)
        allowed = {place(number): right.person for number, right in enumerate(rights(self._register, bearer.person))}
        subject = allowed.get(person)
        found = self._found(bearer.person, document, subject or bearer.person, options)
        restricted = self._register.persons[bearer.person].restricted
        answer = None if subject is None or restricted else found
        with self._ledger.transaction() as connection:
            note(connection, bearer, document, subject, "no_record" if answer is None else "given")
        if answer is None:
            raise NoRecord
        return answer

    def exemption(self, kiosk: str, token: str, exemption: str, documents: Sequence[str]) -> Sequence[str]:
        """Those of ``documents`` whose fee is waived. The kiosk only asks if the citizen agreed (시행규칙 제18조②).
        Raises ``NotAsked``, ``IdentityOver``."""
        if exemption not in EXEMPTIONS:
            raise NotAsked(f"no exemption {exemption}")
        bearer = self._bearer(kiosk, token)
        granted = exemption in self._register.persons[bearer.person].exemptions
        waived = [code for code in documents if granted and code in self._register.exemptions[exemption]]
        with self._ledger.transaction() as connection:
            note(connection, bearer, exemption, bearer.person, " ".join(waived))
        return waived

    def _bearer(self, kiosk: str, token: str) -> Bearer:
        with self._ledger.transaction() as connection:
            bearer = bearer_of(connection, kiosk, token, self._token_life)
        if bearer is None or bearer.person not in self._register.persons:
            raise IdentityOver
        return bearer

    def _found(self, citizen: str, document: str, subject: str, options: Options) -> bytes | None:
        today = datetime.now(_KOREA).date()
        if document == "D02":
            if self._register.persons[subject].foreign:  # no resident by this law: there is no abstract of them
                return None
            return msgspec.json.encode(person_record(self._register, citizen, subject, options, today))
        record = household_record(self._register, citizen, options, today)
        return None if record is None or subject != citizen else msgspec.json.encode(record)


def place(number: int) -> str:
    """The name of a person under one token: ``p1`` is oneself."""
    return f"p{number + 1}"


def _options(document: str, given: Mapping[str, str]) -> Options:
    """All options of the document. Raises ``NotAsked``."""
    if document not in ("D01", "D02"):
        raise NotAsked(f"no {document} here")
    known = {option.key: option for option in DOCUMENTS[document].options}
    for key, value in given.items():
        if key not in known or value not in known[key].values:
            raise NotAsked(f"{document} has no option {key}={value}")
    return {key: given.get(key, option.default) for key, option in known.items()}
