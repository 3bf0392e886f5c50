"""Measures an installation with many merchants: loading it, starting it again, and rating it from its databases.

Usage: large.py FANGXIN BARE FOLDER MERCHANTS ROUNDS PLACE

BARE is the example of `rating` that reads and writes the same rows without looking at them. FOLDER gets the
sample city and the installation. PLACE is where its databases are: `sqlite:DIR` or `postgres://...`, empty.
Prints one JSON object.
"""

import json
import os
import statistics
import subprocess
import sys
import time

from serving import LONGEST, Server

DAY = "2026-11-23"
# Merchants last: nobody is rated before everything is known.
FILES = ["standing", "odr_cases", "complaints", "tests", "inspections", "payments", "penalties", "merchants"]


def load(fangxin, files, data, place):
    """Imports every file as history and waits until everybody is rated."""
    with Server(fangxin, data, place) as server:
        rows = server.load(files, FILES)
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
