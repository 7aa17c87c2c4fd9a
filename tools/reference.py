"""Turn source text of the package into Markdown for people who call it.

Reads with `ast` and imports nothing, so that what it writes is the same on every Python and every machine.
"""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
Function = ast.FunctionDef | ast.AsyncFunctionDef

SECTIONS: Final = ("Args:", "Returns:", "Yields:", "Raises:")

_ENTRY: Final = re.compile(r"(?P<name>[\w.*`, ]+): (?P<text>.*)", re.DOTALL)
_LONG: Final = 100
"""Signatures longer than this get a line for each parameter."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field, property or member, with the text under it."""

    name: str
    type: str
    default: str | None
    doc: str


@dataclass(frozen=True, slots=True)
class Member:
    """One public class or function."""

    name: str
    node: Definition
    attributes: tuple[Attribute, ...] = field(default=())

    @property
    def doc(self) -> str:
        """Its docstring, without the indentation."""
        return ast.get_docstring(self.node) or ""


def read_module(path: Path) -> ast.Module:
    """Parse one module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def find_member(module: ast.Module, name: str) -> Member | None:
    """Return the class or function called `name`; `None` if it is neither."""
    for node in module.body:
        if isinstance(node, Definition) and node.name == name:
            attributes = tuple(list_attributes(node)) if isinstance(node, ast.ClassDef) else ()
            return Member(name, node, attributes)
    return None


def list_all(module: ast.Module) -> list[str]:
    """Return the names in `__all__`, or the public classes and functions where there is none."""
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=items)):
                return [str(item.value) for item in items if isinstance(item, ast.Constant)]
            case _:
                pass
    return [node.name for node in module.body if isinstance(node, Definition) and not node.name.startswith("_")]


def find_import(module: ast.Module, name: str) -> str | None:
    """Return the module from which a module takes `name`; `from package import module` counts for neither."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and any(alias.name == name for alias in node.names):
            return node.module
    return None


def list_bases(node: Definition) -> list[str]:
    """Return the names of the classes that a class is made from, without what their parameters are filled with."""
    bases = node.bases if isinstance(node, ast.ClassDef) else []
    plain = [base.value if isinstance(base, ast.Subscript) else base for base in bases]
    return [base.id for base in plain if isinstance(base, ast.Name)]


def inherit(member: Member, base: Member) -> Member:
    """Return a class together with what it has from a base that has no section: methods, fields, and its own base."""
    node, parent = member.node, base.node
    if not isinstance(node, ast.ClassDef) or not isinstance(parent, ast.ClassDef):
        return member
    own = {item.name for item in node.body if isinstance(item, Definition)} | {each.name for each in member.attributes}
    methods = [method for method in list_methods(parent) if method.name not in own]
    return Member(
        member.name,
        ast.ClassDef(
            node.name,
            bases=[_replace_base(each, base.name, parent.bases) for each in node.bases],
            keywords=node.keywords,
            body=[*node.body, *methods],
            decorator_list=node.decorator_list,
        ),
        (*member.attributes, *(each for each in base.attributes if each.name not in own)),
    )


def _replace_base(base: ast.expr, name: str, others: list[ast.expr]) -> ast.expr:
    """Name the public base in place of the one between, its parameters filled as they are."""
    match base, others:
        case ast.Subscript(value=ast.Name(id=known), slice=filling), [ast.Subscript(value=other)] if known == name:
            return ast.Subscript(other, filling, ast.Load())
        case _:
            return base


def list_attributes(node: ast.ClassDef) -> Iterator[Attribute]:
    """Yield the fields and members of a class in their order, what `__init__` explains, then the properties."""
    for position, item in enumerate(node.body):
        doc = _text_under(node.body, position)
        match item:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=kind, value=value) if not name.startswith("_"):
                yield Attribute(name, ast.unparse(kind), ast.unparse(value) if value is not None else None, doc)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not name.startswith("_"):
                yield Attribute(name, "", ast.unparse(value), doc)
            case _:
                pass
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "__init__":
            yield from _list_explained(item.body)
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and is_property(item) and not item.name.startswith("_"):
            kind = ast.unparse(item.returns) if item.returns is not None else ""
            yield Attribute(item.name, kind, None, ast.get_docstring(item) or "")


def list_methods(node: ast.ClassDef) -> Iterator[Function]:
    """Yield the public methods, each once."""
    for item in node.body:
        if not isinstance(item, Function) or item.name.startswith("_"):
            continue
        names = {ast.unparse(decorator).rpartition(".")[2] for decorator in item.decorator_list}
        if not names & {"property", "overload", "setter"}:
            yield item


def is_property(node: ast.FunctionDef) -> bool:
    """Tell whether a method is read like a field."""
    return any(ast.unparse(decorator) == "property" for decorator in node.decorator_list)


