"""Another domain is only data: a vocabulary pack through every command, what it inherits, what may be wrong with it."""

import json
import re
import subprocess
import sys

import pytest
from pack_samples import FUND, HEADER, MEDICAL, exported, using, written

from ingest.cleaning.structure.topics import topic_rules
from ontology.packs import BUILT_IN, Pack, choose, pack_called, shipped_packs, use
from ontology.rules import FOLDER
from ontology.shapes import shapes
from ontology.vocabulary import vocabulary
from query.knowledge import KnowledgeBase, build
from query.vocabulary.pack_report import SCHEMAS, pack_faults

NAME = "housing_fund"
LEAST = {  # figures of `yibao eval --ontology housing_fund`
    "cleaning": {"articles_tiled": 1.0, "right": 0.95, "keep_right": 0.98},
    "facts": {"value_f1": 0.9, "strict_f1": 0.9, "quotes_exact": 1.0},
    "entities": {"channel_f1": 0.95, "material_f1": 0.95, "phone_f1": 1.0, "place_f1": 1.0, "organization_f1": 0.9},
    "relations": {"service_has_channel_f1": 0.85, "service_requires_material_f1": 0.85, "channel_has_path_f1": 0.9},
    "search": {"success_at_1": 0.8, "abstains_when_it_should": 0.8},
}


@pytest.fixture(autouse=True)
def built_in_again():
    """Leave the process as it was."""
    yield
    choose(None)


@pytest.fixture(scope="module")
def fund(tmp_path_factory):
    """Return data of the articles about the housing fund, built with their pack."""
    data = tmp_path_factory.mktemp("packs") / "fund"
    with using(pack_called(NAME)):
        choose(pack_called(NAME))
        build([FUND / "articles"], data)
    return data


@pytest.fixture(scope="module")
def medical(tmp_path_factory):
    """Return data of some articles about medical insurance."""
    data = tmp_path_factory.mktemp("packs") / "medical"
    choose(None)
    build(MEDICAL, data)
    return data


# --- the whole way with another pack


def test_build_check_stats_and_export(run, tmp_path):
    data = tmp_path / "data"
    assert run("build", FUND / "articles", "--data", data, "--ontology", NAME)[0] == 0
    choose(None)
    assert run("check", "--data", data)[:2] == (0, f"{data}: no fault found\n")
    assert f"ontology       {NAME}" in run("stats", "--data", data)[1]
    facts = [json.loads(line) for line in run("export", "facts", "--data", data)[1].splitlines()]
    kinds = {fact["kind"] for fact in facts}
    assert {"cap", "contribution", "interest_rate", "down_payment", "contribution_period"} <= kinds
    assert not {"reimbursement_rate", "deductible", "account_credit_rate"} & kinds
    assert {fact[slot] for fact in facts for slot in ("insured_type", "care_type", "facility_level")} == {None}


def test_a_search_finds_the_pack_of_the_data_by_itself(run, fund):
    status, out, _ = run("search", "公积金贷款最多能贷多少钱", "--json", "--data", fund)
    row = json.loads(out)
    assert (status, row["outcome"]) == (0, "answer")
    assert {(fact["kind"], fact["value_max"]) for fact in row["facts"]} >= {("cap", 500000), ("cap", 600000)}
    assert "/502_" in row["passages"][0]["article"]


def test_a_question_of_another_domain_has_no_answer(run, fund):
    row = json.loads(run("search", "医保住院报销比例是多少", "--json", "--data", fund)[1])
    assert row["outcome"] == "no_answer"


def test_sparql_knows_the_kinds_of_the_pack(run, fund):
    query = "SELECT ?v WHERE { ?claim yb:measure ybc:interest_rate ; yb:valueMax ?v } ORDER BY ?v"
    assert run("sparql", query, "--format", "csv", "--data", fund)[1].split() == [
        "v",
        "1.5",
        "2.1",
        "2.525",
        "2.6",
        "3.075",
    ]


def test_the_shapes_list_the_kinds_of_the_pack():
    with using(pack_called(NAME)):
        assert any(str(term).endswith("/interest_rate") for term in shapes().objects())
    assert not any(str(term).endswith("/interest_rate") for term in shapes().objects())


