"""People: inviting them, giving them roles, handing on the work of somebody who leaves."""

from collections.abc import Iterable

import pghistory
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import languages
from claims.actions.deed import deed, now
from claims.actions.notices import tell
from claims.choices import NoticeKind, Role
from claims.models import Claim, Person, SignInRule
from claims.reasons import Reason, kept
from claims.workflow import Refused

ADMINISTRATORS_ONLY = gettext_noop("Only an administrator manages people.")
UNKNOWN_ROLE = gettext_noop("There is no role “{role}”. The roles are analyst, editor and administrator.")
NO_SUCCESSOR = gettext_noop("{name} has {count} open claims. Choose who takes them over.")
SUCCESSOR_LEFT = gettext_noop(
    "{name} cannot take over work: the account is closed, or has no role that writes."
)
NO_SECOND_FACTOR = gettext_noop("{name} has no second factor.")
OWN_FACTOR = gettext_noop(
    "Your own second factor is removed under “Sign-in and security”, or by another administrator."
)
LAST_ADMINISTRATOR = gettext_noop("{name} is the last administrator. Make somebody else one first.")

# Reasons, for the row history.
FROM_SHELL = Reason(gettext_noop("Created an administrator from the shell"))
FOR_DEMO = Reason(gettext_noop("Made for the demo"))
INVITED = Reason(gettext_noop("Invited a person"))
ROLES_CHANGED = Reason(gettext_noop("Changed roles"))
FACTOR_REQUIRED = Reason(gettext_noop("Required a second factor"))
FACTOR_NOT_REQUIRED = Reason(gettext_noop("Stopped requiring a second factor"))

# Who opens the admin; analysts work at the desk.
STAFF_ROLES = {Role.EDITOR, Role.ADMINISTRATOR}


def create_administrator(*, email: str, name: str) -> Person:
    """Make the first administrators, from the shell; they choose their password by `invitation_link`."""
    with transaction.atomic(), pghistory.context(**kept(FROM_SHELL)):
        person = _new_person(email, name)
        _set_roles(person, [Role.ADMINISTRATOR])
    return person


def make_person(*, email: str, name: str, roles: Iterable[str], password: str) -> Person:
    """Make somebody with a password at once. Only the demo does; everybody else is invited."""
    with transaction.atomic(), pghistory.context(**kept(FOR_DEMO)):
        person = _new_person(email, name)
        person.set_password(password)
        person.save(update_fields=["password"])
        _set_roles(person, roles)
    return person


def invite_person(*, by: Person, email: str, name: str, roles: Iterable[str]) -> Person:
    """Open an account and mail the link with which its owner chooses a password.

    Raises ValidationError (by field) where the address is wrong or taken.
    """
    _require_administrator(by)
    with transaction.atomic(), pghistory.context(person=by.pk, **kept(INVITED)):
        person = _new_person(email, name)
        _set_roles(person, roles)
        transaction.on_commit(lambda: send_invitation(person))
    return person


def change_roles(*, person: Person, by: Person, roles: Iterable[str]) -> Person:
    """Give a person exactly these roles."""
    _require_administrator(by)
    wanted = set(roles)
    with transaction.atomic(), pghistory.context(person=by.pk, **kept(ROLES_CHANGED)):
        if Role.ADMINISTRATOR not in wanted:
            _keep_one_administrator(person)
        _set_roles(person, wanted)
    return person


def deactivate_person(*, person: Person, by: Person, successor: Person | None = None) -> int:
    """Close the account of somebody who leaves, and hand their open claims to `successor`.

    Returns how many claims were handed on. What they wrote keeps their name; every session of
    theirs ends with the next request.
    """
    _require_administrator(by)
    # Claims are handed on: the guards ask who does it.
    with deed(by=by, why=Reason(gettext_noop("{person} left"), person=person)):
        _keep_one_administrator(person)
        open_claims = Claim.objects.open_work().filter(
            Q(assignee=person) | Q(assignee__isnull=True, logged_by=person)
        )
        count = open_claims.count()
        if count and successor is None:
            raise Refused(_(NO_SUCCESSOR).format(name=person, count=count))
        if successor is not None and (
            successor == person or not (successor.roles & {Role.ANALYST, Role.EDITOR})
        ):
            raise Refused(_(SUCCESSOR_LEFT).format(name=successor))
        for claim in open_claims:
            claim.assignee = successor
            claim.save(update_fields=["assignee", "changed_at"])
            tell(people=[successor], kind=NoticeKind.ASSIGNED, claim=claim, by=by)
        person.is_active = False
        person.save(update_fields=["is_active"])
        person.__dict__.pop("roles", None)
    return count