def build_signature(node: Function, *, name: str | None = None) -> str:
    """Build the line with which a function is defined, `self` left out; long ones over several lines."""
    arguments = node.args
    first = arguments.args[:1]
    is_method = bool(first) and first[0].arg in {"self", "cls"}
    parts = list(_build_parameters(arguments, skip=int(is_method)))
    start = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    end = f" -> {ast.unparse(node.returns)}" if node.returns is not None and name is None else ""
    line = f"{start}{name or node.name}({', '.join(parts)}){end}"
    if len(line) <= _LONG:
        return line
    return f"{start}{name or node.name}(\n" + "".join(f"    {part},\n" for part in parts) + f"){end}"


def _build_parameters(arguments: ast.arguments, *, skip: int) -> Iterator[str]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = list(zip(positional, [*missing, *arguments.defaults], strict=True))
    for argument, default in pairs[skip:]:
        yield _build_parameter(argument, default)
    if arguments.vararg is not None:
        yield "*" + _build_parameter(arguments.vararg, None)
    elif arguments.kwonlyargs:
        yield "*"
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _build_parameter(argument, default)
    if arguments.kwarg is not None:
        yield "**" + _build_parameter(arguments.kwarg, None)


def _build_parameter(argument: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(argument.annotation)}" if argument.annotation is not None else ""
    equals = " = " if kind else "="
    return f"{argument.arg}{kind}" + (f"{equals}{ast.unparse(default)}" if default is not None else "")


def build_doc(text: str) -> str:
    """Turn a docstring into Markdown: paragraphs as they are, sections as lists."""
    blocks: list[str] = []
    lines = inspect.cleandoc(text).splitlines()
    while lines:
        line = lines.pop(0)
        if line in SECTIONS:
            body: list[str] = []
            while lines and (not lines[0] or lines[0].startswith(" ")):
                body.append(lines.pop(0))
            blocks.append(f"*{line}*\n\n" + "\n".join(_build_entries(inspect.cleandoc("\n".join(body)))) + "\n")
        else:
            blocks.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(blocks)).strip()


def build_member(member: Member, *, level: int = 3, internal: Collection[str] = ()) -> str:
    """Build the section of one class or function."""
    node = member.node
    parts = [f"{'#' * level} {member.name}"]
    if isinstance(node, ast.ClassDef):
        parts += [_fence(_build_class_line(node)), build_doc(member.doc)]
        init = next((item for item in node.body if isinstance(item, Function) and item.name == "__init__"), None)
        if init is not None:
            parts.append(build_doc(ast.get_docstring(init) or ""))
        if member.attributes:
            parts.append("\n".join(_build_attribute(attribute) for attribute in member.attributes))
        for method in list_methods(node):
            if method.name not in internal:
                parts += [
                    f"{'#' * (level + 1)} {member.name}.{method.name}",
                    _fence(build_signature(method)),
                    build_doc(ast.get_docstring(method) or ""),
                ]
    else:
        parts += [_fence(build_signature(node)), build_doc(member.doc)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _build_class_line(node: ast.ClassDef) -> str:
    init = next((item for item in node.body if isinstance(item, Function) and item.name == "__init__"), None)
    if init is not None:
        return "class " + build_signature(init, name=node.name)
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    return f"class {node.name}({bases})" if bases else f"class {node.name}"


def _build_attribute(attribute: Attribute) -> str:
    kind = f": `{attribute.type}`" if attribute.type else ""
    default = f" = {_quote(attribute.default)}" if attribute.default is not None else ""
    doc = " ".join(attribute.doc.split())
    return f"- `{attribute.name}`{kind}{default}" + (f": {doc}" if doc else "")


def _quote(code: str) -> str:
    """Mark code, also such that holds backticks itself."""
    return f"`` {code} ``" if "`" in code else f"`{code}`"


def _build_entries(text: str) -> Iterator[str]:
    """Yield one list item for each entry of a section; text that is no entry is one item."""
    for entry in re.split(r"\n(?=\S)", text):
        match = _ENTRY.fullmatch(entry)
        flat = " ".join(entry.split())
        yield f"- `{match['name']}`: {' '.join(match['text'].split())}" if match else f"- {flat}"


def _text_under(body: list[ast.stmt], position: int) -> str:
    match body[position + 1 : position + 2]:
        case [ast.Expr(value=ast.Constant(value=str(text)))]:
            return inspect.cleandoc(text)
        case _:
            return ""


def _list_explained(body: list[ast.stmt]) -> Iterator[Attribute]:
    """Yield what is assigned to `self` with a text under it."""
    for position, item in enumerate(body):
        doc = _text_under(body, position)
        match item:
            case ast.Assign(targets=[ast.Attribute(attr=name)]) if doc and not name.startswith("_"):
                yield Attribute(name, "", None, doc)
            case ast.AnnAssign(target=ast.Attribute(attr=name), annotation=kind) if doc and not name.startswith("_"):
                yield Attribute(name, ast.unparse(kind), None, doc)
            case _:
                pass


def _fence(code: str) -> str:
    return f"    {code}".replace("\n", "\n    ")
