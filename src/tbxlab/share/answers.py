"""TensorBoard's HTTP answers, fetched in this process: no port is opened and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug.test import Client

PLUGIN = "data/plugin/"


class NoAnswer(LookupError):
    """TensorBoard answered a request with an error."""


class Answers:
    """Asks a WSGI application. Raises NoAnswer where it fails, whatever the reason."""

    def __init__(self, application: Callable):
        self._client = Client(application)

    def get(self, route: str, **query: object) -> tuple[bytes, str]:
        """The body and its content type of a GET, such as `get("data/plugin/graphs/graph", run="a")`."""
        return self._send(route, method="GET", query_string={key: str(value) for key, value in query.items()})

    def get_json(self, route: str, **query: object) -> Any:
        """The same, read as JSON."""
        return json.loads(self.get(route, **query)[0])

    def post_form(self, route: str, **fields: object) -> Any:
        """The JSON answer to a form, as the interface sends it for scalars."""
        return json.loads(self._send(route, method="POST", data=fields)[0])

    def post_json(self, route: str, body: object) -> Any:
        """The JSON answer to a JSON body, as the interface sends it for hyperparameters."""
        return json.loads(self._send(route, method="POST", data=json.dumps(body), content_type="application/json")[0])

    def _send(self, route: str, **request: Any) -> tuple[bytes, str]:
        try:
            response = self._client.open("/" + route, headers={"Accept-Encoding": "identity"}, **request)
        except Exception as error:  # TensorBoard's own mistakes on odd data; one answer less, not a lost copy
            raise NoAnswer(f"{route}: {type(error).__name__}: {error}") from error
        if response.status_code != 200:
            raise NoAnswer(f"{route}: {response.status}: {response.get_data(as_text=True)[:200]}")
        return response.get_data(), response.headers["Content-Type"]
