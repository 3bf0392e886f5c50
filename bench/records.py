"""The default scheme in SQL, from the records themselves, as an analyst would write it for DuckDB.

Every number is read from the scheme's file. Tables are those of `city_speed --export`: one for each
kind of record and the day it is dated by, one for statuses, one for merchants. Values are ENUMs, days
are numbers from 1970-01-01, and 65535 stands for "no end".

It is a yardstick, so the fastest formulation found stands here. Tried beside it, on the city of a
million merchants with two threads:
- a table made by each step instead of one query of materialized steps: no gain;
- groups by place instead of by hash (`perfect_ht_threshold`): the whole query a third slower, as what
  comes of them is read by one thread;
- one count for each lane instead of one sum of all lanes: the pass over all tables a third slower; a
  sum of points beside it: slower; a group for each kind of record, and joins: no gain;
- `greatest` of both sides of every case, instead of a relief for cases with both: twice as slow;
- the five heaviest by `max(key, 5)` or `row_number()` instead of sorted lists: twice as slow;
  `list(key ORDER BY key DESC)`: no gain; lists of events joined with lists of later lines, or
  `greatest` and `least` in a row: slower than one list of both;
- OR or a bit mask instead of IN, casts instead of CASE: no gain.
"""

import calendar
import datetime
import json
import os
import tomllib

import duck
import numpy as np

SCHEME = "policies/schemes/lc-consume-1.0.toml"
EPOCH = datetime.date(1970, 1, 1)
COMMON = ["merchant", "record", "day", "counts_from", "counts_off", "observes", "case_no"]
# Kinds of record that can show that somebody looked at the merchant.
OBSERVING = ("inspection", "product_test", "food_test", "annual_report")
# Bits of a count: all counts of a merchant are summed as one number, and none reaches 1024 here.
LANE_BITS = 10
# What a selection says beside values of fields.
NO_FIELD = {"event", "record", "dated_by", "window_months", "age_months_below"}


def load(db, words, given):
    """Fills the tables; kinds of record that the city has not get an empty one."""
    for field, values in {**words["words"], "kind": words["statuses"]}.items():
        db.execute(f"CREATE TYPE {field}_word AS ENUM ({', '.join(map(repr, values))})")
    tables = {
        f"{kind}_{by}": {name: np.zeros(0, dtype="u1") for name in COMMON + words["fields"][kind]}
        for kind, days in words["dated_by"].items()
        for by in days
    }
    for name, column in given.items():
        table, column_name = name.split(".")
        tables.setdefault(table, {})[column_name] = column
    for table, columns in tables.items():
        if table == "merchant":
            columns["merchant"] = np.arange(len(columns["expected"]), dtype="u4")
        select = []
        for name in columns:
            if name in words["words"] or name == "kind":
                values = words["words"].get(name, words["statuses"])
                value = f'CASE WHEN "{name}" < 255 THEN {values}["{name}" + 1]::{name}_word END'
            elif name in ("case_no", "cause"):
                value = f"nullif({name}, 65535)::USMALLINT"
            elif name in ("observes", "publishable"):
                value = f"{name}::BOOLEAN"
            else:
                value = name
            select.append(f'{value} AS "{name}"')
        duck.create(db, table, columns, ", ".join(select))


def aged(day, months):
    """The latest day that is `months` complete months old on `day`, with end-of-month clamp."""

    def later(date):
        year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
        return date.replace(year=year, month=month + 1, day=min(date.day, calendar.monthrange(year, month + 1)[1]))

    today = EPOCH + datetime.timedelta(days=day)
    date = today
    while later(date) > today:
        date -= datetime.timedelta(days=1)
    return (date - EPOCH).days


def case_of(field, numbers, otherwise):
    cases = " ".join(f"WHEN '{value}' THEN {n}" for value, n in numbers.items())
    return f'(CASE "{field}" {cases} ELSE {otherwise} END)'


