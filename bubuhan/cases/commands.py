"""What a phone may ask of this room."""

from bubuhan.kernel.commands import CommandType

COMMANDS: tuple[CommandType, ...] = ()
