"""The admin site itself: who may come in, in what order things stand, and where review lives."""

from functools import cache, wraps
from typing import Any, cast

from allauth.account.utils import get_next_redirect_url
from django.contrib import admin
from django.contrib.admin.options import ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from claims.admin import agreement, asking, fairness, method, queue, review_page, sign_in
from claims.admin.base import NUL, RolePermissions
from claims.models import Submission
from claims.views.desk.kept_forms import texts_sent

# The sections of the index, in the order in which people work; what is not named is row history.
SECTIONS: tuple[tuple[StrOrPromise, tuple[str, ...]], ...] = (
    (gettext_lazy("Claims"), ("Claim", "Source")),
    (
        gettext_lazy("Review"),
        ("Submission", "Assessment", "AssessmentRequest", "Decision", "Contribution", "Recheck"),
    ),
    (gettext_lazy("Fairness"), ("ConflictOfInterest", "Waiver")),
    (gettext_lazy("Shared records"), ("Claimant", "Outlet", "Topic", "VerdictScheme")),
    (gettext_lazy("Parts of claims"), ("Evidence", "Figure", "Appearance", "ClaimRelation", "ExchangeRate")),
    (gettext_lazy("The public log"), ("Entry", "RecordBody", "Edition")),
    (gettext_lazy("People"), ("Person",)),
)
ROW_HISTORY = gettext_lazy("Row history")


class LedgerAdminSite(admin.AdminSite):
    """The ledger's admin. Only our own pages: what other packages bring would write behind the actions."""

    site_header = gettext_lazy("Ledger admin")
    site_title = gettext_lazy("Ledger admin")
    index_title = gettext_lazy("Records")
    site_url = "/"
    empty_value_display = "–"
    enable_nav_sidebar = False  # the tables need the room; every page leads back to the index

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        """Register a page of ours; pages that do not ask for permission by role are left out."""
        if admin_class is not None and issubclass(admin_class, RolePermissions):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Editors and administrators come in; a superuser without a role may look around."""
        return bool(request.user.is_active and request.user.is_staff)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page may show: the number of submissions that wait, counted once if it is asked for."""
        return {**super().each_context(request), "waiting": cache(Submission.objects.waiting().count)}

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Our own pages before the rest: review, and what editors ask of others."""
        return [
            path("review/", self.admin_view(queue.review_queue), name="review_queue"),
            path("review/<int:pk>/", self.admin_view(review_page.review), name="review"),
            path("review/waive/<int:pk>/", self.admin_view(fairness.waive), name="waive"),
            path("review/hold/<int:pk>/", self.admin_view(review_page.hold), name="hold"),
            path(
                "review/second/<int:pk>/", self.admin_view(asking.second_assessment), name="second_assessment"
            ),
            path(
                "review/withdraw/<int:pk>/", self.admin_view(asking.withdraw_second), name="withdraw_second"
            ),
            path("review/source/<int:pk>/", self.admin_view(asking.source_falls), name="source_falls"),
            path(
                "claims/conflictofinterest/<int:pk>/end/",
                self.admin_view(fairness.end_conflict_page),
                name="end_conflict",
            ),
            path("agreement/", self.admin_view(agreement.agreement), name="agreement"),
            path("method/", self.admin_view(method.publish_method_page), name="publish_method"),
            path("sign-in/", self.admin_view(sign_in.sign_in), name="sign_in"),
            path(
                "sign-in/<int:pk>/remove/",
                self.admin_view(sign_in.remove_factor),
                name="remove_second_factor",
            ),
            *super().get_urls(),
        ]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's; but what somebody sent without a session is shown to them, so that it can be copied."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            away = request.method == "POST" and not request.user.is_authenticated
            if away and (typed := texts_sent(request)):
                return render(request, "admin/signed_out.html", {"typed": typed}, status=403)
            return guarded(request, *args, **kwargs)

        return shown

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, for desk and admin. This address leads there, and takes no password.

        Django's own would sign in by a password alone whoever has a second factor.
        """
        onward = get_next_redirect_url(request) or reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(onward)
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(onward)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """There is one page on which a password is changed, for desk and admin."""
        return redirect("account_change_password")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Django's, and nothing found for what is no text."""
        if any(NUL in value for value in request.GET.values()):
            return JsonResponse({"results": [], "pagination": {"more": False}})
        return super().autocomplete_view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The records in sections. Django asks for them on every page: they are made where one shows them."""
        return cast(list[Any], SimpleLazyObject(lambda: self.sections(request, app_label)))

    def sections(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The records in sections of their own, rather than all under one app."""
        apps = super().get_app_list(request, app_label)
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        sections = []
        for name, wanted in (*SECTIONS, (ROW_HISTORY, ())):
            found = [models.pop(each) for each in wanted if each in models]
            if name == ROW_HISTORY:
                found = list(models.values())
            if found:
                slug = str(name).lower().replace(" ", "-")
                sections.append({**apps[0], "name": name, "app_label": slug, "models": found})
        return sections


@cache
def ledger_site() -> LedgerAdminSite:
    """The one site. Asked for twice while `claims.admin` is being imported, so it must be the same."""
    return LedgerAdminSite()
