"""The words of 签约, 二（二）."""

from django.db import models


class TalkWay(models.TextChoices):
    """How a talk was held: 二（二）1 asks for 多种方式推进."""

    VISITED = "visited", "上门拜访"
    RECEIVED = "received", "来访接待"
    SITE = "site", "实地考察"
    MEETING = "meeting", "专题会议"
    REMOTE = "remote", "电话视频"


class QuestionState(models.TextChoices):
    OPEN = "open", "未办结"
    CLOSED = "closed", "已办结"


class EventKind(models.TextChoices):
    """The occasions that 二（二）2 names."""

    MAJOR = "major", "重大活动"
    SEASON = "season", "季度签约"
    FESTIVAL = "festival", "节会签约"
    LIAISON = "liaison", "驻外联络处推介"


class Readiness(models.TextChoices):
    """What must stand before a project can be signed; the fixed list of 具备条件立即签约."""

    INVESTOR = "investor", "投资方资信已核实"
    INTENT = "intent", "投资意向已书面确认"
    SITE = "site", "选址已确定"
    LAND = "land", "用地条件已核实"
    POLICY = "policy", "产业政策和准入已核对"
    ENVIRONMENT = "environment", "环保安全能耗已预审"
    TERMS = "terms", "优惠政策条款已商定"
    CONTRACT = "contract", "合同文本已审定"
