"""The IRIs of the graph: the only module that spells them.

A constant is named prefix_TERM: `YB_VALUE_MIN` is yb:valueMin, `SKOS_PREF_LABEL` is skos:prefLabel. All are
plain `str`, so that neither rdflib nor pyoxigraph is needed to name a term.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

# namespaces
YB = "https://w3id.org/yibao/ns#"
YBC = "https://w3id.org/yibao/code/"
YBD = "https://w3id.org/yibao/id/"
GRAPH = "https://w3id.org/yibao/graph/"
CPSV = "http://purl.org/vocab/cpsv#"
CV = "http://data.europa.eu/m8g/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
DCT = "http://purl.org/dc/terms/"
SCHEMA = "https://schema.org/"
ELI = "http://data.europa.eu/eli/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
FOAF = "http://xmlns.com/foaf/0.1/"
SH = "http://www.w3.org/ns/shacl#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"

PREFIXES: dict[str, str] = {
    "yb": YB,
    "ybc": YBC,
    "ybd": YBD,
    "cpsv": CPSV,
    "cv": CV,
    "skos": SKOS,
    "prov": PROV,
    "oa": OA,
    "dct": DCT,
    "schema": SCHEMA,
    "eli": ELI,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "foaf": FOAF,
    "sh": SH,
    "void": VOID,
    "dcat": DCAT,
}
VOCABULARIES = (YB, CPSV, CV, SKOS, PROV, OA, DCT, SCHEMA, ELI)  # that statements about articles are made with

# named graphs
VOCABULARY_GRAPH = GRAPH + "vocabulary"
CONSOLIDATED_GRAPH = GRAPH + "consolidated"
INFERRED_GRAPH = GRAPH + "inferred"  # what follows from the vocabulary
DATASET_GRAPH = GRAPH + "dataset"  # what the data says about itself
DERIVED_GRAPHS = (VOCABULARY_GRAPH, CONSOLIDATED_GRAPH, INFERRED_GRAPH, DATASET_GRAPH)  # all that are no article's

# RDF, RDFS, OWL
RDF_TYPE = RDF + "type"
RDF_FIRST = RDF + "first"
RDF_REST = RDF + "rest"
RDF_NIL = RDF + "nil"
RDF_JSON = RDF + "JSON"

# XSD datatypes
XSD_STRING = XSD + "string"
XSD_BOOLEAN = XSD + "boolean"
XSD_INTEGER = XSD + "integer"
XSD_DECIMAL = XSD + "decimal"
XSD_DATE = XSD + "date"
XSD_G_YEAR = XSD + "gYear"
XSD_ANY_URI = XSD + "anyURI"

# SKOS: the vocabulary
SKOS_CONCEPT = SKOS + "Concept"
SKOS_CONCEPT_SCHEME = SKOS + "ConceptScheme"
SKOS_PREF_LABEL = SKOS + "prefLabel"
SKOS_ALT_LABEL = SKOS + "altLabel"
SKOS_HIDDEN_LABEL = SKOS + "hiddenLabel"
SKOS_BROADER = SKOS + "broader"
SKOS_BROADER_TRANSITIVE = SKOS + "broaderTransitive"
SKOS_NOTATION = SKOS + "notation"
SKOS_IN_SCHEME = SKOS + "inScheme"
SKOS_TOP_CONCEPT_OF = SKOS + "topConceptOf"

# Dublin Core
DCT_TITLE = DCT + "title"
DCT_SOURCE = DCT + "source"
DCT_ISSUED = DCT + "issued"
DCT_PUBLISHER = DCT + "publisher"
DCT_TYPE = DCT + "type"
DCT_SUBJECT = DCT + "subject"
DCT_SPATIAL = DCT + "spatial"
DCT_IDENTIFIER = DCT + "identifier"
DCT_DESCRIPTION = DCT + "description"
DCT_LANGUAGE = DCT + "language"
DCT_LICENSE = DCT + "license"
DCT_RIGHTS = DCT + "rights"
DCT_TEMPORAL = DCT + "temporal"
DCT_PERIOD_OF_TIME = DCT + "PeriodOfTime"
DCT_IS_PART_OF = DCT + "isPartOf"

# CPSV-AP 3.2: services, channels, materials, organisations
CPSV_PUBLIC_SERVICE = CPSV + "PublicService"
CPSV_HAS_INPUT = CPSV + "hasInput"
CPSV_PRODUCES = CPSV + "produces"
CV_COST = CV + "Cost"
CV_OUTPUT = CV + "Output"
CV_HAS_COST = CV + "hasCost"
CV_VALUE = CV + "value"
CV_CURRENCY = CV + "currency"
YUAN = "http://publications.europa.eu/resource/authority/currency/CNY"  # of the authority table that CPSV-AP names
CV_CHANNEL = CV + "Channel"
CV_EVIDENCE_TYPE = CV + "EvidenceType"
CV_CONTACT_POINT = CV + "ContactPoint"
CV_PUBLIC_ORGANISATION = CV + "PublicOrganisation"
CV_HAS_CHANNEL = CV + "hasChannel"
CV_HAS_CONTACT_POINT = CV + "contactPoint"
CV_HAS_LEGAL_RESOURCE = CV + "hasLegalResource"
CV_OWNED_BY = CV + "ownedBy"
CV_PROCESSING_TIME = CV + "processingTime"
CV_TELEPHONE = CV + "telephone"

# ELI: laws and their articles
ELI_LEGAL_RESOURCE = ELI + "LegalResource"
ELI_LEGAL_RESOURCE_SUBDIVISION = ELI + "LegalResourceSubdivision"
ELI_IS_PART_OF = ELI + "is_part_of"
ELI_NUMBER = ELI + "number"
ELI_TITLE = ELI + "title"
ELI_DATE_DOCUMENT = ELI + "date_document"
ELI_PASSED_BY = ELI + "passed_by"

# PROV and Web Annotation: evidence
PROV_ENTITY = PROV + "Entity"
PROV_WAS_DERIVED_FROM = PROV + "wasDerivedFrom"
PROV_HAD_PRIMARY_SOURCE = PROV + "hadPrimarySource"
OA_SPECIFIC_RESOURCE = OA + "SpecificResource"
OA_HAS_SOURCE = OA + "hasSource"
OA_HAS_SELECTOR = OA + "hasSelector"
OA_TEXT_POSITION_SELECTOR = OA + "TextPositionSelector"
OA_TEXT_QUOTE_SELECTOR = OA + "TextQuoteSelector"
OA_START = OA + "start"
OA_END = OA + "end"
OA_EXACT = OA + "exact"

# schema.org: articles and steps
SCHEMA_ARTICLE = SCHEMA + "Article"
SCHEMA_HOW_TO = SCHEMA + "HowTo"
SCHEMA_HOW_TO_STEP = SCHEMA + "HowToStep"
SCHEMA_STEP = SCHEMA + "step"
SCHEMA_POSITION = SCHEMA + "position"
SCHEMA_TEXT = SCHEMA + "text"

# VoID and DCAT: the dataset
VOID_DATASET = VOID + "Dataset"
VOID_TRIPLES = VOID + "triples"
VOID_ENTITIES = VOID + "entities"
VOID_SUBSET = VOID + "subset"
VOID_CLASS = VOID + "class"
VOID_CLASS_PARTITION = VOID + "classPartition"
VOID_VOCABULARY = VOID + "vocabulary"
VOID_URI_SPACE = VOID + "uriSpace"
VOID_EXAMPLE_RESOURCE = VOID + "exampleResource"
DCAT_DATASET = DCAT + "Dataset"
DCAT_DISTRIBUTION = DCAT + "distribution"
DCAT_DISTRIBUTION_CLASS = DCAT + "Distribution"
DCAT_KEYWORD = DCAT + "keyword"
DCAT_MEDIA_TYPE = DCAT + "mediaType"
DCAT_START_DATE = DCAT + "startDate"
DCAT_END_DATE = DCAT + "endDate"

# yb: classes
YB_CLAIM = YB + "Claim"
YB_BENEFIT_CLAIM = YB + "BenefitClaim"
YB_TIME_CLAIM = YB + "TimeClaim"
YB_MATERIAL_CLAIM = YB + "MaterialClaim"
YB_ELIGIBILITY_CLAIM = YB + "EligibilityClaim"
YB_WARNING = YB + "Warning"
YB_ADVICE = YB + "Advice"
YB_SERVICE_CHANNEL = YB + "ServiceChannel"
YB_CANDIDATE = YB + "Candidate"
YB_MENTION = YB + "Mention"
YB_PASSAGE = YB + "Passage"
YB_CONFLICT = YB + "Conflict"
YB_SIDE = YB + "Side"
YB_CONSOLIDATED = YB + "Consolidated"

# yb: article
YB_CONTENT_HASH = YB + "contentHash"
YB_SOURCE_KIND = YB + "sourceKind"
YB_ARTICLE_PLACE = YB + "articlePlace"
YB_NEAR_DUPLICATE_OF = YB + "nearDuplicateOf"
YB_MENTIONS = YB + "mentions"  # article → concept, for look-up without reading mention nodes

# yb: claim
YB_ABOUT = YB + "about"
YB_MEASURE = YB + "measure"
YB_VALUE_MIN = YB + "valueMin"
YB_VALUE_MAX = YB + "valueMax"
YB_UNIT = YB + "unit"
YB_BOUND = YB + "bound"
YB_APPROXIMATE = YB + "approximate"
YB_INSURED_GROUP = YB + "insuredGroup"
YB_INSURED_TYPE = YB + "insuredType"
YB_EMPLOYMENT = YB + "employment"
YB_FACILITY_LEVEL = YB + "facilityLevel"
YB_CARE_TYPE = YB + "careType"
YB_REGION = YB + "region"
YB_PLACE = YB + "place"  # the place as the text words it, also where no region code is known
YB_CONDITION = YB + "condition"
YB_PERIOD = YB + "period"
YB_VALID_FROM = YB + "validFrom"
YB_VALID_UNTIL = YB + "validUntil"
YB_POLICY_YEAR = YB + "policyYear"
YB_CONDITION_EVIDENCE = YB + "conditionEvidence"
YB_CONDITION_KEY = YB + "conditionKey"
YB_CONFIDENCE = YB + "confidence"
YB_RULE = YB + "rule"
YB_RELATIVE_TO = YB + "relativeTo"
YB_ON_TOPIC = YB + "onTopic"

# yb: material claim
YB_MATERIAL = YB + "material"
YB_FORM = YB + "form"
YB_COPIES = YB + "copies"
YB_ALTERNATIVE_GROUP = YB + "alternativeGroup"
YB_ONLY_IF = YB + "onlyIf"
YB_ELIGIBLE = YB + "eligible"  # of an eligibility claim: who may apply, as the text words it

# yb: service channel
YB_SERVICE = YB + "service"
YB_CHANNEL = YB + "channel"
YB_STEPS = YB + "steps"
YB_ALTERNATIVE_TEXT = YB + "alternativeText"  # a further label that does as well at this step

# yb: evidence and mentions
YB_RAW_START = YB + "rawStart"
YB_RAW_END = YB + "rawEnd"
YB_CONCEPT = YB + "concept"
YB_SURFACE = YB + "surface"

# yb: consolidated
YB_ATTESTED_BY = YB + "attestedBy"
YB_CONFLICTS_WITH = YB + "conflictsWith"
YB_SOURCE_COUNT = YB + "sourceCount"
YB_ARTICLE_COUNT = YB + "articleCount"
YB_CONFLICT_CLASS = YB + "conflictClass"
YB_HAS_SIDE = YB + "hasSide"

# yb: computed when a query asks for it, see query.property_functions
YB_SEARCH = YB + "search"
YB_NEAR = YB + "near"

# yb: conditions that an insured group implies
YB_IMPLIES = YB + "implies"


DATASET = YBD + "dataset"


def local_name(iri: str) -> str:
    """Return what follows the namespace in an IRI.

    >>> local_name(YB_CLAIM)
    'Claim'
    """
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def concept(code: str) -> str:
    """Return the IRI of a vocabulary concept.

    >>> concept("channel-alipay")
    'https://w3id.org/yibao/code/channel-alipay'
    """
    return YBC + quote(code, safe="")


def concept_code(iri: str) -> str | None:
    """Return the code in a concept's IRI, None for any other IRI: the inverse of `concept`."""
    return unquote(iri[len(YBC) :]) if iri.startswith(YBC) else None


