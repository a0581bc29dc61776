"""How tiles are written in addresses (C2SP tlog-tiles). Every tile has one spelling; others are not found."""

from claims import merkle


class Level:
    """The level of a tile: 0 to 63, without leading zeros."""

    regex = "[0-9]|[1-5][0-9]|6[0-3]"

    def to_python(self, value: str) -> int:
        """The level as a number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The level as it stands in an address."""
        return str(value)


class TileNumber:
    """Number and width: "067", "x001/x234/067", "067.p/12"."""

    regex = r"(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/[0-9]{1,3})?"

    def to_python(self, value: str) -> tuple[int, int]:
        """Number and width. Raises ValueError for every other spelling."""
        return merkle.parse_number_path(value)

    def to_url(self, value: tuple[int, int]) -> str:
        """The end of the tile's path."""
        return merkle.entries_path(*value).removeprefix("tile/entries/")
