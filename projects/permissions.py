"""Who may do what. Pages, admin, import, export and files all ask here.

`visible_to(user)` on each QuerySet (see `projects/models/visibility.py`) is the gate for rows;
the functions below are the gate for doing things.
"""

from typing import TYPE_CHECKING, TypeAlias

from projects.choices import Role
from projects.choices.areas import Area

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from projects.models import Project, User, Visit

    Person: TypeAlias = User | AnonymousUser

CO_LEADS = frozenset(
    {
        Role.COMMERCE,
        Role.FINANCE,
        Role.INDUSTRY,
        Role.STATISTICS,
        Role.ORGANISATION,
        Role.GOV_OFFICE,
    }
)
READS_ALL = frozenset({Role.DRC, Role.LEADER, Role.AUDITOR})
READS_COUNTY = READS_ALL | CO_LEADS
# A co-lead's own subjects beside what the county publishes; the clauses name who leads which.
AREAS: dict[Role, frozenset[Area]] = {
    Role.COMMERCE: frozenset({Area.PLANNING, Area.SIGNING}),
    Role.FINANCE: frozenset({Area.REWARDS, Area.RESOURCES}),
    Role.INDUSTRY: frozenset({Area.PLANNING, Area.REWARDS}),
    Role.STATISTICS: frozenset({Area.STATISTICS, Area.REWARDS}),
    Role.ORGANISATION: frozenset({Area.GUARANTEES}),
    Role.GOV_OFFICE: frozenset({Area.STARTS, Area.HARD_CASES, Area.GUARANTEES, Area.SUPERVISION}),
}
# Who writes the county's records of a subject beside 发改局; the clauses name them.
KEEPERS: dict[Area, frozenset[Role]] = {
    Area.SIGNING: frozenset({Role.COMMERCE}),
    Area.STATISTICS: frozenset({Role.STATISTICS}),
    Area.GUARANTEES: frozenset({Role.ORGANISATION}),
    Area.SUPERVISION: frozenset({Role.GOV_OFFICE}),
}
# Papers of the county itself that every unit is to read: 三个一 events, minutes of 固投专班.
SHARED = frozenset({Area.PLANNING, Area.STATISTICS})
READS_TRAIL = frozenset({Role.DRC, Role.AUDITOR})
STAFF = frozenset({Role.DRC, Role.AUDITOR, Role.SYSADMIN})

# The admin's models: who keeps them by hand. Everything else is written by actions only.
BASE_DATA = frozenset(
    {
        "projects.unit",
        "projects.unitalias",
        "projects.industrychain",
        "projects.projecttype",
        "projects.project",
        "projects.permittemplate",
        "projects.suspension",
        "projects.annualplan",
        "projects.monthlyplan",
        "projects.monthlyreport",
    }
)
# Cards, quotas and the trail stand on these.
NEVER_DELETED = frozenset({"projects.unit", "projects.project"})
ACCOUNTS = frozenset({"projects.user"})


def role_of(user: "Person") -> Role | None:
    """The role of an active, signed-in user; None for anybody else."""
    if not (user.is_authenticated and user.is_active):
        return None
    return Role(user.role)


def reads_county(user: "Person") -> bool:
    """Sees the published figures of every unit: overview, projects, completion, cards, bulletin."""
    return role_of(user) in READS_COUNTY


def reads_all(user: "Person") -> bool:
    """Sees 发改局's own work as well: reviews, averages, annexes, the year's settings, runs."""
    return role_of(user) in READS_ALL


def reads_known(user: "Person") -> bool:
    """Sees what was known on a past day: 发改局, leaders and auditors, a unit of its own."""
    return reads_all(user) or role_of(user) is Role.UNIT


def reads_area(user: "Person", area: Area) -> bool:
    """Sees the records of one subject: a unit its own, a co-lead those of its subjects."""
    role = role_of(user)
    if role is None:
        return False
    return role in READS_ALL or role is Role.UNIT or area in AREAS.get(role, frozenset())


def keeps_area(user: "Person", area: Area) -> bool:
    """Writes the county's records of one subject: 发改局, and the co-lead that the clause names."""
    role = role_of(user)
    return role is Role.DRC or role in KEEPERS.get(area, frozenset())


def reads_supervision(user: "Person") -> bool:
    """Sees tasks, listed projects and inspections: a unit what is its own to see."""
    return reads_area(user, Area.SUPERVISION)


