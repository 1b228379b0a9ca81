"""The judging queries: every project of `assess_project` in every wanted month.

The same verdicts as `assessment.rules.start_card` and `progress_cards`. All arithmetic is on
whole numbers; a percentage is compared as in `rules.is_below` by cross-multiplication, and
exactly: done × 10^14 < average × plan.
"""

from collections.abc import Sequence

from assessment.cards.dialect import current
from assessment.cards.tables import MonthRow
from assessment.choices import Colour, Reason, Rule
from assessment.models.cards import PROJECT_STRIDE, RULE_STRIDE
from projects.choices import COUNTED_REPORT_STATES

_KEY = ("id", "project_id", "rule", "year", "month", "colour", "reason", "final", "policy_version")
LATE_COLUMNS = _KEY
START_COLUMNS = (
    *_KEY,
    "start_due",
    "started_on",
    "late_months",
    "late_days",
    "first_start_due",
    "first_colour",
)
PROGRESS_COLUMNS = (
    *_KEY,
    "done_cents",
    "plan_cents",
    "average_picos",
    "missing_report",
    "run",
)
_STATES = ", ".join(f"'{state}'" for state in COUNTED_REPORT_STATES)
# The least done that is not below: average × plan ÷ 10^14, rounded up. The product would not fit
# into 64 bits, so the average is split into millionths of a percent and the rest below them:
# with plan < 10^10 and average <= 5 × 10^14 no step exceeds 5 × 10^18.
_WHOLE = "average / 1000000 * plan"
_LEAST = (
    f"{_WHOLE} / 100000000 + ({_WHOLE} %% 100000000 * 1000000"
    " + average %% 1000000 * plan + 99999999999999) / 100000000000000"
)
# Under the yellow limit the year's reading decides; green only what has started.
_START_COLOURS = (
    f"CASE %s WHEN {Reason.ON_TIME:d} THEN {Colour.GREEN:d}"
    f" WHEN {Reason.LATE_YELLOW:d} THEN {Colour.YELLOW:d}"
    f" WHEN {Reason.AT_RED_LIMIT:d} THEN {Colour.YELLOW:d}"
    f" WHEN {Reason.LATE_RED:d} THEN {Colour.RED:d}"
    f" WHEN {Reason.LATE_UNDER_LIMIT:d} THEN CASE"
    f" WHEN under = {Colour.YELLOW:d} OR under = {Colour.GREEN:d} AND started THEN under END END"
)
_PROGRESS_REASON = f"""CASE WHEN no_card IS NOT NULL THEN no_card
            WHEN run = 0 AND carried = 1 THEN {Reason.AT_OR_ABOVE_LAST_AVERAGE:d}
            WHEN run = 0 THEN {Reason.AT_OR_ABOVE_AVERAGE:d}
            WHEN run = 1 AND carried = 1 THEN {Reason.BELOW_LAST_AVERAGE:d}
            WHEN run = 1 THEN {Reason.BELOW_AVERAGE:d}
            WHEN carried = 1 THEN {Reason.BELOW_LAST_AVERAGE_AGAIN:d}
            WHEN after_gap = 1 THEN {Reason.BELOW_AVERAGE_ACROSS:d}
            ELSE {Reason.BELOW_AVERAGE_AGAIN:d} END"""


def _key(project: str, month: str, rule: Rule) -> str:
    return f"{project} * {PROJECT_STRIDE} + {rule * RULE_STRIDE} + {month}"


def _months_late(due: str) -> str:
    """Whole months from a due day to the end day; see `projects.periods.whole_months`."""
    return f"end_ord - {due}_ord - CASE WHEN end_day >= {due}_day OR end_last THEN 0 ELSE 1 END"


def _exactly(due: str) -> str:
    """Whether the end day is the one on which the red limit is reached; `add_months`."""
    same_day = f"end_day = {due}_day OR end_last AND end_day < {due}_day"
    return f"end_ord - {due}_ord = red AND ({same_day})"


