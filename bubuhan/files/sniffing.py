"""What a file is, by its first bytes; the sender's word is only compared with it."""

HEAD = 16
PAPER = "application/pdf"  # taken from forms of the office only


def sniff(head: bytes) -> str | None:
    """The type of a file from its first 16 bytes; None when it is none that we take.

    A WebM or MP4 box may hold video: it is stored and played as sound.
    """
    starts = (
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"%PDF-", PAPER),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\x1a\x45\xdf\xa3", "audio/webm"),
        (b"OggS", "audio/ogg"),
    )
    for start, mime in starts:
        if head.startswith(start):
            return mime
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    return None


def agrees(claimed: str, mime: str) -> bool:
    """True when the sender's Content-Type is silent or of the same family."""
    family = claimed.partition(";")[0].strip().lower().partition("/")[0]
    if family == "video" and mime in {"audio/webm", "audio/mp4"}:
        return True  # some phones name their voice recordings so
    return family in {"", "application"} or family == mime.partition("/")[0]
