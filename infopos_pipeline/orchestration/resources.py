"""What assets need of the world: the home, the project, the key, the warehouse."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from infopos_pipeline.files import sweep
from infopos_pipeline.orchestration.draw_records import settle_records, write_rekeyed
from infopos_pipeline.orchestration.interrupted import working_on
from infopos_pipeline.privacy import Key, held_key, load_key, replacing_key
from infopos_pipeline.privacy.keys import key_path, present_key
from infopos_pipeline.project import Home, Project
from infopos_pipeline.study import Study
from infopos_pipeline.warehouse import Warehouse


class Workplace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders of a run. ``key_file`` is empty for the platform's own place, or INFOPOS_KEY_FILE."""

    project_folder: str
    home_folder: str
    key_file: str = ""
    _open: ExitStack = PrivateAttr(default_factory=ExitStack)
    _warehouse: Warehouse | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workplace"]:
        """Whatever a run opens stays open until it ends, and is closed then."""
        self.home.shut()
        with self.at_work():
            if context.run is not None:
                self._open.enter_context(working_on(self.home, context.run.run_id))
            yield self

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Whatever is opened stays open until the end of the block, and is closed then."""
        try:
            with self._open:
                yield
        finally:
            self._warehouse = None

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
            dg.get_dagster_logger().warning(f"A new key was made at {self.key_path}. Keep a copy of it.")
        return key

    def check_key(self) -> Key | None:
        """The key if there is one; makes nothing, and raises what :meth:`key` would."""
        return held_key(self.key_path, self._outside, self.key_ids())

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


@contextmanager
def open_warehouse(home: Home, study: Study | None = None) -> Iterator[Warehouse]:
    """The warehouse of a home, open; with the tables of ``study`` in it, if one is given."""
    home.prepare()
    home.warehouse.parent.mkdir(exist_ok=True, mode=0o700)
    with Warehouse(home.warehouse) as warehouse:
        if study is not None:
            warehouse.prepare(study)
        yield warehouse