def keeps_supervision(user: "Person") -> bool:
    """发改局 and 政府办, who hand tasks down and inspect, 三（三）and 三（五）."""
    return keeps_area(user, Area.SUPERVISION)


def reads_vetoes(user: "Person", unit_id: int) -> bool:
    """Sees a unit's vetoes with reason and papers, published or not: a unit its own, 三（五）."""
    own = getattr(user, "unit_id", None) == unit_id
    return reads_supervision(user) and (own or not reports(user))


def reads_figures(user: "Person") -> bool:
    """Sees at least the figures of its own unit; the system administrator sees none."""
    return reads_county(user) or role_of(user) is Role.UNIT


def reads_unit(user: "Person", unit_id: int) -> bool:
    """Sees this unit's figures: the county's readers every unit's, a clerk its own."""
    own = role_of(user) is Role.UNIT and getattr(user, "unit_id", None) == unit_id
    return own or reads_county(user)


def leads(user: "Person") -> bool:
    """发改局: corrects annexes, runs the assessment, keeps base data."""
    return role_of(user) is Role.DRC


def enters(user: "Person") -> bool:
    """Enters ledger data, a unit for itself and 发改局 for all."""
    return role_of(user) in {Role.DRC, Role.UNIT}


def reports(user: "Person") -> bool:
    """Fills in and submits the monthly return of its own unit."""
    return role_of(user) is Role.UNIT


def may_edit(user: "Person", project: "Project") -> bool:
    """May change this project's rows."""
    return leads(user) or (
        role_of(user) is Role.UNIT and getattr(user, "unit_id", None) == project.unit_id
    )


def answers_for(user: "Person", unit_id: int | None) -> bool:
    """A clerk of this unit, who receives and answers what was handed to it."""
    return (
        role_of(user) is Role.UNIT
        and unit_id is not None
        and getattr(user, "unit_id", None) == unit_id
    )


def writes_area(user: "Person", area: Area, project: "Project") -> bool:
    """Writes this project's records of one subject: its unit, and whoever keeps the subject."""
    return may_edit(user, project) or keeps_area(user, area)


def visits_in_person(user: "Person") -> bool:
    """A county leader, who records its own visits and nobody else's."""
    return role_of(user) is Role.LEADER


def records_visits(user: "Person") -> bool:
    """May write of some project that somebody was there: the keepers, clerks, leaders, 三（二）."""
    return keeps_area(user, Area.GUARANTEES) or reports(user) or visits_in_person(user)


def records_visit(user: "Person", project: "Project") -> bool:
    """May write it of this project: a clerk of its own unit's only."""
    return records_visits(user) and (not reports(user) or may_edit(user, project))


def changes_visit(user: "Person", visit: "Visit") -> bool:
    """May change a visit: who may record it, a leader its own."""
    own = not visits_in_person(user) or visit.person == getattr(user, "name", "")
    return own and records_visit(user, visit.project)


def fills_sheet(user: "Person | None", area: Area | None, *, county_only: bool) -> bool:
    """May import rows of a workbook's sheet; `area` None is the ledger itself.

    发改局 and the command without a user all, a unit what is not the county's alone, a co-lead
    the subjects it keeps and nothing of the ledger.
    """
    if user is None or leads(user):
        return True
    if reports(user):
        return not county_only
    return area is not None and keeps_area(user, area)


def stores_files(user: "Person", unit_id: int | None, area: Area) -> bool:
    """May store papers of a unit (None is the county) in one subject: a clerk its own unit's, the
    keepers all; a leader the photo of its visit."""
    own = role_of(user) is Role.UNIT and unit_id is not None
    return (
        (own and getattr(user, "unit_id", None) == unit_id)
        or keeps_area(user, area)
        or (role_of(user) is Role.LEADER and area is Area.GUARANTEES)
    )


def reads_trail(user: "Person", project: "Project") -> bool:
    """Sees who changed what on this project: 发改局, the auditor and the project's own unit."""
    return role_of(user) in READS_TRAIL or may_edit(user, project)


def may_in_admin(user: "Person", action: str, model: str) -> bool:
    """Django's view / add / change / delete on `app.model`, by role.

    The trail and everything computed are read only for everybody.
    """
    role = role_of(user)
    if model in ACCOUNTS:
        return role is Role.SYSADMIN and action != "delete"
    if action == "view":
        return role in {Role.DRC, Role.AUDITOR} and model.startswith(("projects.", "assessment."))
    if action == "delete" and model in NEVER_DELETED:
        return False
    return role is Role.DRC and model in BASE_DATA
