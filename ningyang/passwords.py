"""What a password must be here, on top of Django's own lists."""

import unicodedata
from typing import Any

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

# Names and trade words of the county, as typed: pinyin, and the characters themselves.
LOCAL_WORDS = (
    "ningyang",
    "taian",
    "shandong",
    "wenmiao",
    "fagai",
    "fagaiju",
    "fagaiwei",
    "zhengfu",
    "xianwei",
    "xiangmu",
    "zhongdian",
    "kaigong",
    "cehua",
    "touzi",
    "tongbao",
    "liangpai",
    "admin",
    "mima",
    "password",
    "宁阳",
    "泰安",
    "发改",
    "项目",
    "密码",
)
_LOOKALIKES = str.maketrans("01345@$", "oleasas")


def _spoken(password: str) -> str:
    """Lower case without separators: Fa-Gai_Ju, ＦＡＧＡＩＪＵ and fagaiju are one word."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or sign in "@$")


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    """Django's own, whose message has no Chinese translation in 5.2."""

    def get_error_message(self) -> str:
        return self.get_help_text()

    def get_help_text(self) -> str:
        return f"密码至少{self.min_length}位。"


class LocalWordValidator:
    """Refuses a password that holds a local word, also with digits in place of letters."""

    def validate(self, password: str, user: Any = None) -> None:  # noqa: ARG002 - Django's form
        spoken = _spoken(password)
        variants = (
            spoken,
            spoken.translate(_LOOKALIKES),
            spoken.replace("1", "i").translate(_LOOKALIKES),
        )
        if any(word in variant for word in LOCAL_WORDS for variant in variants):
            raise ValidationError(self.get_help_text(), code="password_local_word")

    def get_help_text(self) -> str:
        return "密码不能包含本地常用词(如地名、单位名、“项目”等的汉字或拼音)。"