def _start_reason(due: str) -> str:
    return f"""CASE
        WHEN stop IS NOT NULL THEN stop
        WHEN {due}_no IS NULL THEN {Reason.NO_START_DUE:d}
        WHEN end_no <= {due}_no AND started THEN {Reason.ON_TIME:d}
        WHEN end_no <= {due}_no THEN {Reason.NOT_DUE:d}
        WHEN {due}_late >= red AND NOT red_at_limit AND {_exactly(due)}
        THEN {Reason.AT_RED_LIMIT:d}
        WHEN {due}_late >= red THEN {Reason.LATE_RED:d}
        WHEN {due}_late >= yellow THEN {Reason.LATE_YELLOW:d}
        ELSE {Reason.LATE_UNDER_LIMIT:d} END"""


def start_cards(months: str) -> str:
    """二（三）3 for the months whose number lies in `months`; the columns are START_COLUMNS."""
    ends = ", ".join(
        f"CASE WHEN p.started_no <= m.judged_no THEN p.started_{part} ELSE m.{month} END"
        f" AS end_{part}"
        for part, month in (
            ("no", "judged_no"),
            ("ord", "ord"),
            ("day", "judged_day"),
            ("last", "judged_last"),
        )
    )
    judged = f"reason NOT IN ({Reason.NO_START_DUE:d}, {Reason.SUSPENDED:d}, {Reason.ENDED:d})"
    late = "CASE WHEN NOT (%s) THEN NULL WHEN end_no <= due_no THEN 0 ELSE %s END"
    return f"""
    SELECT {_key("id", "ord", Rule.START)} AS id, id AS project_id, {Rule.START:d} AS rule,
        year, month, {_START_COLOURS % "reason"} AS colour, reason, locked AS final,
        policy_version, start_due, CASE WHEN started THEN started_on END AS started_on,
        {late % (judged, "due_late")} AS late_months,
        {late % (judged, "end_no - due_no")} AS late_days,
        first_due AS first_start_due, {_START_COLOURS % "first_reason"} AS first_colour
    FROM (
        SELECT e.*, {_start_reason("due")} AS reason, {_start_reason("first")} AS first_reason
        FROM (
            SELECT d.*, {_months_late("due")} AS due_late, {_months_late("first")} AS first_late
            FROM (
                SELECT p.*, m.ord, m.year, m.month, m.locked, m.policy_version, m.yellow,
                    m.red, m.red_at_limit, m.under, s.reason AS stop,
                    COALESCE(p.started_no <= m.judged_no, 1 = 0) AS started, {ends}
                FROM assess_project p CROSS JOIN assess_month m
                LEFT JOIN assess_stop s ON s.project_id = p.id AND s.ord = m.ord
                WHERE m.ord IN ({months})
            ) d
        ) e
    ) v
    """


def progress_cards(months: str, read: str, rows: Sequence[MonthRow]) -> str:
    """二（四）2 for `months`; `read` are all months of their years up to the last of them.

    It takes the bounds of the project ids as parameters, twice. `place` counts the year's months
    but those that are skipped; `anchor` is the last one that ended a run, or whose locked card
    says how long the run was, as place × 100 + run.
    """
    frozen, keeps = any(row.frozen for row in rows), any(row.keeps for row in rows)
    locked = (
        f"LEFT JOIN assessment_card l ON m.frozen AND l.id = {_key('p.id', 'm.ord', Rule.PROGRESS)}"
        if frozen
        else ""
    )
    locked_run = "COALESCE(l.run, 0)" if frozen else "0"
    return f"""
    SELECT {_key("id", "ord", Rule.PROGRESS)} AS id, id AS project_id,
        {Rule.PROGRESS:d} AS rule, year, month,
        CASE WHEN no_card IS NOT NULL THEN NULL WHEN run = 0 THEN {Colour.GREEN:d}
            WHEN run = 1 THEN {Colour.YELLOW:d} ELSE {Colour.RED:d} END AS colour,
        {_PROGRESS_REASON} AS reason,
        locked AS final, policy_version, done AS done_cents, plan AS plan_cents,
        average AS average_picos, missing AS missing_report, run
    FROM (
        SELECT a.*, place - anchor / 100 + anchor %% 100 AS run
        FROM (
            SELECT k.*, COALESCE(MAX(CASE
                    WHEN frozen THEN place * 100 + locked_run
                    WHEN skipped = 1 THEN NULL
                    WHEN no_card IS NULL AND done < {_LEAST}
                    THEN NULL ELSE place * 100 END)
                OVER (PARTITION BY id, year ORDER BY month ROWS UNBOUNDED PRECEDING), 0) AS anchor
            FROM ({_placed(_no_cards(read, locked, locked_run), keeps=keeps)}) k
        ) a
    ) v WHERE ord IN ({months})
    """


