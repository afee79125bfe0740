"""What assets need of the world, as Dagster's resource: a :class:`Workroom` whose things stay open during a run."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import dagster as dg
from pydantic import PrivateAttr

from infopos_pipeline.orchestration.interrupted import working_on
from infopos_pipeline.orchestration.workroom import Workroom, open_warehouse
from infopos_pipeline.privacy.keys import Key
from infopos_pipeline.warehouse import Warehouse

__all__ = ["Workplace", "open_warehouse"]


class Workplace(dg.ConfigurableResource, Workroom):  # type: ignore[type-arg]
    """The folders of a run, its key and its engine, as a :class:`Workroom` has them."""

    project_folder: str
    home_folder: str
    key_file: str = ""
    engine: str = ""
    _open: ExitStack = PrivateAttr(default_factory=ExitStack)
    _warehouse: Warehouse | None = PrivateAttr(default=None)
    _held: Key | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workplace"]:
        """Whatever a run opens stays open until it ends, and is closed then."""
        self.home.shut()
        with self.at_work():
            if context.run is not None:
                self._open.enter_context(working_on(self.home, context.run.run_id))
            yield self

    def _tell_of_new_key(self) -> None:
        dg.get_dagster_logger().warning(f"A new key was made at {self.key_path}. Keep a copy of it.")
