"""The shapes of what people type at the desk, split by noun."""
