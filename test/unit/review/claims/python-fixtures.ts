import type { Fixture } from "./subject.ts";

/** A store of orders, with what may be said of it. */
export const pythonStore: Fixture = {
  language: "python",
  path: "shop/order_store.py",
  source: `"""Stores orders."""
import json
import logging
import os
import re
from collections import OrderedDict
from datetime import datetime as clock, timedelta

LOG = logging.getLogger(__name__)
MAX_RETRIES = 5
CACHE_SECONDS = 300
page_size = 25


class OrderStore:
    """Keeps orders on disk."""

    def __init__(self, root, settings):
        self.root = root
        self.settings = settings
        self.orders = OrderedDict()

    def load_order(self, order_id, context):
        # re: the order may be gone
        file_name = self.root + "/orders/" + order_id
        started = clock.now()
        with open(file_name) as handle:
            data = json.load(handle)
        return data

    def save_order(self, order_id: str, data: dict) -> None:
        """Writes one order."""
        target = os.path.join(self.root, "orders", order_id)
        try:
            with open(target, "w") as handle:
                json.dump(data, handle)
        except OSError:
            LOG.error("could not write %s", target)
            raise

    def fetchTotal(self, orders):
        grandTotal = 0
        for order in orders:
            grandTotal += order["price"] * 1.19
        if grandTotal > 2500:
            self.notify(grandTotal, "https://hooks.internal/orders")
        return grandTotal

    def notify(self, total, address):
        try:
            self.settings.client.post(address, timeout=30, total=total)
        except:
            pass

    def sign_in(self, user_id, password, token):
        LOG.debug("signing in %s with %s", user_id, password)
        LOG.info("password and token accepted")
        LOG.warning(
            "session of %s continues with %s",
            user_id,
            token,
        )
        LOG.info("attempts of %s", user_id)
        # TODO: lock the account after five attempts
        return self.settings.client.login(user_id, password)


def purge_orders(store, days, context):
    limit = CACHE_SECONDS
    retries = MAX_RETRIES

    def explain_limit():
        return limit

    def pick_order(order):
        return order.days > days

    return store.purge(filter(pick_order, store.orders), limit, context)
`,
  isSo: [
    ["unused-import", "import re", "re"],
    ["unused-import", "timedelta", "timedelta"],
    ["unused-variable", "started = clock", "started"],
    ["unused-variable", "retries = MAX", "retries"],
    ["unused-function", "def explain_limit", "explain_limit"],
    ["unused-parameter", "def load_order", "context", "load_order"],
    ["camel-case", "def fetchTotal", "fetchTotal"],
    ["camel-case", "grandTotal = 0", "grandTotal"],
    ["constant-name", "page_size = 25", "page_size"],
    ["no-documentation", "def load_order", "load_order"],
    ["no-documentation", "def fetchTotal", "fetchTotal"],
    ["no-documentation", "def purge_orders", "purge_orders"],
    ["no-parameter-type", "def load_order", "order_id", "load_order"],
    ["no-parameter-type", "def purge_orders", "days", "purge_orders"],
    ["no-result-type", "def fetchTotal", "fetchTotal"],
    ["no-result-type", "def sign_in", "sign_in"],
    ["hard-coded", "if grandTotal > 2500", "2500"],
    ["hard-coded", "timeout=30", "30"],
    ["hard-coded", "self.notify(grandTotal", "https://hooks.internal/orders"],
    ["not-a-constant", "* 1.19", "1.19"],
    ["joined-path", "file_name = self.root", ""],
    ["todo", "# TODO", ""],
    ["no-error-handling", "def load_order", "load_order"],
    ["no-error-handling", "def purge_orders", "purge_orders"],
    ["swallowed-error", "except:", ""],
    ["broad-handler", "except:", ""],
    ["logged-secret", 'LOG.debug("signing', "password"],
    ["logged-secret", "            token,", "token"],
    ["called", "data = json.load", "json.load"],
    ["called", "target = os.path.join", "os.path.join"],
    ["never-called", "def load_order", "handle.close", "load_order"],
    ["never-called", "self.settings.client.post", "raise_for_status", "notify"],
  ],
  isNotSo: [
    ["unused-import", "import json", "json"],
    ["unused-import", "import os", "os"],
    ["unused-import", "import logging", "logging"],
    ["unused-import", "from collections", "OrderedDict"],
    ["unused-import", "from collections", "collections"],
    ["unused-import", "datetime as clock", "clock"],
    ["unused-import", "datetime as clock", "datetime"],
    ["unused-variable", "MAX_RETRIES = 5", "MAX_RETRIES"],
    ["unused-variable", "CACHE_SECONDS = 300", "CACHE_SECONDS"],
    ["unused-variable", "limit = CACHE", "limit"],
    ["unused-variable", "file_name = self", "file_name"],
    ["unused-function", "def notify", "notify"],
    ["unused-function", "def pick_order", "pick_order"],
    ["unused-parameter", "def purge_orders", "context", "purge_orders"],
    ["unused-parameter", "def purge_orders", "days", "purge_orders"],
    ["camel-case", "def load_order", "load_order"],
    ["camel-case", "started = clock", "started"],
    ["constant-name", "MAX_RETRIES = 5", "MAX_RETRIES"],
    ["no-documentation", "def save_order", "save_order"],
    ["no-documentation", "class OrderStore", "OrderStore"],
    ["no-parameter-type", "def save_order", "order_id", "save_order"],
    ["no-result-type", "def save_order", "save_order"],
    ["bad-indentation", "def notify", ""],
    ["bad-indentation", "            data = json", ""],
    ["bad-spacing", "MAX_RETRIES = 5", ""],
    ["hard-coded", "limit = CACHE", "CACHE_SECONDS"],
    ["hard-coded", "timeout=30", "60"],
    ["not-a-constant", "MAX_RETRIES = 5", "MAX_RETRIES"],
    ["not-a-constant", "CACHE_SECONDS = 300", "CACHE_SECONDS"],
    ["joined-path", "target = os.path", ""],
    ["todo", "limit = CACHE", ""],
    ["todo", "import json", ""],
    ["no-error-handling", "def save_order", "save_order"],
    ["no-error-handling", "def notify", "notify"],
    ["swallowed-error", "except OSError", ""],
    ["broad-handler", "except OSError", ""],
    ["logged-secret", 'LOG.info("password', "password"],
    ["logged-secret", 'LOG.info("attempts', "token"],
    ["logged-secret", "limit = CACHE", "token"],
    ["called", "data = json.load", "pickle.loads"],
    ["called", "self.settings.client.post", "os.system"],
    ["never-called", "def save_order", "json.dump", "save_order"],
    ["never-called", "def fetchTotal", "self.notify", "fetchTotal"],
  ],
};

