"""Rates an exported city with DuckDB and with polars, and compares answers and times.

Usage: elsewhere.py FOLDER ROUNDS

FOLDER is written by `cargo run --release -p scoring --example city_speed -- --export FOLDER`: the
records, the rows and compiled tables made of them, and the answers that must come out. DuckDB starts
from the records (records.py) and from the rows, polars from the rows. Each gives for every merchant
score, class, rules, flags and the five heaviest lines. Loading is not part of the times. Prints one
JSON object.
"""

import json
import os
import statistics
import sys
import time

THREADS = 2
os.environ["POLARS_MAX_THREADS"] = str(THREADS)

import duck  # noqa: E402
import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
import records  # noqa: E402
from duck import HEAVIEST, NO_CLASS, RANK_MASK  # noqa: E402

LANES = 8


def columns_of(folder):
    """The columns of a folder by name; files are `NAME.TYPE`, little-endian."""
    kinds = {"u8": "u1", "u16": "<u2", "u32": "<u4", "i32": "<i4", "u64": "<u8"}
    columns = {}
    for file in os.listdir(folder):
        name, _, kind = file.rpartition(".")
        if kind in kinds:
            columns[name] = np.fromfile(os.path.join(folder, file), dtype=kinds[kind])
    return columns


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


def rows_in_sql(program):
    """From the rows that are prepared already: ages, once per case, counts, rules and lines are left."""
    age = " + ".join(f"(day < {young})::UINTEGER" for young in program["young"])
    hit = f"""facts JOIN cells ON cells.at = class * {program['width']}::UINTEGER + {age}
            WHERE on_day <= {program['day']} AND {program['day']} < off_day"""
    yield "lines", f"""
        SELECT merchant, "case", side1, side2, key + {duck.RANK_MASK}::UBIGINT - rank AS key FROM {hit} AND key > 0"""
    yield "events", """
        SELECT merchant, sum(points)::BIGINT AS events
        FROM (SELECT merchant, greatest(sum(side1), sum(side2)) AS points FROM lines GROUP BY merchant, "case")
        GROUP BY merchant"""
    lanes = ", ".join(f"sum(lane{n})::BIGINT AS lane{n}" for n in range(LANES))
    yield "sums", f"SELECT merchant, bit_or(bits) AS bits, {lanes} FROM {hit} GROUP BY merchant"
    lanes_or_none = ", ".join(f"coalesce(lane{n}, 0) AS lane{n}" for n in range(LANES))
    yield from duck.settle(program, f"""
        SELECT merchant, expected::BIGINT AS expected, gone_from, coalesce(events, 0) AS events,
               coalesce(bits, 0) AS bits, {lanes_or_none}
        FROM merchants LEFT JOIN sums USING (merchant) LEFT JOIN events USING (merchant)""")


def with_duckdb(program, columns, rounds):
    db = duck.connect(THREADS)
    names = {"on": "on_day", "off": "off_day"}
    facts = {names.get(n, n): columns[n] for n in ("merchant", "case", "rank", "day", "on", "off", "class")}
    count = len(columns["expected"])
    merchants = {"merchant": np.arange(count, dtype="u4"), "expected": columns["expected"], "gone_from": columns["gone"]}
    for name, table in (("facts", facts), ("merchants", merchants), ("cells", cells_of(program))):
        duck.create(db, name, table)
    return duck.rate(db, list(rows_in_sql(program)), rounds)


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
    program = json.load(open(os.path.join(folder, "program.json")))
    columns = columns_of(folder)

    def told(times, found, **more):
        return {"seconds": times, "differing": differing(found, columns), **more}

    given = columns_of(os.path.join(folder, "records"))
    from_records = records.rate(os.path.join(folder, "records"), given, program["day"], THREADS, rounds)
    from_rows = with_duckdb(program, columns, rounds)
    engine, *from_polars = with_polars(program, columns, rounds)
    print(
        json.dumps(
            {
                "threads": THREADS,
                "rows": len(columns["merchant"]),
                "merchants": len(columns["expected"]),
                "duckdb_records": told(*from_records, version=duck.VERSION),
                "duckdb": told(*from_rows, version=duck.VERSION),
                "polars": told(*from_polars, version=pl.__version__, engine=engine),
            }
        )
    )


if __name__ == "__main__":
    main()
