"""What the Python witnesses share: a line for each check, and an exit code that says whether all of them held."""

import atexit
import os
import traceback

_failed = []


def check(title):
    """Runs the decorated function at once and prints how it went."""

    def run(work):
        try:
            work()
            print(f"  ok {title}", flush=True)
        except Exception as error:
            _failed.append(title)
            print(f"  failed {title}: {type(error).__name__}: {error}", flush=True)
            traceback.print_exc()
        return work

    return run


@atexit.register
def _end():
    if _failed:
        os._exit(1)
