"""A poster shop: an order is paid, a picture is made for it, and it is delivered or refunded."""

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request


class Rivya:
    """The three calls that the shop needs."""

    def __init__(self, base_url, api_key):
        self._base_url = base_url
        self._api_key = api_key

    def call(self, method, path, body=None, headers=None):
        """Returns (status, body); a status of None means that no answer came."""
        request = urllib.request.Request(
            self._base_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._api_key}",
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None, None


class Shop:
    """Every method can be called again at any time."""

    def __init__(self, rivya, webhook_secret=None):
        self.rivya = rivya
        self.webhook_secret = webhook_secret
        self.orders = {}

    def order(self, order_id, prompt):
        order = self.orders.setdefault(
            order_id, {"prompt": prompt, "status": "paid", "task": None, "picture": None}
        )
        self._begin(order_id, order)
        return order

    def take_webhook(self, headers, body):
        """Takes a delivery; False if its signature is wrong."""
        if not self._is_signed(headers, body):
            return False
        event = json.loads(body)
        if event["type"].startswith("generation."):
            self._settle(event["data"])
        return True

    def look_after(self):
        """The worker: tries again what got no answer, and asks for what no webhook told."""
        for order_id, order in self.orders.items():
            self._begin(order_id, order)
            if order["status"] == "making":
                status, task = self.rivya.call("GET", f"/api/v1/generations/{order['task']}")
                if status == 200:
                    self._settle(task)

    def _begin(self, order_id, order):
        if order["status"] != "paid":
            return
        status, body = self.rivya.call(
            "POST",
            "/api/v1/generations",
            {"model": "z-image", "prompt": order["prompt"]},
            # The key makes a second call harmless.
            {"Idempotency-Key": f"order-{order_id}"},
        )
        if status == 200:
            order.update(status="making", task=body["id"])
        elif status in (400, 402):
            order.update(status="refunded")

    def _settle(self, task):
        for order in self.orders.values():
            if order["task"] != task["id"] or order["status"] != "making":
                continue
            if task["status"] == "succeeded":
                order.update(status="delivered", picture=task["result"]["primary_url"])
            elif task["status"] == "failed":
                order.update(status="refunded")

    def _is_signed(self, headers, body):
        key = base64.b64decode(self.webhook_secret.removeprefix("whsec_"))
        signed = b".".join(
            [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
        )
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        given = [part.removeprefix("v1,") for part in headers["webhook-signature"].split(" ")]
        return any(hmac.compare_digest(wanted, one) for one in given)
