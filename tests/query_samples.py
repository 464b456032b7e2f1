"""A few small articles, built once with the real pipeline and the shipped encoder."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from index.building.build import build
from query.knowledge import KnowledgeBase

RATES = """\
职工医保住院和门诊能报多少?(以绍兴为例)

2025-04-02 09:10:00示例网

一、住院报销比例

1、一级医院:

在职职工报销比例为88%,退休人员报销比例为92%。

2、三级医院:

在职职工报销比例为80%至84%,退休人员报销比例为86%。

二、普通门诊报销比例

三级定点医疗机构:

在职职工报销比例为50%左右,退休人员在此基础上提高5%。

三、住院年度最高支付限额

住院统筹基金年度最高支付限额为35万元。
"""

BALANCE = """\
医保卡余额怎么查?

查余额有线上和线下几种办法。

一、手机查询

支付宝:打开支付宝,依次点击“市民中心”-“医保”-“个人账户查询”,刷脸以后就能看到医保卡余额。

二、电话查询

拨打12393医保服务热线,按语音提示输入身份证号,即可查询医保账户余额。

三、窗口查询

带身份证或医保卡到当地医保经办机构窗口,请工作人员查询余额和消费明细。
"""

COPY = BALANCE.replace("医保卡余额怎么查?", "怎样查医保卡余额?")

CLAIMS = """\
看病垫付以后怎么手工报销?

所需材料:

医保卡原件及复印件。

医院发票原件(需盖章)。

费用明细清单。

诊断证明。

办理时限:

手工报销的材料受理后,一般20个工作日内审核打款。

报销时限:

手工报销要在费用发生后的12个月内申请,逾期不再受理。
"""

LOST = """\
医保卡每月打多少钱?

个人账户资金划入比例是:

45岁以下的按照个人缴费基数的 计入;

退休人员按照本人养老金的4%计入。

个人账户的钱可以继承,不能取现。
"""

ARTICLES = {"rates": RATES, "balance": BALANCE, "copy": COPY, "claims": CLAIMS, "lost": LOST}


@cache
def data_folder() -> Path:
    """Return the data folder of the sample articles."""
    folder = Path(tempfile.mkdtemp(prefix="yibao-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pages = folder / "pages"
    pages.mkdir()
    for name, text in ARTICLES.items():
        (pages / f"{name}.txt").write_text(text, encoding="utf-8")
    build([pages], folder / "data")
    return folder / "data"


@cache
def knowledge() -> KnowledgeBase:
    """Return the sample articles, open for questions."""
    found = KnowledgeBase(data_folder())
    atexit.register(found.close)
    return found


def names(answer) -> list[str]:
    """Return the names of the articles of an answer's passages, in order."""
    return [Path(hit.passage.article).stem for hit in answer.hits]
