"""Measures an installation with many merchants: loading it, starting it again, and rating it from its databases.

Usage: large.py FANGXIN BARE FOLDER MERCHANTS ROUNDS PLACE

BARE is the example of `rating` that reads and writes the same rows without looking at them. FOLDER gets the
sample city and the installation. PLACE is where its databases are: `sqlite:DIR` or `postgres://...`, empty.
Prints one JSON object.
"""

import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import time

DAY = "2026-11-23"
# Merchants last: nobody is rated before everything is known.
FILES = ["standing", "odr_cases", "complaints", "tests", "inspections", "payments", "penalties", "merchants"]
LONGEST = 3_600


class Server:
    """An installation, serving."""

    def __init__(self, fangxin, data, place):
        self.fangxin, self.data, self.begun = fangxin, data, time.monotonic()
        command = [fangxin, "serve", "--data", data, "--listen", "127.0.0.1:0", "--log", "warn"]
        environment = {**os.environ, "FANGXIN_DATABASE": place}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for line in self.process.stdout:
            if line.startswith("正在服务 serving: "):
                self.url = line.split(": ")[1].strip()
                break
        self.http = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=600)

    def token(self):
        command = [self.fangxin, "token", "--data", self.data, "--role", "official", "--sub", "bench"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def get(self, path, token=None):
        self.http.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = self.http.getresponse()
        return answer.status, json.loads(answer.read())

    def since(self):
        return time.monotonic() - self.begun

    def until(self, done, pause=0.05):
        while not done():
            if self.since() > LONGEST:
                raise SystemExit("it takes too long")
            time.sleep(pause)
        return self.since()

    def is_settled(self):
        rating = self.get("/status")[1]["services"]["rating"]
        return rating.get("settled") and all(feed["is_level"] for feed in rating["feeds"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def load(fangxin, files, data, place):
    """Imports every file as history and waits until everybody is rated."""
    rows = 0
    with Server(fangxin, data, place) as server:
        for name in FILES:
            command = [fangxin, "import", name, os.path.join(files, f"{name}.csv"), "--history", "--json"]
            command += ["--server", server.url]
            environment = {**os.environ, "FANGXIN_TOKEN": server.token()}
            told = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LONGEST)
            if told.returncode not in (0, 1):
                raise SystemExit(told.stdout + told.stderr)
            rows += json.loads(told.stdout)["import"]["outcome"]["read"]
        imported = server.since()
        return {"rows": rows, "imported": imported, "rated": server.until(server.is_settled, pause=1)}


def again(fangxin, data, place, code):
    """Seconds from starting the program to the first answer, and until its memory is whole."""
    with Server(fangxin, data, place) as server:
        status, found = server.get(f"/rating/v1/lookups/{code}", server.token())
        first = server.since()
        if status != 200:
            raise SystemExit(found)
        return {"first_answer": first, "ready": server.until(lambda: server.get("/readyz")[0] == 200)}


def timed(command):
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)
    return time.monotonic() - begun


def main():
    fangxin, bare, folder, merchants, rounds, place = sys.argv[1:]
    city = os.path.join(folder, "city")
    data = os.path.join(folder, "installation")
    made = [fangxin, "demo", "--no-serve", "--out", city, "--merchants", merchants, "--as-of", DAY]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)
    files = os.path.join(city, "files")
    with open(os.path.join(city, "results", "ratings.csv"), encoding="utf-8-sig") as results:
        code = results.readlines()[-1].split(",")[0]
    found = {"loaded": load(fangxin, files, data, place)}
    starts = [again(fangxin, data, place, code) for _ in range(int(rounds))]
    found["start"] = {name: statistics.median(start[name] for start in starts) for name in starts[0]}
    rate = [fangxin, "rate", "--from", place, "--as-of", DAY, "--out", os.path.join(folder, "rated")]
    pairs = []
    for _ in range(int(rounds)):
        least = json.loads(subprocess.run([bare, place], check=True, capture_output=True, text=True).stdout)
        pairs.append((least, timed(rate)))
    found["rows"] = pairs[0][0]["rows"]
    found["scan"] = statistics.median(least["scan"] for least, _ in pairs)
    found["write"] = statistics.median(least["write"] for least, _ in pairs)
    found["rate"] = statistics.median(taken for _, taken in pairs)
    found["ratio"] = statistics.median(taken / (least["scan"] + least["write"]) for least, taken in pairs)
    print(json.dumps(found))


main()