def scheme(name: str) -> str:
    """Return the IRI of a concept scheme, named as its CSV file: "channel", "region"."""
    return YBC + "scheme-" + quote(name, safe="")


def region(code: str) -> str:
    """Return the IRI of a GB/T 2260 unit.

    >>> region("140100")
    'https://w3id.org/yibao/code/region-140100'
    """
    return concept(f"region-{code}")


def article_graph(name: str, content_hash: str) -> str:
    """Return the IRI of the named graph of one version of an article.

    >>> article_graph("a/b.txt", "00ff")
    'https://w3id.org/yibao/graph/article/a%2Fb.txt/00ff'
    """
    return f"{GRAPH}article/{quote(name, safe='')}/{quote(content_hash, safe='')}"


def article(name: str) -> str:
    """Return the IRI of an article, the same for all its versions."""
    return _data("article", name)


def article_name(iri: str) -> str | None:
    """Return the name in an article's IRI, None for any other IRI: the inverse of `article`.

    >>> article_name(article("a/b.txt"))
    'a/b.txt'
    """
    code = entity_code(iri)
    return code.removeprefix("article-") if code and code.startswith("article-") else None


def claim(identifier: str) -> str:
    """Return the IRI of a claim."""
    return _data("claim", identifier)


def evidence(identifier: str) -> str:
    """Return the IRI of the annotated span that a claim or relation stands on."""
    return _data("evidence", identifier)


