"""A judge for Outlast's `command` filter: alt-profanity-check, a linear classifier of English words.

    python alt_profanity_check_judge.py VERSION THRESHOLD

VERSION is the version that must be installed, so that a run's signature, which has this command in it, says what
judged. A text is blocked whose estimated probability of being profane is at least THRESHOLD (the library's own is 0.5).
It reads {"id", "text", "language"}, a line of JSON each, and writes {"id", "blocked", "score"}. The library scores many
texts in hardly more time than one, so all lines that are there are scored together; it never waits for more.
"""

import json
import os
import sys
from importlib.metadata import version

from profanity_check import predict_prob

if version("alt-profanity-check") != sys.argv[1]:
    sys.exit(f"alt-profanity-check {version('alt-profanity-check')} is installed, not {sys.argv[1]}")

threshold = float(sys.argv[2])
rest = b""
while chunk := os.read(sys.stdin.fileno(), 2**20):
    *lines, rest = (rest + chunk).split(b"\n")
    asked = [json.loads(line) for line in lines]
    scores = predict_prob([each["text"] for each in asked]) if asked else []
    for each, score in zip(asked, scores, strict=True):
        answer = {"id": each["id"], "blocked": float(score) >= threshold, "score": float(score)}
        sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
