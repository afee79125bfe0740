"""From answers to pseudonymised responses: who answered leaves here, under a key that lies elsewhere.

Belongs here: keys, pseudonyms, redaction and sealing of open answers, and the choice of what goes on to the warehouse.
Not here: suppression of results (disclosure). Responses are pseudonymised (AVG art. 4(5)), not anonymous: whoever has
the key and the list of municipalities can link them.
"""

from infopos_pipeline.privacy.keys import Key, held_key, load_key, replacing_key
from infopos_pipeline.privacy.responses import Responses, pseudonymise

__all__ = ["Key", "Responses", "held_key", "load_key", "pseudonymise", "replacing_key"]
