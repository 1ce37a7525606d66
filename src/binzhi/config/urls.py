"""Root addresses: one line per room."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

from binzhi.config.api import api
from binzhi.config.health import healthz, metrics, readyz

handler403 = "binzhi.ui.errors.forbidden"
handler404 = "binzhi.ui.errors.not_found"
handler500 = "binzhi.ui.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("binzhi.workbench.web.urls")),
    path("guests/", include("binzhi.guests.web.urls")),
    path("identity/", include("binzhi.identity.web.urls")),
    path("companies/", include("binzhi.companies.web.urls")),
    path("arrivals/", include("binzhi.arrivals.web.urls")),
    path("stays/", include("binzhi.stays.web.urls")),
    path("service/", include("binzhi.service.web.urls")),
    path("", include("binzhi.collection.web.urls")),
    path("imports/", include("binzhi.integrations.web.urls")),
    path("api/v1/", api.urls),
    path("healthz", healthz),
    path("readyz", readyz),
    path("metrics", metrics),
    path("i18n/", include("django.conf.urls.i18n")),
]
