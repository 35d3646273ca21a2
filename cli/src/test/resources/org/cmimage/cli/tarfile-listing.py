# Prints what Python's tarfile makes of an archive as `cm-image inspect --entries --output json` does, without xattrs and sparse maps.
import datetime
import decimal
import hashlib
import json
import sys
import tarfile

TYPES = {b"1": "hardlink", b"2": "symlink", b"3": "character_device", b"4": "block_device", b"5": "directory", b"6": "fifo"}


def printable(raw):
    try:
        text = raw.decode()
        if not any(c < " " or c in "\x7f\\" for c in text):
            return text
    except UnicodeDecodeError:
        pass
    return "".join(chr(b) if 32 <= b < 127 and b != 0x5C else "\\x%02x" % b for b in raw)


def raw(text):
    return text.encode("utf-8", "surrogateescape")


def path(text):
    return "/" + printable(b"/".join(n for n in raw(text).split(b"/") if n not in (b"", b".")))


def time(nanoseconds):
    seconds, fraction = divmod(nanoseconds, 10**9)
    text = "%09d" % fraction
    while text.endswith("000"):
        text = text[:-3]
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    return moment.isoformat() + ("." + text if text else "") + "Z"


archive = tarfile.open(sys.argv[1], encoding="utf-8", errors="surrogateescape")
for member in archive:
    kind = TYPES.get(member.type, "file")
    entry = {"path": path(member.name), "type": kind, "mode": "%04o" % (member.mode & 0o7777), "uid": member.uid, "gid": member.gid}
    if member.uname:
        entry["user"] = member.uname
    if member.gname:
        entry["group"] = member.gname
    seconds = decimal.Decimal(member.pax_headers.get("mtime", member.mtime))
    entry["mtime"] = time(int(seconds.quantize(decimal.Decimal("0.000000001")).scaleb(9)))
    if kind == "file":
        entry["size_bytes"] = member.size
        entry["sha256"] = hashlib.sha256(archive.extractfile(member).read()).hexdigest()
    elif kind == "symlink":
        entry["target"] = printable(raw(member.linkname))
    elif kind == "hardlink":
        entry["target"] = path(member.linkname)
    elif kind.endswith("device"):
        entry["major"] = member.devmajor
        entry["minor"] = member.devminor
    sys.stdout.buffer.write(json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