def _no_cards(read: str, locked: str, locked_run: str) -> str:
    """The months' figures, each with the reason why it has no card."""
    return f"""
    SELECT b.*, CASE
        WHEN stop IS NOT NULL THEN stop
        WHEN started_no IS NULL OR started_no > judged_no
        THEN {Reason.NOT_STARTED:d}
        WHEN completed_ord < ord THEN {Reason.COMPLETED:d}
        WHEN average IS NULL THEN {Reason.NO_AVERAGE:d}
        WHEN COALESCE(plan, 0) = 0 THEN {Reason.NO_PLAN:d} END AS no_card
    FROM ({_progress_figures(read, locked, locked_run)}) b
    """


def _placed(judged: str, *, keeps: bool) -> str:
    """The months with their place in the run: one is skipped that only lacks an average."""
    if not keeps:
        return f"SELECT j.*, 0 AS skipped, 0 AS after_gap, month AS place FROM ({judged}) j"
    window = "OVER (PARTITION BY id, year ORDER BY month"
    return f"""
    SELECT w.*, COALESCE(LAG(skipped) {window}), 0) AS after_gap,
        CAST(month - SUM(skipped) {window} ROWS UNBOUNDED PRECEDING) AS INTEGER) AS place
    FROM (
        SELECT j.*, CASE WHEN keeps AND NOT frozen AND no_card = {Reason.NO_AVERAGE:d}
            THEN 1 ELSE 0 END AS skipped
        FROM ({judged}) j
    ) w
    """


def late_entries(source: str) -> str:
    """Rows of both rules in locked months with cards, for the projects in `source` without one.

    Such a project was entered after the lock; the columns are LATE_COLUMNS.
    """
    ordinal = "(r.year - 2000) * 12 + r.month - 1"
    return f"""
    SELECT p.id * {PROJECT_STRIDE} + t.rule * {RULE_STRIDE} + {ordinal} AS id,
        p.id AS project_id, t.rule, r.year, r.month, NULL AS colour,
        {Reason.ENTERED_AFTER_LOCK:d} AS reason, 1 = 1 AS final, r.policy_version
    FROM (
        SELECT m.year, m.month, (
                SELECT c.policy_version FROM assessment_card c
                WHERE c.year = m.year AND c.month = m.month LIMIT 1
            ) AS policy_version
        FROM projects_reportingmonth m
    ) r
    CROSS JOIN {source} p
    CROSS JOIN (SELECT {Rule.START:d} AS rule UNION ALL SELECT {Rule.PROGRESS:d}) t
    WHERE r.policy_version IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM assessment_card c
        WHERE c.id = {_key("p.id", ordinal, Rule.START)})
    """


def _progress_figures(read: str, locked: str, locked_run: str) -> str:
    cents = current().hundredths
    return f"""
    SELECT p.id, p.started_no, p.completed_ord, m.ord, m.year, m.month, m.judged_no, m.locked,
        m.frozen, m.keeps, m.policy_version, s.reason AS stop, a.picos AS average, a.carried,
        {cents.format("y.amount")} AS plan,
        r.amount IS NULL AS missing, {locked_run} AS locked_run,
        CAST(SUM(COALESCE({cents.format("r.amount")}, 0)) OVER (
            PARTITION BY p.id, m.year ORDER BY m.month ROWS UNBOUNDED PRECEDING
        ) AS BIGINT) AS done
    FROM assess_project p CROSS JOIN assess_month m
    LEFT JOIN projects_monthlyreport r
      ON r.project_id = p.id AND r.year = m.year AND r.month = m.month
      AND r.state IN ({_STATES}) AND r.project_id > %s AND r.project_id <= %s
    LEFT JOIN projects_annualplan y ON y.project_id = p.id AND y.year = m.year
      AND y.project_id > %s AND y.project_id <= %s
    LEFT JOIN assess_average a ON a.type_id = p.type_id AND a.ord = m.ord
    LEFT JOIN assess_stop s ON s.project_id = p.id AND s.ord = m.ord
    {locked}
    WHERE m.ord IN ({read})
    """
