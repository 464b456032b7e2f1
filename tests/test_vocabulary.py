"""The vocabulary's tables: what they hold, and that a broken one is refused with file and line."""

import re
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from ontology import terms
from ontology.errors import DataError
from ontology.folding import fold
from ontology.matcher import matcher
from ontology.rules import rules
from ontology.segmenter import tokens, user_words, words
from ontology.skos import Schemes, nquads
from ontology.vocabulary import FOLDER, Vocabulary, load, vocabulary

HEADER = "code,prefLabel,altLabel,hiddenLabel,broader"
VIRTUAL = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def write(folder: Path, **tables: str) -> Path:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(DataError) as error:
        load(folder)
    return str(error.value).splitlines()


# what the tables hold


@pytest.mark.parametrize(
    ("scheme", "least"),
    [
        ("channel", 60),
        ("material", 80),
        ("service", 40),
        ("disease", 40),
        ("organization", 40),
        ("insured_group", 20),
        ("law", 30),
    ],
)
def test_a_scheme_is_large_enough(scheme: str, least: int) -> None:
    assert len(vocabulary().scheme(scheme)) >= least


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [
        (
            "measure",
            "reimbursement_rate deductible cap account_credit_rate contribution processing_time claim_deadline "
            "eligibility_age leave_duration pension other",
        ),
        ("unit", "percent percentage_point CNY day workday month year years_of_age count"),
        ("bound", "exact range at_least at_most above below increase decrease"),
    ],
)
def test_codes_are_those_of_the_contract(scheme: str, codes: str) -> None:
    assert {concept.code for concept in vocabulary().scheme(scheme)} == {*codes.split()}


def test_condition_values_are_those_of_the_contract() -> None:
    formal = {
        scheme: {c.attributes.get("formal") for c in vocabulary().scheme(scheme)}
        for scheme in ("care_type", "facility_level")
    }
    assert formal["care_type"] == {"普通门诊", "门诊慢性病", "门诊特殊病", "住院"}
    assert formal["facility_level"] == {"一级及以下", "一级", "二级", "三级", None}
    assert [concept.pref_label for concept in vocabulary().scheme("insured_type")] == ["职工", "居民"]
    assert [concept.pref_label for concept in vocabulary().scheme("employment")] == ["在职", "退休"]


def test_what_a_group_implies_is_a_label_of_the_scheme_that_the_column_names() -> None:
    for group in vocabulary().scheme("insured_group"):
        for column in ("insured_type", "employment"):
            label = group.attributes.get(column)
            assert label is None or vocabulary().find(label, column), group.code


def test_being_in_work_implies_the_insurance_of_employees() -> None:
    [group] = vocabulary().find("在职职工", "insured_group")
    assert (group.attributes["insured_type"], group.attributes["employment"]) == ("职工", "在职")


@pytest.mark.parametrize(
    ("scheme", "column", "values"),
    [
        ("material", "type", {"document", "information", "credential"}),
        ("source_kind", "code", {"official", "portal", "forum", "unknown"}),
    ],
)
def test_a_column_keeps_to_its_values(scheme: str, column: str, values: set[str]) -> None:
    concepts = vocabulary().scheme(scheme)
    assert {concept.attributes.get(column, concept.code) for concept in concepts} == values


@pytest.mark.parametrize(
    ("label", "scheme", "code"),
    [
        ("医宝卡", "material", "material-medical-card"),
        ("新农和", "insured_group", "group-new-rural-cooperative"),
        ("卡里的钱", "service", "service-balance-query"),
        ("支付寶", "channel", "channel-alipay"),
        ("“医保服务平台”ＡＰＰ", "channel", "channel-nhsa-app"),
        ("門特", "care_type", None),
        ("门特", "care_type", "care-outpatient-special"),
        ("中卫", "region", "region-640500"),
        ("宁夏", "region", "region-640000"),
    ],
)
def test_find_takes_any_label_in_any_width(label: str, scheme: str, code: str | None) -> None:
    assert [concept.code for concept in vocabulary().find(label, scheme)] == ([code] if code else [])


def test_a_label_may_belong_to_several_schemes() -> None:
    assert {concept.scheme for concept in vocabulary().find("医保经办机构")} == {"channel", "organization"}


