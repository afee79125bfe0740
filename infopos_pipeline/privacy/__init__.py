"""From answers to pseudonymised responses: who answered leaves here, under a key that lies elsewhere.

Belongs here: keys, pseudonyms, redaction and sealing of open answers, and the choice of what goes on to the warehouse.
Not here: suppression of results (disclosure). Responses are pseudonymised (AVG art. 4(5)), not anonymous: whoever has
the key and the list of municipalities can link them.
"""

from typing import TYPE_CHECKING, Any

from infopos_pipeline.privacy.keys import Key, held_key, load_key, replacing_key

if TYPE_CHECKING:
    from infopos_pipeline.privacy.responses import Responses, pseudonymise

__all__ = ["Key", "Responses", "held_key", "load_key", "pseudonymise", "replacing_key"]


def __getattr__(name: str) -> Any:
    """Load what makes responses when it is asked for: it brings pandas and Pandera along, and a key needs neither."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from infopos_pipeline.privacy import responses

    return getattr(responses, name)