def test_the_pack_from_the_environment_and_by_its_folder(run, monkeypatch):
    article = FUND / "articles" / "501_changde_tiqu.txt"
    plain = run("clean", article, "--json")
    monkeypatch.setenv("YIBAO_ONTOLOGY", NAME)
    named = run("clean", article, "--json")
    monkeypatch.delenv("YIBAO_ONTOLOGY")
    assert run("clean", article, "--json", "--ontology", shipped_packs()[NAME].folder) == named
    assert run("clean", article, "--json") == plain
    assert named != plain  # 销户 is no word of medical insurance


def test_the_scores_on_judged_articles(run):
    scores = json.loads(run("eval", "--ontology", NAME, "--json")[1])
    low = {
        figure: scores[part][figure]
        for part, figures in LEAST.items()
        for figure, least in figures.items()
        if scores[part][figure] < least
    }
    assert not low
    assert scores["facts"]["invented"] == 0


# --- packs do not mix


def test_any_number_of_workers_gives_the_same(fund, tmp_path, medical):
    with KnowledgeBase(medical) as other:
        other.search("医保卡余额怎么查")  # this process has worked with another pack
    choose(pack_called(NAME))
    build([FUND / "articles"], tmp_path / "two", workers=2)  # fresh processes have not
    assert exported(tmp_path / "two") == exported(fund)


def test_nothing_of_a_pack_is_left_when_another_comes_into_use(medical, fund, tmp_path):
    exported(fund)
    choose(None)
    build(MEDICAL, tmp_path / "again")
    assert exported(tmp_path / "again") == exported(medical)


def test_bases_with_different_packs_side_by_side(medical, fund):
    with KnowledgeBase(medical) as one, KnowledgeBase(fund) as other:
        for _ in range(2):
            assert "service-remote-filing" in one.search("异地就医备案怎么办").understanding.concepts("service")
            assert "service-rent-withdrawal" in other.search("租房提取要什么材料").understanding.concepts("service")


@pytest.mark.parametrize(
    "command", [("search", "x"), ("sparql", "ASK {}"), ("export", "facts"), ("check",), ("stats",)]
)
def test_data_of_another_pack_are_refused_with_the_next_command(run, fund, command):
    status, out, err = run(*command, "--data", fund, "--ontology", BUILT_IN.name)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"yibao: .*built with the vocabulary pack housing_fund, not .*`yibao build .*`\n", err)


def test_articles_of_one_pack_are_not_added_to_data_of_another(run, fund):
    before = exported(fund)
    choose(None)
    status, _, err = run("build", *MEDICAL, "--data", fund, "--ontology", BUILT_IN.name)
    assert status == 1
    assert len(err.splitlines()) == 1 and "--data NEW_FOLDER" in err
    choose(None)
    assert exported(fund) == before


def test_a_pack_that_changed_since_the_build(run, tmp_path):
    table = f"{HEADER}\nthing-1,东西,,,\n"
    folder, data = written(tmp_path / "mine", {"vocabulary/thing.csv": table}), tmp_path / "data"
    assert run("build", MEDICAL[0], "--data", data, "--ontology", folder)[0] == 0
    choose(None)
    assert run("search", "医保卡余额", "--data", data)[0] == 0
    written(folder, {"vocabulary/thing.csv": table + "thing-2,另一个东西,,,\n"})
    status, _, err = run("search", "医保卡余额", "--data", data)
    assert (status, len(err.splitlines())) == (1, 1)
    assert f"--ontology {folder.resolve()} --data {data}" in err
    choose(None)
    assert run("build", MEDICAL[0], "--data", data)[0] == 0  # the pack is the one of the data
    assert run("search", "医保卡余额", "--data", data)[0] == 0
    folder.rename(tmp_path / "moved")
    choose(None)
    assert "name its folder with --ontology DIR" in run("search", "医保卡余额", "--data", data)[2]
    assert run("search", "医保卡余额", "--data", data, "--ontology", tmp_path / "moved")[0] == 1  # another name


# --- what a pack inherits


def test_a_table_takes_the_place_of_the_inherited_one_and_all_others_stay(tmp_path):
    folder = written(tmp_path / "mine", {"vocabulary/disease.csv": f"{HEADER}\ndisease-cold,着凉,,,\n"})
    whole = vocabulary()
    with using(pack_called(folder)):
        assert [concept.code for concept in vocabulary().scheme("disease")] == ["disease-cold"]
        assert vocabulary().scheme("channel") == whole.scheme("channel")


