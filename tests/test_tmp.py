import pytest
from django.db import connections, connection
from claims.models import Topic, Person
@pytest.mark.django_db
def test_a():
    assert Topic.objects.count()==0
    with connection.cursor() as c:
        c.execute("select current_user, current_database()"); print(c.fetchone())
def test_own(own_database, as_app, as_owner, as_superuser, django_assert_num_queries):
    print(own_database, as_app.execute("select current_user").fetchone(), as_owner.execute("select current_user, current_database()").fetchone(), as_superuser.execute("select current_user").fetchone())
    assert connections["default"].settings_dict["NAME"]==own_database
def test_live(live_ledger, browser_page):
    browser_page.goto(live_ledger.url+"/accounts/login/")
    print(browser_page.content()[:300])
@pytest.mark.django_db
def test_b(): assert Topic.objects.count()==0
@pytest.mark.django_db(databases=["default","owner"])
def test_c(): assert Topic.objects.using("owner").count()==0
def test_d(database): assert Topic.objects.count()==0
