"""An installation that serves, for those who measure one."""

import http.client
import json
import os
import signal
import subprocess
import time

LONGEST = 3_600


class Server:
    """An installation, serving."""

    def __init__(self, fangxin, data, place, *more):
        self.fangxin, self.data, self.place, self.begun = fangxin, data, place, time.monotonic()
        command = [fangxin, "serve", "--data", data, "--listen", "127.0.0.1:0", "--log", "warn", *more]
        environment = {**os.environ, "FANGXIN_DATABASE": place}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for line in self.process.stdout:
            if line.startswith("正在服务 serving: "):
                self.url = line.split(": ")[1].strip()
                break
        self.http = self.connection()

    def connection(self):
        return http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=600)

    def token(self, role="official"):
        command = [self.fangxin, "token", "--data", self.data, "--role", role, "--sub", "bench", "--minutes", "480"]
        environment = {**os.environ, "FANGXIN_DATABASE": self.place}
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return told.stdout.strip()

    def ask(self, method, path, token=None, body=None, http=None):
        """Status and JSON of an answer; a body of bytes is sent as it is."""
        is_file = isinstance(body, bytes)
        http, headers = http or self.http, {"Content-Type": f"application/{'octet-stream' if is_file else 'json'}"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        http.request(method, path, body if body is None or is_file else json.dumps(body), headers)
        answer = http.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    def get(self, path, token=None):
        return self.ask("GET", path, token)

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

    def load(self, files, names):
        """Imports files as history, each by the program itself; tells how many rows that were."""
        rows = 0
        for name in names:
            command = [self.fangxin, "import", name, os.path.join(files, f"{name}.csv"), "--history", "--json"]
            command += ["--server", self.url]
            environment = {**os.environ, "FANGXIN_TOKEN": self.token()}
            told = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LONGEST)
            if told.returncode not in (0, 1):
                raise SystemExit(told.stdout + told.stderr)
            rows += json.loads(told.stdout)["import"]["outcome"]["read"]
        return rows

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