def test_rows_are_added_and_replace_those_of_their_code(tmp_path):
    more = f"{HEADER},type\nmaterial-x,某某表,,,,document\nmaterial-id-card,身份证件一种,,,,document\n"
    before = [concept.code for concept in vocabulary().scheme("material")]
    with using(pack_called(written(tmp_path / "mine", {"vocabulary/material+.csv": more}))):
        assert [concept.code for concept in vocabulary().scheme("material")] == [*before, "material-x"]
        assert vocabulary().concept("material-id-card").labels == ("身份证件一种",)


def test_a_name_of_an_added_row_is_its_own(tmp_path):
    more = f"{HEADER},type\nmaterial-x,身份证,居民身份证,,,document\n"
    before = vocabulary().concept("material-id-card").labels
    with using(pack_called(written(tmp_path / "mine", {"vocabulary/material+.csv": more}))):
        assert [one.code for one in vocabulary().find("身份证", "material")] == ["material-x"]
        kept = vocabulary().concept("material-id-card").labels
    assert set(kept) == {*before} - {"身份证", "居民身份证"}


def test_a_table_may_be_empty(tmp_path):
    with using(pack_called(written(tmp_path / "mine", {"vocabulary/disease.csv": HEADER + "\n"}))):
        assert vocabulary().scheme("disease") == ()


def test_inherited_lists_do_not_count_for_tables_that_the_pack_has_instead(tmp_path):
    table = f"{HEADER},level\nregion-999900,新乐县,,,,county\n"
    with using(
        pack_called(
            written(
                tmp_path / "mine",
                {
                    "vocabulary/region.csv": table,
                    "vocabulary/organization.csv": HEADER + "\n",
                    "vocabulary/channel.csv": HEADER + "\n",
                },
            )
        )
    ):
        assert len(vocabulary().scheme("region")) == 1  # the lists of the built-in one name hundreds of others


def test_rules_are_laid_over_each_other(tmp_path):
    mine = "{name: mine, also: '某某', terms: [{pattern: '某某', weight: 1}]}"
    over = f"most: 7\n+branches:\n  - {mine}\nhome: {{also: '只此'}}\n"
    before = topic_rules()
    with using(pack_called(written(tmp_path / "mine", {"rules/topics+.yaml": over}))):
        after = topic_rules()
    assert after.most == 7
    assert after.branches == (after.branches[0], *before.branches) and after.branches[0].name == "mine"
    assert (after.home.also.pattern, after.home.terms) == ("只此", before.home.terms)
    assert after.margin == before.margin


# --- what may be wrong with a pack

BROKEN = {
    "a table without its columns": ({"vocabulary/channel.csv": "code,label\n"}, r"channel\.csv:1: the columns must"),
    "a label twice": (
        {"vocabulary/material+.csv": f"{HEADER},type\nmaterial-x,某某表,,,,document\nmaterial-y,某某表,,,,document\n"},
        r"material\+\.csv:3: .*'某某表' also names material-x \(.*material\+\.csv:2\)",
    ),
    "a wrong value": ({"rules/topics+.yaml": "most: viel\n"}, r"topics\+\.yaml:1: a whole number is expected"),
    "an unknown key": ({"rules/topics+.yaml": "# x\nmore: 3\n"}, r"topics\+\.yaml:2: unknown key 'more'"),
    "no YAML": ({"rules/topics+.yaml": "most: [\n"}, r"topics\+\.yaml:\d+: no valid YAML"),
    "an empty file": ({"rules/topics+.yaml": ""}, r"topics\+\.yaml:1: is empty"),
    "a key twice": ({"rules/topics+.yaml": "most: 3\nmost: 4\n"}, r"topics\+\.yaml:2: key 'most' stands twice"),
    "+ where there is no list": ({"rules/topics+.yaml": "+most: [3]\n"}, r"topics\+\.yaml:1: \+ adds to an inherited"),
    "a key missing in a whole file": ({"rules/schemes.yaml": "# x\nname: 3\n"}, r"schemes\.yaml:2: unknown key 'name'"),
    "a file that nothing reads": (
        {"rules/chanels.yaml": "a: 1\n"},
        r"chanels\.yaml: nothing reads a file of this name",
    ),
    "another ending": ({"rules/topics.yml": "a: 1\n"}, r"topics\.yml: nothing reads"),
    "both forms": (
        {"rules/topics+.yaml": "most: 3\n", "rules/topics.yaml": "most: 3\n"},
        r"topics\+\.yaml: stands beside topics\.yaml",
    ),
    "shapes that are no Turtle": (
        {"rules/index+.yaml": "lexical: {}\n", "shapes+.ttl": "x"},
        r"shapes\+\.ttl: no valid",
    ),
}


