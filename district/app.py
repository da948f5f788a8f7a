"""The district's HTTP side: who asks, how much, in what form. What is kept is ``ledger``'s business."""

# Annotations are evaluated here: FastAPI reads them, and some name functions inside make_app.
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import msgspec
from fastapi import Depends, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from district.ledger import Head, Ledger, Line, Refusal

MAX_BODY = 8 * 1024 * 1024
"""Bytes of one request."""
MAX_RECORDS = 1000


class Batch(msgspec.Struct, frozen=True):
    epoch: Annotated[int, msgspec.Meta(ge=1)]
    records: Annotated[tuple[Line, ...], msgspec.Meta(max_length=MAX_RECORDS)]


class Problem(Exception):
    """An answer that is no success: status, one word, a sentence."""

    def __init__(self, status: int, problem: str, detail: str = "", head: Head | None = None) -> None:
        super().__init__(problem)
        self.status = status
        self.content = {"problem": problem, "detail": detail} | ({"head": asdict(head)} if head else {})


def make_app(ledger: Ledger, parcels: Mapping[str, bytes]) -> FastAPI:
    """``parcels``: pnu → the record's JSON."""
    app = FastAPI(title="kiosk-district", docs_url=None, redoc_url=None, openapi_url=None)
    batches = msgspec.json.Decoder(Batch)

    async def caller(request: Request) -> str:
        """The kiosk whose key came with the request."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        kiosk = ledger.kiosk_of(key) if scheme.lower() == "bearer" and key else None
        if kiosk is None:
            raise Problem(401, "unknown_key", "the request carries no key that is known here")
        return kiosk

    async def owner(kiosk: str, asking: Annotated[str, Depends(caller)]) -> str:
        """The kiosk in the address, if the key is its own."""
        if kiosk != asking:
            raise Problem(403, "wrong_kiosk", f"the key is that of {asking}, the address names {kiosk}")
        return kiosk

    @app.exception_handler(Problem)
    async def problem(_request: Request, error: Problem) -> Response:
        return _json(error.content, error.status)

    @app.exception_handler(404)
    async def nothing_here(_request: Request, _error: Exception) -> Response:
        return _json({"problem": "no_such_address", "detail": ""}, 404)

    @app.get("/v1/time", dependencies=[Depends(caller)])
    async def time() -> Response:
        return _json({"now": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")})

    @app.get("/v1/kiosks/{kiosk}/head")
    def head(kiosk: Annotated[str, Depends(owner)]) -> Response:
        return _json(asdict(ledger.head(kiosk)))

    @app.get("/v1/kiosks/{kiosk}/ledger")
    def ledger_lines(kiosk: Annotated[str, Depends(owner)]) -> Response:
        books = {"issuances": ledger.issuances(kiosk), "claims": ledger.claims(kiosk)}
        return _json(books | ledger.counts(kiosk) | {"not_entered": ledger.not_entered(kiosk)})

    @app.post("/v1/kiosks/{kiosk}/records")
    async def take(request: Request, kiosk: Annotated[str, Depends(owner)]) -> Response:
        body = await _body(request)
        return _json(asdict(await run_in_threadpool(ingest, kiosk, body)))

    def ingest(kiosk: str, body: bytes) -> Head:
        try:
            batch = batches.decode(body)
        except msgspec.MsgspecError as error:
            raise Problem(400, "bad_request", str(error)) from error
        except UnicodeDecodeError as error:
            raise Problem(400, "bad_request", "the body is not UTF-8") from error
        except RecursionError as error:
            raise Problem(400, "bad_request", "the body is nested too deeply") from error
        try:
            return ledger.ingest(kiosk, batch.epoch, batch.records)
        except Refusal as refusal:
            status = 422 if refusal.problem in ("wrong_hash", "wrong_body", "out_of_range") else 409
            raise Problem(status, refusal.problem, refusal.detail, ledger.head(kiosk)) from refusal

    @app.get("/v1/registry/parcels/{pnu}", dependencies=[Depends(caller)])
    async def parcel(pnu: str) -> Response:
        record = parcels.get(pnu)
        if record is None:
            raise Problem(404, "no_record", "the registry has no such parcel")
        return Response(record, media_type="application/json")

    return app


async def _body(request: Request) -> bytes:
    """The whole body, refused as soon as it is seen to be too long."""
    parts = bytearray()
    try:
        async for part in request.stream():
            parts += part
            if len(parts) > MAX_BODY:
                raise Problem(413, "too_large", f"at most {MAX_BODY} bytes")
    except ClientDisconnect:
        # a kiosk lost its power in mid-sentence: nothing was stored, and nobody hears this answer
        raise Problem(400, "bad_request", "the request broke off") from None
    return bytes(parts)


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