def reactivate_person(*, person: Person, by: Person) -> Person:
    """Open the account of somebody who comes back."""
    _require_administrator(by)
    why = Reason(gettext_noop("{person} came back"), person=person)
    with transaction.atomic(), pghistory.context(person=by.pk, **kept(why)):
        person.is_active = True
        person.save(update_fields=["is_active"])
        person.__dict__.pop("roles", None)
    return person


def require_second_factor(*, role: str, required: bool, by: Person) -> SignInRule:
    """Say whether everybody with a role needs a second factor at sign-in."""
    _require_administrator(by)
    if role not in Role.values:
        raise Refused(_(UNKNOWN_ROLE).format(role=role))
    with deed(by=by, why=FACTOR_REQUIRED if required else FACTOR_NOT_REQUIRED):
        rule, _new = SignInRule.objects.update_or_create(
            role=role, defaults={"second_factor_required": required}
        )
    return rule


def remove_second_factor(*, person: Person, by: Person) -> None:
    """Remove all second factors of somebody who has lost theirs, and sign them out everywhere.

    They then sign in by their password, and are told by mail. Their row history keeps who did it.
    """
    _require_administrator(by)
    if person == by:
        raise Refused(_(OWN_FACTOR))
    why = Reason(gettext_noop("Removed the lost second factor of {person}"), person=person)
    with deed(by=by, why=why):
        _remove_factors(person)


def remove_factor_from_shell(*, person: Person) -> None:
    """The same from the shell: for an administrator whom no other administrator can help."""
    why = Reason(gettext_noop("Removed the second factor of {person} from the shell"), person=person)
    with transaction.atomic(), pghistory.context(**kept(why)):
        _remove_factors(person)


def invitation_link(person: Person) -> str:
    """The address at which a person chooses a password; good once, and for a limited time."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)},
    )
    return f"{settings.SITE_URL}{path}"


def send_invitation(person: Person) -> None:
    """Mail a person the link with which they choose a password."""
    with languages.newsroom_words():
        words = {"person": person, "link": invitation_link(person), "newsroom": settings.NEWSROOM_NAME}
        send_mail(
            subject=_("Your account at %(NEWSROOM_NAME)s") % {"NEWSROOM_NAME": settings.NEWSROOM_NAME},
            message=render_to_string("email/invitation.txt", words),
            from_email=None,
            recipient_list=[person.email],
        )


def _new_person(email: str, name: str) -> Person:
    person = Person(
        email=Person.objects.normalize_email(email).lower(),
        name=name.strip(),
        handle=Person.objects.free_handle(name, email),
    )
    person.set_unusable_password()
    person.full_clean()
    person.save()
    return person


def _set_roles(person: Person, roles: Iterable[str]) -> None:
    wanted = set(roles)
    for role in wanted - set(Role.values):
        raise Refused(_(UNKNOWN_ROLE).format(role=role))
    person.groups.set(Group.objects.filter(name__in=wanted))
    person.is_staff = bool(wanted & STAFF_ROLES)
    person.save(update_fields=["is_staff"])
    person.__dict__.pop("roles", None)


def _remove_factors(person: Person) -> None:
    count, _each = Authenticator.objects.filter(user=person).delete()
    if not count:
        raise Refused(_(NO_SECOND_FACTOR).format(name=person))
    person.second_factor_removed_at = now()
    person.save(update_fields=["second_factor_removed_at"])
    for session in UserSession.objects.filter(user=person):
        session.end()
    transaction.on_commit(lambda: _tell_of_removal(person))


def _tell_of_removal(person: Person) -> None:
    with languages.newsroom_words():
        words = {"person": person, "newsroom": settings.NEWSROOM_NAME, "link": settings.SITE_URL}
        send_mail(
            subject=_("Your second factor at %(NEWSROOM_NAME)s was removed")
            % {"NEWSROOM_NAME": settings.NEWSROOM_NAME},
            message=render_to_string("email/second_factor_removed.txt", words),
            from_email=None,
            recipient_list=[person.email],
        )


def _keep_one_administrator(person: Person) -> None:
    # Locked, so that two who step down at the same moment do so one after the other.
    list(
        Person.objects.select_for_update(of=("self",)).filter(groups__name=Role.ADMINISTRATOR).order_by("pk")
    )
    others = Person.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR).exclude(pk=person.pk)
    if person.is_administrator and not others.exists():
        raise Refused(_(LAST_ADMINISTRATOR).format(name=person))


def _require_administrator(by: Person) -> None:
    if not by.is_administrator:
        raise Refused(_(ADMINISTRATORS_ONLY))
