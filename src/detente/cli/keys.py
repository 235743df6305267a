"""Keys and lines from a person: one key at a time at a terminal, line by line where input comes from elsewhere."""

from __future__ import annotations

import sys
from dataclasses import dataclass

END = ""
"""What reading gives at the end of input, or when the person breaks off."""


@dataclass(frozen=True, slots=True)
class Keyboard:
    """Where answers come from. `terminal`: keys are read without Enter; else each key is the first character of a line."""

    terminal: bool

    def key(self) -> str:
        """The next key; `END` at the end of input and for Ctrl-C and Ctrl-D."""
        if not self.terminal:
            line = sys.stdin.readline()
            return line.strip()[:1] or "\n" if line else END
        import click

        try:
            pressed = click.getchar()
        except (KeyboardInterrupt, EOFError):
            return END
        return END if pressed in ("\x03", "\x04") else "\n" if pressed == "\r" else pressed

    def line(self, prompt: str) -> str | None:
        """A line without white space at its ends; None at the end of input and for Ctrl-C."""
        if self.terminal:
            try:
                return input(prompt).strip()
            except (KeyboardInterrupt, EOFError):
                return None
        print(prompt, end="", flush=True)
        line = sys.stdin.readline()
        print(line.strip())
        return line.strip() if line else None


def keyboard() -> Keyboard:
    """The keyboard of this run."""
    return Keyboard(sys.stdin.isatty() and sys.stdout.isatty())
