from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Recognising guests, joining profiles of one person and taking that back (身份)."""

    name = "binzhi.identity"
    label = "identity"
    verbose_name = "Identity"

    def ready(self) -> None:
        """Let the room keep what profiles are recognised by, recognise guests, and react to acts."""
        from binzhi.guests import doubles, identifying, recognition
        from binzhi.identity.domain.keys import keep
        from binzhi.identity.handlers import register
        from binzhi.identity.queries import suspected
        from binzhi.identity.recognise import recognise

        identifying.use(keep)
        recognition.use(recognise)
        doubles.use(suspected)
        register()
