"""Measures a served city: look-ups, and how soon a new record shows in what is served.

Usage: served.py FANGXIN CONSTANT FOLDER MERCHANTS ROUNDS

FANGXIN is the program, CONSTANT the example of `web` that answers every request with the same bytes,
FOLDER where the demo city lies (made if it is missing). Requests come from `wrk`. What is compared runs
in turns. Prints one JSON object.
"""

import csv
import http.client
import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import time

DAY = "2026-11-23"
SECONDS = 4
CONNECTIONS = 32
NEW_RECORDS = 100
WORKERS = 2

LUA = """
local codes = {%s}
wrk.headers["Authorization"] = "Bearer %s"
request = function() return wrk.format("GET", "/rating/v1/%s/" .. codes[math.random(#codes)]) end
"""

BATCH = 10_000
BATCH_CONNECTIONS = 2

BATCH_LUA = """
wrk.method, wrk.path = "POST", "/rating/v1/lookups"
wrk.headers["Authorization"] = "Bearer %s"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '%s'
"""

# What is wanted of each of many merchants: everything, or what a machine checks thousands of merchants for.
WANTED = {
    "whole": ("official", {}), "class": ("official", {"fields": ["class"]}), "public": ("bank", {"fields": ["public"]}),
}


class City:
    """The demo, serving."""

    def __init__(self, fangxin, folder, merchants):
        self.begun = time.monotonic()
        command = [fangxin, "demo", "--json", "--out", folder, "--merchants", str(merchants), "--as-of", DAY]
        command += ["--clock", f"fixed:{DAY}T12:00:00+08:00", "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.told = json.JSONDecoder().raw_decode(self._until_told())[0]
        self.tokens = self.told["server"]["tokens"]
        self.url = self.told["server"]["url"]
        self.host = self.url.removeprefix("http://")

    def _until_told(self):
        text = ""
        for line in self.process.stdout:
            text += line
            if line.rstrip() == "}":
                return text
        raise SystemExit("the demo ended before it served")

    def ask(self, http, method, path, role="official", body=None):
        headers = {"Authorization": f"Bearer {self.tokens[role]}"}
        if body is not None:
            body, headers["Content-Type"] = json.dumps(body), "application/json"
        http.request(method, path, body, headers)
        answer = http.getresponse()
        return answer.status, answer.read()

    def connection(self):
        return http.client.HTTPConnection(self.host, timeout=60)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait()


def codes_of(folder):
    with open(os.path.join(folder, "results", "ratings.csv"), encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        next(rows)
        return [row[0] for row in rows]


def wrk(url, script, connections=CONNECTIONS):
    """Requests a second; every answer must be a good one."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}", "--timeout", "30", "-s", script, url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


def lookups(city, constant, codes, folder, rounds):
    """Requests a second of each kind of question beside a constant answer of the same size."""
    asked = {"lookup": ("lookups", "official"), "bank": ("lookups", "bank"), "explanation": ("merchants", "official")}
    http, found = city.connection(), {}
    for name, (path, role) in asked.items():
        script = os.path.join(folder, f"{name}.lua")
        some = random.Random(1).sample(codes, min(len(codes), 20_000))
        with open(script, "w") as file:
            file.write(LUA % (",".join(f'"{code}"' for code in some), city.tokens[role], path))
        sizes = [len(city.ask(http, "GET", f"/rating/v1/{path}/{code}", role)[1]) for code in some[:200]]
        found[name] = beside(city, constant, round(statistics.mean(sizes)), script, rounds)
    return found


def beside(city, constant, size, script, rounds, connections=CONNECTIONS):
    """The same questions in turns to the city and to what only answers."""
    same = subprocess.Popen([constant, str(size), str(WORKERS)], stdout=subprocess.PIPE, text=True)
    at = same.stdout.readline().strip()
    try:
        pairs = [(wrk(at, script, connections), wrk(city.url, script, connections)) for _ in range(rounds)]
    finally:
        same.terminate()
    return {
        "bytes": size,
        "constant": statistics.median(most for most, _ in pairs),
        "ours": statistics.median(ours for _, ours in pairs),
        "ratio": statistics.median(ours / most for most, ours in pairs),
    }


def batches(city, constant, codes, folder, rounds):
    """Requests a second of many codes each, beside a handler that parses and echoes them."""
    some, http, found = random.Random(3).sample(codes, min(len(codes), BATCH)), city.connection(), {}
    for name, (role, wanted) in WANTED.items():
        script, body = os.path.join(folder, f"batch-{name}.lua"), {"codes": some} | wanted
        with open(script, "w") as file:
            file.write(BATCH_LUA % (city.tokens[role], json.dumps(body, separators=(",", ":"))))
        size = len(city.ask(http, "POST", "/rating/v1/lookups", role, body)[1])
        found[name] = {"codes": len(some)} | beside(city, constant, size, script, rounds, BATCH_CONNECTIONS)
    return found


def new_records(city, codes):
    """Milliseconds from the answer that a record is kept until a look-up shows a rating made of it."""
    http, taken = city.connection(), []
    for number, code in enumerate(random.Random(2).sample(codes, NEW_RECORDS)):
        issued = f"/rating/v1/lookups/{code}"
        before = city.ask(http, "GET", issued)[1]
        row = {
            "cf_xdr_mc": "示例", "cf_xdr_shxym": code, "cf_wsh": f"测速〔2026〕{time.time_ns()}号", "cf_wfxw": "虚假宣传",
            "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "罚款", "cf_nr": "罚款5万元",
            "cf_nr_fk": "5", "cf_jdrq": "2026-11-20", "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": "371500SJ",
            "published_on": "2026-11-22", "served_on": "2026-11-21",
        }
        status, answer = city.ask(http, "POST", "/violations/v1/penalties", body={"rows": [row]})
        accepted = time.monotonic()
        if status != 200 or json.loads(answer)["rows"][0]["outcome"] != "new":
            raise SystemExit(answer.decode())
        while city.ask(http, "GET", issued)[1] == before:
            if time.monotonic() - accepted > 10:
                raise SystemExit(f"{code}: record {number} does not show")
        taken.append((time.monotonic() - accepted) * 1e3)
    return {"median": statistics.median(taken), "worst": max(taken)}


def main():
    fangxin, constant, folder, merchants, rounds = sys.argv[1:]
    city = City(fangxin, folder, int(merchants))
    loaded = time.monotonic() - city.begun
    codes = codes_of(folder)
    try:
        found = {
            "merchants": len(codes),
            "up": loaded,
            "lookups": lookups(city, constant, codes, folder, int(rounds)),
            "batches": batches(city, constant, codes, folder, int(rounds)),
            "new_record_ms": new_records(city, codes),
        }
    finally:
        ended = city.stop()
    found["ended"] = ended
    print(json.dumps(found))


main()
