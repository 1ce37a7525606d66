"""Forms look like the house without a word in the form: ``{{ form }}`` and ``{{ form.x.as_field_group }}``."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER of the house; needs ``django.forms`` in INSTALLED_APPS for the widget templates."""

    form_template_name = "ui/_form.html"
    field_template_name = "ui/_field.html"
