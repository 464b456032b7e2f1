"""The web pages on a small server of their own: `python tests/web_site.py DATA` prints the port and serves until killed."""

import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "corpus" / "articles"
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
    """Write the articles that the tests look at."""
    for name in ARTICLES:
        (folder / f"{name}.txt").write_bytes((CORPUS / f"{name}.txt").read_bytes())
    for name, text in {"hostile": HOSTILE, "taiyuan_one": ONE, "taiyuan_other": OTHER}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


@contextmanager
def served(data):
    """Serve the pages over `data` in a process of their own; yield their address."""
    command = [sys.executable, __file__, str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


def main(data):
    import uvicorn
    from fastapi import FastAPI

    from query.knowledge import KnowledgeBase
    from query.web.pages import add_pages

    knowledge, lock = KnowledgeBase(data), Lock()

    @contextmanager
    def lend():
        with lock:
            yield knowledge

    app = FastAPI()
    add_pages(app, lend)
    listening = socket.create_server(("127.0.0.1", 0))
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listening])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
