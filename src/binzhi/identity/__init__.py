"""Who is who: recognise, join, take back (身份)."""
