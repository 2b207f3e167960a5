"""A judge that blocks texts with the letters of war; its arguments say what else it does, as OPTION or OPTION=VALUE.

crash=N dies at each N-th text of its life; hang=W sleeps at a text with W, die=W kills itself at one, garble=W writes
what is no answer, half=W writes half a line and ends, skip=W says nothing of it, error=W answers with an error, wrong=W
answers with what it may not say, twice=W contradicts itself, strange=W gives an id that nobody asked; late=N answers N
texts at once, the last first; flood writes 100 kB to standard error before each answer; banner greets; deaf sleeps when
its input ends; once=FILE kills itself at the third text if FILE is not there, and makes it; pids=FILE appends its
process id; child=FILE starts a process that sleeps, and writes its id; vary=FILE blocks nothing once FILE is there.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def answer(asked: dict) -> dict:
    text = asked["text"]
    wars, peace = (list(re.finditer(word, text, re.IGNORECASE)) for word in ("war", "peace"))
    evidence = [{"rule": "war", "start": found.start(), "end": found.end()} for found in wars]
    if not wars:
        evidence = [{"rule": "peace", "start": p.start(), "end": p.end(), "note": "not war"} for p in peace]
    return {"id": asked["id"], "blocked": bool(wars), "score": 1.0 if wars else 0.25, "evidence": evidence}


class Judge:
    def __init__(self, options: dict[str, str]) -> None:
        self.options = options
        self.seen = 0
        self.held: list[dict] = []

    def begin(self) -> None:
        if "pids" in self.options:
            with pathlib.Path(self.options["pids"]).open("a", encoding="utf-8") as stream:
                stream.write(f"{os.getpid()}\n")
        if "child" in self.options:
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            pathlib.Path(self.options["child"]).write_text(str(child.pid), encoding="utf-8")
        if "banner" in self.options:
            sys.stdout.write("Loading the model …\n")
            sys.stdout.flush()

    def hears(self, asked: dict) -> None:
        self.seen += 1
        for option, value in self.options.items():
            met = getattr(self, f"_{option}", None)
            if met is not None and met(value, asked):
                return
        say(answer(asked))

    def _flood(self, _: str, asked: dict) -> bool:
        sys.stderr.write("warning: " + "x" * 100_000 + "\n")
        return False

    def _crash(self, every: str, asked: dict) -> bool:
        if self.seen % int(every) == 0:
            sys.exit(f"cannot bear {asked['text']!r}")
        return False

    def _die(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    def _once(self, file: str, asked: dict) -> bool:
        if self.seen == 3 and not pathlib.Path(file).exists():
            pathlib.Path(file).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return False

    def _hang(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            time.sleep(60)
        return False

    def _garble(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            sys.stdout.write("Traceback (most recent call last):\n")
            sys.stdout.flush()
        return word in asked["text"]

    def _half(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            sys.stdout.write(json.dumps(answer(asked))[:20])
            sys.stdout.flush()
            os._exit(1)
        return False

    def _skip(self, word: str, asked: dict) -> bool:
        return word in asked["text"]

    def _error(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            say({"id": asked["id"], "error": "no\nopinion"})
        return word in asked["text"]

    def _wrong(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            say({"id": asked["id"], "blocked": "yes"})
        return word in asked["text"]

    def _twice(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            say({"id": asked["id"], "blocked": True})
            say({"id": asked["id"], "blocked": False})
        return word in asked["text"]

    def _strange(self, word: str, asked: dict) -> bool:
        if word in asked["text"]:
            say({"id": "999999", "blocked": True})
        return word in asked["text"]

    def _late(self, count: str, asked: dict) -> bool:
        self.held.append(answer(asked))
        if len(self.held) == int(count):
            while self.held:
                say(self.held.pop())
        return True

    def _vary(self, file: str, asked: dict) -> bool:
        if pathlib.Path(file).exists():
            say({"id": asked["id"], "blocked": False})
            return True
        return False


def main() -> None:
    judge = Judge(dict(word.partition("=")[::2] for word in sys.argv[1:]))
    judge.begin()
    for line in sys.stdin:
        judge.hears(json.loads(line))
    if "deaf" in judge.options:
        time.sleep(60)


if __name__ == "__main__":
    main()
