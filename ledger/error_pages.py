"""The page for a request that can't be read. It asks for nothing that may itself be what is wrong."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's answer 400, which tells a form that is too large from an address that makes no sense."""
    context = {"too_much": isinstance(exception, RequestDataTooBig)}
    return HttpResponse(loader.get_template("400.html").render(context), status=400)
