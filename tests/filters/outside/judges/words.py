"""A judge that blocks texts with the word war; its arguments say what else it does.

``crash N`` dies at each N-th text of its life; ``hang WORD`` sleeps at a text with the word, ``die WORD`` dies at one,
``garble WORD`` writes what is no answer, ``half WORD`` writes half a line and dies, ``skip WORD`` says nothing of it,
``error WORD`` answers with an error; ``late`` answers in the opposite order; ``flood`` writes much to standard error
before each answer; ``banner`` greets; ``deaf`` sleeps when its input ends; ``once FILE`` kills itself in the middle of
a batch if FILE is not there, and makes it; ``pids FILE`` writes its process id there; ``child FILE`` starts a process
that sleeps, and writes its id there.
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

options = dict(word.partition("=")[::2] for word in sys.argv[1:])
seen = 0
held = []


def has(option, text):
    return option in options and options[option] in text


def answer(asked):
    text = asked["text"]
    at = text.lower().find("war")
    evidence = [{"rule": "war", "start": at, "end": at + 3}] if at >= 0 else []
    return {"id": asked["id"], "blocked": at >= 0, "score": 1.0 if at >= 0 else 0.0, "evidence": evidence}


def say(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if "pids" in options:
    with pathlib.Path(options["pids"]).open("a") as stream:
        stream.write(f"{os.getpid()}\n")
if "child" in options:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    pathlib.Path(options["child"]).write_text(str(child.pid))
if "banner" in options:
    print("Loading the model …", flush=True)

for line in sys.stdin:
    asked = json.loads(line)
    text = asked["text"]
    seen += 1
    if "flood" in options:
        sys.stderr.write("warning: " + "x" * 100_000 + "\n")
    if "crash" in options and seen % int(options["crash"]) == 0:
        sys.exit(f"cannot bear {text!r}")
    if has("die", text):
        os.kill(os.getpid(), signal.SIGKILL)
    if has("hang", text):
        time.sleep(60)
    if has("garble", text):
        print("Traceback (most recent call last):", flush=True)
        continue
    if has("half", text):
        sys.stdout.write(json.dumps(answer(asked))[:20])
        sys.stdout.flush()
        os._exit(1)
    if has("skip", text):
        continue
    if has("error", text):
        say({"id": asked["id"], "error": "no opinion"})
        continue
    if "once" in options and seen == 3 and not pathlib.Path(options["once"]).exists():
        pathlib.Path(options["once"]).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if "late" in options:
        held.append(answer(asked))
        if len(held) == int(options["late"]):
            while held:
                say(held.pop())
        continue
    say(answer(asked))
if "deaf" in options:
    time.sleep(60)
