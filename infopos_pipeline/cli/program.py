"""The program as its script calls it: it runs a command, and ends at once when that is done."""

from __future__ import annotations

import atexit
import os
import sys
from typing import NoReturn

from infopos_pipeline.cli.translated import TranslatedGroup


class Program(TranslatedGroup):
    """The group of all commands; called, it is the whole process."""

    def __call__(self, *args: object, **extra: object) -> NoReturn:
        """Run the command that was typed and end this process with its exit code.

        Python would take apart a million objects of the libraries first, for a second after a run. By now all that a
        command opened is closed; what libraries do at the end is done, and what was said is written out.
        """
        try:
            self.main(*args, **extra)
        except SystemExit as leaving:
            code = leaving.code
        else:  # click ends every command by itself
            code = 0
        if not isinstance(code, int):  # a message, or nothing
            sys.exit(code)
        atexit._run_exitfuncs()
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError:  # whoever read it has gone away
            sys.exit(code)
        os._exit(code)
