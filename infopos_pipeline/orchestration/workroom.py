"""What work on a home needs of the world: the folders, the key, the warehouse. Without Dagster, so that a command which
finds nothing to do is done before Dagster would be loaded; ``resources`` makes of it what assets take.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from infopos_pipeline.files import sweep
from infopos_pipeline.messages import said
from infopos_pipeline.privacy.keys import Key, held_key, key_path, load_key, present_key, replacing_key
from infopos_pipeline.problems import UserError, did_you_mean
from infopos_pipeline.project import Home, Project
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from infopos_pipeline.warehouse.spark_slices import SparkSlices

DUCKDB, SPARK = "duckdb", "spark"
ENGINE_VARIABLE = "INFOPOS_ENGINE"


class Workroom:
    """The folders of some work. ``key_file`` is empty for the platform's own place, or INFOPOS_KEY_FILE; ``engine`` is
    what responses are read, kept and counted by: duckdb or spark; empty for INFOPOS_ENGINE, or duckdb.
    """

    project_folder: str
    home_folder: str
    key_file: str
    engine: str
    _open: ExitStack
    _warehouse: Warehouse | None
    _held: Key | None

    def __init__(self, project_folder: str, home_folder: str, key_file: str = "", engine: str = "") -> None:
        self.project_folder, self.home_folder, self.key_file = project_folder, home_folder, key_file
        self.engine = engine
        self._open, self._warehouse, self._held = ExitStack(), None, None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Whatever is opened stays open until the end of the block, and is closed then."""
        try:
            with self._open:
                yield
        finally:
            self._warehouse = self._held = None

    @property
    def project(self) -> Project:
        """The project with the declarations."""
        return Project(Path(self.project_folder))

    @property
    def home(self) -> Home:
        """The home with the user's state."""
        return Home(Path(self.home_folder))

    @property
    def key_path(self) -> Path:
        """Where the key of the pseudonyms lies."""
        return Path(self.key_file) if self.key_file else key_path(os.environ)

    @property
    def on_spark(self) -> bool:
        """Whether responses are read, kept and counted by Spark.

        Raises:
            UserError: no engine is called so.
        """
        self.check_engine()
        return self._engine == SPARK

    @property
    def _engine(self) -> str:
        return self.engine or os.environ.get(ENGINE_VARIABLE) or DUCKDB

    def check_engine(self) -> None:
        """Refuse an engine that does not exist.

        Raises:
            UserError: no engine is called so.
        """
        engine = self._engine
        if engine not in (DUCKDB, SPARK):
            raise UserError(
                said(
                    "No engine is called '{engine}' (there are: {known}).{meant}",
                    engine=engine,
                    known=f"{DUCKDB}, {SPARK}",
                    meant=did_you_mean(engine, (DUCKDB, SPARK)),
                )
            )

    def start_engine(self) -> None:
        """Have the engine at hand, which the first wave would start: what it lacks is said once, before any wave runs.

        Raises:
            UserError: pyspark or Java is not there, or Spark does not start.
        """
        if self.on_spark:
            from infopos_pipeline.warehouse.spark import session

            session()

    @property
    def _outside(self) -> tuple[Path, ...]:
        """The folders that the key must not lie in."""
        return self.project.root, self.home.root

    def key(self) -> Key:
        """The key of the pseudonyms: the one that all slices of the home were made under, made on first use.

        Whoever writes under it opens the warehouse first: no other process can then rotate the key in between.

        Raises:
            UserError: the key is missing, another one, or not to be trusted.
        """
        key, created = load_key(self.key_path, self._outside, self.key_ids())
        if created:
            self._tell_of_new_key()
        return key

    def _tell_of_new_key(self) -> None:
        """Whoever made the key says so."""

    def check_key(self) -> Key | None:
        """The key if there is one; makes nothing, and raises what :meth:`key` would.

        While the warehouse is open nobody else writes into it: the key that fits it is looked for once.
        """
        if self._warehouse is None or self._held is None:
            self._held = held_key(self.key_path, self._outside, self.key_ids())
        return self._held

    def key_ids(self) -> frozenset[str]:
        """The ids of the keys that slices of this home, of all studies, were made under; whatever key is there."""
        if self._warehouse is not None:
            return self._warehouse.key_ids()
        if not self.home.warehouse.exists():
            return frozenset()
        with open_warehouse(self.home) as warehouse:
            return warehouse.key_ids()

    def rotate_key(self) -> Key:
        """Delete all slices of respondents, then replace the key by a new one, which it returns. Who was drawn for an
        interview stands in the records of the draws under the new key.

        In this order an interruption leaves a home that the key there fits. The warehouse stays locked until all is
        done, so that no other process writes under the old key in between.

        Raises:
            UserError: the key cannot be replaced, the warehouse not be used, or a draw not be carried over.
        """
        from infopos_pipeline.orchestration.draw_records import settle_records, write_rekeyed

        with ExitStack() as stack:
            warehouse = None
            if self.home.warehouse.exists():
                warehouse = stack.enter_context(open_warehouse(self.home))
            with replacing_key(self.key_path, self._outside) as key:
                write_rekeyed(self.home, self.project, present_key(self.key_path), key)
                if warehouse is not None:
                    warehouse.forget_pseudonyms()
            settle_records(self.home, key)
        return key

    def warehouse(self, study: Study) -> Warehouse:
        """The warehouse with the study's tables in it, opened at the first call of a run."""
        if self._warehouse is None:
            self._warehouse = self._open.enter_context(open_warehouse(self.home, study))
            # Whoever holds the warehouse is the only one who writes outputs.
            sweep(self.home.outputs(study.name))
        return self._warehouse

    def responses_at_rest(self, study: Study) -> Warehouse | SparkSlices:
        """Where the responses of a study are kept and counted, by the engine that was chosen."""
        warehouse = self.warehouse(study)
        if not self.on_spark:
            return warehouse
        from infopos_pipeline.warehouse.spark_slices import SparkSlices

        return SparkSlices(warehouse)


@contextmanager
def open_warehouse(home: Home, study: Study | None = None) -> Iterator[Warehouse]:
    """The warehouse of a home, open; with the tables of ``study`` in it, if one is given."""
    home.prepare()
    home.warehouse.parent.mkdir(exist_ok=True, mode=0o700)
    with Warehouse(home.warehouse) as warehouse:
        if study is not None:
            warehouse.prepare(study)
        yield warehouse
