"""The table that `make evaluate` prints, and what in it became worse."""

from __future__ import annotations

from . import measures


class Table:
    """The rows that are printed: set, way, figure; and what it must reach."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, measures.Figure, float | None]] = []

    def add(self, of: str, way: str, figure: measures.Figure, target: float | None = None) -> None:
        self.rows.append((of, way, figure, target))
        print(f"| {of} | {way} | {figure} | {self._verdict(figure, target)} |", flush=True)

    @staticmethod
    def _verdict(figure: measures.Figure, target: float | None) -> str:
        if target is None:
            return ""
        return f"{'reached' if figure.value >= target else 'MISSED'}: {target}"

    @property
    def ours(self) -> dict[str, tuple[float, float, float]]:
        return {
            f"{o}: {w}": (f.value, f.low, f.high) for o, w, f, _t in self.rows if "Oversteek" in w
        }


def regressions(ours: dict, baseline: dict) -> list[str]:
    """What is worse than the baseline by more than the interval of it."""
    return [
        f"{name}: {ours[name][0]:.3f} is below {low:.3f}, the lower end of the baseline"
        for name, (_value, low, _high) in baseline.items()
        if name in ours and ours[name][0] < low
    ]
