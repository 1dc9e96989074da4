"""What the engine does not have says so by its name, in one sentence."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

if TYPE_CHECKING:
    from collections.abc import Callable


class NotThereError(NotImplementedError, AttributeError):
    """A part of xlwings that this engine does not have; ``hasattr`` sees that it is not there."""


def not_there(owner: str, name: str) -> NotThereError:
    """The error for a member of a class of xlwings."""
    return NotThereError(f"LibreOffice engine: {owner}.{name} is not there")


class Part:
    """A part of the engine: whatever its base class in xlwings names and it does not have is not there.

    The base classes of xlwings raise without a word. Here every method and property of theirs that a class does not
    write itself, and every setter, gets one that names it.
    """

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        bases = [one for one in cls.__mro__ if one.__module__ == base_classes.__name__]
        for name, member in ((name, member) for base in bases for name, member in vars(base).items()):
            own = getattr(cls, name)
            if name.startswith("_") or inspect.iscoroutinefunction(member):
                continue
            if isinstance(member, property):
                if own is member and _is_bare(member.fget):
                    setattr(cls, name, property(_raising(cls, name), _raising(cls, name)))
                elif isinstance(own, property) and own.fset is None and member.fset is not None:
                    setattr(cls, name, own.setter(_raising(cls, name)))
            elif own is member and _is_bare(member):
                setattr(cls, name, _raising(cls, name))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if hasattr(type(self), name):
            # The member is there and failed by itself: let it say why.
            return object.__getattribute__(self, name)
        raise not_there(type(self).__name__, name)


def _is_bare(member: Any) -> bool:
    """Whether a function of a base class only raises."""
    return inspect.isfunction(member) and "NotImplementedError" in member.__code__.co_names


def _raising(cls: type, name: str) -> Callable[..., Any]:
    def refuse(self: object, *_: object, **__: object) -> Any:
        raise not_there(type(self).__name__, name)

    refuse.__name__ = name
    refuse.__qualname__ = f"{cls.__qualname__}.{name}"
    return refuse
