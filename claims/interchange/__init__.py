"""Shapes in which claims come in and go out."""
