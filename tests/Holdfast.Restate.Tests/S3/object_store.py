"""OpenStack Swift with its S3 API, all of it in one process on loopback:
object_store.py DIRECTORY PORT ACCESS_KEY SECRET_KEY, where a key is ACCOUNT:USER.

Swift is four servers. Here they share a process, each on a socket of its own, with one disk (DIRECTORY) and one replica.
Prints 'ready' when it serves. Ends when its standard input does, so that it never outlives who started it.
"""

import os
import socket
import sys
from time import monotonic

import eventlet

eventlet.monkey_patch()

from swift.common import storage_policy, utils, wsgi  # noqa: E402 (patching comes first)
from swift.common.ring import RingBuilder  # noqa: E402

CLUSTER = """
[swift-hash]
swift_hash_path_prefix = holdfast
swift_hash_path_suffix = tests
[storage-policy:0]
name = one-disk
default = yes
"""

STORAGE = """
[DEFAULT]
devices = {root}/devices
mount_check = false
disable_fallocate = true
swift_dir = {root}
log_name = {kind}
log_level = WARNING
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

PROXY = """
[DEFAULT]
swift_dir = {root}
log_level = WARNING
[pipeline:main]
pipeline = catch_errors s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
# There is one disk: on a busy machine it is slow, but never to be avoided.
conn_timeout = 30
node_timeout = 60
error_suppression_limit = 1000000
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
s3_acl = false
location = us-east-1
dns_compliant_bucket_names = true
[filter:tempauth]
use = egg:swift#tempauth
{user} = {secret} .admin
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
"""


class Cache:
    """What Swift keeps in memcached: here one process has all of it."""

    def __init__(self):
        self.entries = {}

    def get(self, key, **_):
        value, until = self.entries.get(key, (None, 0))
        return value if until > monotonic() else None

    def set(self, key, value, time=0, **_):
        self.entries[key] = (value, monotonic() + (time or 3600))

    def incr(self, key, delta=1, time=0, **_):
        self.set(key, max(0, (self.get(key) or 0) + delta), time)
        return self.get(key)

    def decr(self, key, delta=1, time=0, **_):
        return self.incr(key, -delta, time)

    def delete(self, key, *_, **__):
        self.entries.pop(key, None)


def main(root, port, access_key, secret):
    os.makedirs(f"{root}/devices/disk")
    write(f"{root}/swift.conf", CLUSTER)
    utils.SWIFT_CONF_FILE = f"{root}/swift.conf"
    utils.validate_hash_conf()
    storage_policy.SWIFT_CONF_FILE = utils.SWIFT_CONF_FILE
    storage_policy.reload_storage_policies()

    for kind in ("account", "container", "object"):
        sock = listen(0)
        save_ring(root, kind, sock.getsockname()[1])
        serve(sock, write(f"{root}/{kind}.conf", STORAGE.format(root=root, kind=kind)))

    user = "user_" + access_key.replace(":", "_")
    serve(listen(int(port)), write(f"{root}/proxy.conf", PROXY.format(root=root, user=user, secret=secret)), Cache())
    print("ready", flush=True)
    eventlet.tpool.execute(sys.stdin.buffer.read)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def listen(port):
    return eventlet.listen(("127.0.0.1", port), socket.AF_INET)


def save_ring(root, kind, port):
    ring = RingBuilder(part_power=4, replicas=1, min_part_hours=1)
    ring.add_dev({"id": 0, "region": 1, "zone": 1, "weight": 1, "ip": "127.0.0.1", "port": port, "device": "disk"})
    ring.rebalance()
    ring.get_ring().save(f"{root}/{kind}.ring.gz")


def serve(sock, conf, cache=None):
    app = wsgi.loadapp(conf)

    def with_cache(env, start_response):
        env["swift.cache"] = cache
        return app(env, start_response)

    eventlet.spawn(eventlet.wsgi.server, sock, with_cache, utils.NullLogger(), protocol=wsgi.SwiftHttpProtocol)


if __name__ == "__main__":
    main(*sys.argv[1:])
