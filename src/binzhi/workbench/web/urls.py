"""Addresses of the workbench."""

from django.urls import path

from binzhi.workbench.web import (
    company_page,
    contact,
    figures,
    guest_page,
    home,
    house_urls,
    modules,
    quality,
    search,
    signin,
)

app_name = "workbench"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", signin.sign_in, name="sign_in"),
    path("sign-in/code/", signin.second_factor, name="second_factor"),
    path("sign-in/set-up/", signin.enrol, name="enrol"),
    path("sign-out/", signin.sign_out, name="sign_out"),
    path("account/", signin.account, name="account"),
    path("account/hotel/", signin.switch_hotel, name="switch_hotel"),
    path("functions/", modules.modules, name="modules"),
    path("search/", search.search, name="search"),
    path("gaps/", quality.gaps, name="gaps"),
    path("gaps/types/", quality.choose_types, name="attention_types"),
    path("growth/", quality.growth, name="growth"),
    path("guests/<uuid:guest_id>/", guest_page.guest_page, name="guest"),
    path("guests/<uuid:guest_id>/preparation/", guest_page.guest_items, name="guest_items"),
    path("guests/<uuid:guest_id>/stays/", guest_page.guest_history, name="guest_history"),
    path("figures/", figures.figures, name="figures"),
    path("guests/<uuid:guest_id>/next-contact/", contact.contact_card, name="next_contact"),
    path("guests/<uuid:guest_id>/log/", guest_page.guest_log, name="guest_log"),
    path("guests/<uuid:guest_id>/card/", guest_page.history_card, name="history_card"),
    path("companies/<uuid:organisation_id>/", company_page.company_page, name="company"),
    path("companies/<uuid:organisation_id>/print/", company_page.company_print, name="company_print"),
    *house_urls.urlpatterns,
]
