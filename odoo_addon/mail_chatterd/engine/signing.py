"""The signature of a call, as rpc/sessions/trusted.cpp of chatterd verifies it."""
import hashlib
import hmac
import os
import time


def signature(secret, instance, timestamp, nonce, path, body):
    """The signature in hexadecimal digits; `body` is the request's, in bytes."""
    text = "\n".join(
        ["v1", instance, timestamp, nonce, path, hashlib.sha256(body).hexdigest()]
    )
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def signed_headers(secret, instance, path, body):
    """The headers that sign a request once; a second one needs new ones."""
    timestamp, nonce = str(int(time.time())), os.urandom(16).hex()
    return {
        "Content-Type": "application/json",
        "X-Chatterd-Instance": instance,
        "X-Chatterd-Timestamp": timestamp,
        "X-Chatterd-Nonce": nonce,
        "X-Chatterd-Signature": signature(
            secret, instance, timestamp, nonce, path, body
        ),
    }
