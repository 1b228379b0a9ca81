"""One demonstration account a role; they exist only beside a demonstration ledger."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from projects.choices import Role
from projects.models import Unit, User

DEMO_PASSWORD = "Demo-2023-ny"  # noqa: S105 - printed on purpose, beside fictitious data only


CLERK = "shili"


class DemoAccount(NamedTuple):
    username: str
    name: str
    role: Role
    unit: str | None
    duty: str


DEMO_ACCOUNTS = (
    DemoAccount("fagai", "示例发改局", Role.DRC, None, "审核、更正、评定、出通报，维护基础数据"),
    DemoAccount("wenmiao", "示例文庙街道填报员", Role.UNIT, "文庙街道", "只看、只填本单位项目"),
    DemoAccount("gongxin", "示例县工信局填报员", Role.UNIT, "县工信局", "只看、只填本单位项目"),
    DemoAccount("lingdao", "示例县领导", Role.LEADER, None, "查看全县"),
    DemoAccount("shangwu", "示例商务局", Role.COMMERCE, None, "管签约，看策划"),
    DemoAccount("tongji", "示例统计局", Role.STATISTICS, None, "填统计投资、入库日期和专班纪要"),
    DemoAccount("zuzhi", "示例组织部", Role.ORGANISATION, None, "管四包责任和走访"),
    DemoAccount("caizheng", "示例财政局", Role.FINANCE, None, "看奖励和要素保障"),
    DemoAccount("gongxinju", "示例工信局", Role.INDUSTRY, None, "看策划和奖励"),
    DemoAccount("zhengfuban", "示例政府办", Role.GOV_OFFICE, None, "看开工、攻坚和包保"),
    DemoAccount("shenji", "示例审计监督", Role.AUDITOR, None, "查看全县和变更记录，不能改"),
    DemoAccount("admin", "示例系统管理员", Role.SYSADMIN, None, "只管账号，看不到数据"),
)


def accounts_table() -> str:
    """The accounts as lines for a terminal: who to sign in as, and what each may do."""
    lines = [f"演示账号（密码均为 {DEMO_PASSWORD}）："]
    lines += [
        f"  {account.username:<11}{account.role.label}　{account.duty}" for account in DEMO_ACCOUNTS
    ]
    return "\n".join(lines)


def create_accounts() -> None:
    """Create those that do not exist; one that does is left as it is, password included.

    Every other unit gets a clerk as well, who has handed in its months and cannot sign in.
    """
    existing = set(User.objects.values_list("username", flat=True))
    units = {unit.name: unit for unit in Unit.objects.all()}
    password = make_password(DEMO_PASSWORD)
    for account in DEMO_ACCOUNTS:
        unit = units.get(account.unit) if account.unit else None
        if account.username in existing or (account.unit and unit is None):
            continue
        User.objects.create(
            username=account.username,
            name=account.name,
            role=account.role,
            unit=unit,
            password=password,
        )
    _create_clerks(units.values())


def _create_clerks(units: Iterable[Unit]) -> None:
    staffed = set(User.objects.filter(role=Role.UNIT).values_list("unit", flat=True))
    for unit in units:
        if unit.pk not in staffed:
            User.objects.create(
                username=f"{CLERK}{unit.number:02d}",
                name=f"示例{unit.name}填报员",
                role=Role.UNIT,
                unit=unit,
                password=make_password(None),
            )
