"""Looks merchants of the sandbox up, as the program of a bank would. `fangxin_client` is generated: see ../README.md."""

from os import environ
from fangxin_client import AuthenticatedClient, Client
from fangxin_client.api.access import issue_token
from fangxin_client.api.rating import look_many_up, look_up
from fangxin_client.models import Lookup, Lookups, LookupsWanted, Problem, ServedClass, TokenAnswer, TokenForm

url, account, secret = environ["FANGXIN_URL"], environ["FANGXIN_CLIENT"], environ["FANGXIN_SECRET"]
token = issue_token.sync(client=Client(url), body=TokenForm("client_credentials", account, secret))
assert isinstance(token, TokenAnswer), token
client = AuthenticatedClient(url, token.access_token)
for code in "91000000FX0001029Y", "91000000FX9999999P":
    match look_up.sync(code, client=client):
        case Lookup(rating=ServedClass() as rating) as one: print(one.code, one.name, rating.class_, one.score_milli)
        case Problem() as problem: print(problem.status, problem.code, problem.detail_zh)
codes = ["91000000FX0006014J", "91000000FX00001062", "4711"]
many = look_many_up.sync(client=client, body=LookupsWanted(codes))
for code, item in zip(codes, many.items if isinstance(many, Lookups) else []):
    print(code, item.found.rating.class_ if item.found and item.found.rating else item.error and item.error.reason)
