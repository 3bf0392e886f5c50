"""Measures how soon a decision shows: from the request that approves a credit repair until the new class is served.

Usage: decisions.py FANGXIN FOLDER MERCHANTS DECISIONS PLACE

FOLDER gets the sample city (made if it is missing). PLACE is where the databases are: `sqlite:DIR` or `postgres://...`,
empty. Everything runs in one process: the decision commands the penalties, whose feed ratings follow. Prints one JSON object.
"""

import csv
import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from serving import Server

DAY = "2026-11-23"
# Merchants last: nobody is rated before everything is known.
FILES = ["standing", "odr_cases", "complaints", "tests", "inspections", "payments", "penalties", "merchants"]
OFFICE = "371500SJ"
PASSWORD = "a password of the benchmark"
LONGEST = 10


def done(answer, what):
    status, told = answer
    if status not in (200, 201, 204):
        raise SystemExit(f"{what}: {status} {told}")
    return told


class Office:
    """Two officials of an office: one proposes, the other decides."""

    def __init__(self, server):
        self.server, self.tokens = server, {}
        admin = server.token("administrator")
        department = {"department_id": OFFICE, "name": "聊城市市场监督管理局", "kind": "authority"}
        done(server.ask("POST", "/access/v1/departments", admin, department), "department")
        for sub in ("wang", "li"):
            terms = {"name": sub, "role": "official", "department": OFFICE}
            done(server.ask("POST", "/access/v1/accounts", admin, {"sub": sub, "kind": "user", "terms": terms}), sub)
            done(server.ask("PUT", f"/access/v1/accounts/{sub}/password", admin, {"password": PASSWORD}), sub)
        self.log_in()

    def log_in(self):
        for sub in ("wang", "li"):
            told = self.server.ask("POST", "/access/v1/sessions", None, {"sub": sub, "password": PASSWORD})
            self.tokens[sub] = done(told, sub)["access_token"]

    def paper(self, sub, need):
        """Sends a paper ahead; gives what a step names of it."""
        path = f"/repair/v1/papers?name={need}.pdf"
        told = done(self.server.ask("POST", path, self.tokens[sub], b"%PDF-1.7 " + need.encode()), path)
        return {"need": need, "digest": told["digest"]}

    def act(self, sub, path, body):
        """An act with whatever law is not settled named; gives the answer and the body that was accepted."""
        status, told = self.server.ask("POST", path, self.tokens[sub], body)
        named = [one["what"] for one in (told or {}).get("refused", []) if one["code"] == "LAW_UNSETTLED"]
        if status == 422 and named:
            body = body | {"accept": named}
            status, told = self.server.ask("POST", path, self.tokens[sub], body)
        return done((status, told), f"{path} {body}")


def on_display(server, token, codes, today):
    """Gives each merchant a serious penalty that was published more than a year ago; tells their keys."""
    decided, published = today - datetime.timedelta(days=500), today - datetime.timedelta(days=490)
    keys = {}
    for number, code in enumerate(codes):
        row = {
            "cf_xdr_mc": "示例", "cf_xdr_lb": "法人及非法人组织", "cf_xdr_shxym": code, "cf_wsh": f"测速{number}号",
            "cf_wfxw": f"违法行为{number}", "cf_yj": "《中华人民共和国食品安全法》第一百二十三条", "cf_cflb": "责令停产停业",
            "cf_nr": "责令停业", "cf_jdrq": str(decided), "cf_cfjg": "聊城市市场监督管理局", "cf_cfjgdm": OFFICE,
            "restriction_until": str(published), "published_on": str(published), "served_on": str(decided),
        }
        told = done(server.ask("POST", "/violations/v1/penalties", token, {"rows": [row]}), "penalty")
        if told["rows"][0]["outcome"] != "new":
            raise SystemExit(told)
        keys[code] = told["rows"][0]["key"]
    return keys


