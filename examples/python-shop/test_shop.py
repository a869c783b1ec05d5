"""The tests of the shop, against a fake that is started here: no account, no credits, no waiting."""

import http.server
import json
import subprocess
import threading
import unittest
import uuid

from shop import Rivya, Shop

FAKE = ["node_modules/.bin/rivya-testkit", "serve", "--port", "0", "--clock", "manual", "--json"]


class ShopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        command = [*FAKE, "--allow-local-webhooks"]
        cls.fake = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        cls.url = json.loads(cls.fake.stdout.readline())["url"]

    @classmethod
    def tearDownClass(cls):
        cls.fake.terminate()
        cls.fake.wait()
        cls.fake.stdout.close()

    def setUp(self):
        # A world of its own for each test: the key names it.
        self.rivya = Rivya(self.url, f"rvya_sk_test_{uuid.uuid4()}")
        self.shop = Shop(self.rivya)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._receiver())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        hook = f"http://127.0.0.1:{self.server.server_port}/rivya"
        _, endpoint = self.rivya.call("POST", "/api/v1/webhooks", {"name": "Shop", "url": hook})
        self.shop.webhook_secret = endpoint["signing_secret"]

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_an_order_is_delivered_when_the_webhook_comes(self):
        self.assertEqual(self.shop.order("17", "A paper boat")["status"], "making")

        self.run_until_idle()

        self.assertEqual(self.shop.orders["17"]["status"], "delivered")
        self.assertEqual(self.spent(), 1)

    def test_an_order_is_refunded_when_the_picture_fails(self):
        self.control("POST", "generations/plan", {"outcome": "failed"})
        self.shop.order("17", "A paper boat")

        self.run_until_idle()

        self.assertEqual(self.shop.orders["17"]["status"], "refunded")
        self.assertEqual(self.spent(), 0)

    def test_an_order_is_refunded_when_the_credits_have_run_out(self):
        self.control("PUT", "credits", {"balance": 0})

        self.assertEqual(self.shop.order("17", "A paper boat")["status"], "refunded")

    def test_an_order_is_delivered_by_the_worker_when_its_webhook_is_lost(self):
        self.control("POST", "webhooks/faults", {"kind": "drop"})
        self.shop.order("17", "A paper boat")
        self.run_until_idle()
        self.assertEqual(self.shop.orders["17"]["status"], "making")

        self.shop.look_after()

        self.assertEqual(self.shop.orders["17"]["status"], "delivered")

    def test_an_order_is_paid_once_when_the_answer_to_its_start_is_lost(self):
        fault = {"kind": "reply-lost", "operations": ["createGeneration"]}
        self.control("POST", "faults", fault)
        self.assertEqual(self.shop.order("17", "A paper boat")["status"], "paid")

        self.shop.look_after()
        self.run_until_idle()

        self.assertEqual(self.shop.orders["17"]["status"], "delivered")
        self.assertEqual(self.spent(), 1)

    def test_a_webhook_with_a_wrong_signature_is_refused_and_its_retry_taken(self):
        self.control("POST", "webhooks/faults", {"kind": "bad-signature"})
        self.shop.order("17", "A paper boat")
        self.control("POST", "clock/advance", {"ms": 10_000})
        self.assertEqual(self.shop.orders["17"]["status"], "making")

        self.run_until_idle()

        self.assertEqual(self.shop.orders["17"]["status"], "delivered")

    def control(self, method, path, body=None):
        status, reply = self.rivya.call(method, f"/__rivya/{path}", body)
        self.assertEqual(status, 200, reply)
        return reply

    def run_until_idle(self):
        self.control("POST", "clock/run-until-idle")

    def spent(self):
        return self.control("GET", "ledger")["settled"]

    def _receiver(self):
        shop = self.shop

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204 if shop.take_webhook(self.headers, body) else 401)
                self.end_headers()

            def log_message(self, *_):
                pass

        return Receiver


if __name__ == "__main__":
    unittest.main()