class Query:
    """A scheme on a day as SQL. Predicates become bits and counts become lanes, in order of first use."""

    def __init__(self, scheme, words, day):
        self.scheme, self.words, self.day = scheme, words, day
        self.bits, self.lanes = [], []
        self.classes = list(scheme["scheme"]["bands"])
        self.counting = [f"day <= {day}", f"counts_from <= {day}", f"{day} < counts_off"]
        self.holding = [f"from_day <= {day}", f"{day} < off_day"]
        self.overdue = [f"overdue_from <= {day}", f"{day} < overdue_off"]
        self.shown = [f"shown_from <= {day}", f"{day} < shown_off"]
        parts = [part["id"] for part in scheme["part"]]
        (events,) = [at for at, part in enumerate(scheme["part"]) if part["combine"] == "once_per_case"]
        self.sides = scheme["part"][events]["sides"]
        rules = [self.rule(rule) for rule in scheme["rule"]]
        tests = {rule["id"]: compiled["test"] for rule, compiled in zip(scheme["rule"], rules)}
        self.program = {
            "day": day,
            "start": scheme["scheme"]["start"],
            "bands": list(scheme["scheme"]["bands"].values()),
            "parts": [{"max": part["max"], "adds": part["sign"] == "+"} for part in scheme["part"]],
            "event_part": events,
            "post": self.post(parts),
            "rules": rules,
            "flags": [
                {"rule": tests[flag["rule"]], "unless": sum(self.bit(what) for what in flag["unless"])}
                for flag in scheme["flag"]
            ],
        }
        if len(self.lanes) * LANE_BITS > 63 or len(self.bits) > 63:
            raise ValueError("more counts or predicates than fit a number")

    # --- what the scheme asks for ---

    def bit(self, predicate):
        return 1 << self.numbered(self.bits, predicate)

    def lane(self, count):
        return self.numbered(self.lanes, count)

    @staticmethod
    def numbered(known, what):
        if what not in known:
            known.append(what)
        return known.index(what)

    def any_status(self, kinds):
        return sum(self.bit({"status": kind}) for kind in ([kinds] if isinstance(kinds, str) else kinds))

    def rule(self, rule):
        when, effect = rule["when"], rule["effect"]
        if "status" in when:
            test = {"Any": self.any_status(when["status"])}
        elif "count" in when:
            test = {"Reached": {"lane": self.lane(when["count"]), "at_least": when["at_least"]}}
        else:
            test = {"None" if "not_observed_months" in when else "Any": self.bit(when)}
        return {"test": test, "class": self.classes.index(effect.get("class") or effect["not_above"])}

    def post(self, parts):
        steps, groups = [], {}
        for at, i in enumerate(self.scheme["indicator"]):
            kind = i["kind"]
            if kind in ("event_points", "event_flat"):
                continue
            if kind in ("status_points", "highest_of"):
                of = [(self.bit({"status": status}), points * 1000, at) for status, points in i["statuses"].items()]
                if i.get("group") in groups:
                    groups[i["group"]].extend(of)
                    continue
                groups |= {i["group"]: of} if "group" in i else {}
                post = {"Largest": {"of": of}}
            elif kind == "excess_ratio":
                post = {"Excess": {"lane": self.lane(i["count"]), **{k: i[k] for k in ("prior", "span", "max")}}}
            elif kind == "count_over_expected":
                post = {"OverExpected": {"lane": self.lane(i["count"]), **{k: i[k] for k in ("prior", "full", "max")}}}
            elif kind == "count_points":
                post = {"PerCount": {"lane": self.lane(i["count"]), "milli": i["points"] * 1000}}
            elif kind == "rate_bonus":
                bonus = {"reached": self.lane(i["count"]), "due": self.lane(i["due"]), "milli": i["points"] * 1000}
                bonus |= {"while_bit": self.any_status(i["while_status"])}
                post = {"Bonus": {**bonus, "at_least": i["at_least"], "percent": i["percent"]}}
            else:
                post = {"Base": {"milli": i["points"] * 1000}}
            part = parts.index(i["part"])
            steps.append({"indicator": at, "part": part, "adds": self.scheme["part"][part]["sign"] == "+", "post": post})
        return steps

    # --- records ---

    def table(self, selected):
        kind = selected.get("event") or selected["record"]
        return f"{kind}_{selected.get('dated_by', self.words['dated_by'][kind][0])}"

    def younger(self, months):
        return f"day > {aged(self.day, months)}"

    def selects(self, selected):
        """When a row of its table is meant."""
        tests = []
        for field, wanted in selected.items():
            if field not in NO_FIELD:
                wanted = [wanted] if isinstance(wanted, str) else wanted
                tests.append(f'"{field}" IN ({", ".join(map(repr, wanted))})')
        months = selected.get("window_months") or selected.get("age_months_below")
        return self.counting + tests + ([self.younger(months)] if months else [])

    def marks(self):
        """For each table what its rows set and count: table, conditions, column and value."""
        for at, predicate in enumerate(self.bits):
            mask = 1 << at
            if "event" in predicate:
                yield self.table(predicate), self.selects(predicate), "bits", mask
            elif "unpaid_days_more_than" in predicate:
                late = f"due + {predicate['unpaid_days_more_than']} < {self.day}"
                yield "penalty_event", [*self.counting, *self.overdue, late], "bits", mask
            elif "trading_months_below" in predicate:
                young = f"trading_from > {aged(self.day, predicate['trading_months_below'])}"
                yield "merchant", ["trading_from < 65535", young], "bits", mask
            elif "status" in predicate:
                yield "status", [*self.holding, f"kind = '{predicate['status']}'"], "bits", mask
            else:
                seen = ["observes", f"day <= {self.day}", self.younger(predicate["not_observed_months"])]
                for kind in OBSERVING:
                    yield f"{kind}_event", seen, "bits", mask
        for lane, count in enumerate(self.lanes):
            yield self.table(count), self.selects(count), "counts", 1 << LANE_BITS * lane

    def sums(self):
        """Predicates and counts of every merchant in one pass over all tables."""
        by_source = {}
        for table, tests, column, value in self.marks():
            source = self.unstopped(table) if self.counting[-1] in tests else table
            by_source.setdefault(source, []).append((tests, column, value))
        sources = []
        for source, marks in by_source.items():
            common = [test for test in marks[0][0] if all(test in tests for tests, _, _ in marks)]
            values = {"bits": ["0"], "counts": ["0::BIGINT"]}
            for tests, column, value in marks:
                own = " AND ".join(test for test in tests if test not in common) or "true"
                values[column].append(f"CASE WHEN {own} THEN {value} ELSE 0 END")
            columns = ", ".join(" + ".join(value) for value in values.values())
            sources.append(f"SELECT merchant, {columns} FROM {source} WHERE {' AND '.join(common)}")
        return f"""
            SELECT merchant, bit_or(bits) AS bits, sum(counts)::BIGINT AS counts
            FROM ({' UNION ALL '.join(sources)}) AS marks (merchant, bits, counts) GROUP BY merchant"""

    def unstopped(self, table):
        rule = self.scheme["linked_results"]
        if table.removesuffix("_event") in rule["records"] and (rule["from"] - EPOCH).days <= self.day:
            return f"{table} ANTI JOIN stopped_{table} USING (merchant, record)"
        return table

    def stopped(self):
        """Results whose case has penalties, all of them off display, and no list membership."""
        rule = self.scheme["linked_results"]
        yield "linking", f"""
            SELECT merchant, case_no, day, shown_from, shown_off FROM penalty_event
            WHERE case_no IS NOT NULL AND publishable AND day <= {self.day}"""
        yield "off_display", f"""
            SELECT merchant, case_no FROM linking GROUP BY ALL HAVING NOT bool_or({' AND '.join(self.shown)})
            EXCEPT ALL SELECT DISTINCT merchant, case_no FROM status
            WHERE kind = '{rule["kept_by"]}' AND {' AND '.join(self.holding)}"""
        for kind in rule["records"]:
            yield f"stopped_{kind}_event", f"""
            SELECT DISTINCT r.merchant, r.record
            FROM {kind}_event r JOIN linking p USING (merchant, case_no) SEMI JOIN off_display USING (merchant, case_no)
            WHERE p.day > r.day OR (p.shown_from <= r.day AND r.day < p.shown_off)"""

    def repeated(self, within):
        """Penalties that count and repeat a cause of another case."""
        return f"""
            WITH held AS (SELECT merchant, record, cause, case_no, day, DATE '1970-01-01' + day::INTEGER AS date
                          FROM penalty_event WHERE {' AND '.join(self.counting)} AND cause IS NOT NULL)
            SELECT DISTINCT p.merchant, p.record FROM held p JOIN held o USING (merchant, cause)
            WHERE o.day < p.day AND (o.case_no = p.case_no) IS NOT TRUE AND o.date + INTERVAL {within} MONTH > p.date"""

    def lines(self):
        """Events with points: merchant, case, side, milli-points, and a key that sorts lines."""
        lines = []
        for at, i in enumerate(self.scheme["indicator"]):
            if i["kind"] not in ("event_points", "event_flat"):
                continue
            table = f"{i['record']}_event"
            source, where, milli = self.unstopped(table), self.counting, i.get("points", 0) * 1000
            if i["kind"] == "event_flat":
                where = where + self.overdue
            else:
                milli, where = self.points(i), [*where, self.younger(i["age_steps"][-1][0])]
                if "again" in milli:
                    source = f"{source} LEFT JOIN (SELECT *, true AS again FROM repeated) USING (merchant, record)"
            side = self.sides.index(i["side"])
            lines.append(
                f"SELECT merchant, record, case_no, {side} AS side, {at} AS indicator, {milli} AS milli"
                f" FROM {source} WHERE {' AND '.join(where)}"
            )
        key = f"(milli::UBIGINT << 32) + ((255 - indicator)::UBIGINT << 24) + ({duck.RANK_MASK} - record)::UBIGINT"
        return f"SELECT merchant, case_no, side, milli, {key} AS key FROM ({' UNION ALL '.join(lines)}) WHERE milli > 0"

    def points(self, indicator):
        """Points by field, times factors, times age, floored once."""
        (field, points), = indicator["points_by"].items()
        steps = " ".join(f"WHEN {self.younger(months)} THEN {n}" for months, n in indicator["age_steps"])
        factors = [f"{case_of(field, points, 0)}::BIGINT * 1000", f"CASE {steps} ELSE 0 END"]
        for factor in indicator.get("factors", []):
            permille = factor["permille"]
            if "repeat_of" in factor:
                factors.append(f"CASE WHEN again THEN {permille} ELSE 1000 END")
            else:
                table = permille if isinstance(permille, dict) else {"yes": permille}
                otherwise = f"""CASE WHEN "{factor['field']}" IS NULL THEN {factor.get('missing', 1000)} ELSE 1000 END"""
                factors.append(case_of(factor["field"], table, otherwise))
        return f"{' * '.join(factors)} // {1000 ** (len(factors) - 1)}"

    def steps(self):
        factors = [factor for i in self.scheme["indicator"] for factor in i.get("factors", [])]
        (within,) = {factor["within_months"] for factor in factors if "repeat_of" in factor}
        yield from self.stopped()
        yield "repeated", self.repeated(within)
        yield "lines", self.lines()
        yield "relief", """
            SELECT merchant, -least(sum(milli) FILTER (side = 0), sum(milli) FILTER (side = 1)) AS milli
            FROM lines WHERE case_no IS NOT NULL GROUP BY merchant, case_no HAVING max(side) > min(side)"""
        yield "events", """
            SELECT merchant, sum(milli)::BIGINT AS events
            FROM (SELECT merchant, milli FROM lines UNION ALL FROM relief) GROUP BY merchant"""
        yield "sums", self.sums()
        lanes = ", ".join(
            f"(coalesce(counts, 0) >> {LANE_BITS * n}) & {(1 << LANE_BITS) - 1} AS lane{n}" for n in range(len(self.lanes))
        )
        yield from duck.settle(self.program, f"""
            SELECT merchant, expected::BIGINT AS expected, gone_from, coalesce(events, 0) AS events,
                   coalesce(bits, 0)::UBIGINT AS bits, {lanes}
            FROM merchant LEFT JOIN sums USING (merchant) LEFT JOIN events USING (merchant)""")


def rate(folder, given, day, threads, rounds):
    """Times and answers; `given` are the columns of the folder."""
    words = json.load(open(os.path.join(folder, "words.json")))
    db = duck.connect(threads)
    load(db, words, given)
    query = Query(tomllib.load(open(SCHEME, "rb")), words, day)
    return duck.rate(db, list(query.steps()), rounds)