/** White space that departs from the rest, and a module that only looks as if it did. */
export const pythonSpacing: Fixture = {
  language: "python",
  path: "shop/labels.py",
  source: `LABELS = {
    "open": "Open",
      "closed": "Closed",
}


def label_of(state):
    """Gives the label.

       The text below is indented on purpose.
    """
    if state in LABELS:
          return LABELS[state]
    fallback = "unknown"   
    return fallback


def pad(text,width):
    filler ="."
\treturn text + filler * width
`.replace("\treturn", "    \treturn"),
  isSo: [
    ["bad-indentation", "          return LABELS", ""],
    ["bad-indentation", "return text + filler", ""],
    ["bad-spacing", 'fallback = "unknown"', ""],
    ["bad-spacing", "def pad", ""],
    ["bad-spacing", "filler =", ""],
  ],
  isNotSo: [],
};

/** A module without any fault of its white space. */
export const pythonTidy: Fixture = {
  language: "python",
  path: "shop/prices.py",
  source: `def net(price, rate):
    if rate:
        return price / (1 +
                        rate)
    return price


def gross(price, rate):
    names = ["a",
             "b"]
    return price * (1 + rate), names
`,
  isSo: [
    ["no-documentation", "def gross", "gross"],
    ["no-parameter-type", "def net", "rate", "net"],
  ],
  isNotSo: [
    ["bad-indentation", "        return price / (1", ""],
    ["bad-indentation", 'names = ["a"', ""],
    ["bad-spacing", "def gross", ""],
    ["bad-spacing", "    return price\n", ""],
    ["camel-case", "def net", "net"],
    ["joined-path", "return price * ", ""],
    ["unused-parameter", "def gross", "rate", "gross"],
    ["unused-variable", 'names = ["a"', "names"],
    ["swallowed-error", "def net", ""],
  ],
};