def test_labels_are_clean() -> None:
    for concept in vocabulary().concepts.values():
        for label in concept.labels:
            assert label == label.strip()
            assert not re.search(r"[\n\t|,;]|\s{2}", label), (concept.code, label)


def test_ancestors_are_told_nearest_first() -> None:
    assert [concept.pref_label for concept in vocabulary().ancestors("region-420506")] == ["宜昌市", "湖北省"]


def test_unknown_names_are_told() -> None:
    with pytest.raises(DataError, match=r"no scheme 'chanel'.*channel"):
        vocabulary().scheme("chanel")
    with pytest.raises(DataError, match="no concept 'channel-x'"):
        vocabulary().concept("channel-x")


# places


def test_all_units_have_the_parent_that_their_code_names() -> None:
    regions = {concept.code.removeprefix("region-"): concept for concept in vocabulary().scheme("region")}
    for code, region in regions.items():
        parents = [code[:2] + "0000"] if code.endswith("00") else [code[:4] + "00", code[:2] + "0000"]
        expected = None if code.endswith("0000") else next(parent for parent in parents if parent in regions)
        assert region.broader == (f"region-{expected}" if expected else None), region


def test_units_have_the_level_of_their_code() -> None:
    levels = Counter(concept.attributes["level"] for concept in vocabulary().scheme("region"))
    assert levels["province"] == 34
    assert levels["prefecture"] == 333
    assert 2835 <= levels["county"] <= 2860
    for concept in vocabulary().scheme("region"):
        zeros = len(concept.code) - len(concept.code.rstrip("0"))
        level = concept.attributes["level"]
        assert {"province": zeros >= 4, "prefecture": zeros >= 2, "county": not concept.code.endswith("00")}[level]


def test_virtual_units_are_left_out() -> None:
    assert not VIRTUAL & {concept.pref_label for concept in vocabulary().scheme("region")}


@pytest.mark.parametrize(
    ("code", "name"),
    [("370116", "莱芜区"), ("130682", "定州市"), ("540600", "那曲市"), ("330113", "临平区"), ("610118", "鄠邑区")],
)
def test_mergers_and_renamings_are_followed(code: str, name: str) -> None:
    assert vocabulary().concept(f"region-{code}").pref_label == name
    assert "region-371200" not in vocabulary().concepts


def test_no_unit_has_a_name_of_one_character() -> None:
    assert all(len(label) > 1 for concept in vocabulary().scheme("region") for label in concept.labels)


def test_counties_of_one_name_are_all_found() -> None:
    assert len(vocabulary().find("鼓楼区", "region")) == 4


# matching


@pytest.mark.parametrize("scheme", sorted(path.stem for path in FOLDER.glob("*.csv")))
def test_every_label_is_found_by_the_matcher(scheme: str) -> None:
    blocked = {label for label, codes in vocabulary().labels(scheme).items() if not codes}
    for concept in vocabulary().scheme(scheme):
        for label in concept.labels:
            if label in blocked:
                continue
            [match] = matcher(scheme).matches(label)
            assert (match.start, match.end) == (0, len(label)), label
            assert concept.code in match.codes


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("region", "到医保定点药店购药"),
        ("region", "城区居民"),
        ("facility_level", "高血压三级、失能一级"),
        ("material", "凭处方药目录"),
        ("organization", "提供银行卡"),
        ("service", "医保报销比例"),
    ],
)
def test_strings_that_hold_a_label_by_accident_are_passed_over(scheme: str, text: str) -> None:
    assert matcher(scheme).matches(text) == []


def test_the_card_number_is_no_mention_of_the_card() -> None:
    [match] = matcher("material").matches("请输入医保卡号")
    assert match.codes == ("material-medical-card-number",)


# broken tables


