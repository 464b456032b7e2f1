"""What the tests of the web pages look at: some articles of the corpus, two that disagree, one that is hostile."""

from pathlib import Path

CORPUS = Path(__file__).parents[1] / "corpus" / "articles"
ARTICLES = ("104_zunyi_canbao", "111_ganzhou_bili", "113_taian_bili", "115_yueyang_bili", "141_luntan_yue_mingxi")
HOSTILE = """\
医保卡余额怎么查<script>window.hurt = 1</script>
医保卡余额可以拨打12393热线查询，<img src=x onerror="window.hurt = 2">也可以在支付宝查询。
{{ 7*7 }}<iframe src="http://192.0.2.1/"></iframe>职工住院报销比例为<b>81%</b>。
"""
ONE = """\
太原市职工医保住院能报多少
在职职工在三级医院住院，报销比例为85%。
"""
OTHER = """\
太原市医保待遇说明
在职职工在三级医院住院，报销比例为70%。
"""


def write_corpus(folder):
    """Write the articles into `folder`."""
    for name in ARTICLES:
        (folder / f"{name}.txt").write_bytes((CORPUS / f"{name}.txt").read_bytes())
    for name, text in {"hostile": HOSTILE, "taiyuan_one": ONE, "taiyuan_other": OTHER}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