def service_channel(identifier: str) -> str:
    """Return the IRI of a service as offered through one channel."""
    return _data("service-channel", identifier)


def how_to(identifier: str) -> str:
    """Return the IRI of an ordered list of steps."""
    return _data("how-to", identifier)


def step(identifier: str, position: int) -> str:
    """Return the IRI of the step at a 1-based position of a how-to."""
    return _data("step", f"{identifier}-{position}")


def mention(identifier: str) -> str:
    """Return the IRI of a mention."""
    return _data("mention", identifier)


def passage(identifier: int) -> str:
    """Return the IRI of a passage."""
    return _data("passage", str(identifier))


def conflict(identifier: str) -> str:
    """Return the IRI of a conflict between claims."""
    return _data("conflict", identifier)


def entity(kind: str, identifier: str) -> str:
    """Return the IRI of a named thing that is no concept: a phone number, an app, an article of a law."""
    return _data(kind, identifier)


def entity_code(iri: str) -> str | None:
    """Return kind and identifier in the IRI of a thing of the data, None for any other IRI: the inverse of `entity`.

    >>> entity_code(entity("phone", "12393"))
    'phone-12393'
    """
    return unquote(iri[len(YBD) :]) if iri.startswith(YBD) else None


def _data(kind: str, identifier: str) -> str:
    # all but unreserved characters is escaped: one path segment, a valid Turtle local name
    return f"{YBD}{_escaped(kind)}-{_escaped(identifier)}"


def _escaped(part: str) -> str:
    return part if part.isascii() and part.isalnum() else quote(part, safe="")  # a digest has nothing to escape
