"""People who sign in: analysts, editors, administrators."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from claims.asking import ask, question
from claims.choices import Role
from claims.models.history import keep_history


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the e-mail address is what they sign in with."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "Person":
        """Make a person. Without a password they can only come in through a mailed link."""
        if not email:
            raise ValueError("A person needs an e-mail address to sign in with.")
        extra.setdefault("handle", self.free_handle(extra.get("name", ""), email))
        person = self.model(email=self.normalize_email(email).lower(), **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def free_handle(self, name: str, email: str) -> str:
        """A handle that nobody has yet: "Eva Marek" → "eva-marek", the second one "eva-marek-2"."""
        wanted = slugify(name)[:50] or slugify(email.partition("@")[0])[:50] or "person"
        handle, number = wanted, 2
        while self.filter(handle=handle).exists():
            handle, number = f"{wanted}-{number}", number + 1
        return handle

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "Person":
        """Make someone who may open every admin page. The rules of review bind them too."""
        return self.create_user(email, password, **{**extra, "is_staff": True, "is_superuser": True})


@keep_history(exclude=["password", "last_login"])
class Person(AbstractUser):
    """Somebody who works on the ledger. Roles are groups (`choices.Role`)."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    # What others write after an @ to mention this person.
    handle = models.SlugField(_("handle"), max_length=60, unique=True)
    # Set by an administrator's action, so that the history of this row says who did it and why.
    second_factor_removed_at = models.DateTimeField(_("second factor removed"), null=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of this person's groups; empty for somebody who has left."""
        return frozenset(name for (name,) in ask(roles_of(self.pk))[0]) if self.is_active else frozenset()

    @property
    def needs_second_factor(self) -> bool:
        """Whether a rule for one of this person's roles asks for a second factor at sign-in."""
        return SignInRule.objects.filter(role__in=self.roles, second_factor_required=True).exists()

    @property
    def is_analyst(self) -> bool:
        return Role.ANALYST in self.roles

    @property
    def is_editor(self) -> bool:
        return Role.EDITOR in self.roles

    @property
    def is_administrator(self) -> bool:
        return Role.ADMINISTRATOR in self.roles


@question
def roles_of(person: int) -> models.QuerySet[Group, tuple[str]]:
    """Asked for every deed and every page of somebody who signed in."""
    return Group.objects.filter(user=person).values_list("name")


@keep_history(model_name="PersonRoleEvent", meta={"db_table": "claims_person_groupsevent"})
class PersonRole(Person.groups.through):  # type: ignore[name-defined]
    """That somebody has a role: a row of the table behind `Person.groups`, which keeps a history too."""

    class Meta:
        proxy = True
        verbose_name = _("role")
        verbose_name_plural = _("roles")


@keep_history()
class SignInRule(models.Model):
    """What the sign-in of everybody with a role takes. A role without a row takes a password alone."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, unique=True)
    second_factor_required = models.BooleanField(_("second factor required"), default=False)

    class Meta:
        verbose_name = _("sign-in rule")
        verbose_name_plural = _("sign-in rules")
        ordering = ("role",)

    def __str__(self) -> str:
        takes = _("two factors") if self.second_factor_required else _("a password")
        return f"{self.get_role_display()}: {takes}"
