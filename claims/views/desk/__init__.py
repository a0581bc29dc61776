"""The desk: where analysts log, evidence, assess and submit claims. HTTP only; every write is an action."""
