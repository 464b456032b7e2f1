"""Settings of the server: the shipped file, a file of the user's, the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from index.engines import Engines
from ontology.errors import InputError

DEFAULTS = Path(__file__).with_name("serve.yaml")


class ServerSettings(BaseSettings):
    """What `serve.yaml` explains; an environment variable `YIBAO_SERVE_<NAME>` goes before files."""

    model_config = SettingsConfigDict(env_prefix="YIBAO_SERVE_", extra="forbid", frozen=True)

    host: str
    port: int = Field(ge=0, le=65535)
    vectors: str
    graph: str
    workers: int = Field(ge=1, le=64)
    pages: bool
    chat_url: str
    chat_model: str
    api_keys: tuple[Annotated[str, Field(min_length=1)], ...]
    session: float = Field(gt=0)
    login_tries: int = Field(ge=1)
    cors_origins: tuple[str, ...]
    max_body: int = Field(ge=1)
    max_query_length: int = Field(ge=1)
    max_k: int = Field(ge=1)
    max_rows: int = Field(ge=1)
    max_budget: int = Field(ge=1)
    timeout: float = Field(gt=0)
    concurrency: int = Field(ge=1)
    queue: int = Field(ge=0)
    kept_answers: int = Field(ge=0)
    exports: int = Field(ge=1)
    idle_timeout: int = Field(ge=1)
    patience: float = Field(gt=0)
    refresh: float = Field(gt=0)
    log: Literal["plain", "json"]
    sparql_timeout: float = Field(gt=0)
    sparql_workers: int = Field(ge=1)
    sparql_max_rows: int = Field(ge=1)
    sparql_max_bytes: int = Field(ge=1)
    sparql_memory: int = Field(ge=0)

    @property
    def engines(self) -> Engines:
        """The engines elsewhere that are asked in place of the data folder's own."""
        return Engines(self.vectors or None, self.graph or None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment go before what the files say."""
        return env_settings, init_settings


def server_settings(config: Path | None = None, **given: Any) -> ServerSettings:
    """Return the settings: of the command line, else the environment, else `config`, else the shipped file.

    Args:
        config: a YAML file of the user's.
        given: settings of the command line; None means not given.

    Raises:
        InputError: if the file cannot be read or a setting is unknown or out of bounds.
    """
    where = str(config) if config else "the settings of the server"
    try:
        found = ServerSettings(**{**_read(DEFAULTS), **(_read(config) if config else {})})
        stated = {name: value for name, value in given.items() if value is not None}
        return ServerSettings.model_validate(found.model_copy(update=stated).model_dump()) if stated else found
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise InputError(f"{where}: {name}: {first['msg']}; see {DEFAULTS.name} for what there is") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(f"{path}: cannot be read ({' '.join(str(error).split())}): check --config") from error
    if not isinstance(found, dict):
        raise InputError(f"{path}: no settings of the form `name: value`; see {DEFAULTS.name}")
    return {str(name): value for name, value in found.items()}
