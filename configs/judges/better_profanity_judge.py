"""A judge for Outlast's `command` filter: better-profanity, a word list with look-alike spellings.

    python better_profanity_judge.py VERSION

VERSION is the version that must be installed, so that a run's signature, which has this command in it, says what
judged. It reads {"id", "text", "language"}, a line of JSON each, and writes {"id", "blocked"}.
"""

import json
import sys
from importlib.metadata import version

from better_profanity import profanity

if version("better-profanity") != sys.argv[1]:
    sys.exit(f"better-profanity {version('better-profanity')} is installed, not {sys.argv[1]}")

profanity.load_censor_words()
for line in sys.stdin:
    asked = json.loads(line)
    answer = {"id": asked["id"], "blocked": bool(profanity.contains_profanity(asked["text"]))}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
