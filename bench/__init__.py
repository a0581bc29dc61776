"""Measurements on throw-away databases of synthetic claims. See README.md in this folder."""
