"""Measures services that run apart: how soon a record that one of them has kept shows in what another serves.

Usage: apart.py FANGXIN POSTGRES FOLDER MERCHANTS RECORDS

FANGXIN is the program, POSTGRES the URL of an administrator of an empty database, FOLDER where the files of the sample
city lie (made if they are missing). Eight processes, each with a role and a schema of its own, as the manifests for
Kubernetes start them. Prints one JSON object.
"""

import base64
import csv
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

DAY = "2026-11-23"
# Each with those that it asks or follows, as the program's own table has them (services/runner/src/serve/plan.rs).
NEIGHBOURS = {
    "access": ["registry", "violations", "complaints", "inspections", "listing", "repair", "rating"],
    "registry": ["access", "repair"],
    "violations": ["access", "registry", "repair"],
    "complaints": ["access", "registry", "repair"],
    "inspections": ["access", "registry", "violations", "listing", "repair", "rating"],
    "listing": ["access", "registry", "violations", "repair"],
    "repair": ["access", "registry", "violations", "complaints", "inspections", "listing", "rating"],
    "rating": ["access", "registry", "violations", "complaints", "inspections", "listing", "repair"],
}
SERVICES = list(NEIGHBOURS)
KINDS = {"merchants": "registry", "penalties": "violations"}


class Apart:
    """The services, each a process."""

    def __init__(self, fangxin, postgres, folder):
        self.fangxin, self.folder, self.postgres = fangxin, folder, urlsplit(postgres)
        self.processes = {}
        # Some ask each other, so that every place is known before the first of them begins.
        self.hosts = {service: f"127.0.0.1:{port}" for service, port in zip(SERVICES, free_ports(len(SERVICES)))}
        environment = {"FANGXIN_DATABASE": postgres}
        for service in SERVICES:
            environment[f"FANGXIN_PASSWORD_{service.upper()}"] = f"password of {service}"
            environment[f"FANGXIN_SECRET_{service.upper()}"] = self.secret(service)
        self.run(["prepare"], environment)
        for service in SERVICES:
            self.start(service)
        for service in SERVICES:
            self.wait(service)

    @staticmethod
    def secret(service):
        return f"{service} asks the others by this long secret"

    def environment(self, service):
        place = self.postgres
        role = f"{place.path.lstrip('/')}_{service}"
        return {
            "FANGXIN_DATABASE": f"postgres://{role}:password%20of%20{service}@{place.hostname}:{place.port}{place.path}",
            "FANGXIN_KEY": base64.b64encode(bytes([len(service)] * 32)).decode(),
            "FANGXIN_CLIENT_SECRET": self.secret(service),
        }

    def run(self, arguments, environment):
        done = subprocess.run([self.fangxin, *arguments], env=os.environ | environment, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(done.stdout + done.stderr)
        return done.stdout.strip()

    def start(self, service):
        command = [self.fangxin, "serve", service, "--data", f"{self.folder}/{service}", "--as", service]
        command += ["--listen", self.hosts[service], "--log", "error", "--rate", "address=unlimited"]
        for name in NEIGHBOURS[service]:
            command += ["--neighbour", f"{name}=http://{self.hosts[name]}"]
        environment = os.environ | self.environment(service)
        self.processes[service] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)

    def wait(self, service):
        if not any("http://" in line for line in self.processes[service].stdout):
            self.stop()
            raise SystemExit(f"{service} ended before it served")

    def token(self, role):
        arguments = ["token", "--role", role, "--sub", "bench", "--minutes", "60", "--data", f"{self.folder}/access"]
        return self.run(arguments, self.environment("access"))

    def stop(self):
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait()


def free_ports(number):
    """Ports of this machine that nobody listens at."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def ask(connection, method, path, token, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def load(apart, files, token):
    for kind, service in KINDS.items():
        path = os.path.join(files, f"{kind}.csv")
        arguments = ["import", kind, path, "--history", "--json", "--server", f"http://{apart.hosts[service]}"]
        apart.run(arguments, {"FANGXIN_TOKEN": token})
    rating = http.client.HTTPConnection(apart.hosts["rating"], timeout=60)
    begun = time.monotonic()
    while True:
        status = json.loads(ask(rating, "GET", "/status", token)[1])["services"]["rating"]
        if status["settled"] and status["waiting"] == 0 and all(feed["is_level"] for feed in status["feeds"]):
            return
        if time.monotonic() - begun > 300:
            raise SystemExit("the city is not rated within five minutes")
        time.sleep(0.1)


def new_records(apart, codes, token):
    """Milliseconds from the answer that a record is kept until a look-up shows it."""
    violations = http.client.HTTPConnection(apart.hosts["violations"], timeout=60)
    rating = http.client.HTTPConnection(apart.hosts["rating"], timeout=60)
    taken = []
    for number, code in enumerate(codes):
        look = f"/rating/v1/lookups/{code}"
        before = ask(rating, "GET", look, token)[1]
        row = {
            "cf_xdr_mc": "示例", "cf_xdr_shxym": code, "cf_wsh": f"测速〔2026〕{time.time_ns()}号", "cf_wfxw": "虚假宣传",
            "cf_yj": "《中华人民共和国反不正当竞争法》第二十条", "cf_cflb": "罚款", "cf_nr": "罚款5万元",
            "cf_nr_fk": "5", "cf_jdrq": "2026-11-20", "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": "371500SJ",
            "published_on": "2026-11-22", "served_on": "2026-11-21",
        }
        status, answer = ask(violations, "POST", "/violations/v1/penalties", token, {"rows": [row]})
        accepted = time.monotonic()
        if status != 200 or json.loads(answer)["rows"][0]["outcome"] != "new":
            raise SystemExit(answer.decode())
        while ask(rating, "GET", look, token)[1] == before:
            if time.monotonic() - accepted > 10:
                raise SystemExit(f"{code}: record {number} does not show")
        taken.append((time.monotonic() - accepted) * 1e3)
    taken.sort()
    return {"median": statistics.median(taken), "p99": taken[len(taken) * 99 // 100], "worst": taken[-1]}


def column(files, kind, number):
    with open(os.path.join(files, f"{kind}.csv"), encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        next(rows)
        return [row[number] for row in rows]


def clean(files):
    """Merchants in business of whom no penalty is known: one more shows."""
    merchants = zip(column(files, "merchants", 0), column(files, "merchants", 8))
    text = open(os.path.join(files, "penalties.csv"), encoding="utf-8-sig").read()
    return [code for code, state in merchants if state == "在营" and code not in text]


def main():
    fangxin, postgres, folder, merchants, records = sys.argv[1:]
    files = os.path.join(folder, "files")
    if not os.path.isdir(files):
        making = [fangxin, "demo", "--no-serve", "--out", folder, "--merchants", merchants, "--as-of", DAY]
        subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
    codes = clean(files)[: int(records)]
    with tempfile.TemporaryDirectory() as data:
        apart = Apart(fangxin, postgres, data)
        try:
            token = apart.token("official")
            load(apart, files, token)
            found = {"merchants": int(merchants), "records": len(codes), "new_record_ms": new_records(apart, codes, token)}
        finally:
            apart.stop()
    print(json.dumps(found))


main()
