"""Pages as template sites make them: the same text for every city, with its name and its own figures in it."""

from __future__ import annotations

from collections.abc import Iterator

from ontology.vocabulary import vocabulary

PAGE = """\
{city}医保怎么报销?(以{city}为例)

{day} 08:30:00{site}

一、住院报销比例

1、一级医院:在职职工报销比例为{low}%,退休人员报销比例为{high}%。

2、三级医院:在职职工报销比例为{lower}%,退休人员报销比例为{middle}%。

3、起付标准:{city}首次住院的起付线为{amount}元。

二、医保卡余额怎么查?

支付宝:依次点击“市民中心”-“社保”-“医保账户查询”,按照提示操作即可看到余额。

拨打12393医保服务热线,按语音提示输入身份证号即可查询余额。

带上身份证到{city}医保经办机构窗口,请工作人员查询消费明细。

三、手工报销需要什么材料?

医院收费票据原件(加盖收费章);

费用明细清单和出院小结;

本人银行卡账号,用于接收报销款。

材料齐全的,受理后{days}个工作日内审核并打款到账。
"""


def cities() -> list[str]:
    """Return the names of cities, in the order of their codes."""
    concepts = vocabulary().scheme("region")
    return [one.pref_label for one in concepts if one.attributes.get("level") == "prefecture"]


def page(city: str, number: int = 0, site: str = "惠民样例网", day: str = "2025-10-18", text: str = PAGE) -> str:
    """Return the page of a city, its figures made from `number`."""
    low = 70 + number % 15
    return text.format(
        city=city,
        site=site,
        day=day,
        low=low + 10,
        high=low + 13,
        lower=low,
        middle=low + 5,
        amount=100 * (1 + number % 9),
        days=5 + number % 20,
    )


def pages(count: int) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of `count` pages, of several sites that use the one template."""
    known = cities()
    for number in range(count):
        site = f"样例{'甲乙丙丁戊己庚辛'[number % 8]}网"
        yield f"{number:06d}.txt", page(known[number % len(known)], number, site)
