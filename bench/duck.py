"""What both DuckDB measurements share: the connection, timing, and from sums to a rating as SQL."""

import time

import duckdb
import numpy as np

RANK_MASK = 0xFF_FFFF
HEAVIEST = 5
NO_CLASS = 255
VERSION = duckdb.__version__


def connect(threads):
    db = duckdb.connect()
    db.execute(f"SET threads = {threads}")
    db.execute("SET preserve_insertion_order = false")
    return db


def create(db, name, columns, select="*"):
    db.register("given", columns)
    db.execute(f"CREATE TABLE {name} AS SELECT {select} FROM given")
    db.unregister("given")


def rate(db, steps, rounds):
    """Runs named steps as one query, `rounds` times; gives times and the answers of the last step."""
    *steps, (_, last) = steps
    # Said to be materialized, steps with several readers are not computed again.
    before = ", ".join(f"{name} AS MATERIALIZED ({query})" for name, query in steps)
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        db.execute(f"CREATE OR REPLACE TABLE ratings AS WITH {before} {last}")
        times.append(time.perf_counter() - begun)
    found = db.execute("FROM ratings ORDER BY merchant").fetchnumpy()
    found["heaviest"] = np.stack([found[f"h{n}"] for n in range(HEAVIEST)], axis=1).reshape(-1)
    return times, found


def sql_test(test):
    (kind, what), = test.items()
    if kind == "Any":
        return f"(bits & {what}::UBIGINT) <> 0"
    if kind == "None":
        return f"(bits & {what}::UBIGINT) = 0"
    return f"lane{what['lane']} >= {what['at_least']}"


def sql_post(post, indicator):
    """The amount and the indicator of a step after the sums, as SQL."""
    (kind, p), = post.items()
    if kind == "Excess":
        excess = f"greatest(1000 * lane{p['lane']} - expected, 0)"
        below = f"greatest({p['span']} * (expected + {1000 * p['prior']}), 1)"
        return f"least({p['max'] * 1000} * {excess} // {below}, {p['max'] * 1000})", str(indicator)
    if kind == "OverExpected":
        below = f"greatest({p['full']} * (expected + {1000 * p['prior']}), 1)"
        return f"least({p['max'] * 1_000_000} * lane{p['lane']} // {below}, {p['max'] * 1000})", str(indicator)
    if kind == "PerCount":
        return f"{p['milli']} * lane{p['lane']}", str(indicator)
    if kind == "Largest":
        # Earlier wins among equals.
        ranked = sorted(enumerate(p["of"]), key=lambda x: (-x[1][1], x[0]))
        amount = " ".join(f"WHEN (bits & {b}::UBIGINT) <> 0 THEN {m}" for _, (b, m, _) in ranked)
        owner = " ".join(f"WHEN (bits & {b}::UBIGINT) <> 0 THEN {o}" for _, (b, _, o) in ranked)
        return f"CASE {amount} ELSE 0 END", f"CASE {owner} ELSE {indicator} END"
    if kind == "Bonus":
        held = f"(bits & {p['while_bit']}::UBIGINT) <> 0 AND " if p["while_bit"] else ""
        reached, due = f"lane{p['reached']}", f"lane{p['due']}"
        earned = f"{held}{reached} >= {p['at_least']} AND {reached} * 100 >= {due} * {p['percent']}"
        return f"CASE WHEN {earned} THEN {p['milli']} ELSE 0 END", str(indicator)
    return str(p["milli"]), str(indicator)


def settle(program, known):
    """The steps from sums to ratings. `known` selects merchant, expected, gone_from, events, bits,
    lane0 …; the lines of events, with merchant and key, are the step `lines` before."""
    posts = [(step, *sql_post(step["post"], step["indicator"])) for step in program["post"]]
    amounts = ", ".join(f"{amount} AS amount{n}, {owner} AS owner{n}" for n, (_, amount, owner) in enumerate(posts))
    score, lines, keys = [str(program["start"] * 1000)], [], []
    for n, (step, _, _) in enumerate(posts):
        taken = f"-amount{n}" if step["adds"] else f"amount{n}"
        key = f"(({taken})::UBIGINT << 32) + ((255 - owner{n})::UBIGINT << 24) + {RANK_MASK}"
        keys.append(f"CASE WHEN {taken} > 0 THEN {key} END AS key{n}")
        lines.append(f"SELECT merchant, key{n} FROM posted WHERE key{n} IS NOT NULL")
    for at, part in enumerate(program["parts"]):
        terms = ["events"] if at == program["event_part"] else []
        terms += [f"amount{n}" for n, (step, _, _) in enumerate(posts) if step["part"] == at]
        capped = f"least(greatest({' + '.join(terms) or '0'}, 0), {part['max'] * 1000})"
        score.append(capped if part["adds"] else f"-{capped}")
    bands = " + ".join(f"(score < {bound * 1000})::INTEGER" for bound in program["bands"][:-1])
    rules = [sql_test(rule["test"]) for rule in program["rules"]]
    mask = " + ".join(f"CASE WHEN {test} THEN {1 << at} ELSE 0 END" for at, test in enumerate(rules))
    worst = ", ".join(f"CASE WHEN {t} THEN {r['class']} ELSE 0 END" for t, r in zip(rules, program["rules"]))
    flags = " + ".join(
        f"CASE WHEN {sql_test(f['rule'])} AND (bits & {f['unless']}::UBIGINT) = 0 THEN {1 << at} ELSE 0 END"
        for at, f in enumerate(program["flags"])
    )
    yield "posted", f"""
        WITH known AS ({known}), amounts AS (SELECT *, {amounts} FROM known),
             scored AS (SELECT *, {' + '.join(score)} AS score FROM amounts)
        SELECT merchant, score::INTEGER AS score,
               CASE WHEN {program['day']} >= gone_from THEN {NO_CLASS} ELSE greatest({bands}, {worst}) END::UTINYINT AS class,
               ({mask})::UINTEGER AS rules, ({flags})::UTINYINT AS flags, {', '.join(keys)}
        FROM scored"""
    yield "heaviest", f"""
        SELECT merchant, list_reverse_sort(list(key)) AS keys
        FROM (SELECT merchant, key FROM lines UNION ALL {' UNION ALL '.join(lines)}) GROUP BY merchant"""
    places = ", ".join(f"coalesce(keys[{n + 1}], 0) AS h{n}" for n in range(HEAVIEST))
    yield "ratings", f"""
        SELECT merchant, score, class, rules, flags, {places} FROM posted LEFT JOIN heaviest USING (merchant)"""
