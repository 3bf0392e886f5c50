"""Rates an exported city with DuckDB and with polars, and compares answers and times.

Usage: elsewhere.py FOLDER ROUNDS

FOLDER is written by `cargo run --release -p scoring --example city_speed -- --export FOLDER`: the
same rows, the same compiled tables, and the answers that must come out. Each engine gives for every
merchant score, class, rules, flags and the five heaviest lines. Loading is not part of the times.
Prints one JSON object.
"""

import json
import os
import statistics
import sys
import time

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

import duckdb  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402

RANK_MASK = 0xFF_FFFF
LANES = 8
HEAVIEST = 5
NO_CLASS = 255


def load(folder):
    program = json.load(open(os.path.join(folder, "program.json")))
    columns = {}
    for name in os.listdir(folder):
        if name.endswith((".u16", ".u32", ".u8", ".i32", ".u64")):
            kind = name.rsplit(".", 1)[1]
            code = {"u8": "u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "u64": "<u8"}[kind]
            columns[name.rsplit(".", 1)[0]] = np.fromfile(os.path.join(folder, name), dtype=code)
    return program, columns


def key_of(milli, indicator):
    return (milli << 32) | ((0xFF - indicator) << 24)


def cells_of(program):
    """The cells as columns; `at` is class times width plus age."""
    cells = program["cells"]
    columns = {
        "at": np.arange(len(cells), dtype="u4"),
        "key": np.array([c["key"] for c in cells], dtype="u8"),
        "bits": np.array([c["bits"] for c in cells], dtype="u8"),
        "side1": np.array([c["first"] for c in cells], dtype="u4"),
        "side2": np.array([c["second"] for c in cells], dtype="u4"),
    }
    for lane in range(LANES):
        columns[f"lane{lane}"] = np.array([(c["lanes"] >> (8 * lane)) & 0xFF for c in cells], dtype="u1")
    return columns


# --- DuckDB ---------------------------------------------------------------------------------


def sql_test(test):
    (kind, what), = test.items()
    if kind == "Any":
        return f"(bits & {what}::UBIGINT) <> 0"
    if kind == "None":
        return f"(bits & {what}::UBIGINT) = 0"
    return f"lane{what['lane']} >= {what['at_least']}"


def sql_post(post, indicator):
    """The amount and the indicator of a step after the rows, as SQL."""
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


def sql(program):
    day, width = program["day"], program["width"]
    age = " + ".join(f"(day < {young})::UINTEGER" for young in program["young"])
    lanes = ", ".join(f"sum(lane{n})::BIGINT AS lane{n}" for n in range(LANES))
    lanes_or_none = ", ".join(f"coalesce(lane{n}, 0) AS lane{n}" for n in range(LANES))
    posts = [(step, *sql_post(step["post"], step["indicator"])) for step in program["post"]]
    amounts = ", ".join(f"{amount} AS amount{n}, {owner} AS owner{n}" for n, (_, amount, owner) in enumerate(posts))
    lines, score = [], [str(program["start"] * 1000)]
    for n, (step, _, _) in enumerate(posts):
        taken = f"-amount{n}" if step["adds"] else f"amount{n}"
        milli = f"greatest({taken}, 0)::UBIGINT"
        lines.append(f"CASE WHEN {taken} > 0 THEN ({milli} << 32) + ((255 - owner{n})::UBIGINT << 24) + {RANK_MASK} END")
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
    return f"""
    CREATE OR REPLACE TABLE ratings AS
    WITH hit AS (
      SELECT merchant, "case", rank, cells.*
      FROM facts JOIN cells ON cells.at = class * {width}::UINTEGER + {age}
      WHERE on_day <= {day} AND {day} < off_day
    ), by_case AS (
      SELECT merchant, greatest(sum(side1), sum(side2))::BIGINT AS events FROM hit GROUP BY merchant, "case"
    ), events AS (
      SELECT merchant, sum(events)::BIGINT AS events FROM by_case GROUP BY merchant
    ), sums AS (
      SELECT merchant, bit_or(bits) AS bits, {lanes},
             max(key + {RANK_MASK}::UBIGINT - rank, {HEAVIEST}) FILTER (WHERE key > 0) AS lines
      FROM hit GROUP BY merchant
    ), known AS (
      SELECT m.merchant, m.expected::BIGINT AS expected, m.gone, coalesce(events, 0) AS events,
             coalesce(bits, 0::UBIGINT) AS bits, {lanes_or_none}, lines
      FROM merchants m LEFT JOIN sums USING (merchant) LEFT JOIN events USING (merchant)
    ), posted AS (SELECT *, {amounts} FROM known
    ), scored AS (SELECT *, {' + '.join(score)} AS score FROM posted)
    SELECT merchant, score::INTEGER AS score,
           CASE WHEN {day} >= gone THEN {NO_CLASS} ELSE greatest({bands}, {worst}) END::UTINYINT AS class,
           ({mask})::UINTEGER AS rules, ({flags})::UTINYINT AS flags,
           list_slice(list_reverse_sort(list_filter(
             list_concat(coalesce(lines, []::UBIGINT[]), [{', '.join(lines)}]), lambda x: x IS NOT NULL)), 1, {HEAVIEST})
             AS heaviest
    FROM scored
    """


def with_duckdb(program, columns, rounds):
    db = duckdb.connect()
    db.execute(f"SET threads = {THREADS}")
    db.execute("SET preserve_insertion_order = false")
    names = {"on": "on_day", "off": "off_day"}
    facts = {names.get(n, n): columns[n] for n in ("merchant", "case", "rank", "day", "on", "off", "class")}
    count = len(columns["expected"])
    merchants = {"merchant": np.arange(count, dtype="u4"), "expected": columns["expected"], "gone": columns["gone"]}
    cells = cells_of(program)
    for name, table in (("facts", facts), ("merchants", merchants), ("cells", cells)):
        db.register("given", table)
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        db.unregister("given")
    query = sql(program)
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        db.execute(query)
        times.append(time.perf_counter() - begun)
    found = db.execute("SELECT score, class, rules, flags FROM ratings ORDER BY merchant").fetchnumpy()
    places = ", ".join(f"coalesce(heaviest[{n + 1}], 0::UBIGINT) AS h{n}" for n in range(HEAVIEST))
    lines = db.execute(f"SELECT {places} FROM ratings ORDER BY merchant").fetchnumpy()
    found["heaviest"] = np.stack([lines[f"h{n}"] for n in range(HEAVIEST)], axis=1).reshape(-1)
    return times, found


# --- polars ---------------------------------------------------------------------------------


def has(bits):
    return (pl.col("bits") & pl.lit(bits, dtype=pl.UInt64)) != 0


def pl_test(test):
    (kind, what), = test.items()
    if kind == "Any":
        return has(what)
    if kind == "None":
        return ~has(what)
    return pl.col(f"lane{what['lane']}") >= what["at_least"]


def pl_post(post, indicator):
    (kind, p), = post.items()
    lane = lambda n: pl.col(f"lane{n}")  # noqa: E731
    expected = pl.col("expected")
    if kind == "Excess":
        excess = (1000 * lane(p["lane"]) - expected).clip(lower_bound=0)
        below = (p["span"] * (expected + 1000 * p["prior"])).clip(lower_bound=1)
        return (p["max"] * 1000 * excess // below).clip(upper_bound=p["max"] * 1000), pl.lit(indicator)
    if kind == "OverExpected":
        below = (p["full"] * (expected + 1000 * p["prior"])).clip(lower_bound=1)
        return (p["max"] * 1_000_000 * lane(p["lane"]) // below).clip(upper_bound=p["max"] * 1000), pl.lit(indicator)
    if kind == "PerCount":
        return p["milli"] * lane(p["lane"]), pl.lit(indicator)
    if kind == "Largest":
        amount, owner = pl.lit(0, dtype=pl.Int64), pl.lit(indicator)
        for _, (bit, milli, of) in sorted(enumerate(p["of"]), key=lambda x: (x[1][1], -x[0])):
            amount = pl.when(has(bit)).then(pl.lit(milli, dtype=pl.Int64)).otherwise(amount)
            owner = pl.when(has(bit)).then(pl.lit(of)).otherwise(owner)
        return amount, owner
    if kind == "Bonus":
        reached, due = lane(p["reached"]), lane(p["due"])
        earned = (reached >= p["at_least"]) & (reached * 100 >= due * p["percent"])
        if p["while_bit"]:
            earned = earned & has(p["while_bit"])
        return pl.when(earned).then(pl.lit(p["milli"], dtype=pl.Int64)).otherwise(0), pl.lit(indicator)
    return pl.lit(p["milli"], dtype=pl.Int64), pl.lit(indicator)


def pl_plan(program, facts, merchants, cells):
    day, width = program["day"], program["width"]
    age = sum(((pl.col("day") < young).cast(pl.UInt32) for young in program["young"]), start=pl.lit(0, dtype=pl.UInt32))
    hit = (
        facts.lazy()
        .filter((pl.col("on") <= day) & (pl.col("off") > day))
        .select("merchant", "case", "rank", (pl.col("class").cast(pl.UInt32) * width + age).alias("at"))
        .join(cells.lazy(), on="at")
    )
    by_case = hit.group_by("merchant", "case").agg(
        pl.max_horizontal(pl.col("side1").sum(), pl.col("side2").sum()).cast(pl.Int64).alias("events"),
        pl.col("bits").bitwise_or(),
        *(pl.col(f"lane{n}").cast(pl.Int64).sum() for n in range(LANES)),
    )
    sums = by_case.group_by("merchant").agg(
        pl.col("events").sum(), pl.col("bits").bitwise_or(), *(pl.col(f"lane{n}").sum() for n in range(LANES))
    )
    lines = (
        hit.filter(pl.col("key") > 0)
        .select("merchant", (pl.col("key") + RANK_MASK - pl.col("rank")).alias("line"))
        .group_by("merchant")
        .agg(pl.col("line").top_k(HEAVIEST))
    )
    known = (
        merchants.lazy()
        .join(sums, on="merchant", how="left")
        .join(lines, on="merchant", how="left")
        .with_columns(
            pl.col("expected").cast(pl.Int64), pl.col("events", "bits", *(f"lane{n}" for n in range(LANES))).fill_null(0)
        )
    )
    posts = [(step, *pl_post(step["post"], step["indicator"])) for step in program["post"]]
    posted = known.with_columns(
        *(amount.alias(f"amount{n}") for n, (_, amount, _) in enumerate(posts)),
        *(owner.cast(pl.Int64).alias(f"owner{n}") for n, (_, _, owner) in enumerate(posts)),
    )
    score = pl.lit(program["start"] * 1000, dtype=pl.Int64)
    for at, part in enumerate(program["parts"]):
        terms = [pl.col("events")] if at == program["event_part"] else []
        terms += [pl.col(f"amount{n}") for n, (step, _, _) in enumerate(posts) if step["part"] == at]
        capped = sum(terms[1:], start=terms[0]).clip(0, part["max"] * 1000)
        score = score + capped if part["adds"] else score - capped
    more = []
    for n, (step, _, _) in enumerate(posts):
        taken = -pl.col(f"amount{n}") if step["adds"] else pl.col(f"amount{n}")
        line = taken * (1 << 32) + (255 - pl.col(f"owner{n}")) * (1 << 24) + RANK_MASK
        more.append(pl.when(taken > 0).then(line).otherwise(None).cast(pl.UInt64))
    rules = [pl_test(rule["test"]) for rule in program["rules"]]
    scored = posted.with_columns(score.alias("score"))
    band = sum(((pl.col("score") < bound * 1000).cast(pl.Int32) for bound in program["bands"][:-1]), start=pl.lit(0))
    worst = [pl.when(t).then(r["class"]).otherwise(0) for t, r in zip(rules, program["rules"])]
    mask = sum((t.cast(pl.UInt32) * (1 << at) for at, t in enumerate(rules)), start=pl.lit(0, dtype=pl.UInt32))
    flags = sum(
        ((pl_test(f["rule"]) & ~has(f["unless"])).cast(pl.UInt32) * (1 << at) for at, f in enumerate(program["flags"])),
        start=pl.lit(0, dtype=pl.UInt32),
    )
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.UInt64)))
    return scored.select(
        "merchant",
        "score",
        pl.when(pl.col("gone") <= day).then(NO_CLASS).otherwise(pl.max_horizontal(band, *worst)).alias("class"),
        mask.alias("rules"),
        flags.alias("flags"),
        pl.concat_list(pl.col("line").fill_null(empty), *more)
        .list.drop_nulls()
        .list.sort(descending=True)
        .list.head(HEAVIEST)
        .alias("heaviest"),
    )