@pytest.mark.parametrize(("files", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_pack_is_told_with_file_and_line(run, tmp_path, files, message):
    status, out, err = run("ontology", "--ontology", written(tmp_path / "mine", files))
    assert (status, out) == (1, "")
    assert re.search(f"^yibao: {re.escape(str(tmp_path))}.*{message}", err, re.MULTILINE), err


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("name", ["a table without its columns", "a wrong value", "a file that nothing reads"])
def test_a_build_with_a_broken_pack_leaves_no_data(run, tmp_path, name, workers):
    files, message = BROKEN[name]
    folder, data = written(tmp_path / "mine", files), tmp_path / "data"
    status, _, err = run("build", *MEDICAL, "--data", data, "--ontology", folder, "--workers", workers)
    assert status == 1
    assert re.search(message, err)
    assert not (data / "current").exists()


def test_names_in_rules_that_no_table_holds_are_told(run, tmp_path):
    folder = written(tmp_path / "mine", {"vocabulary/facility_level.csv": f"{HEADER},formal\n"})
    status, _, err = run("ontology", "--ontology", folder)
    assert status == 1
    assert re.search(r"retrieval\.yaml:\d+: 'level-3a' is no code of a table of the pack", err)


@pytest.mark.parametrize("where", ["nowhere", "empty"])
def test_a_folder_that_is_no_pack(run, tmp_path, where):
    (tmp_path / "empty").mkdir()
    status, out, err = run("clean", MEDICAL[0], "--ontology", tmp_path / where)
    assert (status, out) == (1, "")
    assert err.startswith(f"yibao: --ontology {tmp_path / where}: no folder with vocabulary/ or rules/")
    assert len(err.splitlines()) == 1 and NAME in err


@pytest.mark.parametrize("pack", [BUILT_IN, *shipped_packs().values()], ids=lambda pack: pack.name)
def test_the_shipped_packs_are_sound(pack: Pack):
    use(pack)
    assert pack_faults() == []


def test_every_rule_file_is_looked_at():
    assert set(SCHEMAS) == {path.stem for path in FOLDER.glob("*.yaml")}


# --- the judged articles of the other domain


def test_every_quote_of_the_gold_stands_at_its_line():
    texts = {path.name.split("_")[0]: path.read_text("utf-8").split("\n") for path in (FUND / "articles").iterdir()}
    files = (FUND / "gold").glob("*.jsonl")
    judged = [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]
    quoted = [(row["doc"], row["line"], row.get("quote") or row["raw"]) for row in judged if "line" in row]
    quoted += [(one["doc"], one["line"], one["quote"]) for row in judged for one in row.get("relevant", ())]
    assert len(quoted) > 200
    assert [one for one in quoted if one[2] not in texts[one[0]][one[1] - 1]] == []
    surfaces = [(row["doc"], line, row["surfaces"]) for row in judged for line in row.get("lines", ())]
    assert all(any(surface in texts[doc][line - 1] for surface in named) for doc, line, named in surfaces)


def test_words_of_ones_own_go_to_a_pack_and_leave_the_inherited_tables_alone(run, tmp_path):
    pack, inherited = tmp_path / "words", BUILT_IN.folder / "vocabulary" / "channel.csv"
    before = inherited.read_bytes()
    (pack / "vocabulary").mkdir(parents=True)
    for words in (("澄江掌上保APP", "--type", "channel"), ("掌上澄江码", "--alias-of", "channel-alipay")):
        assert run("vocabulary", "add", *words, "--ontology", pack)[0] == 0
    table = (pack / "vocabulary" / "channel+.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in table] == ["prefLabel", "澄江掌上保APP", "支付宝"]
    assert inherited.read_bytes() == before
    command = [
        sys.executable,
        "-m",
        "query.cli.main",
        "vocabulary",
        "show",
        "掌上澄江码",
        "--json",
        "--ontology",
        str(pack),
    ]
    shown = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True
    )  # reads the files anew
    (known,) = json.loads(shown.stdout)["concepts"]
    assert known["code"] == "channel-alipay" and "channel+.csv:3" in known["where"]
    assert not json.loads(run("vocabulary", "show", "掌上澄江码", "--json")[1])["concepts"]
    status, _, err = run("vocabulary", "add", "澄江", "--type", "apps", "--ontology", pack)
    assert status == 1 and "no such table; the types are" in err
