"""Opens an account for the program of a bank, as an administrator does, and prints its secret."""

from os import environ
from fangxin_client import AuthenticatedClient
from fangxin_client.api.access import add_account, add_department, add_secret
from fangxin_client.models import AccountKind, AccountTerms, AccountWanted, DepartmentKind, NewDepartment
from fangxin_client.models import Role, Secret, SecretWanted

client = AuthenticatedClient(environ["FANGXIN_URL"], environ["FANGXIN_TOKEN"])
bank = NewDepartment(department_id="bank-a", name="甲银行", kind=DepartmentKind.BANK)
add_department.sync(client=client, body=bank)
terms = AccountTerms(name="信贷系统", role=Role.BANK, department="bank-a")
add_account.sync(client=client, body=AccountWanted(sub="loans", kind=AccountKind.CLIENT, terms=terms))
secret = add_secret.sync("loans", client=client, body=SecretWanted())
assert isinstance(secret, Secret), secret
print(secret.client_secret)