def with_polars(program, columns, rounds):
    facts = pl.DataFrame({n: columns[n] for n in ("merchant", "case", "rank", "day", "on", "off", "class")})
    count = len(columns["expected"])
    merchants = pl.DataFrame(
        {"merchant": np.arange(count, dtype="u4"), "expected": columns["expected"], "gone": columns["gone"]}
    )
    plan = pl_plan(program, facts, merchants, pl.DataFrame(cells_of(program)))
    best, found = None, None
    for engine in ("in-memory", "streaming"):
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            answer = plan.collect(engine=engine)
            times.append(time.perf_counter() - begun)
        if best is None or statistics.median(times) < statistics.median(best[1]):
            best, found = (engine, times), answer
    found = found.sort("merchant")
    out = {n: found[n].to_numpy() for n in ("score", "class", "rules", "flags")}
    lines = [found["heaviest"].list.get(n, null_on_oob=True).fill_null(0).to_numpy() for n in range(HEAVIEST)]
    out["heaviest"] = np.stack(lines, axis=1).reshape(-1)
    return best[0], best[1], out


def differing(found, columns):
    """How many answers are not those of the export, by column."""
    return {
        name: int((np.asarray(found[name]).astype("i8") != columns[f"answer_{name}"].astype("i8")).sum())
        for name in ("score", "class", "rules", "flags", "heaviest")
    }


def main():
    folder, rounds = sys.argv[1], int(sys.argv[2])
    program, columns = load(folder)
    duck_times, duck = with_duckdb(program, columns, rounds)
    engine, polars_times, polars = with_polars(program, columns, rounds)
    print(
        json.dumps(
            {
                "threads": THREADS,
                "rows": len(columns["merchant"]),
                "merchants": len(columns["expected"]),
                "duckdb": {"version": duckdb.__version__, "seconds": duck_times, "differing": differing(duck, columns)},
                "polars": {
                    "version": pl.__version__,
                    "engine": engine,
                    "seconds": polars_times,
                    "differing": differing(polars, columns),
                },
            }
        )
    )


if __name__ == "__main__":
    main()