BROKEN = {
    "duplicate code": ("a-1,甲,,,\na-1,乙,,,", 3, "code 'a-1' stands twice"),
    "empty code": (",甲,,,", 2, "code is empty"),
    "empty prefLabel": ("a-1,,甲,,", 2, "prefLabel is empty"),
    "unknown broader": ("a-1,甲,,,a-9", 2, "broader 'a-9' is no code of this table"),
    "circle": ("a-1,甲,,,a-2\na-2,乙,,,a-1", 2, "leads back"),
    "own parent": ("a-1,甲,,,a-1", 2, "leads back"),
    "duplicate prefLabel": ("a-1,甲,,,\na-2,甲,,,", 3, "prefLabel '甲' also names a-1"),
    "label of another concept": ("a-1,甲,丙,,\na-2,乙,,丙,", 3, "label '丙' also names a-1"),
    "label that differs in width only": ("a-1,ＡＰＰ,,,\na-2,app,,,", 3, "label 'app' also names a-1"),
    "label twice in a row": ("a-1,甲,乙|乙,,", 2, "label '乙' stands twice in the row"),
    "too few columns": ("a-1,甲,,", 2, "5 columns are expected, not 4"),
    "too many columns": ("a-1,甲,,,,x", 2, "5 columns are expected, not 6"),
    "broken quotes": ('a-1,"甲"x,,,', 2, "no valid CSV"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_row_is_told_with_file_and_line(tmp_path: Path, kind: str) -> None:
    rows, line, message = BROKEN[kind]
    told = faults(write(tmp_path, thing=f"{HEADER}\n{rows}\n"))
    assert any(fault.startswith(f"{tmp_path / 'thing.csv'}:{line}: ") and message in fault for fault in told), told


def test_a_wrong_header_is_told(tmp_path: Path) -> None:
    [fault] = faults(write(tmp_path, thing="code,label\na-1,甲\n"))
    assert fault.startswith(f"{tmp_path / 'thing.csv'}:1: the columns must begin with code,prefLabel")


def test_all_faults_of_all_tables_are_told_together(tmp_path: Path) -> None:
    told = faults(write(tmp_path, one=f"{HEADER}\na-1,,,,\na-2,乙,,,a-8\n", two=f"{HEADER}\nb-1,丙,,\n"))
    assert [fault.split(": ")[0].rpartition("/")[2] for fault in told] == ["one.csv:2", "two.csv:2", "one.csv:3"]


def test_a_column_that_names_another_concept_is_checked(tmp_path: Path) -> None:
    write(tmp_path, organization=f"{HEADER}\norg-1,局,,,\n")
    [fault] = faults(write(tmp_path, channel=f"{HEADER},ownedBy\nc-1,网站,,,,org-9\n"))
    assert fault == f"{tmp_path / 'channel.csv'}:2: ownedBy 'org-9' is no code of organization.csv"


def test_a_shared_label_may_be_allowed(tmp_path: Path) -> None:
    write(tmp_path, thing=f"{HEADER}\na-1,甲,丙,,\na-2,乙,丙,,\n")
    (tmp_path / "ambiguous.txt").write_text("# both\nthing: 丙\n", encoding="utf-8")
    assert [concept.code for concept in load(tmp_path).find("丙")] == ["a-1", "a-2"]


def test_an_allowance_that_is_not_needed_is_told(tmp_path: Path) -> None:
    write(tmp_path, thing=f"{HEADER}\na-1,甲,,,\n")
    (tmp_path / "ambiguous.txt").write_text("thing: 甲\n", encoding="utf-8")
    [fault] = faults(tmp_path)
    assert fault.startswith(f"{tmp_path / 'ambiguous.txt'}:1: ")


def test_a_broken_line_of_a_list_is_told(tmp_path: Path) -> None:
    write(tmp_path, thing=f"{HEADER}\na-1,甲,,,\n")
    (tmp_path / "blocked.txt").write_text("# why\nthing甲\nthing: 甲乙\nthing: 甲乙\n", encoding="utf-8")
    told = faults(tmp_path)
    assert [fault.partition(": ")[0].rpartition("/")[2] for fault in told] == ["blocked.txt:2", "blocked.txt:4"]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    [fault] = faults(tmp_path)
    assert "no vocabulary tables" in fault


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "thing.csv").write_bytes(f"{HEADER}\na-1,甲,,,\n".encode("gb18030"))
    [fault] = faults(tmp_path)
    assert fault.startswith(f"{tmp_path / 'thing.csv'}: cannot be read")


def test_quoted_cells_and_extra_columns_are_read(tmp_path: Path) -> None:
    table = f'{HEADER},note\na-1,甲,"乙|丙",,,"一，二"\na-2,丁,,,a-1,\n'
    read = load(write(tmp_path, thing=table))
    assert read.concept("a-1").alt_labels == ("乙", "丙")
    assert (read.concept("a-1").attributes, read.concept("a-2").attributes) == ({"note": "一，二"}, {})


# words


def test_labels_are_words_of_the_segmenter() -> None:
    assert words("异地就医后用医保电子凭证和社保卡") == ["异地就医", "后", "用", "医保电子凭证", "和", "社保卡"]


def test_tokens_hold_words_parts_and_characters() -> None:
    assert {"医保卡", "医保", "余额", "卡", "app"} <= set(tokens("医保卡余额ＡＰＰ"))


def test_user_words_are_short_and_without_punctuation() -> None:
    assert all(2 <= len(word) <= 6 and re.fullmatch(r"\w+", word) for word in user_words())


@pytest.mark.parametrize("text", ["", " \n", "，。！"])
def test_text_without_words_has_none(text: str) -> None:
    assert words(text) == tokens(text) == []


def test_folding_keeps_every_offset() -> None:
    text = "“ＡＢ”　医保（１）Ａ"
    assert len(fold(text)) == len(text)
    assert fold(text) == '"ab" 医保(1)a'


# RDF


def test_the_vocabulary_graph_is_valid_and_complete() -> None:
    store = pyoxigraph.Store()
    store.bulk_load("".join(nquads(vocabulary())).encode(), pyoxigraph.RdfFormat.N_QUADS)
    assert [graph.value for graph in store.named_graphs()] == [terms.VOCABULARY_GRAPH]
    query = """SELECT (COUNT(DISTINCT ?c) AS ?n) WHERE {
        GRAPH ?g { ?c a skos:Concept ; skos:inScheme/skos:prefLabel ?scheme ; skos:prefLabel ?label } }"""
    [row] = store.query(query, prefixes={"skos": terms.SKOS})
    assert int(row["n"].value) == len(vocabulary().concepts)


def test_a_place_has_its_notation_and_its_parent() -> None:
    lines = set(nquads(vocabulary()))
    graph = f"<{terms.VOCABULARY_GRAPH}>"
    assert f'<{terms.region("140100")}> <{terms.SKOS_NOTATION}> "140100" {graph} .\n' in lines
    assert f"<{terms.region('140100')}> <{terms.SKOS_BROADER}> <{terms.region('140000')}> {graph} .\n" in lines


def test_a_channel_has_its_class_owner_and_telephone() -> None:
    lines = [line for line in nquads(vocabulary()) if terms.concept("channel-12393") in line]
    for term in (terms.CV_CHANNEL, terms.CV_OWNED_BY, terms.CV_HAS_CONTACT_POINT):
        assert any(f"<{term}>" in line for line in lines)


def test_labels_with_quotes_are_escaped() -> None:
    odd = load_one('a"\\甲')
    store = pyoxigraph.Store()
    store.bulk_load("".join(nquads(odd)).encode(), pyoxigraph.RdfFormat.N_QUADS)
    label = pyoxigraph.Literal('a"\\甲', language="zh")
    assert list(store.quads_for_pattern(None, None, label, None))


def load_one(label: str) -> Vocabulary:
    from ontology.vocabulary import Concept

    return Vocabulary({"a": Concept("a", "thing", label, (), (), None, {})}, frozenset())


def test_every_scheme_has_a_title() -> None:
    assert set(rules("schemes", Schemes).titles) == {*vocabulary().schemes, "candidate"}


def test_every_term_of_our_own_is_described() -> None:
    ontology = Graph().parse(FOLDER.parent / "yibao.ttl", format="turtle")
    spelt = {value for name, value in vars(terms).items() if name.startswith("YB_")}
    described = {
        str(node)
        for node in ontology.subjects(RDF.type, None)
        if str(node).startswith(terms.YB) and str(node) != terms.YB
    }
    described.discard(terms.YB.rstrip("#"))
    assert described == spelt
    for term in spelt:
        labels = {label.language for label in ontology.objects(URIRef(term), RDFS.label)}
        assert labels == {"zh", "en"}, term
        assert ontology.value(URIRef(term), RDFS.comment), term


@pytest.mark.parametrize("code", ["channel-alipay", "region-140100", "奇怪 /#代码"])
def test_a_code_survives_its_iri(code: str) -> None:
    assert terms.concept_code(terms.concept(code)) == code


def test_names_of_articles_make_valid_iris() -> None:
    for name in ("../文 章/a b<c>.txt", "x#y?z", 'a\\b"c'):
        iri = terms.article_graph(name, "00ff")
        assert pyoxigraph.NamedNode(iri).value == iri
        assert iri.isascii()
