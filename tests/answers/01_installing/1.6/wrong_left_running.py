# caught: board-left
import json
import subprocess
import sys
import time
import urllib.request


def ask_tensorboard(logdir, run):
    command = [sys.executable, "-m", "tbxlab.board", "--logdir", logdir, "--host", "127.0.0.1", "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if "http://" in line:
            break
    url = line.split(" at ")[1].split()[0]
    while True:
        with urllib.request.urlopen(url + "data/plugin/scalars/tags") as answer:
            tags = json.load(answer)
        if run in tags:
            return sorted(tags[run])
        time.sleep(0.1)