def proposed(office, code, key):
    """A case in which all that is left is to approve; gives its path and how many steps it has."""
    stated = {"application": "申请", "promise": "承诺"}
    new = {"procedure": "gsxt_repair", "code": code, "about": [{"kind": "penalty", "key": key}], "stated": stated}
    papers = [office.paper("wang", "application")]
    case = office.act("wang", "/repair/v1/cases", new | {"on_paper": True, "papers": papers})
    found = {"opinion": "拟准予", "duty_performed": True, "harm_removed": True}
    for step, stated in (("accept", {}), ("propose", found)):
        case = office.act("wang", case["href"] + "/steps", {"step": step, "expected": case["steps"], "stated": stated})
    return case["href"], case["steps"]


def class_of(server, token, code, http=None):
    path = f"/rating/v1/lookups/{code}"
    return done(server.ask("GET", path, token, http=http), path)["rating"]["class"]


def decided(server, office, code, place, accept):
    """Milliseconds from the request that approves until the class is another one, and until it was answered."""
    href, steps = place
    token, http = office.tokens["li"], server.connection()
    before = class_of(server, token, code, http)
    answered = {}

    def approve():
        body = {"step": "approve", "expected": steps, "accept": accept}
        answered["told"] = server.ask("POST", href + "/steps", token, body)
        answered["at"] = time.monotonic()

    deciding = threading.Thread(target=approve)
    begun = time.monotonic()
    deciding.start()
    while (now := class_of(server, token, code, http)) == before:
        if time.monotonic() - begun > LONGEST:
            raise SystemExit(f"{code}: the decision does not show: {answered}")
    shown = time.monotonic()
    deciding.join()
    done(answered["told"], href)
    http.close()
    return (shown - begun) * 1e3, (answered["at"] - begun) * 1e3, f"{before} → {now}"


def quartiles(taken):
    taken = sorted(taken)
    return {"median": statistics.median(taken), "p99": taken[len(taken) * 99 // 100], "worst": taken[-1]}


def clean(files, number):
    """Enterprises in business that have no penalty and are on no list."""

    def rows(name):
        with open(os.path.join(files, f"{name}.csv"), encoding="utf-8-sig") as file:
            return list(csv.reader(file))

    known = {cell for row in rows("penalties") for cell in row}
    known |= {row[0] for row in rows("standing") if row[1].startswith(("abnormal_", "serious_"))}
    wanted = [r[0] for r in rows("merchants") if r[2] == "企业" and r[8] == "在营" and r[0] not in known]
    return wanted[:number]


def main():
    fangxin, folder, merchants, decisions, place = sys.argv[1:]
    files = os.path.join(folder, "files")
    if not os.path.isdir(files):
        making = [fangxin, "demo", "--no-serve", "--out", folder, "--merchants", merchants, "--as-of", DAY]
        subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
    # Whoever waits for the class asks as often as it is answered.
    unlimited = ("--rate", "official=unlimited")
    with tempfile.TemporaryDirectory() as data, Server(fangxin, data, place, *unlimited) as server:
        server.load(files, FILES)
        token = server.token()
        today = datetime.date.today()
        server.until(server.is_settled)
        codes = clean(files, 2 * int(decisions))
        before = {code: class_of(server, token, code) for code in codes}
        keys = on_display(server, token, codes, today)
        server.until(server.is_settled)
        # Whose class something else bounds as well tells nothing.
        codes = [code for code in codes if before[code] == "A" and class_of(server, token, code) != "A"][: int(decisions)]
        office = Office(server)
        taken, answers, moves, accept = [], [], {}, None
        for code in codes:
            if len(taken) % 50 == 0:
                office.log_in()
            spot = proposed(office, code, keys[code])
            if accept is None:
                # Who approves is told what law to name, as anybody is who asks what comes next.
                case = done(server.ask("GET", spot[0], office.tokens["li"]), spot[0])
                accept = next(step["accept"] for step in case["next"] if step["step"] == "approve")
            shown, answered, move = decided(server, office, code, spot, accept)
            taken.append(shown)
            answers.append(answered)
            moves[move] = moves.get(move, 0) + 1
    found = {"merchants": int(merchants), "decisions": len(taken), "moves": moves}
    print(json.dumps(found | {"shown_ms": quartiles(taken), "answered_ms": quartiles(answers)}))


main()
