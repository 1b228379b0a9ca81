"""The fixed vocabularies of the ledger; labels are what a person reads."""

from django.db import models


class Layer(models.TextChoices):
    """The two layers of the assessment, 三（五）; units are ranked within one layer."""

    TOWN_PARK = "town_park", "镇街园区"
    DEPARTMENT = "department", "部门企业"


class UnitKind(models.TextChoices):
    TOWN = "town", "乡镇街道"
    PARK = "park", "园区"
    BUREAU = "bureau", "部门"
    COMPANY = "company", "企业"


class Role(models.TextChoices):
    UNIT = "unit", "责任单位"
    DRC = "drc", "发改局"
    LEADER = "leader", "县领导"
    COMMERCE = "commerce", "商务局"
    FINANCE = "finance", "财政局"
    INDUSTRY = "industry", "工信局"
    STATISTICS = "statistics", "统计局"
    ORGANISATION = "organisation", "组织部"
    GOV_OFFICE = "gov_office", "政府办"
    AUDITOR = "auditor", "审计监督"
    SYSADMIN = "sysadmin", "系统管理员"


class ChainTier(models.TextChoices):
    LEADING = "leading", "主导产业链"
    KEY = "key", "重点产业链"
    OTHER = "other", "其他产业链"


class Level(models.TextChoices):
    """重点级别: the list of key projects a project stands on; blank is none."""

    PROVINCE = "province", "省重点"
    CITY = "city", "市重点"
    COUNTY = "county", "县重点"


class Stage(models.TextChoices):
    """The furthest milestone reached; derived by `projects.rules.stage_of`, never typed in."""

    NONE = "none", "未策划"
    PLANNED = "planned", "策划"
    SIGNED = "signed", "签约"
    STARTED = "started", "开工"
    UNDER_WAY = "under_way", "推进"
    COMPLETED = "completed", "竣工"
    IN_PRODUCTION = "in_production", "投产"
    ENROLLED = "enrolled", "纳统"


class Band(models.TextChoices):
    """Investment bands of the annexes by their lower end in yuan; see `projects.rules.band_of`."""

    OVER_10B = "over_10b", "100亿元以上"
    OVER_5B = "over_5b", "50亿元以上"
    OVER_1B = "over_1b", "10亿元以上"
    OVER_100M = "over_100m", "1亿元以上"
    OVER_5M = "over_5m", "500万元以上"
    BELOW = "below", "不足500万元"


class ReportState(models.TextChoices):
    """A monthly report counts once it is submitted; a returned one no more (domain 4)."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已审核"


COUNTED_REPORT_STATES = (ReportState.SUBMITTED, ReportState.ACCEPTED)


class SubmissionState(models.TextChoices):
    """The life of a unit's monthly return; `projects.lifecycles` holds the allowed moves."""

    OPEN = "open", "填报中"
    SUBMITTED = "submitted", "已报送"
    IN_REVIEW = "in_review", "审核中"
    RETURNED = "returned", "已退回"
    ACCEPTED = "accepted", "已审核"


class SuspensionKind(models.TextChoices):
    SUSPENDED = "suspended", "停建"
    ENDED = "ended", "终止"
